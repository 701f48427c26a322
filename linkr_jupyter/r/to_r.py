"""Python's tables as R data frames, column by column, without a call for every value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InvalidValueError
from .session import Session, session
from .status import missing_packages

# R's own missing number: a NaN with 1954 in its low bits.
NA_REAL = np.array([0x7FF00000000007A2], dtype=np.uint64).view(np.float64)[0]
NA_INTEGER = -(2**31)
NA_INTEGER64 = -(2**63)
_EXACT = 2**53  # whole numbers up to here are exact as doubles


def to_r_frame(table: pd.DataFrame | pa.Table | Any) -> Any:
    """Convert a table to an R data frame.

    Whole numbers become R integers where all of them fit; larger ones become ``integer64`` (package
    bit64) in columns named ``*_id`` and wherever a double would lose a digit, else doubles. Dates
    become ``Date``, times without zone ``POSIXct`` in UTC, so that R shows the clock that Python
    shows; categories become factors. A missing value becomes ``NA``.

    Parameters
    ----------
    table
        A pandas or Arrow table, or anything with ``to_pyarrow``.

    Raises
    ------
    InvalidValueError
        Naming the column, when R has no type for it or cannot hold one of its values.
    """
    arrow = _as_arrow(table)
    r = session()
    columns = [
        to_r_column(arrow.column(place), str(name)) for place, name in enumerate(arrow.column_names)
    ]
    labels = r.ri.StrSexpVector([str(name) for name in arrow.column_names])
    notes = _notes(table)
    return r["as_frame"](r.ri.ListSexpVector(columns), labels, arrow.num_rows, notes)


def _notes(table: Any) -> Any:
    """What verbs tell each other with a table (``DataFrame.attrs``): words, numbers, yes and no."""
    r = session()
    found = getattr(table, "attrs", None) if isinstance(table, pd.DataFrame) else None
    kept = {name: v for name, v in (found or {}).items() if isinstance(v, (bool, int, float, str))}
    if not kept:
        return r.ri.NULL
    values = [to_r_column(pa.array([value]), str(name)) for name, value in kept.items()]
    named = r.ri.StrSexpVector([str(name) for name in kept])
    return r.base("names<-")(r.ri.ListSexpVector(values), named)


def _as_arrow(table: Any) -> pa.Table:
    if isinstance(table, pa.Table):
        return table
    if not isinstance(table, pd.DataFrame):
        return table.to_pyarrow()
    frame = table.reset_index() if any(name is not None for name in table.index.names) else table
    columns = [_arrow_column(frame.iloc[:, i], str(name)) for i, name in enumerate(frame.columns)]
    if not columns:
        return pa.table({"": pa.nulls(len(frame))}).select([])
    return pa.table(columns, names=[str(name) for name in frame.columns])


def _arrow_column(series: pd.Series, name: str) -> Any:
    try:
        values = pa.array(series, from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError) as error:
        raise InvalidValueError(
            "The column {column} cannot go to R: its values are of several kinds, or broken text.",
            "Give the column one type first, for example with astype(str).",
            field=name,
            column=name,
        ) from error
    # A database's dates arrive in pandas as whole seconds.
    if values.type == pa.timestamp("s") and _whole_days(values):
        return values.cast(pa.date32())
    return values


def _whole_days(values: Any) -> bool:
    seconds = values.cast(pa.int64()).drop_null().to_numpy(zero_copy_only=False)
    return not (seconds % 86_400).any()


def to_r_column(column: Any, name: str) -> Any:
    """Convert one Arrow column to an R vector; ``name`` is for messages."""
    values = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    for matches, convert in _KINDS:
        if matches(values.type):
            return convert(session(), values, name)
    raise InvalidValueError(
        "The column {column} cannot go to R: R has no vector of the type {kind}.",
        "Leave the column out, or turn it into text or numbers first.",
        field=name,
        column=name,
        kind=str(values.type),
    )


def _numbers(values: Any, dtype: Any, missing: Any) -> np.ndarray:
    """The values as a contiguous NumPy array, R's missing value where there is none."""
    null = values.is_null().to_numpy(zero_copy_only=False) if values.null_count else None
    if null is not None:
        values = values.fill_null(0)
    array = np.ascontiguousarray(values.to_numpy(zero_copy_only=False), dtype=dtype)
    if null is not None:
        array = array if array.flags.writeable and array.base is None else array.copy()
        array[null] = missing
    return array


def _doubles(r: Session, array: np.ndarray) -> Any:
    return r.ri.FloatSexpVector.from_memoryview(np.ascontiguousarray(array).data)


def _integers(r: Session, array: np.ndarray) -> Any:
    return r.ri.IntSexpVector.from_memoryview(array.data)


def _real(r: Session, values: Any, name: str) -> Any:
    if pa.types.is_decimal(values.type):
        values = values.cast(pa.float64())
    return _doubles(r, _numbers(values, np.float64, NA_REAL))


