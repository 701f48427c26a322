"""Numbers of the distribution of measurements against R, a published table and hand-written SQL."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
import pytest

import linkr_jupyter as linkr
from linkr_jupyter.analysis.distribution import describe_values, outlier_list
from linkr_jupyter.analysis.distribution_words import distribution_words
from linkr_jupyter.analysis.histograms import histogram
from linkr_jupyter.analysis.measured import measured_values
from linkr_jupyter.analysis.outliers import flag_outliers
from linkr_jupyter.cohorts import everyone
from linkr_jupyter.errors import InvalidValueError, MissingTableError
from linkr_jupyter.plugins import get_plugin, render

OZONE, TEMPERATURE, HEART_RATE, TIDAL_VOLUME, COMA = 1, 3020891, 3027018, 21490854, 3016335
PLUGIN = "distributions_outliers"


def run(cdm, **values):
    """Run the cell as the form writes it, and return its names and what it shows."""
    plugin = get_plugin(PLUGIN)
    source = render(plugin, {**plugin.defaults(), **values})
    body, last = source.rsplit("\n", 1)
    names = {"cdm": cdm, "cohort": everyone(cdm)}
    exec(body, names)
    return names, eval(last, names)


def read(figure) -> str:
    """What a person can read of a figure: its texts without places and sizes."""
    return re.sub(r"<[^>]+>", " ", figure.to_html())


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
    values = flag_outliers(measured_values(airquality, [OZONE]).table, rule)
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
    values = flag_outliers(measured_values(mimic_cdm, [TIDAL_VOLUME], units="main").table)
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
    assert "168" not in read(figure)


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


def values_of(numbers: list[float | None], group: str = "") -> ir.Table:
    """Values of one variable, each of another person."""
    count = len(numbers)
    columns = {
        "measurement_id": range(count), "person_id": range(count), "variable": ["x"] * count,
        "group": [group] * count, "date": ["2020-01-01"] * count, "value": numbers,
    }  # fmt: skip
    return ibis.memtable(pd.DataFrame(columns)).mutate(value=ibis._.value.cast("float64"))


def test_bins_are_those_of_freedman_and_diaconis() -> None:
    printed = subprocess.run(
        ["Rscript", "-e", "cat(nclass.FD(airquality$Wind), airquality$Wind)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    wind = [float(number) for number in printed[1:]]
    counts = histogram(values_of(wind))
    steps = (counts.right - counts.left).round(9).unique()
    assert round((max(wind) - min(wind)) / steps[0]) == int(printed[0])
    assert counts.n.sum() == len(wind) == 153


def test_bins_of_whole_numbers_hold_equally_many_of_them() -> None:
    counts = histogram(values_of([float(n % 100) for n in range(5_000)]))
    assert 5 <= len(counts) <= 60
    assert set((counts.right - counts.left).round(9)) == {6.0}
    assert set(counts.n[:-1]) == {300}


@pytest.mark.parametrize("bins", [5, 17, 200])
def test_the_number_of_bins_is_the_one_asked_for(bins: int) -> None:
    counts = histogram(values_of([n / 7 for n in range(1_001)]), bins, axis="all")
    assert len(counts) == bins
    assert counts.n.sum() == 1_001
    assert counts.cumulative.iloc[-1] == 1


@pytest.mark.parametrize("numbers", [[3.0], [3.0, 3.0, 3.0], [3.0, None]])
def test_one_row_and_a_constant_have_one_bar(numbers: list[float | None]) -> None:
    values = flag_outliers(values_of(numbers), "iqr")
    counts = histogram(values)
    assert counts.n.tolist() == [sum(number is not None for number in numbers)]
    assert describe_values(values).outliers.tolist() == [0]


def test_all_values_missing_is_said_with_the_number_of_records(airquality) -> None:
    values = flag_outliers(values_of([None, None, None]))
    words = distribution_words(describe_values(values), None, histogram(values))
    assert words["reading"] == "x: 3 records, and none holds a number."


def test_infinite_and_undefined_values_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "odd.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE person AS SELECT 1 person_id, 8507 gender_concept_id")
        con.execute(
            "CREATE TABLE measurement AS SELECT row_number() OVER () measurement_id, 1 person_id,"
            " 5 measurement_concept_id, DATE '2020-01-01' measurement_date, v value_as_number,"
            " 1 visit_occurrence_id FROM (VALUES ('nan'::DOUBLE), ('inf'::DOUBLE), (4.0)) t(v)"
        )
    summary = run(linkr.connect(path), concept_ids=[5])[0]["summary"]
    assert (summary.n[0], summary.missing[0], summary["mean"][0]) == (1, 2, 4.0)


def test_a_rule_without_spread_marks_nothing() -> None:
    values = values_of([5.0] * 30 + [6.0] * 10)
    assert describe_values(flag_outliers(values, "mad")).outliers.tolist() == [0]


def test_small_groups_have_no_limits_of_their_own() -> None:
    small = values_of([1.0] * 18 + [99.0], "small")
    large = values_of([float(n % 10) for n in range(39)] + [99.0], "large")
    summary = describe_values(flag_outliers(small.union(large), "iqr", per_group=True))
    assert summary.outliers.tolist() == [1, 0]
    assert pd.isna(summary.upper[1])


def test_fixed_limits_serve_one_variable(mimic_cdm) -> None:
    with pytest.raises(InvalidValueError, match="cannot serve several variables"):
        run(mimic_cdm, concept_ids=[HEART_RATE, TIDAL_VOLUME], units="main", rule="limits")


def test_temperatures_are_converted(mimic_cdm, mimic_folder: Path) -> None:
    names, figure = run(mimic_cdm, concept_ids=[TEMPERATURE], units="convert")
    expected = duckdb.sql(
        f"""SELECT avg(CASE unit_concept_id WHEN 586323 THEN value_as_number * 9 / 5 + 32
                       ELSE value_as_number END), count(*)
        FROM '{mimic_folder}/measurement.parquet'
        WHERE measurement_concept_id = {TEMPERATURE} AND unit_concept_id IN (586323, 9289)
          AND value_as_number IS NOT NULL"""
    ).fetchone()
    row = names["summary"].iloc[0]
    assert row.variable == "Body temperature (°F)"
    assert (row["mean"], row.n) == (pytest.approx(expected[0], rel=1e-9), expected[1])
    assert "486 values were converted to °F" in figure.caption
    assert "201 values in another unit or without one are left out" in figure.caption


def test_the_sensitivity_line_compares_with_and_without(airquality) -> None:
    _, figure = run(airquality, concept_ids=[OZONE], rule="iqr")
    assert (
        # R: x <- na.omit(airquality$Ozone); y <- x[x <= 131.125]; mean(y); sd(y)
        "2 lie outside the limits: mean 42.13 (SD 32.99) with them, 40.21 (SD 29.79) without."
        in figure.reading
    )
    assert "Dashed lines: limits of the outlier rule." in figure.caption
    assert [table.caption for table in figure.tables] == [
        "Distribution of values.", "Values outside the limits, most extreme first.",
    ]  # fmt: skip


@pytest.mark.parametrize("plot", ["histogram", "cumulative", "violin", "box", "bars"])
def test_every_plot_draws_groups_by_name(mimic_cdm, plot: str) -> None:
    _, figure = run(mimic_cdm, concept_ids=[COMA], plot=plot, group_by="sex")
    svg = figure.to_svg()
    assert "Women" in svg
    assert "Men" in svg


def test_bars_refuse_values_of_many_levels(mimic_cdm) -> None:
    with pytest.raises(InvalidValueError, match="too many for bars"):
        run(mimic_cdm, plot="bars")


def test_a_measurement_table_is_needed(tmp_path: Path) -> None:
    (tmp_path / "person.csv").write_text("person_id,gender_concept_id\n1,8507\n")
    with pytest.raises(MissingTableError, match="has no table measurement"):
        run(linkr.connect(tmp_path))


def test_few_patients_are_hidden_from_viewers_without_rows(
    mimic_cdm, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run(mimic_cdm, concept_ids=[TEMPERATURE], units="split")[1]
    assert "31.1" in read(shown)
    monkeypatch.setenv("LINKR_SMALL_CELLS", "20")
    names, figure = run(mimic_cdm, concept_ids=[TEMPERATURE], units="split")
    celsius = names["summary"].set_index("variable").loc["Body temperature (°C)"]
    assert (celsius.n, celsius.patients) == ("<20", "<20")
    assert celsius["median"] is None or pd.isna(celsius["median"])
    assert "31.1" not in read(figure)
    assert "not drawn" in figure.caption
    with pytest.raises(InvalidValueError, match=r"°C \(<20 values, median –\)"):
        run(mimic_cdm, concept_ids=[TEMPERATURE])


def test_the_demo_hospital_has_a_distribution(demo_cdm) -> None:
    names, figure = run(demo_cdm)
    assert names["summary"].n.sum() > 1_000
    assert not figure.empty


def test_fixed_limits_are_empty_until_somebody_types_them(airquality) -> None:
    assert get_plugin(PLUGIN).defaults()["limits"] == [None, None]
    names, figure = run(airquality, concept_ids=[OZONE], rule="limits")
    assert names["summary"].outliers.tolist() == [0]
    assert "no value is set apart" in figure.caption
    names, figure = run(airquality, concept_ids=[OZONE], rule="limits", limits=[None, 100.0])
    assert sorted(names["flagged"].value) == [108, 110, 115, 118, 122, 135, 168]
    assert "fixed limits" in figure.methods


@pytest.mark.parametrize("rule", ["iqr_log", "mad_log"])
def test_rules_on_logarithms_equal_r(airquality, rule: str) -> None:
    spread = "IQR(y) * 1.5" if rule == "iqr_log" else "3.5 * mad(y, constant = 1) / 0.6745"
    ends = "quantile(y, c(.25, .75))" if rule == "iqr_log" else "rep(median(y), 2)"
    script = f"y <- log(na.omit(airquality$Ozone)); cat(exp({ends} + c(-1, 1) * {spread}))"
    printed = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    expected = [float(number) for number in printed.stdout.split()]
    names, figure = run(airquality, concept_ids=[OZONE], rule=rule)
    row = names["summary"].iloc[0]
    assert [row.lower, row.upper] == pytest.approx(expected, rel=1e-5)
    assert list(names["flagged"].value) == ([1] if rule == "iqr_log" else [])
    assert "logarithms" in figure.methods


def test_logarithms_are_offered_for_skewed_values_and_zeros_have_none(airquality) -> None:
    # Bowley: (63.25 + 18 - 2 * 31.5) / (63.25 - 18)
    offer = "skewed to the right (Bowley’s skewness 0.40)"
    assert offer in run(airquality, concept_ids=[OZONE], rule="iqr")[1].reading
    assert "skewed" not in run(airquality, concept_ids=[OZONE], rule="iqr_log")[1].reading
    assert "skewed" not in run(airquality, concept_ids=[OZONE])[1].reading
    zeros = flag_outliers(values_of([-1.0, 0.0, *range(10, 30)]), "mad_log").execute()
    assert sorted(zeros.value[zeros.outlier]) == [-1, 0]
    assert zeros.lower.iloc[0] > 0


def test_leaving_patients_out_keeps_the_reason_in_the_account(airquality) -> None:
    reason = 'Implausible "ozone"'
    values = {"rule": "iqr", "action": "exclude_patients", "reason": reason}
    names, _ = run(airquality, concept_ids=[OZONE], **values)
    before, after = names["cohort"].attrition[-1], names["kept"].attrition[-1]
    assert (after.reason, before.persons - after.persons) == (reason, 2)
    assert names["kept"].table.count().execute() == after.records == 151


def test_several_variables_are_panels_of_their_own(mimic_cdm) -> None:
    _, figure = run(mimic_cdm, concept_ids=[HEART_RATE, COMA])
    html = figure.to_html()
    assert html.count("<svg") == 2
    assert "flex-wrap:wrap" in html


def test_limits_that_cross_are_refused(airquality) -> None:
    with pytest.raises(InvalidValueError, match="50 to 10"):
        run(airquality, concept_ids=[OZONE], rule="limits", limits=[50, 10])
