"""Run rendered cells on a hospital, as a notebook would."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .cell import without_magic
from .languages import get_language
from .manifest import Plugin
from .variants import Run

if TYPE_CHECKING:
    from ..cdm import Cdm


def runner(cdm: Cdm, cohort: object, person_id: int) -> Run:
    """Return a function that runs a cell on ``cdm``, for ``check_plugin(folder, run=...)``.

    The function takes the plugin, the cell and its values, and raises what the cell raises. What
    the cell shows and leaves behind is really computed, lazy tables and charts too.

    Parameters
    ----------
    cohort
        What cells call ``cohort``.
    person_id
        The person whose record ``patient`` holds, for cells of level ``individual``.
    """

    def run(plugin: Plugin, source: str, values: Mapping[str, Any], language: str) -> None:
        del values
        names: dict[str, Any] = {"cdm": cdm, "cohort": cohort, "display": _show}
        if plugin.level == "individual":
            names["patient"] = cdm.patient(person_id)
        _execute(without_magic(source), names)
        for name in plugin.outputs:
            _show(names[name])

    return run


def _execute(source: str, names: dict[str, Any]) -> None:
    file = f"<{get_language('python').file}>"
    tree = ast.parse(source, filename=file)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, file, "exec"), names)  # noqa: S102
    if isinstance(last, ast.Expr):
        value = compile(ast.Expression(last.value), file, "eval")
        _show(eval(value, names))  # noqa: S307


def _show(*values: Any) -> None:
    """Compute what a notebook would show."""
    for value in values:
        if type(value).__module__.startswith("altair."):
            value.to_dict()  # its own display prints an error instead of raising it
        elif hasattr(value, "_repr_mimebundle_"):
            value._repr_mimebundle_()
        elif hasattr(value, "execute") and hasattr(value, "limit"):
            value.limit(10).execute()
        else:
            repr(value)
