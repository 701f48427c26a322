"""Copies of folders that nobody needs any more: found, and removed where nobody has them open."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import Timeout

from ..errors import LinkrError
from .copies import current_copy, in_use, lock_of, place_of
from .folders import copies_folder

_FRESH = 600  # seconds in which a copy may have been built for a connection that is not open yet


@dataclass(frozen=True)
class StaleCopy:
    """A copy that is not needed, why, and whether it is (or would be) removed.

    ``reason`` is ``superseded`` (its folder has changed), ``vanished`` (its folder is gone and not
    registered), ``unknown`` (nothing tells whose it is) or ``leftover`` (its making was cut short).
    ``kept`` is empty, ``in_use`` or ``just_built``.
    """

    file: str
    location: str
    reason: str
    bytes: int
    kept: str

    def as_json(self) -> dict[str, Any]:
        """The JSON object of ``jupyter linkr source clean --json``."""
        return asdict(self)


def clean_copies(*, dry_run: bool = False) -> list[StaleCopy]:
    """Remove the prepared copies that no registered source and no existing folder needs.

    Every copy can be made again from its folder. One that is open anywhere, or was built in the
    last ten minutes, stays.

    Parameters
    ----------
    dry_run
        Whether to list them only.
    """
    registered = _registered_places()
    files: dict[str, list[Path]] = {}
    for path in sorted(copies_folder().iterdir()):
        place, dash, _ = path.name.partition("-")
        if dash and path.is_file():
            files.setdefault(place, []).append(path)
    found: list[StaleCopy] = []
    for place, paths in files.items():
        try:
            with lock_of(place, timeout=0):
                found += _clean_place(place, paths, registered.get(place), dry_run)
        except Timeout:
            continue  # a copy of this folder is being built
    return found


def _clean_place(
    place: str, paths: list[Path], registered: Path | None, dry_run: bool
) -> Iterator[StaleCopy]:
    note = copies_folder() / f"{place}.json"
    location = registered or _noted(note)
    needed = _needed(location)
    for path in paths:
        reason = _reason(path, location, needed, registered is not None)
        if not reason:
            continue
        size, kept = path.stat().st_size, _kept(path)
        if not kept and not dry_run:
            try:
                path.unlink()
            except OSError:
                kept = "in_use"
        yield StaleCopy(path.name, str(location or ""), reason, size, kept)
    if not dry_run and not any(path.exists() for path in paths):
        note.unlink(missing_ok=True)


def _reason(path: Path, location: Path | None, needed: str, registered: bool) -> str:
    """Why a file is not needed; empty when it is."""
    if path.suffix != ".duckdb":
        return "leftover"
    if location is None:
        return "unknown"
    if not location.exists():
        # A registered folder may be on a disk that is away for now.
        return "" if registered else "vanished"
    return "" if path.name == needed or not needed else "superseded"


def _needed(location: Path | None) -> str:
    """The name of the copy that a folder needs; empty when that cannot be told."""
    if location is None or not location.exists():
        return ""
    try:
        return current_copy(location)
    except (LinkrError, OSError):
        return ""


def _kept(path: Path) -> str:
    if path.suffix != ".duckdb":
        return ""  # under the lock of its place nobody is building it
    if time.time() - path.stat().st_mtime < _FRESH:
        return "just_built"
    return "in_use" if in_use(path) else ""


def _registered_places() -> dict[str, Path]:
    from .opening import is_url
    from .sources import list_sources

    paths = [Path(each.location) for each in list_sources() if not is_url(each.location)]
    return {place_of(path): path for path in paths}


def _noted(note: Path) -> Path | None:
    try:
        return Path(json.loads(note.read_text(encoding="utf-8"))["location"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
