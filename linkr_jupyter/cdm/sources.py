"""Registered data sources: names that a study can use at every centre.

They live in ``linkr/sources.json`` of the Jupyter configuration folder. A study holds the name
only; a password is never stored here.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from ..errors import NotFoundError, SourceError
from ..text import clean_text
from .folders import config_folder

_NAME = re.compile(r"^[^\W_][\w .-]{0,62}$")
_SHOWN_NAMES = 20


class SourceTakenError(SourceError):
    """A source of that name is registered already, with other data or words."""


@dataclass(frozen=True)
class Source:
    """A registered source."""

    name: str
    location: str
    description: str = ""

    @property
    def location_kind(self) -> str:
        """``folder``, ``file``, ``database`` (by URL) or ``missing``; says nothing of the place."""
        from .opening import is_url

        if is_url(self.location):
            return "database"
        path = Path(self.location)
        if path.is_dir():
            return "folder"
        return "file" if path.is_file() else "missing"

    @property
    def generated(self) -> bool:
        """Whether it is a DuckDB file that says LinkR generated it. Never connects elsewhere."""
        from .copies import is_duckdb

        path = Path(self.location)
        try:
            if self.location_kind != "file" or not is_duckdb(path):
                return False
            return _says_generated(path, path.stat().st_mtime_ns)
        except OSError:
            return False


def list_sources() -> list[Source]:
    """Every registered source, by name.

    Raises
    ------
    SourceError
        When the file that lists them is damaged.
    """
    return sorted(_read(_file()), key=lambda source: source.name.casefold())


def registered(name: str) -> Source | None:
    """The source of that name, or None."""
    return next((source for source in _read(_file()) if source.name == name), None)


def get_source(name: str) -> Source:
    """The source of that name.

    Raises
    ------
    NotFoundError
        Which lists the names that are registered.
    """
    source = registered(name)
    if source is None:
        raise _unknown(name)
    return source


def add_source(
    name: str, location: str | Path, description: str = "", *, replace: bool = False
) -> Source:
    """Register a source.

    Parameters
    ----------
    name
        Letters, digits, blanks, ``.``, ``-`` and ``_``; at most 63 characters.
    location
        What :func:`connect` accepts, but for another registered name. A path is made absolute.
    description
        One sentence for those who choose.
    replace
        Whether a source of that name, on which studies may rely, gives way to this one.

    Raises
    ------
    SourceTakenError
        When another source has that name, unless ``replace``.
    SourceError
        When the name cannot be used, the path is not there or holds no OMOP data, or the URL holds
        a password.
    """
    source = Source(
        _valid_name(name), _valid_location(str(location)), clean_text(description, "description")
    )

    def added(held: list[Source]) -> list[Source]:
        others = [each for each in held if each.name != source.name]
        if not replace and len(others) < len(held) and source not in held:
            raise _taken(source.name)
        return [*others, source]

    _change(added)
    return source


def remove_source(name: str) -> None:
    """Forget a source. Its data stay where they are.

    Raises
    ------
    NotFoundError
        When there is none of that name.
    """

    def without(held: list[Source]) -> list[Source]:
        kept = [source for source in held if source.name != name]
        if len(kept) == len(held):
            raise _unknown(name)
        return kept

    _change(without)


def _taken(name: str) -> SourceTakenError:
    return SourceTakenError(
        "There is already a source called {name}.",
        "Choose another name. To put these data in its place, in every study that uses it: "
        "{command} (in Python or REST: {argument}).",
        field="name",
        name=name,
        command="jupyter linkr source add --replace",
        argument="replace",
    )


def _unknown(name: str) -> NotFoundError:
    names = ", ".join(source.name for source in list_sources()[:_SHOWN_NAMES])
    return NotFoundError(
        "There is no registered source called {name}.",
        "Registered sources: {names}.",
        field="name",
        name=name,
        names=names or "—",
    )


def _valid_name(name: str) -> str:
    if not _NAME.match(clean_text(name, "name")) or name != name.strip():
        raise SourceError(
            "{name} cannot be the name of a source.",
            "Use letters, digits, blanks, dots, hyphens and underscores; at most 63 characters.",
            field="name",
            name=name or "''",
        )
    return name


def _valid_location(location: str) -> str:
    from .copies import recognise
    from .opening import is_url
    from .urls import holds_secret

    if is_url(clean_text(location, "location")):
        if holds_secret(location):
            raise SourceError(
                "The location holds a password, which would be stored in plain text.",
                "Write a reference in its place: {environment} for a variable of the environment, "
                "or {keyring} for the keyring.",
                field="location",
                environment="postgres://user:${NAME}@host/database",
                keyring="${keyring:SERVICE}",
            )
        return location
    path = Path(location).expanduser().absolute()
    if not path.exists():
        raise SourceError(
            "There is no folder or file {location}.",
            "Check the spelling of the path.",
            field="location",
            location=location,
        )
    recognise(path)
    return str(path)


def _file() -> Path:
    return config_folder() / "sources.json"


def _read(file: Path) -> list[Source]:
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))["sources"]
        return [Source(e["name"], e["location"], e.get("description", "")) for e in entries]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            "The list of registered sources is damaged: {file}.",
            "Repair the file, or remove it and register your sources again.",
            file=str(file),
        ) from error


def _change(change: Callable[[list[Source]], list[Source]]) -> None:
    """Change the list under a lock; the old file stays whole until the new one is."""
    file = _file()
    with FileLock(file.with_suffix(".lock")):
        sources = change(_read(file))
        text = json.dumps({"sources": [asdict(s) for s in sources]}, indent=2, ensure_ascii=False)
        handle, part = tempfile.mkstemp(dir=file.parent, prefix="sources-", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(text + "\n")
                out.flush()
                os.fsync(out.fileno())
            Path(part).replace(file)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise


def _says_generated(path: Path, modified: int) -> bool:
    key = (str(path), modified)
    if key not in _GENERATED:
        from .connection import connect

        try:
            with connect(path) as cdm:
                _GENERATED[key] = cdm.generated
        except SourceError:
            return False
    return _GENERATED[key]


_GENERATED: dict[tuple[str, int], bool] = {}
