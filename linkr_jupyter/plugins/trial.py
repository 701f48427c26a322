"""Run rendered cells on a hospital, as a notebook would."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import InvalidValueError
from .cell import without_magic
from .languages import get_language
from .literals import same_value
from .manifest import Plugin
from .variants import Run

if TYPE_CHECKING:
    from ..cdm import Cdm
    from ..r.host import Plain

HostOfR = Callable[[Mapping[str, Any]], "Plain"]


def runner(cdm: Cdm, cohort: object, person_id: int, *, r_host: HostOfR) -> Run:
    """Return a function that runs a cell on ``cdm``, for ``check_plugin(folder, run=...)``.

    The function takes the plugin, the cell and its values, and raises what the cell raises. What
    the cell shows and leaves behind is really computed, lazy tables and charts too. A verb that
    refuses a chosen value by naming its setting (one bar a value, for a measurement with hundreds
    of values) has answered, so that is no failure; a refusal of the setting's default is.

    Parameters
    ----------
    cohort
        What cells call ``cohort``.
    person_id
        The person whose record ``patient`` holds, for cells of level ``individual``.
    r_host
        Makes the place where a cell in R runs from the names that it finds:
        ``linkr_jupyter.analysis.for_r.r_host``.
    """

    def run(plugin: Plugin, source: str, values: Mapping[str, Any], language: str) -> None:
        try:
            run_cell(plugin, source, language)
        except InvalidValueError as error:
            if not _is_refusal(plugin, values, error.field):
                raise

    def run_cell(plugin: Plugin, source: str, language: str) -> None:
        names: dict[str, Any] = {"cdm": cdm, "cohort": cohort}
        if plugin.level == "individual":
            names["patient"] = cdm.patient(person_id)
        code = without_magic(source)
        if language == "r":
            shown = run_in_r(code, plugin.inputs, plugin.outputs, r_host(names))
            _show(*shown.values())
            return
        names["display"] = _show
        _execute(code, names)
        for name in plugin.outputs:
            _show(names[name])

    return run


def _is_refusal(plugin: Plugin, values: Mapping[str, Any], field: str) -> bool:
    return field in values and not same_value(values[field], plugin.properties[field]["default"])


def run_in_r(
    code: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], host: Plain
) -> dict[str, Any]:
    """Run a cell in R as in a new session, and return what it leaves and shows.

    Parameters
    ----------
    code
        R code without a magic.
    inputs
        Names that R gets as its own variables: what ``-i`` does.
    outputs
        Names of R's variables that come back: what ``-o`` does.
    host
        Where the names of the inputs are.

    Returns
    -------
    dict
        Output -> value, in Python's types; what the cell shows is in ``host.shown``.

    Raises
    ------
    RCodeError, LinkrError
        As the cell does; the line is that of the error, or of its cause.
    """
    from ..r import evaluation
    from ..r.fresh import fresh_variables

    with fresh_variables():
        for name in inputs:
            evaluation.put(name, host.names()[name])
        evaluation.run(code, host)
        found = {name: evaluation.get(name) for name in outputs}
    _show(*host.shown)
    return found


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
