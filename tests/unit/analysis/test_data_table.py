"""Tables: typed values in the words of the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd
import pytest

from linkr_jupyter.analysis import data_table
from linkr_jupyter.analysis.headings import column_heading, heading
from linkr_jupyter.locale import set_language


@pytest.fixture
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language("en")


def texts(values: object, name: str = "x", **kinds: object) -> list[str]:
    frame = pd.DataFrame({name: pd.Series(values, **kinds)})
    return data_table(frame, caption="Values").texts()[name].tolist()


def test_ids_are_whole_numbers_without_separators() -> None:
    big = 2**62 + 1
    assert texts([big, None], "person_id", dtype="Int64") == [str(big), ""]
    assert texts([3016723.0, None], "measurement_concept_id") == ["3016723", ""]
    assert texts([1950], "year_of_birth") == ["1950"]


def test_numbers_have_four_significant_digits_and_their_whole_part() -> None:
    assert texts([0.0123456, 42.1293, 585_573.0, 37.0, None]) == [
        "0.01235", "42.13", "585,573", "37", "",
    ]  # fmt: skip
    assert texts([float("inf"), float("-inf")]) == ["∞", "−∞"]


@pytest.mark.usefixtures("french")
def test_french_numbers_and_dates() -> None:
    assert texts([12_431, 7]) == ["12\u202f431", "7"]
    assert texts([42.1293]) == ["42,13"]
    assert texts([dt.date(2026, 11, 21)]) == ["21 nov. 2026"]
    assert texts([True, False], dtype=object) == ["oui", "non"]


def test_a_day_alone_has_no_time_of_day() -> None:
    days = pd.to_datetime(["2026-11-21", "2026-11-22", None])
    assert texts(days) == ["21 Nov 2026", "22 Nov 2026", ""]
    hours = pd.to_datetime(["2026-11-21 00:00", "2026-11-21 01:00", "2026-11-21 02:00"])
    assert texts(hours) == ["21 Nov 2026 00:00", "21 Nov 2026 01:00", "21 Nov 2026 02:00"]


def test_the_caption_counts_the_rows_that_are_there_and_those_shown() -> None:
    frame = pd.DataFrame({"n": range(700)})
    table = data_table(frame, caption="Numbers.", total=12_431)
    assert table.count == "700 of 12,431 rows."
    assert "Numbers. 500 of 12,431 rows." in table.to_html()
    assert table.to_html(limit=None).count("<tr>") == 701
    assert data_table(frame.head(1), caption="One").count == "1 row."
    assert data_table(frame.head(0), caption="None").count == "No row."


def test_what_is_left_out_has_a_reason_and_a_remedy() -> None:
    frame = pd.DataFrame({"n": range(700)})
    table = data_table(frame, caption="Numbers.", total=12_431, more="The setting allows no more.")
    assert table.described() == "Numbers. 700 of 12,431 rows. The setting allows no more."
    assert table.described(500).startswith("Numbers. 500 of 12,431 rows. More rows would make")
    assert data_table(frame, caption="All.", more="No more.").described() == "All. 700 rows."
    assert data_table(frame, caption="All.").described(700) == "All. 700 rows."


def test_headings_are_given_known_or_the_name() -> None:
    frame = pd.DataFrame({"value": [1], "mine": [2], "own": [3]})
    table = data_table(frame, caption="Values", columns={"mine": "Chosen"})
    assert table.headings == {"value": "Value", "mine": "Chosen", "own": "own"}
    assert heading("value", "fr") == "Valeur"


@pytest.mark.parametrize(
    ("column", "table", "expected"),
    [
        ("visit_start_datetime", "visit_occurrence", "Start"),
        ("drug_exposure_end_date", "drug_exposure", "End"),
        ("measurement_concept_id", "measurement", "Concept"),
        ("note_class_concept_id", "note", "Kind"),
        ("unit_concept_id", "measurement", "Unit"),
        ("drug_source_value", "drug_exposure", "Recorded as"),
        ("somebody_else_concept_id", "measurement", "somebody_else_concept_id"),
    ],
)
def test_columns_of_omop_have_clinical_headings(column: str, table: str, expected: str) -> None:
    assert column_heading(column, table) == expected


def test_numbers_stand_on_the_right_and_ids_do_not() -> None:
    frame = pd.DataFrame({"person_id": [1], "value": [2.0], "label": ["a"]})
    table = data_table(frame, caption="Values")
    assert table.numeric == {"value"}
    assert '<td class="linkr-Table-number">2</td>' in table.to_html()


def test_the_table_can_be_scrolled_by_keyboard() -> None:
    html = data_table(pd.DataFrame({"n": [1]}), caption="Numbers").to_html()
    assert 'role="region" tabindex="0" aria-label="Numbers"' in html