def _logical(r: Session, values: Any, name: str) -> Any:
    codes = _numbers(values.cast(pa.int8()), np.int32, NA_INTEGER)
    return r["as_column"]("logical", _integers(r, codes))


def _nothing(r: Session, values: Any, name: str) -> Any:
    return _logical(r, pa.nulls(len(values), pa.bool_()), name)


def _whole(r: Session, values: Any, name: str) -> Any:
    bounds = pc.min_max(values).as_py()
    low, high = bounds["min"] or 0, bounds["max"] or 0
    if low > -(2**31) and high < 2**31:
        return _integers(r, _numbers(values.cast(pa.int32()), np.int32, NA_INTEGER))
    exact = low >= -_EXACT and high <= _EXACT
    long = not missing_packages(["bit64"])
    if exact and not (long and name.endswith("_id")):
        return _doubles(r, _numbers(values.cast(pa.float64()), np.float64, NA_REAL))
    if not long or low <= NA_INTEGER64 or high >= 2**63:
        raise _too_large(name, long)
    bits = _numbers(values.cast(pa.int64()), np.int64, NA_INTEGER64).view(np.float64)
    return r["as_column"]("integer64", _doubles(r, bits))


def _too_large(name: str, long: bool) -> InvalidValueError:
    if long:
        return InvalidValueError(
            "The column {column} holds a whole number that R cannot hold.",
            "R's 64-bit numbers go from -9223372036854775807 to 9223372036854775807.",
            field=name, column=name,
        )  # fmt: skip
    return InvalidValueError(
        "The column {column} holds whole numbers of more than 15 digits, and R needs its package "
        "bit64 to keep them.",
        'Install it in R with install.packages("bit64").',
        field=name,
        column=name,
    )


def _text(r: Session, values: Any, name: str) -> Any:
    coded = values.cast(pa.large_string()).dictionary_encode()
    return _coded(r, coded, "text", name)


def _coded(r: Session, coded: Any, kind: str, name: str) -> Any:
    levels = coded.dictionary.cast(pa.large_string())
    if pc.any(pc.match_substring(levels, "\0")).as_py():
        raise InvalidValueError(
            "The column {column} holds text with a NUL character, which R cannot hold.",
            "Remove the NUL first, for example with str.replace.",
            field=name,
            column=name,
        )
    codes = _numbers(coded.indices.cast(pa.int32()), np.int32, -1)
    codes = np.where(codes < 0, NA_INTEGER, codes + 1).astype(np.int32)
    empty, nul = (pa.scalar(text, pa.large_string()) for text in ("", "\0"))
    ended = pc.binary_join_element_wise(levels, empty, nul)
    buffer = ended.buffers()[2]
    used = int(pc.sum(pc.binary_length(ended)).as_py() or 0)
    raw = np.frombuffer(buffer, np.uint8, count=used) if used else np.zeros(0, np.uint8)
    sent = r.ri.ByteSexpVector.from_memoryview(raw.data)
    return r["as_column"](kind, _integers(r, codes), sent, len(levels))


def _factor(r: Session, values: Any, name: str) -> Any:
    kind = "ordered" if values.type.ordered else "factor"
    return _coded(r, values, kind, name)


def _date(r: Session, values: Any, name: str) -> Any:
    days = _numbers(values.cast(pa.date32()).cast(pa.int32()), np.float64, NA_REAL)
    return r["as_column"]("date", _doubles(r, days))


def _seconds(values: Any) -> np.ndarray:
    scale = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}[values.type.unit]
    numbers = _numbers(values.cast(pa.int64()), np.float64, NA_REAL)
    with np.errstate(invalid="ignore"):
        # A NaN keeps its bits through a division, and with them R's NA.
        return numbers / scale


def _moment(r: Session, values: Any, name: str) -> Any:
    zone = values.type.tz
    # "UTC" stands for no zone; a real UTC is told apart by its other name.
    shown = "UTC" if zone is None else {"UTC": "Etc/UTC"}.get(zone, zone)
    return r["as_column"]("moment", _doubles(r, _seconds(values)), shown)


def _duration(r: Session, values: Any, name: str) -> Any:
    return r["as_column"]("duration", _doubles(r, _seconds(values)))


def _is_text(kind: Any) -> bool:
    is_view = getattr(pa.types, "is_string_view", lambda _: False)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or is_view(kind))


_KINDS: tuple[tuple[Callable[[Any], bool], Callable[[Session, Any, str], Any]], ...] = (
    (pa.types.is_null, _nothing),
    (pa.types.is_boolean, _logical),
    (pa.types.is_integer, _whole),
    (lambda kind: pa.types.is_floating(kind) or pa.types.is_decimal(kind), _real),
    (_is_text, _text),
    (pa.types.is_date, _date),
    (pa.types.is_timestamp, _moment),
    (pa.types.is_duration, _duration),
    (lambda kind: pa.types.is_dictionary(kind) and _is_text(kind.value_type), _factor),
)
