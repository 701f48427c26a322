"""Running a cell's code ourselves and keeping what it shows, in order."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import itertools
import linecache
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

STREAM_LIMIT = 200_000
_numbers = itertools.count(1)

Output = dict[str, Any]


@dataclass
class Run:
    """What one run showed, how long it took (seconds), and how it failed if it did."""

    outputs: list[Output] = field(default_factory=list)
    seconds: float = 0.0
    error: BaseException | None = None

    @property
    def cancelled(self) -> bool:
        """True when a person interrupted the run."""
        return isinstance(self.error, KeyboardInterrupt)


def _as_json(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        mime: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for mime, value in data.items()
    }


class Recorder:
    """Keeps outputs instead of sending them."""

    def __init__(self) -> None:
        self.kept: list[Output] = []
        self._clear_next = False
        self._named: dict[str, Output] = {}

    def hook(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Take a message of the kernel's display publisher; None stops it there."""
        content, kind = message["content"], message["header"]["msg_type"]
        if kind == "clear_output":
            self.clear_output(bool(content.get("wait")))
        elif kind in {"display_data", "update_display_data"}:
            self.publish(
                content["data"],
                content.get("metadata"),
                transient=content.get("transient"),
                update=kind == "update_display_data",
            )
        else:
            return message
        return None

    def publish(
        self,
        data: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        *,
        transient: Mapping[str, Any] | None = None,
        update: bool = False,
    ) -> None:
        """Keep one display; an update replaces the display with the same id."""
        output = {
            "output_type": "display_data",
            "data": _as_json(data),
            "metadata": dict(metadata or {}),
        }
        name = (transient or {}).get("display_id")
        if update:
            if name in self._named:
                self._named[name].update(output)
            return
        if name:
            self._named[name] = output
        self.keep(output)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what was kept, now or before the next output."""
        if wait:
            self._clear_next = True
        else:
            self.kept.clear()

    def keep(self, output: Output) -> None:
        """Add one output."""
        if self._clear_next:
            self.kept.clear()
            self._clear_next = False
        self.kept.append(output)

    def stream(self, name: str, text: str) -> None:
        """Add printed text to the last stream output of the same name."""
        last = self.kept[-1] if self.kept and not self._clear_next else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["text"] = (last["text"] + text)[:STREAM_LIMIT]
        else:
            self.keep({"output_type": "stream", "name": name, "text": text[:STREAM_LIMIT]})


class _Stream(io.TextIOBase):
    """Printed text of the thread that runs the code; other threads print where they did."""

    def __init__(self, recorder: Recorder, name: str, shown: bool) -> None:
        self._recorder, self._name, self._shown = recorder, name, shown
        self._thread, self._before = threading.get_ident(), getattr(sys, name)

    def write(self, text: str) -> int:
        if threading.get_ident() != self._thread:
            return int(self._before.write(text) or 0)
        if self._shown and text:
            self._recorder.stream(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    """A display publisher for shells that are no kernel and so have no hooks."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def publish(  # type: ignore[override]
        self, data: Any, metadata: Any = None, **kwargs: Any
    ) -> None:
        known = {name: kwargs[name] for name in ("transient", "update") if name in kwargs}
        self._recorder.publish(data, metadata, **known)

    def clear_output(self, wait: bool = False) -> None:
        self._recorder.clear_output(wait)


@contextlib.contextmanager
def _displays(shell: InteractiveShell, recorder: Recorder) -> Iterator[None]:
    publisher: Any = shell.display_pub
    # A kernel's other threads use its publisher meanwhile; a hook belongs to this thread alone.
    if hasattr(publisher, "register_hook"):
        publisher.register_hook(recorder.hook)
        try:
            yield
        finally:
            publisher.unregister_hook(recorder.hook)
        return
    shell.display_pub = _Publisher(recorder)
    try:
        yield
    finally:
        shell.display_pub = publisher


@contextlib.contextmanager
def recording(shell: InteractiveShell, *, warnings: bool) -> Iterator[Recorder]:
    """Send displays and printed text of the block to a recorder."""
    recorder = Recorder()
    with (
        contextlib.redirect_stdout(_Stream(recorder, "stdout", True)),
        contextlib.redirect_stderr(_Stream(recorder, "stderr", warnings)),
        _displays(shell, recorder),
    ):
        yield recorder


def _flush_pyplot() -> None:
    """Show open matplotlib figures, as the inline backend does at the end of a cell."""
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    pyplot = sys.modules.get("matplotlib.pyplot")
    if inline is not None and pyplot is not None and pyplot.get_fignums():
        inline.show(close=True)


def run_code(
    source: str, namespace: dict[str, Any], shell: InteractiveShell, *, warnings: bool = True
) -> Run:
    """Run a cell's ``source`` in ``namespace`` and keep what it shows.

    The value of a last expression is shown, as a notebook does. No exception leaves; it is in the
    result.

    Parameters
    ----------
    warnings
        Keep what the code writes to standard error.
    """
    run = Run()
    started = time.perf_counter()
    with recording(shell, warnings=warnings) as recorder:
        try:
            _execute(shell.transform_cell(source), namespace, shell)
        except (Exception, KeyboardInterrupt, SystemExit) as error:
            run.error = error
    run.outputs = recorder.kept
    run.seconds = time.perf_counter() - started
    return run


def _execute(source: str, namespace: dict[str, Any], shell: InteractiveShell) -> None:
    filename = f"<LinkR cell {next(_numbers) % 500}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    tree = ast.parse(source, filename)
    last: ast.Expr | None = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body.pop()  # type: ignore[assignment]
    exec(compile(tree, filename, "exec"), namespace)  # noqa: S102
    if last is not None:
        value = eval(compile(ast.Expression(last.value), filename, "eval"), namespace)  # noqa: S307
        if value is not None and not shell.displayhook.semicolon_at_end_of_expression(source):
            show(value, shell)
    _flush_pyplot()


def show(value: object, shell: InteractiveShell) -> None:
    """Display ``value`` as the result of a cell."""
    formatter: Any = shell.display_formatter
    data, metadata = formatter.format(value)
    if data:
        shell.display_pub.publish(data=data, metadata=metadata)
