"""What distributions say of unlikely dates and constants, and how their groups are told apart."""

from __future__ import annotations

from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pytest

import linkr_jupyter as linkr
from linkr_jupyter.analysis import describe_values, distribution_words, flag_outliers, outlier_list
from linkr_jupyter.cohorts import everyone
from linkr_jupyter.locale import set_language
from linkr_jupyter.plugins import get_plugin, render


def run(cdm, **values):
    """Run the cell as the form writes it, and return its names and what it shows."""
    plugin = get_plugin("distributions_outliers")
    body, last = render(plugin, {**plugin.defaults(), **values}).rsplit("\n", 1)
    names = {"cdm": cdm, "cohort": everyone(cdm)}
    exec(body, names)
    return names, eval(last, names)


def hospital(path: Path, numbers: list[tuple[int, str, float]], **tables: str):
    """A source with values of concept 5 (person, date, value) and tables made by SELECTs."""
    rows = ", ".join(f"({person}, DATE '{day}', {value})" for person, day, value in numbers)
    sexes = "CASE WHEN person_id % 2 = 0 THEN 8532 ELSE 8507 END"
    with duckdb.connect(str(path)) as con:
        con.execute(
            "CREATE TABLE measurement AS SELECT row_number() OVER () measurement_id, p person_id,"
            " 5 measurement_concept_id, d measurement_date, v::DOUBLE value_as_number,"
            f" 1 visit_occurrence_id FROM (VALUES {rows}) t(p, d, v)"
        )
        con.execute(
            f"CREATE TABLE person AS SELECT DISTINCT person_id, {sexes} gender_concept_id"
            " FROM measurement"
        )
        for name, select in tables.items():
            con.execute(f"CREATE TABLE {name} AS {select}")
    return linkr.connect(path)


MISDATED = [
    (1, "2020-01-01", 1.0), (1, "2020-06-01", 2.0), (1, "2021-01-01", 3.0),
    (2, "2020-03-01", 4.0), (2, "2999-01-01", 5.0), (3, "2020-03-01", 6.0),
]  # fmt: skip
PERIODS = (
    "SELECT * FROM (VALUES (1, DATE '2020-01-01', DATE '2020-02-01'),"
    " (1, DATE '2020-05-01', DATE '2020-07-01'), (2, DATE '2020-01-01', NULL),"
    " (3, DATE '2020-01-01', DATE '2020-12-31'))"
    " t(person_id, observation_period_start_date, observation_period_end_date)"
)
DEATHS = (
    "SELECT * FROM (VALUES (1, DATE '2020-05-31'), (3, DATE '2020-03-01')) t(person_id, death_date)"
)


def test_values_with_unlikely_dates_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cdm = hospital(tmp_path / "a.duckdb", MISDATED, observation_period=PERIODS, death=DEATHS)
    _, figure = run(cdm, concept_ids=[5])
    assert "1 value is dated outside the observation periods of its patient." in figure.caption
    # The third died on the day of the value, which may have come first.
    assert "2 values are dated after the death of their patients." in figure.caption
    assert "1 value is dated in the future." in figure.caption
    assert run(cdm, concept_ids=[5], during="record")[0]["summary"].n.tolist() == [6]
    monkeypatch.setenv("LINKR_SMALL_CELLS", "3")
    caption = run(cdm, concept_ids=[5])[1].caption
    assert "<3 values are dated outside" in caption
    assert "<3 values are dated after" in caption
    assert "<3 values are dated in the future" in caption


def test_likely_dates_and_absent_tables_need_no_word(tmp_path: Path, mimic_cdm) -> None:
    bare = hospital(tmp_path / "bare.duckdb", MISDATED[:2])
    assert "dated" not in run(bare, concept_ids=[5])[1].caption
    empty = f"{PERIODS} LIMIT 0"
    nobody = hospital(tmp_path / "nobody.duckdb", MISDATED[:3], observation_period=empty)
    assert "dated" not in run(nobody, concept_ids=[5])[1].caption
    # Its dates were moved by more than a century, and each lies in an observation period.
    caption = run(mimic_cdm)[1].caption
    assert "Every value is dated in the future" in caption
    assert "observation periods" not in caption


@pytest.mark.parametrize("number", [4.0, 37.2, 0.1])
def test_a_constant_is_called_so(tmp_path: Path, number: float) -> None:
    numbers = [(person, "2020-01-01", number) for person in range(1, 40)]
    _, figure = run(hospital(tmp_path / "constant.duckdb", numbers), concept_ids=[5])
    assert f"all 39 values are {number:g}." in figure.reading
    assert "half of" not in figure.reading


def test_a_list_that_is_cut_says_how_to_see_the_others() -> None:
    said = {}
    for many in (3, 201):
        columns = {
            "measurement_id": range(many + 1), "person_id": 1, "variable": "x", "group": "",
            "date": "2020-01-01", "value": [1.0] + [9e3] * many,
        }  # fmt: skip
        rows = ibis.memtable(pd.DataFrame(columns))
        values = flag_outliers(rows, "limits", limits=[None, 100.0])
        words = distribution_words(describe_values(values), outlier_list(values), rule="limits")
        said[many] = words["table"][1].described()
    assert said[3].endswith("most extreme first. 3 rows.")
    assert "200 of 201 rows. At most 200 are listed" in said[201]
    assert "fewer measurements or patients" in said[201]


@pytest.mark.parametrize("plot", ["histogram", "cumulative", "violin", "box", "bars"])
def test_men_and_women_keep_order_and_colour_in_every_language(tmp_path: Path, plot: str) -> None:
    numbers = [(n, "2020-01-01", float(n % 7)) for n in range(1, 200)]
    cdm = hospital(tmp_path / "hospital.duckdb", numbers)
    men = hospital(tmp_path / "men.duckdb", [row for row in numbers if row[0] % 2])
    found = {}
    for language in ("en", "fr"):
        set_language(language)
        try:
            names, _ = run(cdm, concept_ids=[5], plot=plot, group_by="sex")
        finally:
            set_language("en")
        found[language] = [list(names["summary"].group), *scales(names["chart"])]
    assert found["en"] == [["Men", "Women"], {"Men": "#0072B2", "Women": "#D55E00"}]
    assert found["fr"] == [["Hommes", "Femmes"], {"Hommes": "#0072B2", "Femmes": "#D55E00"}]
    assert list(run(men, concept_ids=[5], plot=plot, group_by="sex")[0]["summary"].group) == ["Men"]


def scales(chart) -> list[dict[str, str]]:
    """The different colour scales of a chart, by group."""
    found: list[dict[str, str]] = []

    def look(part) -> None:
        if isinstance(part, dict):
            colour = part.get("color")
            if isinstance(colour, dict) and "scale" in colour:
                pairs = zip(colour["scale"]["domain"], colour["scale"]["range"], strict=True)
                if (colours := dict(pairs)) not in found:
                    found.append(colours)
            part = list(part.values())
        for each in part if isinstance(part, list) else ():
            look(each)

    look(chart.to_dict())
    return found
