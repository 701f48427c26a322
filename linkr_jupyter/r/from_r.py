"""R's data frames and vectors as pandas tables and columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ..errors import InvalidValueError
from .session import session
from .to_r import NA_INTEGER, NA_INTEGER64

_DAY_LIMIT = 2**40  # days and seconds beyond are no dates: infinite, or a mistake


def from_r_frame(frame: Any) -> pd.DataFrame:
    """Convert an R data frame to a pandas one.

    Integers and ``integer64`` become ``int64`` (``Int64`` where values are missing), ``Date``
    becomes ``datetime64[s]`` as for dates of a database, ``POSIXct`` a time without zone that shows
    the clock that R shows, factors categories. Row names, when there are some, are the index.

    Raises
    ------
    InvalidValueError
        Naming the column, when pandas has no type for it.
    """
    labels, rows, columns, names, notes = session()["take_frame"](frame)
    count = int(rows[0])
    found = [
        _series(part, str(label)) for part, label in zip(columns, _labels(labels), strict=True)
    ]
    index = pd.RangeIndex(count)
    table = pd.DataFrame(dict(enumerate(found)), index=index)
    table.columns = pd.Index([str(label) for label in _labels(labels)], dtype="str")
    if names:  # R's NULL, where rows are only numbered, is false
        table.index = pd.Index(_series(names, "row.names"))
    if notes:
        words = session().base("names")(notes)
        table.attrs = {str(n): value[0] for n, value in zip(words, notes, strict=True)}
    return table


def _labels(labels: Any) -> list[str]:
    return [str(label) for label in labels] if labels else []


def from_r_vector(vector: Any, name: str = "") -> pd.Series:
    """Convert an R vector to a pandas column."""
    return _series(session()["take_apart"](vector), name)


def _series(parts: Any, name: str) -> pd.Series:
    kind, *values = parts
    convert = _KINDS.get(str(kind[0]))
    if convert is None:
        raise InvalidValueError(
            "The column {column} cannot leave R: it is of the class {kind}.",
            "Turn it into a plain vector first, or leave the column out.",
            field=name,
            column=name,
            kind=str(values[0][0]),
        )
    try:
        return convert(*values)
    except UnicodeDecodeError as error:
        raise InvalidValueError(
            "The column {column} of R holds text that is not UTF-8.",
            "Convert it in R first, for example with iconv(x, from = \"latin1\").",
            field=name,
            column=name,
        ) from error  # fmt: skip


def _array(vector: Any, dtype: Any) -> np.ndarray:
    return np.array(vector.memoryview(), dtype=dtype) if len(vector) else np.zeros(0, dtype)


def _integer(vector: Any) -> pd.Series:
    values = _array(vector, np.int32)
    return _nullable(values.astype(np.int64), values == NA_INTEGER, pd.Int64Dtype())


def _integer64(vector: Any) -> pd.Series:
    values = _array(vector, np.float64).view(np.int64)
    return _nullable(values, values == NA_INTEGER64, pd.Int64Dtype())


def _logical(vector: Any) -> pd.Series:
    values = _array(vector, np.int32)
    return _nullable(values == 1, values == NA_INTEGER, pd.BooleanDtype())


def _nullable(values: np.ndarray, missing: np.ndarray, dtype: Any) -> pd.Series:
    column: pd.Series = pd.Series(values)
    if not missing.any():
        return column
    column = pd.Series(np.where(missing, values.dtype.type(0), values), dtype=dtype)
    column[missing] = pd.NA
    return column


def _double(vector: Any) -> pd.Series:
    return pd.Series(_array(vector, np.float64))


def _levels(raw: Any, count: Any) -> pa.Array:
    """The texts of one run of NUL-ended bytes."""
    data = np.array(raw, dtype=np.uint8) if len(raw) else np.zeros(0, np.uint8)
    ends = np.flatnonzero(data == 0)
    lengths = np.diff(ends, prepend=-1) - 1  # each text ends before its NUL
    joined = data[data != 0].tobytes()
    joined.decode("utf-8")  # refuses what is no text
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(joined)]
    return pa.Array.from_buffers(pa.large_string(), int(count[0]), buffers)


def _text(codes: Any, raw: Any, count: Any) -> pd.Series:
    places = _array(codes, np.int32)
    missing = places == NA_INTEGER
    indices = pa.array(np.where(missing, 0, places - 1), mask=missing)
    values = _levels(raw, count).take(indices)
    return pd.Series(values.to_pandas(), dtype="str")


def _categories(ordered: bool) -> Callable[[Any, Any, Any], pd.Series]:
    def convert(codes: Any, raw: Any, count: Any) -> pd.Series:
        places = _array(codes, np.int32)
        shown = np.where(places == NA_INTEGER, -1, places - 1)
        levels = pd.Index(_levels(raw, count).to_pandas(), dtype="str")
        return pd.Series(pd.Categorical.from_codes(shown, levels, ordered=ordered))

    return convert


def _whole(vector: Any, factor: float, unit: str, kind: str = "M8") -> np.ndarray:
    values = _array(vector, np.float64)
    known = np.isfinite(values) & (np.abs(values) < _DAY_LIMIT)
    counts = np.rint(np.where(known, values, 0) * factor).astype(np.int64)
    moments = counts.view(f"{kind}[{unit}]").copy()
    moments[~known] = np.array("NaT", dtype=moments.dtype)
    return moments


def _date(vector: Any) -> pd.Series:
    return pd.Series(_whole(vector, 86_400, "s"))


def _moment(vector: Any, zone: Any) -> pd.Series:
    values = pd.Series(_whole(vector, 1e6, "us"))
    name = str(zone[0])
    if not name:
        return values
    return values.dt.tz_localize("UTC").dt.tz_convert("UTC" if name == "Etc/UTC" else name)


def _duration(vector: Any) -> pd.Series:
    return pd.Series(_whole(vector, 1e6, "us", "m8"))


_KINDS: dict[str, Callable[..., pd.Series]] = {
    "logical": _logical,
    "integer": _integer,
    "integer64": _integer64,
    "double": _double,
    "text": _text,
    "factor": _categories(False),
    "ordered": _categories(True),
    "date": _date,
    "moment": _moment,
    "duration": _duration,
}
