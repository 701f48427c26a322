"""A folder of files is copied once into a DuckDB file, sorted by person, then read from there.

The copy is named by what the files are (place, names, sizes, times): unchanged files are never read
twice. It is built beside, under a lock, and put in place in one step: two processes may ask at
once, and a crash leaves nothing that could be taken for a copy.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from ..errors import LinkrError, SourceError
from .files import TableFiles, find_tables
from .folders import copies_folder

if TYPE_CHECKING:
    from .loading import Note

_FORMAT = 1  # raise when copies made by an earlier version can no longer be used
Progress = Callable[[str], None]


def prepared_copy(location: Path, progress: Progress | None = None) -> Path:
    """The DuckDB file that holds the tables of a folder or file, built when it is not there.

    Parameters
    ----------
    location
        A folder of Parquet or delimited text files, one such file, or a SQLite file.
    progress
        Called with the name of each table before it is read.

    Raises
    ------
    SourceError
        When there is no OMOP table, or a file cannot be read; no half file is left.
    """
    copies, place = copies_folder(), place_of(location)
    found = None if is_sqlite(location) else find_tables(location)
    target = copies / f"{place}-{_fingerprint(location, found)}.duckdb"
    if target.exists():
        return target
    with lock_of(place):
        if not target.exists():
            _sweep(copies, place)
            with _remembered(location, copies / f"{place}.json"):
                _build(location, found, target, progress)
    return target


def place_of(location: Path) -> str:
    """The name that all copies of a folder or file share, whatever it holds."""
    return hashlib.sha256(str(location.resolve()).encode()).hexdigest()[:16]


def current_copy(location: Path) -> str:
    """The file name of the copy that :func:`prepared_copy` would use now, there or not."""
    found = None if is_sqlite(location) else find_tables(location)
    return f"{place_of(location)}-{_fingerprint(location, found)}.duckdb"


def lock_of(place: str, timeout: float = -1) -> FileLock:
    """Held while a copy of this place is built or removed."""
    return FileLock(copies_folder() / f"{place}.lock", timeout=timeout)


def in_use(copy: Path) -> bool:
    """Whether a copy is open here or in another process, which DuckDB tells by its locks."""
    import duckdb

    try:
        duckdb.connect(str(copy)).close()
    except duckdb.Error as error:
        text = str(error)
        return "different configuration" in text or "lock" in text.lower()
    return False


def recognise(location: Path) -> None:
    """Refuse a path that :func:`connect` could never open, by its names and first bytes alone.

    Raises
    ------
    SourceError
        When it is no database file and holds no file of an OMOP table, or cannot be read.
    """
    try:
        if not is_duckdb(location) and not is_sqlite(location):
            find_tables(location)
    except OSError as error:
        raise no_access(location, error) from error


def no_access(path: Path, error: OSError) -> SourceError:
    """The refusal of a place that the system does not let us read."""
    return SourceError(
        "{folder} cannot be read: {reason}",
        "Check that you may read it, and that there is room on the disk.",
        field="location",
        folder=path.name,
        reason=error.strerror or type(error).__name__,
    )


def is_sqlite(path: Path) -> bool:
    """Whether a file begins like a SQLite database, whatever its name."""
    return path.is_file() and _magic(path, 16) == b"SQLite format 3\0"


def is_duckdb(path: Path) -> bool:
    """Whether a file begins like a DuckDB database, whatever its name."""
    return path.is_file() and _magic(path, 12)[8:] == b"DUCK"


def _magic(path: Path, length: int) -> bytes:
    with path.open("rb") as file:
        return file.read(length)


def _fingerprint(location: Path, found: list[TableFiles] | None) -> str:
    paths = [location] if found is None else [p for table in found for p in table.paths]
    facts = [(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in paths]
    return hashlib.sha256(json.dumps([_FORMAT, facts]).encode()).hexdigest()[:16]


def _sweep(copies: Path, place: str) -> None:
    """Remove what a crash left, and copies of the same place as it was before.

    Called under the lock of the place, so nobody is building these. One that somebody still has
    open stays until the next time.
    """
    for old in copies.glob(f"{place}-*"):
        if old.suffix != ".duckdb" or not in_use(old):
            with contextlib.suppress(OSError):
                old.unlink()


@contextlib.contextmanager
def _remembered(location: Path, note: Path) -> Iterator[None]:
    """Write down whose copies these are: their names tell it only to who knows the place.

    Before the copy is there, so that none is without a note; a place that is refused has none.
    """
    part = note.with_suffix(".note")
    part.touch(mode=0o600)
    part.write_text(json.dumps({"location": str(location.resolve())}), encoding="utf-8")
    part.replace(note)
    try:
        yield
    except BaseException:
        if not any(note.parent.glob(f"{note.stem}-*.duckdb")):
            note.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    part = target.with_suffix(".part")
    try:
        yield part
    finally:
        for leftover in (part, part.with_name(part.name + ".wal")):
            leftover.unlink(missing_ok=True)


def _build(
    location: Path, found: list[TableFiles] | None, target: Path, progress: Progress | None
) -> None:
    from .loading import Loader
    from .sqlite import load_sqlite

    say = progress or (lambda _: None)
    with _part_of(target) as part:
        loader = Loader(part)
        try:
            if found is None:
                load_sqlite(location, loader, say)
            else:
                for files in found:
                    say(files.table)
                    loader.load_files(files)
            _refuse_nothing(location, loader.tables, loader.notes)
            loader.finish()
        except LinkrError:
            raise
        except Exception as error:
            raise _unreadable(location, error) from error
        finally:
            loader.close()
        part.chmod(0o600)
        part.replace(target)


def _refuse_nothing(location: Path, tables: list[str], notes: list[Note]) -> None:
    if not tables:
        raise SourceError(
            "No table of {folder} has OMOP columns; set aside: {tables}.",
            "Check that the column names are OMOP's, such as person_id.",
            field="location",
            folder=location.name,
            tables=", ".join(sorted({note.table for note in notes})),
        )


def _unreadable(location: Path, error: Exception) -> SourceError:
    return SourceError(
        "{folder} cannot be read: {reason}",
        "Check that there is room on the disk and that the files are complete.",
        field="location",
        folder=location.name,
        reason=str(error).splitlines()[0] if str(error) else type(error).__name__,
    )
