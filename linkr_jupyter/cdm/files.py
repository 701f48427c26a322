"""Which OMOP tables a folder holds, in which files, and with which columns."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from ..errors import SourceError
from .normalise import clean_name
from .tables import VERSIONS, is_omop, omop_tables

_FORMATS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".csv.gz": "csv",
    ".tsv.gz": "csv",
}
# Endings of databases, which are known by how they begin: what comes here under one is none.
_DATABASES = {
    ".duckdb": "DuckDB",
    ".ddb": "DuckDB",
    ".sqlite": "SQLite",
    ".sqlite3": "SQLite",
    ".db": "DuckDB/SQLite",
}
_PREFIX = re.compile(r"^[0-9]+[a-z]?_")
_HEADER_LIMIT = 1_000_000  # characters; a longer first line is no header
_BLOCK = 2**20  # bytes
_LISTED = 8  # file names repeated in a message


@dataclass(frozen=True)
class TableFiles:
    """The files of one table."""

    table: str
    format: str
    paths: tuple[Path, ...]
    unused: tuple[Path, ...] = ()  # the same table again, in another format or under a prefix


@dataclass(frozen=True)
class Header:
    """How a delimited file begins."""

    names: tuple[str, ...]
    delimiter: str
    present: bool  # False: no header row; the names are OMOP's, by number of fields


def find_tables(folder: Path) -> list[TableFiles]:
    """The OMOP tables in a folder (or in one file), by file or sub-folder name.

    Upper case and prefixes such as ``2b_`` are accepted; ``measurement/*.parquet`` is one table.

    Raises
    ------
    SourceError
        When there is none.
    """
    candidates: dict[str, list[tuple[bool, str, Path]]] = {}
    for path, table_name in _named_files(folder):
        kind = next((f for end, f in _FORMATS.items() if path.name.lower().endswith(end)), None)
        prefixed = clean_name(table_name)
        table = _PREFIX.sub("", prefixed)
        if kind and is_omop(table):
            candidates.setdefault(table, []).append((table != prefixed, kind, path))
    if not candidates:
        raise _no_omop(folder)
    return [_choose(table, found) for table, found in sorted(candidates.items())]


def read_header(path: Path, table: str) -> Header:
    """Column names and delimiter of a delimited text file, read from its first line.

    Raises
    ------
    SourceError
        When the first line names no column of the table and has another number of fields than
        every version of it.
    """
    line = _first_line(path)
    delimiter = max(",\t;|", key=line.count)
    fields = [clean_name(part) for part in line.rstrip("\r\n").split(delimiter)]
    defined = omop_tables()[table]
    if any(field in defined.columns for field in fields):
        return Header(tuple(_distinct(fields)), delimiter, present=True)
    for version in VERSIONS:
        names = defined.ordered(version)
        if len(names) == len(fields):
            return Header(tuple(names), delimiter, present=False)
    raise SourceError(
        "The file {file} is no OMOP {table}: its first line has none of its columns.",
        "Give it a header row with the OMOP column names, or remove it from the folder.",
        file=path.name,
        table=table,
    )


def refuse_cut_gzip(path: Path) -> None:
    """Refuse a compressed file that stops before its end, which DuckDB reads without a word.

    Raises
    ------
    SourceError
        When the file is cut short or damaged.
    """
    if not path.name.lower().endswith(".gz"):
        return
    try:
        with gzip.open(path) as file:
            while file.read(_BLOCK):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, error) from error


def _named_files(folder: Path) -> list[tuple[Path, str]]:
    if folder.is_file():
        return [(folder, _stem(folder))]
    named: list[tuple[Path, str]] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not is_omop(_PREFIX.sub("", clean_name(entry.name))):
                continue  # its files are no table; it may hold a whole disk
            files = sorted(p for p in entry.rglob("*") if p.is_file() and p.name[0] not in "._")
            named += [(path, entry.name) for path in files]
        elif entry.stat().st_size:
            named.append((entry, _stem(entry)))
    return named


def _stem(path: Path) -> str:
    lower = path.name.lower()
    ending = max((end for end in _FORMATS if lower.endswith(end)), key=len, default="")
    return path.name[: len(path.name) - len(ending)]


def _choose(table: str, found: list[tuple[bool, str, Path]]) -> TableFiles:
    """Parquet before text, the plain name before a prefixed one."""
    best = min((kind != "parquet", prefixed) for prefixed, kind, _ in found)
    used = [f for f in found if (f[1] != "parquet", f[0]) == best]
    unused = tuple(f[2] for f in found if f not in used)
    return TableFiles(table, used[0][1], tuple(f[2] for f in used), unused)


def _first_line(path: Path) -> str:
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as file:
            return str(file.readline(_HEADER_LIMIT))
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> SourceError:
    return SourceError(
        "The file {file} cannot be read: {reason}.",
        "Copy it again: it may be cut short, or no gzip file.",
        file=path.name,
        reason=str(error),
    )


def _distinct(fields: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names: list[str] = []
    for field in fields:
        seen[field] = seen.get(field, 0) + 1
        names.append(field if field and seen[field] == 1 else f"{field or 'column'}__{len(names)}")
    return names


def _no_omop(folder: Path) -> SourceError:
    database = _DATABASES.get(folder.suffix.lower())
    if folder.is_file() and database:
        return SourceError(
            "{file} is not a {database} database.",
            "Check that the file is complete, or choose another file or folder.",
            field="location",
            file=folder.name,
            database=database,
        )
    entries = [folder] if folder.is_file() else sorted(folder.iterdir())
    if not entries:
        return SourceError(
            "The folder {folder} is empty.",
            "Choose a folder with one Parquet or CSV file for each OMOP table.",
            field="location",
            folder=folder.name,
        )
    names = ", ".join(entry.name for entry in entries[:_LISTED])
    return SourceError(
        "No OMOP table in {folder}; it holds {names}{more}.",
        "Choose a folder with files named after OMOP tables, such as person.parquet or person.csv.",
        field="location",
        folder=folder.name,
        names=names,
        more="…" if len(entries) > _LISTED else "",
    )
