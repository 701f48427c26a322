"""Numbers, dates, labels and units as people write them; the small-cell threshold."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkr_jupyter.analysis import disclosure_threshold
from linkr_jupyter.analysis.formats import (
    format_date,
    format_exact,
    format_moments,
    format_number,
    format_percent,
    plural,
    whole_days,
)
from linkr_jupyter.analysis.labels import concept_label, label_of
from linkr_jupyter.analysis.unit_names import unit_text
from linkr_jupyter.errors import InvalidValueError
from linkr_jupyter.locale import set_language


@pytest.fixture
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language("en")


def test_the_first_of_a_month_is_an_ordinal_in_french(french: None) -> None:
    days = pd.Series(pd.to_datetime(["2100-03-01 00:00", "2100-03-11 00:00", "2100-03-01 08:30"]))
    assert [format_date(day) for day in days[:2]] == ["1er mars 2100", "11 mars 2100"]
    assert format_moments(days, pd.Series([True, True, False])) == [
        "1er mars 2100", "11 mars 2100", "1er mars 2100 08:30",
    ]  # fmt: skip
    set_language("en")
    assert format_date(days[0]) == "1 Mar 2100"
    assert format_moments(days)[0] == "1 Mar 2100 00:00"


def test_numbers_and_shares() -> None:
    assert format_number(None) == format_number(float("nan")) == ""
    assert format_number(-1234.6) == "-1,235"
    assert format_percent(1, 3) == "33%"
    assert format_percent(50, 101) == "49.5%"


@pytest.mark.usefixtures("french")
def test_french_has_commas_and_narrow_spaces() -> None:
    assert format_exact(1234.56) == "1\u202f234,56"
    assert format_percent(50, 101) == "49,5\u202f%"
    assert format_date(pd.Timestamp("2026-02-03 14:05"), time=True) == "3 févr. 2026 14:05"
    assert [plural(n) for n in (0, 1, 2)] == [False, False, True]


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_written_number_is_near_the_number(value: float) -> None:
    read = float(format_number(value).replace(",", "") or 0)
    assert read == pytest.approx(value, rel=6e-4, abs=1e-300)


@given(st.decimals(-100_000, 1_000_000, places=6).map(float))
def test_an_exact_number_is_the_number(value: float) -> None:
    assert float(format_exact(value).replace(",", "")) == value


def test_moments_are_written_as_dates_are() -> None:
    moments = pd.Series(pd.to_datetime(["2026-11-21 14:05", None, "2110-01-02"], format="ISO8601"))
    assert format_moments(moments, pd.Series([False, False, True])) == [
        "21 Nov 2026 14:05", "", "2 Jan 2110",
    ]  # fmt: skip
    assert format_moments(moments, True)[0] == format_date(moments[0])


def test_midnights_are_days_only_where_they_are_the_rule() -> None:
    hourly = pd.Series(pd.date_range("2026-01-01", periods=24, freq="h"))
    daily = pd.Series(pd.date_range("2026-01-01", periods=24, freq="D"))
    assert not whole_days(hourly).any()
    assert whole_days(daily).all()
    assert not whole_days(pd.Series([], dtype="datetime64[us]")).any()


CASES = [
    ("Heart rate", 3027018, "HR", "Heart rate"),
    (None, 42, "HR", "HR"),
    (None, 42, "  ", "Unknown (42)"),
    (None, 42, None, "Unknown (42)"),
    ("No matching concept", 0, "HR", "Unmapped: HR"),
    (None, 0, None, "Unmapped"),
    (None, None, "HR", "Unmapped: HR"),
    (None, None, None, "Unmapped"),
    (None, -3, "{braces}", "{braces}"),
]


def test_labels_in_the_database_equal_those_in_memory() -> None:
    schema = {"name": "string", "id": "int64", "source": "string"}
    rows = ibis.memtable([case[:3] for case in CASES], schema=schema)
    in_database = rows.select(label=concept_label(rows.name, rows.id, rows.source))
    expected = [case[3] for case in CASES]
    assert in_database.to_pyarrow()["label"].to_pylist() == expected
    assert [label_of(*case[:3]) for case in CASES] == expected


@pytest.mark.parametrize(
    ("code", "name", "source", "concept_id", "expected"),
    [
        ("mg/dL", "milligram per deciliter", "mg/dl", 8840, "mg/dL"),
        ("[degF]", "degree Fahrenheit", "F", 9289, "°F"),
        ("umol/L", "micromole per liter", None, 8749, "µmol/L"),
        (None, None, "puffs", 0, "puffs"),
        ("0", "No matching concept", "", 0, ""),
        (None, None, None, None, ""),
        ("{beats}/min", "beats per minute", None, 8541, "bpm"),
        ("[odd_unit]", "odd unit", None, 5, "odd unit"),
    ],
)
def test_units_are_what_people_write(
    code: str | None, name: str | None, source: str | None, concept_id: int | None, expected: str
) -> None:
    assert unit_text(code, name, source, concept_id) == expected


@pytest.mark.parametrize(("text", "expected"), [("", None), (" ", None), ("11", 11), ("1", 1)])
def test_the_threshold_comes_from_the_server(
    monkeypatch: pytest.MonkeyPatch, text: str, expected: int | None
) -> None:
    monkeypatch.setenv("LINKR_SMALL_CELLS", text)
    assert disclosure_threshold() == expected


@pytest.mark.parametrize("text", ["0", "-1", "11.5", "eleven", "¹¹"])
def test_a_wrong_threshold_stops_instead_of_showing_everything(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("LINKR_SMALL_CELLS", text)
    with pytest.raises(InvalidValueError, match="small-cell threshold"):
        disclosure_threshold()
