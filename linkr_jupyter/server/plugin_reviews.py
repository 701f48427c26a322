"""Reviews that wait for a person's decision: kept in memory, few, and not for long."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from ..errors import NotFoundError, PluginRefusedError
from ..studies import get_study
from ..studies.containment import contained

if TYPE_CHECKING:
    from ..plugins.installing import Review

MOST = 8
SECONDS = 1800.0


class WaitingReviews:
    """Reviews by an id that nobody can guess; each holds the very files that would be installed."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[float, Review]] = OrderedDict()
        self._lock = RLock()

    def keep(self, found: Review) -> str:
        """Keep a review and return its id; the oldest gives way."""
        identifier = secrets.token_hex(16)
        with self._lock:
            self._sweep()
            while len(self._held) >= MOST:
                self._held.popitem(last=False)
            self._held[identifier] = (time.monotonic(), found)
        return identifier

    def get(self, identifier: str) -> Review:
        """Return a review.

        Raises
        ------
        NotFoundError
            When it was installed, given up or too old.
        """
        with self._lock:
            self._sweep()
            held = self._held.get(identifier)
        if held is None:
            raise NotFoundError(
                "This review is no longer kept.", "Review the source again.", field="review"
            )
        return held[1]

    def forget(self, identifier: str) -> None:
        """Let a review go."""
        with self._lock:
            self._held.pop(identifier, None)

    def _sweep(self) -> None:
        limit = time.monotonic() - SECONDS
        for identifier in [key for key, (at, _) in self._held.items() if at < limit]:
            del self._held[identifier]


def local_source(root: Path, source: str) -> str | Path:
    """Return an address as it is, and a path as the place that it names below ``root``.

    Raises
    ------
    PathNotAllowedError
        When the path leaves the root or goes through a link.
    """
    from ..plugins.installing.addresses import is_address

    return source if is_address(source) else contained(root, source, field="source")


def recorded_source(root: Path, source: str, kind: str) -> None:
    """Refuse to read again what was installed from a place outside ``root``.

    Raises
    ------
    PluginRefusedError
        When the source is a path outside of what this server shows.
    """
    if kind != "git" and not Path(source).is_relative_to(root):
        raise PluginRefusedError(
            "The source of this plugin is outside the folder that this server shows.",
            "Update it with `jupyter linkr plugin update`, or upload its archive.",
            field="source",
        )


def place(root: Path, study: str) -> dict[str, object]:
    """Where to install: in the study with this id, or for this person."""
    if not study:
        return {"where": "user", "study": None}
    return {"where": "study", "study": get_study(root, study).folder}
