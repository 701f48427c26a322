"""Python objects that R holds by handles, and what R may do with them."""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Callable
from typing import Any

import ibis.expr.types as ir

from ..locale import current_language, translate
from .queries import Connection, connection_of
from .session import session
from .to_r import to_r_column, to_r_frame

_LISTLIKE = ("Iterable", "Sequence", "Collection", "list", "tuple", "set", "frozenset")
# A table that R did not change is the one that Python gave: nothing is translated twice.
_WHOLE_TABLE = re.compile(r"SELECT \*\s+FROM [\"`]?(\w+)[\"`]?\s*")
_numbers = itertools.count(1)
_held: dict[int, Any] = {}


def handle(value: Any) -> Any:
    """An R handle of a Python object; the object lives as long as R needs it."""
    number = next(_numbers)
    _held[number] = value
    kinds = ["linkr_object"]
    if isinstance(value, ir.Table):
        kinds = ["linkr_table", *kinds]
    elif callable(value) and not hasattr(value, "_repr_mimebundle_"):
        kinds = ["linkr_callable", *kinds]
    r = session()
    return r["handle"](number, r.ri.StrSexpVector(kinds))


def held(value: Any) -> Any:
    """The Python object of an R handle."""
    return _held[int(session()["number_of"](value)[0])]


def let_go() -> None:
    """Forget the objects whose handles R has thrown away."""
    for number in session()["thrown_away"]():
        _held.pop(int(number), None)


def is_patient(value: Any) -> bool:
    """Whether an object holds the rows of one person, in memory."""
    return hasattr(value, "person_id") and hasattr(value, "window")


def is_cdm(value: Any) -> bool:
    """Whether an object is a source with tables."""
    return hasattr(value, "backend") and isinstance(getattr(value, "tables", None), tuple)


def attribute(value: Any, name: str) -> Any:
    """``value$name``: an attribute, or the table of that name.

    The tables of a patient are data frames at once: they are small and in memory.
    """
    found = value[name] if isinstance(value, ir.Table) else getattr(value, name)
    if isinstance(found, ir.Column):
        return to_r_column(found.to_pyarrow(), name)
    if isinstance(found, ir.Table) and is_patient(value):
        return to_r_frame(found)
    if is_cdm(value) and isinstance(found, ir.Table):
        connection_of(value)  # so that its tables are known by their names
    return found


def names(value: Any) -> list[str]:
    """What follows ``$``: the tables of a source, the columns of a table, public attributes."""
    if isinstance(value, Connection) or is_cdm(value):
        return list(value.tables)
    if isinstance(value, ir.Table):
        return list(value.columns)
    return [name for name in dir(value) if not name.startswith("_")]


def describe(value: Any) -> str:
    """One line that names no row and no place."""
    language = current_language()
    if isinstance(value, ir.Table):
        known = getattr(value, "_omop", "") or translate("Table", language)
        shown = ", ".join(value.columns)
        text = "{table}: columns {columns}. collect() brings the rows."
        return translate(text, language, table=known, columns=shown)
    if isinstance(value, Connection):
        return repr(value.cdm) if value.cdm is not None else "<LinkR>"
    own = type(value).__module__.startswith("linkr_jupyter")
    text = repr(value) if own else ""
    # A long form may hold rows.
    return text if text and "\n" not in text else f"<{type(value).__name__}>"


def lazy_table(value: Any) -> ir.Table:
    """The Ibis table of a query that dbplyr holds."""
    r = session()
    connection: Connection = held(r["object_of_query"](value))
    sql = str(r["query_of"](value)[0])
    whole = _WHOLE_TABLE.fullmatch(sql)
    return connection.table(whole[1]) if whole else connection.query(sql)


def call(function: Callable[..., Any], arguments: list[Any], named: dict[str, Any]) -> Any:
    """Call a Python verb with converted arguments; one value is a list where a list is wanted."""
    wanted = _annotations(function)
    positional = list(wanted)
    ready = [
        _as_wanted(value, wanted.get(positional[i], "") if i < len(positional) else "")
        for i, value in enumerate(arguments)
    ]
    return function(*ready, **{n: _as_wanted(v, wanted.get(n, "")) for n, v in named.items()})


def _annotations(function: Callable[..., Any]) -> dict[str, str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    return {p.name: str(p.annotation) for p in parameters}


def _as_wanted(value: Any, annotation: str) -> Any:
    if not annotation.split(".")[-1].startswith(_LISTLIKE):
        return value
    if value is None and not annotation.endswith("None"):
        return []  # c() is R's NULL
    return [value] if isinstance(value, (bool, int, float, str)) else value
