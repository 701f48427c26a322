"""Which OMOP tables a database holds: one question to it, whatever the number of tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ibis.expr.types as ir
from ibis.backends import BaseBackend

from ..errors import SourceError
from .normalise import clean_name, normalise, widen
from .tables import is_omop, omop_tables

_COLUMNS = (
    "SELECT table_schema, table_name, column_name FROM information_schema.columns "
    "WHERE table_schema NOT IN ('information_schema', 'pg_catalog') "
    "ORDER BY table_schema, table_name, ordinal_position"
)
_LISTED = 8


@dataclass(frozen=True)
class SourceTable:
    """A table of a source: its OMOP name, its own name and schema, its columns in lower case."""

    name: str
    native: str
    schema: str | None
    columns: tuple[str, ...]

    def raw(self, backend: BaseBackend) -> ir.Table:
        """The table as the source spells it, narrow ids declared as int64."""
        return widen(backend.table(self.native, database=self.schema))

    def expression(self, backend: BaseBackend) -> ir.Table:
        """The table in OMOP's names and types."""
        raw = self.raw(backend)
        if not self.has_omop_columns:
            raw = self._named_by_its_row(raw)
        elif holds_its_header(raw, self.name):
            raw = raw.limit(0)
        return self.normalised(raw, backend)

    def normalised(self, raw: ir.Table, backend: BaseBackend) -> ir.Table:
        """Some rows of the raw table, in OMOP's names and types."""
        return normalise(raw, self.name, lenient=is_lenient(backend))

    @property
    def has_omop_columns(self) -> bool:
        """Whether any column has an OMOP name."""
        return bool(set(self.columns) & set(omop_tables()[self.name].columns))

    def _named_by_its_row(self, raw: ir.Table) -> ir.Table:
        """An exported empty table: columns without names, the header as the only row."""
        names = header_row(raw, self.name)
        if names is None:
            return raw
        return raw.rename(dict(zip(names, raw.columns, strict=True))).limit(0)


def is_lenient(backend: BaseBackend) -> bool:
    """Whether the engine has casts that give null instead of an error."""
    return bool(backend.name == "duckdb")


def holds_its_header(raw: ir.Table, table: str) -> bool:
    """Whether the only row repeats the column names; asked only of tables that are all text."""
    if not all(kind.is_string() for kind in raw.schema().types):
        return False
    return header_row(raw, table) == [clean_name(name) for name in raw.columns]


def header_row(raw: ir.Table, table: str) -> list[str] | None:
    """The only row of a table when it holds OMOP column names, else None."""
    rows = raw.limit(2).to_pyarrow().to_pylist()
    if len(rows) != 1:
        return None
    names = [clean_name(str(value)) for value in rows[0].values()]
    known = sum(name in omop_tables()[table].columns for name in names)
    distinct = len(set(names)) == len(names)
    return names if distinct and known * 2 > len(names) else None


def read_catalogue(backend: BaseBackend, schema: str | None) -> dict[str, SourceTable]:
    """The OMOP tables of one schema of a database.

    Parameters
    ----------
    backend
        An open Ibis backend.
    schema
        The schema to read; without it, the current one, or else the only one with OMOP tables.

    Raises
    ------
    SourceError
        When no schema holds an OMOP table, or several do and none was named.
    """
    schemas: dict[str | None, dict[str, SourceTable]] = {}
    seen: set[str] = set()
    for place, native, columns in _listed(backend, schema):
        seen.add(native)
        name = clean_name(native)
        if is_omop(name):
            lowered = tuple(clean_name(column) for column in columns)
            schemas.setdefault(place, {})[name] = SourceTable(name, native, place, lowered)
    return _chosen(backend, schemas, schema, seen)


def _listed(
    backend: BaseBackend, schema: str | None
) -> Iterable[tuple[str | None, str, list[str]]]:
    if backend.name not in {"duckdb", "postgres"}:
        for native in backend.list_tables(database=schema):
            if is_omop(clean_name(native)):
                yield schema, native, list(backend.table(native, database=schema).columns)
        return
    with backend._safe_raw_sql(_COLUMNS) as cursor:
        rows = cursor.fetchall()
    tables: dict[tuple[str, str], list[str]] = {}
    for place, native, column in rows:
        tables.setdefault((place, native), []).append(column)
    for (place, native), columns in tables.items():
        yield place, native, columns


def _chosen(
    backend: BaseBackend,
    schemas: dict[str | None, dict[str, SourceTable]],
    schema: str | None,
    seen: set[str],
) -> dict[str, SourceTable]:
    if schema is not None and schema in schemas:
        return schemas[schema]
    usable = {place: held for place, held in schemas.items() if "person" in held} or schemas
    if schema is None:
        current = getattr(backend, "current_database", None)
        if current in usable:
            return usable[current]
        if len(usable) == 1:
            return next(iter(usable.values()))
    if usable:
        raise SourceError(
            "OMOP tables are in the schemas {schemas}; {wanted} was asked for.",
            "Name one of them: connect(location, schema=…) or ?schema=… at the end of the URL.",
            field="schema",
            schemas=", ".join(sorted(str(place) for place in usable)),
            wanted=schema or "—",
        )
    raise SourceError(
        "This database holds no OMOP table; it holds {tables}{more}.",
        "Check the database and the schema; OMOP tables have names such as person.",
        field="location",
        tables=", ".join(sorted(seen)[:_LISTED]) or "—",
        more="…" if len(seen) > _LISTED else "",
    )
