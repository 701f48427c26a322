"""Runs of a plugin's cells, each in a process of its own: watched, cancelled, never for long."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from ..errors import InvalidValueError, NotFoundError

MOST = 2
KEPT = 16
SECONDS = 900.0
_LONGEST_LINE = 1_000_000


class PluginRun:
    """One run and what is known of it."""

    def __init__(self, folder: Path, language: str) -> None:
        environment = {key: text for key, text in os.environ.items() if "TOKEN" not in key}
        command = [sys.executable, "-m", "linkr_jupyter.analysis.plugin_trial"]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, the folder is one argument
            [*command, str(folder), language],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=folder.parent, env=environment, start_new_session=True, text=True,
            encoding="utf-8",
        )  # fmt: skip
        self._known: dict[str, Any] = {"state": "running", "done": 0, "total": 0, "problems": []}
        self._lock = threading.Lock()
        self._timer = threading.Timer(SECONDS, self.cancel, kwargs={"state": "late"})
        self._timer.daemon = True
        self._timer.start()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def document(self) -> dict[str, Any]:
        """State (running, done, cancelled, late, failed), progress and problems."""
        with self._lock:
            return dict(self._known)

    def cancel(self, state: str = "cancelled") -> None:
        """End the process and all it started."""
        with self._lock:
            if self._known["state"] != "running":
                return
            self._known["state"] = state
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        with self._process.stdout as lines:
            while line := lines.readline(_LONGEST_LINE):
                with contextlib.suppress(ValueError):
                    self._take(json.loads(line))
        self._process.wait()
        self._timer.cancel()
        with self._lock:
            if self._known["state"] == "running":
                self._known["state"] = "failed"

    def _take(self, said: dict[str, Any]) -> None:
        with self._lock:
            if self._known["state"] == "running":
                self._known.update(said)
                if "problems" in said:
                    self._known["state"] = "done"


class PluginRuns:
    """The runs of this server by ids that nobody can guess."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, PluginRun] = OrderedDict()
        self._lock = threading.Lock()
        atexit.register(self.cancel_all)

    def start(self, folder: Path, language: str) -> str:
        """Start a run.

        Raises
        ------
        InvalidValueError
            When enough of them are under way.
        """
        with self._lock:
            running = [run for run in self._runs.values() if run.document["state"] == "running"]
            if len(running) >= MOST:
                raise InvalidValueError(
                    "{count} plugins are being run already.",
                    "Wait until one has finished, or cancel it.",
                    count=len(running),
                )
            identifier = secrets.token_hex(16)
            self._runs[identifier] = PluginRun(folder, language)
            while len(self._runs) > KEPT:
                self._runs.popitem(last=False)[1].cancel()
            return identifier

    def get(self, identifier: str) -> PluginRun:
        """Return a run.

        Raises
        ------
        NotFoundError
            When it is no longer known.
        """
        with self._lock:
            run = self._runs.get(identifier)
        if run is None:
            raise NotFoundError("This run is no longer known.", "Start it again.", field="run")
        return run

    def cancel_all(self) -> None:
        """End every run."""
        with self._lock:
            for run in self._runs.values():
                run.cancel()
