"""Numbers of the distribution of measurements against R, a published table and hand-written SQL."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import duckdb
import pytest

import linkr_jupyter as linkr
from linkr_jupyter.analysis.distribution import describe_values, histogram, outlier_list
from linkr_jupyter.analysis.measured import measured_values
from linkr_jupyter.analysis.outliers import flag_outliers
from linkr_jupyter.cohorts import everyone
from linkr_jupyter.errors import InvalidValueError
from linkr_jupyter.plugins import get_plugin, render

OZONE, TEMPERATURE, HEART_RATE, TIDAL_VOLUME = 1, 3020891, 3027018, 21490854
PLUGIN = "distributions_outliers"


def run(cdm, **values):
    """Run the cell as the form writes it, and return its names and what it shows."""
    plugin = get_plugin(PLUGIN)
    source = render(plugin, {**plugin.defaults(), **values})
    body, last = source.rsplit("\n", 1)
    names = {"cdm": cdm, "cohort": everyone(cdm)}
    exec(body, names)
    return names, eval(last, names)


@pytest.fixture(scope="session")
def airquality(tmp_path_factory: pytest.TempPathFactory):
    """R's airquality as OMOP measurements: one person a day, ozone as the only concept."""
    printed = subprocess.run(
        ["Rscript", "-e", "write.csv(airquality$Ozone)"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    rows = list(csv.reader(io.StringIO(printed)))[1:]
    folder: Path = tmp_path_factory.mktemp("airquality")
    columns = "measurement_id,person_id,measurement_concept_id,measurement_date,value_as_number"
    with (folder / "measurement.csv").open("w") as file:
        file.write(f"{columns},unit_concept_id,unit_source_value,visit_occurrence_id\n")
        for day, value in rows:
            number = "" if value == "NA" else value
            file.write(f"{day},{day},{OZONE},1973-05-01,{number},0,ppb,\n")
    with (folder / "person.csv").open("w") as file:
        file.write("person_id,gender_concept_id,year_of_birth,race_concept_id,"
                   "ethnicity_concept_id\n")  # fmt: skip
        for day, _value in rows:
            file.write(f"{day},8507,1930,0,0\n")
    return linkr.connect(folder)


@pytest.mark.parametrize("rule", ["iqr", "mad"])
def test_ozone_has_the_published_numbers(airquality, rule: str) -> None:
    values = flag_outliers(measured_values(airquality, [OZONE]), rule)
    row = describe_values(values).iloc[0]
    assert (row.n, row.missing, row.outliers) == (116, 37, 2)
    assert row["mean"] == pytest.approx(42.12931, rel=1e-6)
    assert row.sd == pytest.approx(32.98788, rel=1e-6)
    assert (row.q1, row["median"], row.q3) == (18, 31.5, 63.25)
    assert sorted(outlier_list(values).value) == [135, 168]
    if rule == "iqr":
        assert (row.lower, row.upper) == (-49.875, 131.125)


def test_cell_shows_the_figure_with_table_and_caption(airquality) -> None:
    names, figure = run(airquality, concept_ids=[OZONE], rule="iqr", axis="all", bins=10)
    assert names["counts"].n.sum() == 116
    assert "31.5" in figure.reading
    html = figure.to_html()
    assert "<svg" in html
    assert "168" in html
    assert names["values"].count().execute() == 153


def test_actions_change_what_later_cells_get(airquality) -> None:
    def kept(action: str):
        return run(airquality, concept_ids=[OZONE], rule="iqr", action=action)[0]["values"]

    assert kept("show").value.count().execute() == 116
    assert kept("exclude").value.count().execute() == 114
    assert kept("set_missing").value.count().execute() == 114
    assert kept("set_missing").count().execute() == 153
    assert kept("exclude_patients").count().execute() == 151
    assert kept("winsorise").value.max().execute() == 131.125


def test_heart_rate_of_real_patients_equals_sql(mimic_cdm, mimic_folder: Path) -> None:
    names, _ = run(mimic_cdm, rule="iqr")
    row = names["summary"].iloc[0]
    sql = duckdb.sql(
        f"""SELECT count(value_as_number), count(DISTINCT person_id), avg(value_as_number),
        stddev_samp(value_as_number), quantile_cont(value_as_number, 0.25),
        median(value_as_number), quantile_cont(value_as_number, 0.75)
        FROM '{mimic_folder}/measurement.parquet'
        WHERE measurement_concept_id = {HEART_RATE} AND value_as_number IS NOT NULL"""
    ).fetchone()
    found = [row[n] for n in ("n", "patients", "mean", "sd", "q1", "median", "q3")]
    assert found == pytest.approx(list(sql), rel=1e-9)
    assert names["counts"].n.sum() == sql[0]


def test_several_units_stop_or_are_kept_apart(mimic_cdm) -> None:
    with pytest.raises(InvalidValueError, match=r"several units.*3,379.*486"):
        run(mimic_cdm, concept_ids=[TEMPERATURE])
    names, _ = run(mimic_cdm, concept_ids=[TEMPERATURE], units="main")
    assert list(names["summary"].n) == [3379]
    assert names["summary"]["median"].iloc[0] > 95
    names, _ = run(mimic_cdm, concept_ids=[TEMPERATURE], units="main", keep_without_unit=True)
    assert list(names["summary"].n) == [3379 + 201]
    names, _ = run(mimic_cdm, concept_ids=[TEMPERATURE], units="split")
    assert sorted(names["summary"].n) == [201, 486, 3379]


def test_a_typing_error_does_not_flatten_the_rest(mimic_cdm) -> None:
    values = flag_outliers(measured_values(mimic_cdm, [TIDAL_VOLUME], units="main"))
    assert histogram(values).right.max() < 10_000
    assert histogram(values, axis="all").right.max() > 500_000


def test_groups_add_up(mimic_cdm) -> None:
    whole = run(mimic_cdm)[0]["summary"].n.sum()
    for group in ("sex", "age", "visit"):
        summary = run(mimic_cdm, group_by=group)[0]["summary"]
        assert len(summary) > 1
        assert summary.n.sum() == whole


def test_small_cells_are_hidden_from_viewers_without_rows(
    airquality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKR_SMALL_CELLS", "11")
    names, figure = run(airquality, concept_ids=[OZONE], rule="iqr", bins=20)
    assert "maximum" not in names["summary"]
    assert names["summary"].outliers.iloc[0] == "<11"
    assert names["flagged"].empty
    assert (names["counts"].n >= 11).all()
    assert "168" not in figure.to_html()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_to_show_is_said_in_words(airquality, language: str) -> None:
    from linkr_jupyter.locale import set_language

    set_language(language)
    try:
        _, figure = run(airquality, concept_ids=[2])
        assert figure.empty
        assert ("Aucune valeur" if language == "fr" else "No value") in figure.to_html()
    finally:
        set_language("en")


def test_limits_that_cross_are_refused(airquality) -> None:
    with pytest.raises(InvalidValueError, match="50 to 10"):
        run(airquality, concept_ids=[OZONE], rule="limits", limits=[50, 10])
