"""SQLite files: read as text, because SQLite's columns hold whatever was put into them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from ..errors import SourceError
from .normalise import clean_name
from .tables import is_omop

if TYPE_CHECKING:
    from .loading import Loader

_BATCH = 50_000  # rows


def load_sqlite(path: Path, loader: Loader, say: Callable[[str], None]) -> None:
    """Load every OMOP table of a SQLite file, opened read-only.

    Raises
    ------
    SourceError
        When it holds no OMOP table.
    """
    source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        listed = source.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
        ).fetchall()
        names = {clean_name(name): name for (name,) in listed if is_omop(clean_name(name))}
        if not names:
            raise SourceError(
                "No OMOP table in {folder}; it holds {names}{more}.",
                "Choose a database with OMOP tables, such as person and visit_occurrence.",
                field="location",
                folder=path.name,
                names=", ".join(name for (name,) in listed[:8]) or "—",
                more="…" if len(listed) > 8 else "",
            )
        for table, spelled in names.items():
            say(table)
            _load(source, spelled, table, loader)
    finally:
        source.close()


def _load(source: sqlite3.Connection, spelled: str, table: str, loader: Loader) -> None:
    quoted = spelled.replace('"', '""')
    columns = [row[1] for row in source.execute(f'PRAGMA table_info("{quoted}")')]
    names = (column.replace('"', '""') for column in columns)
    texts = ", ".join(f'CAST("{name}" AS TEXT)' for name in names)
    schema = pa.schema([(column, pa.string()) for column in columns])
    loader.stage(schema.empty_table())
    rows = source.execute(f'SELECT {texts} FROM "{quoted}"')  # noqa: S608 - names of the catalogue
    while batch := rows.fetchmany(_BATCH):
        arrays = [pa.array(column, pa.string()) for column in zip(*batch, strict=True)]
        loader.stage(pa.Table.from_arrays(arrays, schema=schema), more=True)
    loader.store_staged(table)
