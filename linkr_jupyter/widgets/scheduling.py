"""Running work on the kernel's main thread, between two cells.

JupyterLab sends widget messages to a subshell, another thread of the kernel. Code of a person, and
queries on the person's connection, run only on the main thread: there an interrupt reaches them,
and a database connection is never used by two threads at once.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)

_main_loop: asyncio.AbstractEventLoop | None = None


def remember_main_loop() -> None:
    """Keep the loop of the main thread; called while a cell runs there."""
    global _main_loop
    if threading.current_thread() is not threading.main_thread():
        return
    try:
        _main_loop = asyncio.get_running_loop()
    except RuntimeError:
        return


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the kernel's interrupt stop the work, as it does while a cell runs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Coalesced:
    """One piece of work that is asked for often; only the last request within ``delay`` runs.

    Parameters
    ----------
    work
        Called without arguments on the main thread.
    delay
        Seconds to wait for a newer request.
    """

    def __init__(self, work: Callable[[], None], delay: float = 0.0) -> None:
        self.work = work
        self.delay = delay
        self._asked = 0
        self._lock = threading.Lock()

    def ask(self) -> None:
        """Run the work soon; at once where there is no kernel loop (scripts, tests)."""
        with self._lock:
            self._asked += 1
            ticket = self._asked
        loop = _main_loop
        if loop is None or loop.is_closed() or not loop.is_running():
            self._run(ticket)
            return
        loop.call_soon_threadsafe(lambda: loop.call_later(self.delay, self._run, ticket))

    def cancel(self) -> None:
        """Forget a request that has not started."""
        with self._lock:
            self._asked += 1

    def _run(self, ticket: int) -> None:
        if ticket != self._asked:
            return
        try:
            with interruptible():
                self.work()
        except KeyboardInterrupt:
            return
        except Exception:
            logger.exception("Work asked for by a widget failed")
