"""The R of this process: started once, with our own R code beside the person's."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from .status import failed_to_start, require_r

_FILES = ("tables.R", "bridge.R", "plots.R", "layers.R", "evaluate.R")
_UTF8 = ("C.UTF-8", "en_US.UTF-8", "C.utf8")


class Session:
    """R, and the environments in which our own R code is.

    Attributes
    ----------
    ri
        The module ``rpy2.rinterface``.
    place
        The R environment with our own functions.
    public
        The R environment with what a person may call, on R's search path.
    """

    def __init__(self) -> None:
        self.ri = _start()
        evaluate = self.ri.baseenv["eval"]
        make = self.ri.evalr
        self.place: Any = make("new.env(parent = baseenv())")
        self.place["here"] = self.place
        self.public: Any = make('attach(NULL, name = "linkr", warn.conflicts = FALSE)')
        self._evaluate = evaluate
        self._callback: Any = None
        self._use_utf8()
        for file in _FILES:
            self.read(file)

    def read(self, file: str) -> None:
        """Read one of the R files beside this module."""
        code = (Path(__file__).parent / file).read_text(encoding="utf-8")
        self._evaluate(self.ri.parse(code), self.place)

    def __getitem__(self, name: str) -> Any:
        """One of our own R functions."""
        return self.place[name]

    def base(self, name: str) -> Any:
        """A function of base R."""
        return self.ri.baseenv[name]

    def callback(self, function: Callable[[Any, Any], Any]) -> None:
        """Let our R code call Python: ``.call_python(op, arguments)``."""
        # Kept here: R's own reference does not keep a Python function alive.
        self._callback = self.ri.rternalize(function, signature=False)
        self.place[".call_python"] = self._callback

    def _use_utf8(self) -> None:
        """Names and texts are UTF-8; without such a locale R writes them as codes."""
        if self.ri.evalr('isTRUE(l10n_info()[["UTF-8"]])')[0]:
            return
        for name in _UTF8:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                quiet = self.base("suppressWarnings")
                done = quiet(self.base("Sys.setlocale")("LC_CTYPE", name))
            if done[0]:
                return


def _start() -> Any:
    require_r()
    try:
        with warnings.catch_warnings(), _own_libraries():
            warnings.simplefilter("ignore")
            import rpy2.rinterface as ri

            ri.initr(interactive=False)
    except Exception as error:  # rpy2 fails in many ways: missing symbols, wrong R, no library
        raise failed_to_start(error) from error
    return ri


@contextmanager
def _own_libraries() -> Iterator[None]:
    """Undo rpy2's LD_LIBRARY_PATH: with R's folders first, another Python would not start."""
    name = "LD_LIBRARY_PATH"
    before = os.environ.get(name)
    try:
        yield
    finally:
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before


@cache
def session() -> Session:
    """The R of this process; started by the first call.

    Raises
    ------
    RUnavailableError
        When R cannot be used, with the reason.
    """
    return Session()
