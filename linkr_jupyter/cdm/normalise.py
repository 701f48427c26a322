"""OMOP's names and types over any spelling: one expression for lazy sources and for copies.

Names become lower case. Ids are int64, numbers float64, dates dates, datetimes timestamps without
zone (the UTC wall clock of zoned values), the rest text. A column that is right stays as it is, so
a clean source gives a plain table and its database plans as if we were not there.
"""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir

from .tables import column_type

_EIGHT_DIGITS = r"^[0-9]{8}$"
_ZONED = r"[0-9]:[0-9]{2}.*([+-][0-9]{2}(:?[0-9]{2})?|Z)$"
_EXACT = 2.0**53  # floats below it hold whole numbers exactly

TYPES = {
    "integer": dt.int64,
    "number": dt.float64,
    "text": dt.string,
    "date": dt.date,
    "datetime": dt.timestamp,
}


def clean_name(name: str) -> str:
    """A column or table name as OMOP spells it: no blanks, quotes or byte-order mark, lower case.

    Examples
    --------
    >>> clean_name(' "PERSON_ID" ')
    'person_id'
    """
    return name.strip("\ufeff \t\r\n\"'").lower()


def widen(raw: ir.Table) -> ir.Table:
    """Declare narrow integer ids as int64, without a cast.

    A cast would keep a database from using its index on ``person_id``; reading a narrow integer
    into a wider type needs none.
    """
    op = raw.op()
    if not isinstance(op, ops.DatabaseTable):
        return raw
    fields = {
        name: dt.Int64(nullable=kind.nullable)
        if kind.is_signed_integer() and clean_name(name).endswith("_id")
        else kind
        for name, kind in op.schema.items()
    }
    wide = ops.DatabaseTable(
        name=op.name, schema=ibis.schema(fields), source=op.source, namespace=op.namespace
    )
    return wide.to_expr()


def normalise(raw: ir.Table, table: str, *, lenient: bool) -> ir.Table:
    """Give a raw table OMOP's names and types.

    Parameters
    ----------
    raw
        The table as the source has it.
    table
        Its lower-case OMOP name.
    lenient
        Whether the engine can turn a value that does not fit into null instead of failing
        (DuckDB); such values are counted by the check of a source.
    """
    columns: dict[str, ir.Column] = {}
    changed = False
    for spelled in raw.columns:
        name = clean_name(spelled)
        if name in columns:
            changed = True
            continue
        column = raw[spelled]
        kind = column_type(table, name)
        columns[name] = convert(column, kind, lenient=lenient)
        changed = changed or name != spelled or columns[name] is not column
    return raw.select(**columns) if changed else raw


def convert(column: ir.Column, kind: str | None, *, lenient: bool) -> ir.Column:
    """Convert one column to an OMOP type; the same object when it has it already."""
    source = column.type()
    if kind is None:
        zoned = source.is_timestamp() and source.timezone is not None
        return column.cast(dt.timestamp) if zoned else column
    if _fits(source, kind):
        return column
    if source.is_null():
        return column.cast(TYPES[kind])
    return {
        "integer": _to_integer,
        "number": _to_number,
        "text": _to_text,
        "date": _to_date,
        "datetime": _to_datetime,
    }[kind](column, lenient)


def from_text(source: dt.DataType, kind: str | None) -> bool:
    """Whether a conversion reads text (or digits as a date), and so can fail value by value."""
    if kind is None or kind == "text" or _fits(source, kind):
        return False
    return bool(source.is_string() or (kind in {"date", "datetime"} and source.is_numeric()))


def _fits(source: dt.DataType, kind: str) -> bool:
    if kind == "datetime":
        return bool(source.is_timestamp() and source.timezone is None)
    wanted = {"integer": source.is_int64, "number": source.is_float64}
    return bool(wanted.get(kind, getattr(source, f"is_{_IBIS_NAMES.get(kind, kind)}"))())


_IBIS_NAMES = {"text": "string", "date": "date", "integer": "int64", "number": "float64"}


def _cast(column: ir.Column, kind: dt.DataType, lenient: bool) -> ir.Column:
    return column.try_cast(kind) if lenient else column.cast(kind)


def _filled(column: ir.Column) -> ir.Column:
    """Text without the blanks around it, null when nothing is left."""
    return column.strip().nullif("")


def _to_integer(column: ir.Column, lenient: bool) -> ir.Column:
    source = column.type()
    if source.is_boolean():
        return column.cast(dt.int32).cast(dt.int64)
    if source.is_string():
        column = _filled(column)
        if not lenient:  # "3027018.0" is a whole number to a decimal, and an error to an integer
            column = column.cast(dt.Decimal())
    elif not source.is_numeric():
        column = column.cast(dt.string)
    return _cast(column, dt.int64, lenient)


def _to_number(column: ir.Column, lenient: bool) -> ir.Column:
    source = column.type()
    if source.is_boolean():
        return column.cast(dt.int32).cast(dt.float64)
    if source.is_string():
        column = _filled(column)
    elif not source.is_numeric():
        column = column.cast(dt.string)
    return _cast(column, dt.float64, lenient)


def _to_text(column: ir.Column, lenient: bool) -> ir.Column:
    if not column.type().is_floating():
        return column.cast(dt.string)
    whole = (column == column.floor()) & (column.abs() < _EXACT)
    return whole.ifelse(column.cast(dt.int64).cast(dt.string), column.cast(dt.string))


def _iso(column: ir.Column) -> ir.Column:
    """Text of a date, with hyphens put into YYYYMMDD."""
    source = column.type()
    if source.is_floating() or source.is_decimal():
        column = column.cast(dt.int64)
    text = _filled(column.cast(dt.string))
    hyphened = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2)
    return text.re_search(_EIGHT_DIGITS).ifelse(hyphened, text)


def _to_date(column: ir.Column, lenient: bool) -> ir.Column:
    source = column.type()
    if source.is_timestamp():
        return column.cast(dt.timestamp).date()
    if source.is_boolean():
        return ibis.null(dt.date)
    text = _iso(column)
    # A date written with a time is that day, not an error.
    return _cast(text, dt.timestamp, lenient).date()


def _to_datetime(column: ir.Column, lenient: bool) -> ir.Column:
    source = column.type()
    if source.is_timestamp() or source.is_date():
        return column.cast(dt.timestamp)
    if source.is_boolean():
        return ibis.null(dt.timestamp)
    text = _iso(column)
    zoned = _cast(text, dt.Timestamp(timezone="UTC"), lenient).cast(dt.timestamp)
    return text.re_search(_ZONED).ifelse(zoned, _cast(text, dt.timestamp, lenient))
