"""Single values, lists and objects from Python to R and back."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..errors import InvalidValueError
from . import objects
from .from_r import from_r_frame, from_r_vector
from .session import session
from .to_r import to_r_column, to_r_frame

_SCALARS = (bool, int, float, str, dt.date, dt.timedelta, np.generic, pd.Timestamp)


def to_r(value: Any) -> Any:
    """Convert any value to R: tables to data frames, values and lists to vectors, else a handle."""
    r = session()
    if value is None or value is pd.NA or value is pd.NaT:
        return r.ri.NULL
    if isinstance(value, r.ri.sexp.Sexp):
        return value
    if isinstance(value, (pd.DataFrame, pa.Table)):
        return to_r_frame(value)
    if isinstance(value, (pd.Series, pd.Index)):
        return to_r_column(to_arrow(value), str(value.name or ""))
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return to_r_column(to_arrow(pd.Series(value)), "")
    if isinstance(value, _SCALARS):
        return _vector([value])
    if isinstance(value, Mapping):
        return _list(list(value.values()), [str(key) for key in value])
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return _sequence(list(value))
    return objects.handle(value)


def to_arrow(series: Any) -> Any:
    """A pandas column as an Arrow one."""
    return pa.array(series, from_pandas=True)


def _sequence(values: list[Any]) -> Any:
    known = [value for value in values if value is not None]
    alike = {bool if isinstance(value, bool) else type(value) for value in known}
    if (
        values
        and all(isinstance(value, _SCALARS) for value in known)
        and (len(alike) <= 1 or alike <= {int, float})
    ):
        return _vector(values)
    return _list(values, [])


def _vector(values: list[Any]) -> Any:
    plain = [value.item() if isinstance(value, np.generic) else value for value in values]
    if any(isinstance(value, float) for value in plain):
        plain = [None if value is None else float(value) for value in plain]
    return to_r_column(pa.array(plain), "")


def _list(values: list[Any], names: list[str]) -> Any:
    r = session()
    made = r.ri.ListSexpVector([to_r(value) for value in values])
    return r.base("names<-")(made, r.ri.StrSexpVector(names)) if names else made


def classes(value: Any) -> tuple[str, ...]:
    """The S3 classes of an R value."""
    found = session().base("class")(value)
    return tuple(str(name) for name in found)


def from_r(value: Any, *, whole: bool = False) -> Any:
    """Convert an R value to Python: data frames to pandas, one value to a value, more to a column.

    Parameters
    ----------
    whole
        For arguments of Python functions: numbers without decimals become ``int``, vectors lists,
        named vectors dictionaries.

    Raises
    ------
    InvalidValueError
        When Python has nothing like it.
    """
    r = session()
    if isinstance(value, type(r.ri.NULL)):
        return None
    kinds = classes(value)
    if "linkr_object" in kinds:
        return objects.held(value)
    if "tbl_LinkrConnection" in kinds:
        return objects.lazy_table(value)
    if "data.frame" in kinds:
        return from_r_frame(value)
    names = r.base("names")(value)
    labels = [str(name) for name in names] if names else []
    if isinstance(value, r.ri.ListSexpVector) and not _is_record(kinds):
        items = [from_r(item, whole=whole) for item in value]
        return dict(zip(labels, items, strict=True)) if labels else items
    if not isinstance(value, r.ri.sexp.SexpVector) or isinstance(value, r.ri.LangSexpVector):
        raise _unknown(kinds)
    return _atomic(value, kinds, labels, whole)


def _is_record(kinds: tuple[str, ...]) -> bool:
    return "POSIXlt" in kinds


def _atomic(value: Any, kinds: tuple[str, ...], labels: list[str], whole: bool) -> Any:
    if "matrix" in kinds and not whole:
        return from_r_frame(session().base("as.data.frame")(value))
    series = from_r_vector(value)
    if not whole and (len(series) != 1 or labels):
        return series.set_axis(labels) if labels else series
    dates = "Date" in kinds
    items = [_scalar(item, dates, whole) for item in series.tolist()]
    if labels:
        return dict(zip(labels, items, strict=True))
    return items if len(items) != 1 or "AsIs" in kinds else items[0]


def _scalar(item: Any, date: bool, whole: bool) -> Any:
    if item is None or item is pd.NA or item is pd.NaT:
        return None
    if isinstance(item, float):
        if math.isnan(item):
            return None
        return int(item) if whole and item.is_integer() and abs(item) <= 2**53 else item
    if isinstance(item, pd.Timestamp):
        return item.date() if date else item.to_pydatetime()
    return item


def _unknown(kinds: tuple[str, ...]) -> InvalidValueError:
    return InvalidValueError(
        "Python has nothing like an R value of the class {kind}.",
        "Turn it into a vector, a list or a data frame first.",
        field="value",
        kind=kinds[0] if kinds else "?",
    )
