"""From a location to an open, read-only Ibis backend."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SourceError
from ..text import clean_text
from .copies import Progress, is_duckdb, no_access, prepared_copy
from .sources import registered

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
# Combinations that were measured to work with this Ibis; see CONTRIBUTING.
_TESTED = {"duckdb": ((1, 4), (2, 0)), "sqlglot": ((28, 10), (30, 0))}


def is_url(location: str) -> bool:
    """Whether a location is a URL rather than a path or a name."""
    return bool(_URL.match(location)) and not _DRIVE.match(location)


def open_location(
    location: str | Path, schema: str | None, progress: Progress | None
) -> tuple[str, BaseBackend, str | None]:
    """Open a location.

    Returns
    -------
    tuple
        A name that gives no secret away, the backend, and the schema to read.
    """
    guard_versions()
    text = clean_text(str(location), "location")
    source = registered(text) if isinstance(location, str) else None
    if source is not None:
        _, backend, wanted = _open(source.location, schema, progress)
        return source.name, backend, wanted
    return _open(text, schema, progress)


def guard_versions() -> None:
    """Refuse library versions that fail later with messages nobody understands.

    Raises
    ------
    SourceError
        Naming the library, the version found and the versions that work.
    """
    for library, (low, high) in _TESTED.items():
        found = version(library)
        numbers = tuple(int(part) for part in re.findall(r"\d+", found)[:2])
        if not low <= numbers < high:
            raise SourceError(
                "{library} {found} does not work with this version of LinkR.",
                'Install one that does: pip install "{library}>={low},<{high}".',
                library=library,
                found=found,
                low=".".join(map(str, low)),
                high=".".join(map(str, high)),
            )


def _open(
    location: str, schema: str | None, progress: Progress | None
) -> tuple[str, BaseBackend, str | None]:
    if is_url(location):
        from .urls import open_url

        return open_url(location, schema)
    path = Path(location).expanduser()
    _refuse_absent(path, location)
    from .duckdb_backend import open_duckdb

    if is_duckdb(path):
        return path.stem, open_duckdb(path), schema
    return path.stem if path.is_file() else path.name, open_duckdb(_copy(path, progress)), schema


def _copy(path: Path, progress: Progress | None) -> Path:
    try:
        return prepared_copy(path, progress)
    except OSError as error:
        raise no_access(path, error) from error


def _refuse_absent(path: Path, location: str) -> None:
    if path.exists():
        return
    from .sources import list_sources

    names = ", ".join(source.name for source in list_sources())
    raise SourceError(
        "There is no folder, file or registered source called {location}.",
        "Check the spelling. Registered sources: {names}.",
        field="location",
        location=location,
        names=names or "—",
    )
