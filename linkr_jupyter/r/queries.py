"""SQL that dbplyr writes, run on the Python connection, over tables in OMOP's names and types."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import sqlglot
from sqlglot import expressions as exp

from ..errors import InvalidValueError, SourceError

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

_COMPARED = (exp.In, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
_POSTGRES_NAMES = {"int8": "bigint", "int4": "integer", "int2": "smallint", "float8": "double"}


class Connection:
    """What R sees as a database: the tables of a ``Cdm`` and those that verbs gave, by name.

    Parameters
    ----------
    backend
        The Ibis backend that runs the queries.
    """

    def __init__(self, backend: BaseBackend) -> None:
        self.backend = backend
        self.cdm: Any = None
        self._given: dict[str, ir.Table] = {}

    @property
    def dialect(self) -> str:
        """What Ibis calls the engine."""
        return str(self.backend.name)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables of the source."""
        return () if self.cdm is None else tuple(self.cdm.tables)

    def name_of(self, table: ir.Table) -> str:
        """The name by which queries call a table."""
        for name in self.tables:
            if getattr(table, "_omop", "") == name and table.op() == self.cdm[name].op():
                return name
        digest = hashlib.sha256(str(ibis.to_sql(table)).encode()).hexdigest()[:12]
        name = f"linkr_{digest}"
        self._given[name] = table
        return name

    def table(self, name: str) -> ir.Table:
        """The table of that name.

        Raises
        ------
        MissingTableError
            When OMOP's table is absent from the source.
        """
        if name in self._given:
            return self._given[name]
        if self.cdm is None:
            raise SourceError(
                "There is no table {table} here.",
                "It may have been given by a cell that ran long ago: run that cell again.",
                field=name,
                table=name,
            )
        return self.cdm[name]

    def query(self, sql: str) -> ir.Table:
        """A ``SELECT`` as an Ibis table.

        Raises
        ------
        InvalidValueError
            When it is anything but a query.
        """
        return _described(self.backend, self.spelled_out(sql))

    def spelled_out(self, sql: str) -> str:
        """The query with each table replaced by what it is in this source."""
        spoken = self.backend.dialect
        try:
            tree = sqlglot.parse_one(sql, read=spoken)
        except sqlglot.errors.ParseError as error:
            raise _no_query() from error
        if not isinstance(tree, exp.Query):
            raise _no_query()
        _whole_numbers(tree)
        shared = {cte.alias for cte in tree.find_all(exp.CTE)}
        for place in list(tree.find_all(exp.Table)):
            if not place.name or place.db or place.name in shared:
                continue
            inner = sqlglot.parse_one(str(ibis.to_sql(self.table(place.name))), read=spoken)
            alias = place.args.get("alias") or exp.to_identifier(place.name, quoted=True)
            named = exp.Subquery(this=inner)
            is_alias = isinstance(alias, exp.TableAlias)
            named.set("alias", alias if is_alias else exp.TableAlias(this=alias))
            for key in ("joins", "laterals"):
                if place.args.get(key):
                    named.set(key, place.args[key])
            place.replace(named)
        return str(tree.sql(dialect=spoken))


def _no_query() -> InvalidValueError:
    return InvalidValueError(
        "Only queries (SELECT) can be sent to this source.",
        "Sources are read-only: bring the rows to R with collect() and change them there.",
        field="statement",
    )


def _whole_numbers(tree: Any) -> None:
    """Write ``id = 123.0`` as ``id = 123``: dbplyr writes R's numbers as decimals.

    A comparison with a decimal would turn every id of the column into one, past any index.
    """
    for node in tree.find_all(*_COMPARED):
        sides = [node.this, *node.args.get("expressions", []), node.args.get("expression")]
        if not any(isinstance(side, exp.Column) for side in sides):
            continue
        for literal in [side for side in sides if side is not None]:
            number = literal.this if isinstance(literal, exp.Neg) else literal
            if isinstance(number, exp.Literal) and not number.is_string:
                value = float(number.this)
                if not number.this.isdigit() and value.is_integer() and value <= 2**53:
                    number.replace(exp.Literal.number(int(value)))


def _described(backend: BaseBackend, sql: str) -> ir.Table:
    if backend.name != "postgres":
        return backend.sql(sql)
    # Ibis would make a view to learn the types, which a read-only connection refuses.
    from ibis.backends.sql.datatypes import PostgresType

    with _cursor(backend, sql) as cursor:
        types = backend.con.adapters.types
        columns = {}
        for column in cursor.description:
            known = types.get(column.type_code)
            name = known.name if known else "text"
            columns[column.name] = PostgresType.from_string(_POSTGRES_NAMES.get(name, name))
    return ops.SQLQueryResult(sql, ibis.schema(columns), backend).to_expr()


@contextmanager
def _cursor(backend: BaseBackend, sql: str) -> Iterator[Any]:
    with backend._safe_raw_sql(f"SELECT * FROM ({sql}) AS described LIMIT 0") as cursor:  # noqa: S608
        yield cursor


_connections: dict[int, Connection] = {}


def connection_of(value: Any) -> Connection:
    """The connection behind a ``Cdm`` or an Ibis table; one for each backend."""
    is_table = isinstance(value, ir.Table)
    backend = value._find_backend() if is_table else value.backend
    found = _connections.get(id(backend))
    if found is None:
        found = _connections[id(backend)] = Connection(backend)
    if not is_table:
        found.cdm = value
    return found
