"""Whatever a table holds, it comes back from R as it went."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkr_jupyter.r.conversion import from_r_frame, to_r_frame

ROWS = st.integers(min_value=0, max_value=12)
EXAMPLES = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NO_TEXT = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
# R counts seconds as doubles: between these years to the microsecond.
FIRST, LAST = dt.datetime(1700, 1, 1), dt.datetime(2240, 1, 1)
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "row_id": (pa.int64(), st.integers(-(2**63) + 1, 2**63 - 1)),
    "small_id": (pa.int64(), st.integers(-(2**31) + 1, 2**31 - 1)),
    "count": (pa.int64(), st.integers(-(2**53), 2**53)),
    "huge": (pa.int64(), st.integers(2**53, 2**63 - 1)),
    "value": (pa.float64(), st.floats(allow_nan=False)),
    "flag": (pa.bool_(), st.booleans()),
    "text": (pa.large_string(), st.text(NO_TEXT, max_size=8)),
    "day": (pa.date32(), st.dates()),
    "moment": (pa.timestamp("us"), st.datetimes(FIRST, LAST)),
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    n = draw(ROWS)
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), unique=True, min_size=1, max_size=5))
    columns = []
    for name in names:
        kind, values = KINDS[name]
        column = draw(st.lists(st.none() | values, min_size=n, max_size=n))
        columns.append(pa.array(column, kind))
    return pa.table(columns, names=names)


def plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and np.isnan(value):
        return None
    return value


def values_of(frame: pd.DataFrame, name: str) -> list[Any]:
    found = [plain(value) for value in frame[name].tolist()]
    if name == "day":
        return [None if value is None else value.date() for value in found]
    if name == "moment":
        return [None if value is None else value.to_pydatetime() for value in found]
    return found


@EXAMPLES
@given(tables())
def test_every_value_comes_back(table: pa.Table) -> None:
    back = from_r_frame(to_r_frame(table))
    assert list(back.columns) == table.column_names and len(back) == table.num_rows
    for name in table.column_names:
        assert values_of(back, name) == table[name].to_pylist(), name


@EXAMPLES
@given(tables())
def test_ids_come_back_as_whole_numbers(table: pa.Table) -> None:
    back = from_r_frame(to_r_frame(table))
    for name in back.columns:
        if name.endswith("_id"):
            missing = table[name].null_count
            assert str(back[name].dtype) == ("Int64" if missing else "int64")


@EXAMPLES
@given(st.lists(st.none() | st.sampled_from(["é", "NA", "", "日本", "\U0001f9ea"])), st.booleans())
def test_categories_come_back(values: list[str | None], ordered: bool) -> None:
    levels = ["日本", "é", "", "NA", "\U0001f9ea"]
    column = pd.Categorical(values, categories=levels, ordered=ordered)
    frame = pd.DataFrame({"sex": column})
    back = from_r_frame(to_r_frame(frame))
    assert back["sex"].cat.ordered == ordered
    assert back["sex"].cat.categories.tolist() == levels
    assert [plain(value) for value in back["sex"].tolist()] == values
