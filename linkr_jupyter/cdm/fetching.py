"""Rows of one person, or of some concepts, straight from the database as Arrow.

Each query is compiled by Ibis once per source, with a number in place of the ids; afterwards only
that number changes. Ids are integers, so nothing that could leave the number's place gets there.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import ibis
import ibis.expr.schema as sch
import pyarrow as pa
import pyarrow.compute as pc
from ibis.backends import BaseBackend

from .catalogue import SourceTable
from .duckdb_backend import Memory
from .normalise import clean_name

_PLACE = 7041776941003251329  # stands for the ids in a compiled query
_MOST_IDS = 10_000  # in one query
_PLACE_SQL = re.compile(rf"CAST\({_PLACE} AS [A-Za-z0-9]+\)|{_PLACE}(::[A-Za-z0-9]+)?")


class Fetcher:
    """Runs the compiled queries of one source; rows of concepts are kept over patients."""

    def __init__(self, backend: BaseBackend, sources: Mapping[str, SourceTable]) -> None:
        self._backend = backend
        self._sources = sources
        self._queries: dict[tuple[str, str], tuple[str, pa.Schema]] = {}
        self._kept: dict[tuple[str, str], pa.Table] = {}
        self._asked: dict[tuple[str, str], set[int]] = {}
        self._whole: dict[str, pa.Table] = {}
        self.memory = Memory()

    def rows(self, table: str, column: str, ids: Iterable[int]) -> pa.Table:
        """The rows whose ``column`` is one of ``ids``, in OMOP's types."""
        wanted = sorted({operator.index(i) for i in ids})
        sql, schema = self._query(table, column)
        if not wanted:
            return schema.empty_table()
        parts = [wanted[i : i + _MOST_IDS] for i in range(0, len(wanted), _MOST_IDS)]
        found = [self._run(_PLACE_SQL.sub(", ".join(map(str, ids)), sql), schema) for ids in parts]
        return pa.concat_tables(found)

    def kept_rows(self, table: str, column: str, ids: Collection[int]) -> pa.Table:
        """As :meth:`rows`, but each id is asked of the database once per connection."""
        key = (table, column)
        asked = self._asked.setdefault(key, set())
        missing = set(ids) - asked
        if missing or key not in self._kept:
            fresh = self.rows(table, column, missing)
            kept = self._kept.get(key)
            grown = fresh if kept is None else pa.concat_tables([kept, fresh])
            # In one piece: a filter over hundreds of small ones takes many times as long.
            self._kept[key] = grown.combine_chunks()
            asked |= missing
        kept = self._kept[key]
        wanted = pa.array(sorted(ids), pa.int64())
        return kept.filter(pc.is_in(kept[column], value_set=wanted))

    def whole(self, table: str) -> pa.Table:
        """Every row of a small table, asked once per connection."""
        if table not in self._whole:
            expression = self._sources[table].expression(self._backend)
            self._whole[table] = expression.to_pyarrow()
        return self._whole[table]

    def _query(self, table: str, column: str) -> tuple[str, pa.Schema]:
        key = (table, column)
        if key not in self._queries:
            expression = self._selection(self._sources[table], column)
            sql = str(self._backend.compile(expression))
            self._queries[key] = (sql, arrow_schema(expression.schema()))
        return self._queries[key]

    def _selection(self, source: SourceTable, column: str) -> ibis.Table:
        """The table filtered before it is normalised, so that an index can serve the filter."""
        raw = source.raw(self._backend)
        spelled = next((name for name in raw.columns if clean_name(name) == column), None)
        if spelled and source.has_omop_columns and raw[spelled].type().is_int64():
            return source.normalised(raw.filter(raw[spelled].isin([_PLACE])), self._backend)
        expression = source.expression(self._backend)
        return expression.filter(expression[column].isin([_PLACE]))

    def _run(self, sql: str, schema: pa.Schema) -> pa.Table:
        if self._backend.name == "duckdb":
            rows = self._backend.con.cursor().execute(sql).to_arrow_table()
            return rows.cast(schema)
        if self._backend.name == "postgres":
            return _from_rows(_cursor_rows(self._backend.con, sql), schema)
        return self._backend.sql(sql).to_pyarrow().cast(schema)


def arrow_schema(schema: sch.Schema) -> pa.Schema:
    """The Arrow types of an Ibis schema, every column nullable."""
    return pa.schema([pa.field(f.name, f.type) for f in schema.to_pyarrow()])


def _cursor_rows(con: Any, sql: str) -> list[tuple[Any, ...]]:
    with con.cursor() as cursor, con.transaction():
        cursor.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _from_rows(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(list(c), f.type) for c, f in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
