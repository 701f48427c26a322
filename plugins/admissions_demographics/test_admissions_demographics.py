"""Numbers of stays against hand-written SQL on real patients and six stays drawn by hand."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pytest

import linkr_jupyter as linkr
from linkr_jupyter.analysis import stay_counts
from linkr_jupyter.cohorts import Cohort, everyone
from linkr_jupyter.errors import InvalidValueError, MissingTableError
from linkr_jupyter.locale import catalogue, set_language
from linkr_jupyter.plugins import get_plugin, render

PLUGIN = "admissions_demographics"
INDICATORS = ["admissions", "length_of_stay", "age_sex", "deaths", "readmissions", "units"]
HOSPITAL = "(9201, 262, 9203, 8870, 8717, 8883, 8971, 32037, 581379, 581383, 581385, 38004515)"

# Two overlapping stays, then one of no length on the 30th day after the discharge; a stay known
# to the day alone, then one on the 31st day that ends by death; a stay that has not ended.
VISITS = """visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,\
visit_end_date,visit_end_datetime,visit_type_concept_id,care_site_id
1,1,9201,2120-01-01,2120-01-01 10:00:00,2120-01-11,2120-01-11 10:00:00,32817,7
2,1,9203,2120-01-05,2120-01-05 06:00:00,2120-01-07,2120-01-07 06:00:00,32817,
3,1,9201,2120-02-10,2120-02-10 09:00:00,2120-02-10,2120-02-10 09:00:00,32817,7
4,2,9201,2120-01-01,,2120-01-06,,32817,7
5,2,9201,2120-02-06,2120-02-06 00:00:00,2120-02-16,2120-02-16 00:00:00,32817,
6,3,9201,2120-03-01,2120-03-01 08:00:00,,,32817,
7,3,9202,2120-05-01,2120-05-01 08:00:00,2120-05-01,2120-05-01 08:30:00,32817,
"""
PERSONS = """person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id,\
ethnicity_concept_id
1,8532,2050,6,15,0,0
2,8507,2040,,,0,0
3,0,2100,3,1,0,0
4,8507,2100,3,1,0,0
"""


def run(cdm, cohort=None, **values):
    """Run the cell as the form writes it, and return its names and what it shows."""
    plugin = get_plugin(PLUGIN)
    source = render(plugin, {**plugin.defaults(), **values})
    body, last = source.rsplit("\n", 1)
    names = {"cdm": cdm, "cohort": cohort or everyone(cdm)}
    exec(body, names)
    return names, eval(last, names)


@pytest.fixture(scope="module")
def six_stays(tmp_path_factory: pytest.TempPathFactory):
    """Three persons with six hospital stays, and one without a visit."""
    folder: Path = tmp_path_factory.mktemp("stays")
    (folder / "visit_occurrence.csv").write_text(VISITS)
    (folder / "person.csv").write_text(PERSONS)
    (folder / "death.csv").write_text("person_id,death_date\n2,2120-02-16\n")
    (folder / "care_site.csv").write_text("care_site_id,care_site_name\n7,Surgery\n")
    return linkr.connect(folder)


@pytest.fixture
def french():
    set_language("fr")
    yield
    set_language("en")


def test_each_stay_has_the_facts_worked_out_by_hand(six_stays) -> None:
    stays = run(six_stays)[0]["stays"].order_by("stay_id").execute()
    assert list(stays.stay_id) == [1, 2, 3, 4, 5, 6]
    assert list(stays.los_days[:5]) == [10, 2, 0, 5, 10]
    assert pd.isna(stays.los_days[5])
    assert list(stays.age) == [69, 69, 69, 80, 80, 20]
    assert [None if pd.isna(sex) else sex for sex in stays.sex] == [
        "female", "female", "female", "male", "male", None,
    ]  # fmt: skip
    assert [None if pd.isna(x) else bool(x) for x in stays.died] == [
        False, False, False, False, True, None,
    ]  # fmt: skip
    # The stay within another one is no discharge, nor is a death or a stay without an end.
    assert [None if pd.isna(x) else bool(x) for x in stays.readmitted] == [
        True, None, False, False, None, None,
    ]  # fmt: skip
    assert stays.unit.fillna("").tolist() == ["Surgery", "", "Surgery", "Surgery", "", ""]


def test_key_figures_worked_out_by_hand(six_stays) -> None:
    row = run(six_stays)[0]["summary"].iloc[0]
    assert (row.patients, row.stays, row.zero_length, row.without_end) == (3, 6, 1, 1)
    assert (row.los_q1, row.los_median, row.los_q3, row.age_median) == (2, 5, 10, 69)
    assert (row.deaths, row.discharges, row.readmissions, row.women_percent) == (1, 3, 1, 50)
    assert row.deaths_percent == pytest.approx(100 / 3, rel=1e-6)
    longer = run(six_stays, readmission_days=31)[0]["summary"].iloc[0]
    assert longer.readmissions == 2
    assert run(six_stays, readmission_days=29)[0]["summary"].iloc[0].readmissions == 0
    assert run(six_stays, kinds="all")[0]["summary"].iloc[0].stays == 7


def test_caption_counts_stays_without_length_or_end(six_stays) -> None:
    _, figure = run(six_stays, indicator="length_of_stay")
    assert "1 stay lasts 0 days and is counted." in figure.caption
    assert "1 stay has no usable end" in figure.caption
    assert "within 30 days after a discharge alive" in figure.methods


def test_real_patients_equal_sql(mimic_cdm, mimic_folder: Path) -> None:
    row = run(mimic_cdm)[0]["summary"].iloc[0]
    assert (row.stays, row.patients, row.deaths) == (270, 100, 15)
    duckdb.sql("SET TimeZone = 'UTC'")
    sql = duckdb.sql(
        f"""WITH s AS (
          SELECT v.person_id, visit_start_datetime AS a, visit_end_datetime AS b,
                 year(visit_start_date) - p.year_of_birth AS age,
                 coalesce(d.death_date BETWEEN v.visit_start_date AND v.visit_end_date, false) died
          FROM '{mimic_folder}/visit_occurrence.parquet' v
          JOIN '{mimic_folder}/person.parquet' p USING (person_id)
          LEFT JOIN '{mimic_folder}/death.parquet' d USING (person_id)
          WHERE visit_concept_id IN {HOSPITAL}),
        discharge AS (
          SELECT DISTINCT person_id, b FROM s x WHERE NOT died AND NOT EXISTS (
            FROM s y WHERE y.person_id = x.person_id AND y.a <= x.b AND y.b > x.b))
        SELECT median(epoch(b) - epoch(a)) / 86400, median(age),
          (SELECT count(*) FROM discharge),
          (SELECT count(*) FROM discharge x WHERE EXISTS (
            FROM s y WHERE y.person_id = x.person_id AND y.a > x.b
            AND date_diff('day', x.b, y.a) <= 30))
        FROM s"""
    ).fetchone()
    found = [row.los_median, row.age_median, row.discharges, row.readmissions]
    assert found == pytest.approx(list(sql), rel=1e-9)
    assert run(mimic_cdm, kinds="all")[0]["summary"].iloc[0].stays == 852


def test_unit_stays_of_real_patients_equal_sql(mimic_cdm, mimic_folder: Path) -> None:
    names, figure = run(mimic_cdm, scope="unit", kinds="all", indicator="units")
    expected = duckdb.sql(
        f"""SELECT care_site_name, count(*) FROM '{mimic_folder}/visit_detail.parquet'
        JOIN '{mimic_folder}/care_site.parquet' USING (care_site_id)
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3"""
    ).fetchall()
    counts = names["counts"].dropna()
    assert dict(expected).items() <= dict(zip(counts.unit, counts.n, strict=True)).items()
    assert not figure.empty


@pytest.mark.parametrize("indicator", INDICATORS)
def test_charts_of_real_patients_count_everybody_once(mimic_cdm, indicator: str) -> None:
    names, figure = run(mimic_cdm, indicator=indicator)
    counts, row = names["counts"], names["summary"].iloc[0]
    wholes = {"age_sex": row.patients, "deaths": row.deaths, "readmissions": row.readmissions}
    left_out = re.search(r"(\d+) far longer", figure.caption)
    drawn = counts.n.sum() + (int(left_out[1]) if left_out else 0)
    assert drawn == wholes.get(indicator, row.stays)
    assert "<svg" in figure.to_html()
    assert len(counts) <= 60


def test_age_pyramid_has_two_sides_of_one_length(mimic_cdm) -> None:
    _, figure = run(mimic_cdm, indicator="age_sex")
    women, men = figure.spec["hconcat"]
    scales = [side["encoding"]["x"]["scale"] for side in (women, men)]
    assert scales[0]["domain"] == scales[1]["domain"]
    assert scales[0]["reverse"] is True
    assert scales[1]["reverse"] is False
    assert not re.search(r">[-−]\d", figure.to_svg())


@pytest.mark.parametrize(
    ("step", "first", "bars"),
    [("day", "2120-01-01", 5), ("week", "2120-01-01", 3), ("month", "2120-01-01", 3),
     ("quarter", "2120-01-01", 1), ("year", "2120-01-01", 1)],
)  # fmt: skip
def test_time_steps_begin_where_the_calendar_says(six_stays, step, first, bars) -> None:
    counts = run(six_stays, time_step=step)[0]["counts"]
    assert f"{counts.start[0]:%Y-%m-%d}" == first
    assert (len(counts), counts.n.sum()) == (bars, 6)


def test_periods_keep_both_ends(six_stays) -> None:
    names, _ = run(six_stays, period_start="2120-01-05", period_end="2120-02-06")
    assert sorted(names["stays"].stay_id.execute()) == [2, 5]
    # A readmission after the period still belongs to the discharge in it.
    names, _ = run(six_stays, period_end="2120-01-02")
    assert names["summary"].iloc[0].readmissions == 1


def test_cohort_period_counts_admissions_in_it(six_stays) -> None:
    february = everyone(six_stays).table.mutate(
        cohort_start_date=ibis.date("2120-02-01"), cohort_end_date=ibis.date("2120-02-06")
    )
    names, _ = run(six_stays, Cohort("February", february), during="cohort")
    assert list(names["stays"].stay_id.execute()) == [5]


def test_a_period_without_stays_names_the_nearest(six_stays, monkeypatch) -> None:
    with pytest.raises(InvalidValueError) as caught:
        run(six_stays, period_start="2120-01-15", period_end="2120-01-20")
    text = caught.value.text("en")
    assert "15 Jan 2120 to 20 Jan 2120" in text
    assert "5 Jan 2120, 6 Feb 2120" in text
    assert "Aucun séjour" in caught.value.text("fr")
    monkeypatch.setenv("LINKR_SMALL_CELLS", "11")
    with pytest.raises(InvalidValueError) as caught:
        run(six_stays, period_start="2120-01-15", period_end="2120-01-20")
    assert "6 Feb" not in caught.value.text("en")


def test_bad_input_is_refused_in_words(six_stays) -> None:
    with pytest.raises(InvalidValueError, match="before it starts"):
        run(six_stays, period_start="2120-02-01", period_end="2120-01-01")
    with pytest.raises(MissingTableError, match="visit_detail"):
        run(six_stays, scope="unit")


@pytest.mark.parametrize("indicator", INDICATORS)
def test_nobody_is_said_in_words(six_stays, french, indicator: str) -> None:
    cohort = everyone(six_stays)
    nobody = Cohort("nobody", cohort.table.filter(cohort.table.subject_id == 4))
    names, figure = run(six_stays, nobody, indicator=indicator)
    assert figure.empty
    assert "Aucun séjour" in figure.to_html()
    assert names["summary"].iloc[0].stays == 0


def test_without_a_table_of_deaths_they_are_unknown(tmp_path: Path) -> None:
    (tmp_path / "visit_occurrence.csv").write_text(VISITS)
    (tmp_path / "person.csv").write_text(PERSONS)
    names, figure = run(linkr.connect(tmp_path), indicator="deaths")
    assert names["summary"].iloc[0].deaths is None
    assert figure.empty
    assert figure.numbers["Deaths during a hospital stay"] == "Not shown or not recorded"


@pytest.mark.parametrize("indicator", INDICATORS)
def test_french_says_everything(mimic_cdm, french, indicator: str) -> None:
    _, figure = run(mimic_cdm, indicator=indicator)
    english = {key for key, text in catalogue("fr").items() if key != text and len(key) > 12}
    said = figure.to_html() + figure.methods
    assert not [key for key in english if "{" not in key and f">{key}<" in said]
    assert "Durée médiane du séjour hospitalier (quartiles)" in figure.numbers
    assert "sortie en vie" in figure.methods


@pytest.mark.parametrize("indicator", INDICATORS)
def test_unit_stays_are_never_called_hospital_stays(mimic_cdm, indicator: str) -> None:
    _, figure = run(mimic_cdm, scope="unit", kinds="all", indicator=indicator)
    assert "Unit stays" in figure.numbers
    assert "Median length of unit stay (quartiles)" in figure.numbers
    said = re.sub(r"<[^>]+>", " ", figure.to_html()) + figure.methods
    assert not re.search(r"hospital stay|Admissions from|\bStays\b(?! in each unit)", said)
    assert "each unit" in said or "unit stay" in said


def test_unit_stays_have_french_words_of_their_own(mimic_cdm, french) -> None:
    _, figure = run(mimic_cdm, scope="unit", kinds="all", indicator="length_of_stay")
    assert "Séjours en unité" in figure.numbers
    assert "La moitié des séjours en unité durent" in figure.reading
    assert "Chaque séjour en unité" in figure.methods


@pytest.mark.parametrize("indicator", INDICATORS)
def test_small_cells_are_hidden_from_viewers_without_rows(
    six_stays, mimic_cdm, monkeypatch: pytest.MonkeyPatch, indicator: str
) -> None:
    monkeypatch.setenv("LINKR_SMALL_CELLS", "11")
    names, figure = run(six_stays, indicator=indicator)
    assert figure.empty
    assert names["counts"].empty
    row = names["summary"].iloc[0]
    assert (row.patients, row.stays) == ("<11", "<11")
    assert all(row[name] is None for name in ("first", "last", "los_median", "age_median"))
    names, figure = run(mimic_cdm, indicator=indicator)
    counts = names["counts"]
    assert ((counts.n == 0) | (counts.n >= 11)).all()
    if "of" in counts:
        assert (counts["of"].dropna() >= 11).all()
    monkeypatch.setenv("LINKR_SMALL_CELLS", "16")
    row = run(mimic_cdm)[0]["summary"].iloc[0]
    assert row.deaths == "<16"
    assert row.deaths_percent is None


def test_demo_hospital_works_with_defaults(demo_cdm) -> None:
    names, figure = run(demo_cdm)
    assert not figure.empty
    assert names["counts"].n.sum() == names["summary"].iloc[0].stays


def test_the_automatic_step_never_draws_more_than_sixty_bars(mimic_cdm) -> None:
    stays = run(mimic_cdm)[0]["stays"]
    assert len(stay_counts(stays)) <= 60
    with pytest.raises(InvalidValueError, match="decade"):
        stay_counts(stays, time_step="decade")


@pytest.mark.parametrize(("indicator", "years"), [("admissions", 2), ("age_sex", 5)])
def test_automatic_bars_widen_until_small_cells_allow_them(
    mimic_cdm, monkeypatch: pytest.MonkeyPatch, indicator: str, years: int
) -> None:
    """Dates shifted by patient, and 100 patients: two years or five ages hold too few of them."""
    wider = "The bars were made wider, so that enough patients are in each."
    _, seen = run(mimic_cdm, indicator=indicator)
    assert wider not in seen.caption
    monkeypatch.setenv("LINKR_SMALL_CELLS", "11")
    names, figure = run(mimic_cdm, indicator=indicator)
    counts, row = names["counts"], names["summary"].iloc[0]
    assert not figure.empty
    assert wider in figure.caption
    assert (counts.n >= 11).all()
    assert counts.n.sum() >= 0.5 * (row.patients if indicator == "age_sex" else row.stays)
    one = counts.iloc[0]
    width = one.age_last - one.age + 1 if indicator == "age_sex" else one.end.year - one.start.year
    assert width > years


@pytest.mark.parametrize("indicator", ["deaths", "readmissions"])
def test_few_cases_become_one_bar_rather_than_none(mimic_cdm, monkeypatch, indicator) -> None:
    monkeypatch.setenv("LINKR_SMALL_CELLS", "11")
    names, figure = run(mimic_cdm, indicator=indicator)
    assert not figure.empty
    assert names["counts"].n.sum() >= 11


def test_all_ages_are_one_band_when_two_are_too_small(six_stays, mimic_cdm, monkeypatch) -> None:
    monkeypatch.setenv("LINKR_SMALL_CELLS", "40")
    names, figure = run(mimic_cdm, indicator="age_sex")
    assert "All ages" in figure.to_html()
    assert sorted(names["counts"].sex) == ["female", "male"]


@pytest.mark.parametrize(
    ("values", "named"),
    [({"indicator": "admissions", "time_step": "day"}, "Set “Time step” to “Automatic”"),
     ({"indicator": "length_of_stay"}, "Choose fewer “Bins”"),
     ({"indicator": "age_sex"}, "“Kinds of visits”")],
)  # fmt: skip
def test_a_chart_without_a_bar_names_the_setting_to_change(
    mimic_cdm, monkeypatch, values, named
) -> None:
    monkeypatch.setenv("LINKR_SMALL_CELLS", "90")
    _, figure = run(mimic_cdm, **values)
    assert figure.empty
    assert named in figure.reading
