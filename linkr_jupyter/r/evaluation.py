"""Run R code as one cell: what it prints, shows and draws, how it fails, how it is interrupted."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import Any

from ..errors import LinkrError
from ..locale import current_language, translate
from . import objects, values
from .calls import Calls, install
from .host import Host
from .session import session

_PUBLIC = {
    "figure": "figure", "distribution_layers": "distribution_layers",
    "timeline_layers": "timeline_layers", "q": "quit", "quit": "quit",
}  # fmt: skip
_STACK = 16 * 2**20  # bytes
_FLUSH = 0.25  # seconds between two pieces of printed text


class RCodeError(Exception):
    """R code failed.

    Attributes
    ----------
    message, call
        In R's words.
    line
        Line of the cell, from 1; None when R does not say.
    """

    def __init__(self, message: str, call: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.call = call
        self.line = line

    def text(self, language: str = "en") -> str:
        """Where and what, in ``language``; the message itself is R's."""
        message, line = self.message.rstrip(), self.line
        if line is None:
            return translate("R: {message}", language, message=message)
        if not self.call:
            text = "R, line {line}: {message}"
            return translate(text, language, line=line, message=message)
        text = "R, line {line}, in {call}: {message}"
        return translate(text, language, line=line, call=self.call, message=message)

    def __str__(self) -> str:
        return self.text(current_language())


@cache
def _calls() -> Calls:
    calls = Calls()
    install(calls)
    r = session()
    for name, function in _PUBLIC.items():
        r.public[name] = r[function]
    return calls


def run(
    code: str, host: Host, *, width: float = 7.0, height: float = 4.4, local: bool = False
) -> None:
    """Run the R code of a cell in R's global environment.

    Parameters
    ----------
    code
        R code; the values of its visible expressions are shown.
    host
        Shows what R shows.
    width, height
        Of plots, in inches.
    local
        Keep the variables of the code to itself: for a preview.

    Raises
    ------
    RUnavailableError
        When there is no usable R.
    RCodeError
        When the code fails.
    LinkrError
        When a verb of ours, called from R, fails.
    KeyboardInterrupt
        When a person interrupted it.
    """
    calls = _calls()
    r = session()
    before = calls.host
    calls.host, calls.interrupted = host, False
    try:
        with _interruptible(calls), _printing(host):
            _offer(host)
            r["speak"](current_language())
            r["begin_plots"](width, height)
            try:
                problem = r["run_cell"](code, local)
            finally:
                r["finish_plots"]()
    except r.ri.embedded.RRuntimeError as error:
        if calls.interrupted:
            raise KeyboardInterrupt from None
        raise RCodeError(str(error)) from None
    finally:
        calls.host = before
    _raise(problem, calls)


def _offer(host: Host) -> None:
    r = session()
    objects.let_go()
    names = [name for name in host.names() if name.isascii()]
    r["offer"](r.ri.StrSexpVector(names))
    r.public["linkr"] = objects.handle(host.verbs)


def _raise(problem: Any, calls: Calls) -> None:
    if calls.interrupted:
        raise KeyboardInterrupt
    if not problem:
        return
    kind, message, call, line, number = (values.from_r(part, whole=True) for part in problem)
    if kind == "interrupt":
        raise KeyboardInterrupt
    cause = calls.failures.get(number) if number else None
    if isinstance(cause, LinkrError):
        # What R says of it keeps the line of the cell.
        said = RCodeError(str(message or ""), str(call or ""), line)
        raise cause.with_traceback(None) from said
    if kind == "syntax":
        message = translate("this is not R code: {message}", current_language(), message=message)
    raise RCodeError(str(message or ""), str(call or ""), line)


def get(name: str) -> Any:
    """The value of an R variable of the person, as Python's.

    Raises
    ------
    RCodeError
        When R has no such variable.
    """
    r = session()
    try:
        found = r.ri.globalenv[name]
    except KeyError:
        text = translate("there is no variable {name}", current_language(), name=name)
        raise RCodeError(text) from None
    return values.from_r(found)


def put(name: str, value: Any) -> None:
    """Give R a variable."""
    _calls()
    r = session()
    r.ri.globalenv[name] = r["lazily"](values.to_r(value))


def uncover(name: str) -> None:
    """Remove R's own variable of that name, so that the notebook's table is seen again."""
    _calls()
    session()["uncover"](name)


@contextmanager
def _printing(host: Host) -> Iterator[None]:
    """Send R's printed text to the host, in few pieces: R prints token by token."""
    from rpy2.rinterface_lib import callbacks

    pieces: list[str] = []
    last = time.monotonic()

    def write(text: str) -> None:
        nonlocal last
        pieces.append(text)
        if text.endswith("\n") and time.monotonic() - last > _FLUSH:
            flush()

    def flush() -> None:
        nonlocal last
        last = time.monotonic()
        if pieces:
            text = "".join(pieces)
            pieces.clear()
            host.write(text)

    with (
        callbacks.replace_in_module(callbacks, "consolewrite_print", write),
        callbacks.replace_in_module(callbacks, "consolewrite_warnerror", host.note),
        callbacks.replace_in_module(_calls(), "before_showing", flush),
    ):
        try:
            yield
        finally:
            flush()


@contextmanager
def _interruptible(calls: Calls) -> Iterator[None]:
    """Let an interrupt stop R where it stands, and Python where R called it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    from rpy2.rinterface_lib import openrlib

    rlib = openrlib.rlib

    def interrupt(number: int, frame: FrameType | None) -> None:
        calls.interrupted = True
        if calls.working:
            raise KeyboardInterrupt
        rlib.R_interrupts_pending = 1

    # rpy2 tells R that its stack has no end: endless recursion would end the kernel.
    unlimited = rlib.R_CStackLimit
    rlib.R_CStackLimit = openrlib.ffi.cast("uintptr_t", _stack())
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        rlib.R_CStackLimit = unlimited
        rlib.R_interrupts_pending = 0
        signal.signal(signal.SIGINT, before)


def _stack() -> int:
    """Bytes of the main thread's stack that R may use."""
    try:
        import resource
    except ImportError:  # Windows
        return 2**62
    soft, _ = resource.getrlimit(resource.RLIMIT_STACK)
    return int(0.9 * min(soft, _STACK)) if soft > 0 else int(0.9 * _STACK)
