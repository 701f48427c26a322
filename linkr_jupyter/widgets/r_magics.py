"""``%%R``: R code in a notebook, shown as Python's results are."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from ..errors import InvalidCellError, LinkrError
from ..locale import current_language, translate

_UNITS = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "px": 1 / 96}
_WIDTH, _HEIGHT = 7.0, 4.4  # inches
_OFFERED = {"linkr_jupyter", "ibis", "pandas", "pyarrow"}
_ROW = "row names of R"  # no name that R code gives a column
_TABLES = ("Table", "DataFrame")


def register(shell: InteractiveShell) -> None:
    """Make ``%%R`` ours, and keep it ours when ``rpy2.ipython`` is loaded later."""

    def r(line: str, cell: str | None = None) -> None:
        """Run R code. -i NAME and -o NAME bring variables in and out; -w, -h, -u size plots."""
        r_magic(shell, line, cell)

    def keep(*_: object) -> None:
        if shell.magics_manager.magics["cell"].get("R") is not r:
            magics: Any = shell
            magics.register_magic_function(r, "line_cell", "R")

    keep()
    shell.events.register("pre_run_cell", keep)


def r_magic(shell: InteractiveShell, line: str, cell: str | None) -> None:
    """Run the code of one ``%%R`` cell (or of one ``%R`` line).

    Raises
    ------
    LinkrError, RCodeError, KeyboardInterrupt
        Each with a traceback in words: Python's frames say nothing to an author of R code.
    """
    try:
        _run(shell, line, cell)
    except (LinkrError, KeyboardInterrupt) as error:
        raise _in_words(error)  # noqa: B904
    except Exception as error:
        if type(error).__name__ != "RCodeError":
            raise
        raise _in_words(error)  # noqa: B904


def _in_words(error: BaseException) -> BaseException:
    language = current_language()
    if isinstance(error, KeyboardInterrupt):
        text = translate("Cancelled", language)
    else:
        text = error.text(language)  # type: ignore[attr-defined]
    error._render_traceback_ = lambda: [text]  # type: ignore[attr-defined]
    error.__cause__ = None
    error.__suppress_context__ = True
    return error.with_traceback(None)


def _run(shell: InteractiveShell, line: str, cell: str | None) -> None:
    from ..r.status import require_r

    require_r()
    from ..r import evaluation

    asked, rest = _arguments(line, cell)
    scale = _UNITS[asked.units]
    for there, here in _pairs(asked.input):
        value = _named(shell, here)
        if there == here and _is_offered(value):
            evaluation.uncover(there)  # it is there under its name, and follows Python
        else:
            evaluation.put(there, value)
    evaluation.run(
        rest if cell is None else cell,
        NotebookHost(shell),
        width=(asked.width * scale) if asked.width else _WIDTH,
        local=asked.local,
        height=(asked.height * scale) if asked.height else _HEIGHT,
    )
    shell.push({pair[0]: evaluation.get(pair[1]) for pair in _pairs(asked.output)})


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InvalidCellError(
            "The first line of this cell is not understood: {line}.",
            "Write %%R alone, or with -i NAME, -o NAME, -w WIDTH, -h HEIGHT and -u in, cm or px.",
            line=message,
        )


def _arguments(line: str, cell: str | None) -> tuple[argparse.Namespace, str]:
    parser = _Parser(prog="%%R", add_help=False)
    parser.add_argument("-i", "--input", action="append", default=[])
    parser.add_argument("-o", "--output", action="append", default=[])
    parser.add_argument("-w", "--width", type=float)
    parser.add_argument("-h", "--height", type=float)
    parser.add_argument("-u", "--units", choices=sorted(_UNITS), default="px")
    parser.add_argument("--local", action="store_true")  # a preview leaves no variable behind
    if cell is None and not line.lstrip().startswith("-"):
        return parser.parse_args([]), line
    try:
        words = shlex.split(line)
    except ValueError as error:
        parser.error(str(error))
    if cell is not None:
        return parser.parse_args(words), ""
    asked, code = parser.parse_known_args(words)
    return asked, " ".join(code)


def _pairs(given: list[str]) -> list[tuple[str, str]]:
    """``a,b=c`` as the names there and here: ``(a, a)``, ``(b, c)``."""
    names = [name.strip() for part in given for name in part.split(",") if name.strip()]
    return [(there, here or there) for there, _, here in (name.partition("=") for name in names)]


def _named(shell: InteractiveShell, name: str) -> Any:
    if name not in shell.user_ns:
        raise InvalidCellError(
            "There is no variable {name} to bring to R.",
            "Run the cell that makes it first.",
            field=name,
            name=name,
        )
    return shell.user_ns[name]


class NotebookHost:
    """Shows in the notebook what R shows."""

    def __init__(self, shell: InteractiveShell) -> None:
        from ..analysis.for_r import Verbs

        self._shell = shell
        self.verbs = Verbs()

    def names(self) -> Mapping[str, Any]:
        """Tables and objects of LinkR that the notebook has."""
        return {
            name: value
            for name, value in self._shell.user_ns.items()
            if not name.startswith("_") and _is_offered(value)
        }

    def write(self, text: str) -> None:
        """Print."""
        sys.stdout.write(text)

    def note(self, text: str) -> None:
        """Print to standard error, which clinicians are not shown."""
        sys.stderr.write(text)

    def show(self, value: Any, total: int) -> bool:
        """Show a table as every table of LinkR, and figures as they are."""
        import pandas as pd

        if isinstance(value, pd.DataFrame):
            from ..analysis import data_table

            rows = value if isinstance(value.index, pd.RangeIndex) else _named_rows(value)
            caption = translate("Table of R.", current_language())
            named = {str(name): str(name) for name in rows if name != _ROW}
            display(data_table(rows, caption=caption, total=total, columns={**named, _ROW: " "}))
            return True
        if not hasattr(value, "_repr_mimebundle_"):
            return False
        display(value)
        return True

    def plot(self, drawing: str, alt: str) -> None:
        """Show a plot with its text alternative."""
        from ..analysis.drawn_figure import picture

        language = current_language()
        spoken = translate("Plot of R", language)
        if alt:
            spoken = translate("Plot of R: {words}", language, words=alt)
        display({"text/html": picture(drawing, spoken), "text/plain": spoken}, raw=True)

    def figure(self, drawing: str | None, texts: Mapping[str, Any]) -> Any:
        """The figure of a plot."""
        from ..analysis.drawn_figure import drawn_figure

        return drawn_figure(drawing, **texts)


def _is_offered(value: Any) -> bool:
    kind = type(value)
    if isinstance(value, type) or kind.__module__.split(".")[0] not in _OFFERED:
        return False
    ours = kind.__module__.startswith("linkr_jupyter.") and ".widgets." not in kind.__module__
    return ours or kind.__name__ in _TABLES


def _named_rows(frame: Any) -> Any:
    """The names of the rows as a first column, whose heading is empty."""
    return frame.reset_index(names=_ROW)
