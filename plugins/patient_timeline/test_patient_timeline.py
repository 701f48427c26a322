"""The timeline against hand-written SQL on real patients, and against a record drawn by hand."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import linkr_jupyter as linkr
from linkr_jupyter.analysis import last_days, patient_events, timeline, timeline_chart
from linkr_jupyter.analysis.compiled import answer
from linkr_jupyter.analysis.lanes import LANES
from linkr_jupyter.analysis.marks import compacted, density, prepared, stacked
from linkr_jupyter.cohorts import Cohort, everyone
from linkr_jupyter.errors import InvalidValueError, MissingTableError, NotFoundError
from linkr_jupyter.locale import set_language
from linkr_jupyter.plugins import get_plugin, render

MIDAZOLAM, MORPHINE = 708298, 1110410

HAND = """
CREATE TABLE person (person_id BIGINT, gender_concept_id INT, year_of_birth INT,
  race_concept_id INT, ethnicity_concept_id INT);
INSERT INTO person VALUES (7, 8507, 1950, 0, 0), (8, 8532, 1960, 0, 0);
CREATE TABLE visit_occurrence (visit_occurrence_id BIGINT, person_id BIGINT,
  visit_concept_id INT, visit_start_date DATE, visit_start_datetime TIMESTAMP, visit_end_date DATE,
  visit_end_datetime TIMESTAMP, visit_type_concept_id INT, visit_source_value TEXT);
INSERT INTO visit_occurrence VALUES
  (1, 7, 9201, '2020-01-01', '2020-01-01 10:00', '2020-01-05', '2020-01-05 10:00', 0, 'A'),
  (2, 7, 9201, '2020-01-04', '2020-01-04 10:00', '2020-01-07', '2020-01-07 10:00', 0, 'B'),
  (3, 7, 9201, '2020-03-01', '2020-03-01 09:00', NULL, NULL, 0, 'C');
CREATE TABLE concept (concept_id BIGINT, concept_name TEXT, domain_id TEXT, vocabulary_id TEXT,
  concept_class_id TEXT, standard_concept TEXT, concept_code TEXT);
INSERT INTO concept VALUES
  (0, 'No matching concept', 'Metadata', 'None', 'Undefined', NULL, '0'),
  (9201, 'Inpatient Visit', 'Visit', 'Visit', 'Visit', 'S', 'IP'),
  (708298, 'midazolam', 'Drug', 'RxNorm', 'Ingredient', 'S', '1'),
  (1110410, 'morphine', 'Drug', 'RxNorm', 'Ingredient', 'S', '2'),
  (11, 'midazolam 5 MG', 'Drug', 'RxNorm', 'Clinical Drug', 'S', '3'),
  (12, 'midazolam / morphine', 'Drug', 'RxNorm', 'Clinical Drug', 'S', '4'),
  (21603409, 'Hypnotics', 'Drug', 'ATC', 'ATC 3rd', 'C', 'N05C');
CREATE TABLE concept_ancestor (ancestor_concept_id BIGINT, descendant_concept_id BIGINT,
  min_levels_of_separation INT, max_levels_of_separation INT);
INSERT INTO concept_ancestor VALUES (708298, 11, 1, 1), (708298, 12, 1, 1), (1110410, 12, 1, 1),
  (708298, 708298, 0, 0), (21603409, 11, 2, 2);
CREATE TABLE drug_exposure (drug_exposure_id BIGINT, person_id BIGINT, drug_concept_id BIGINT,
  drug_exposure_start_date DATE, drug_exposure_start_datetime TIMESTAMP,
  drug_exposure_end_date DATE, drug_exposure_end_datetime TIMESTAMP, drug_type_concept_id INT,
  drug_source_value TEXT);
INSERT INTO drug_exposure VALUES
  (1, 7, 11, '2020-01-01', '2020-01-01 11:00', '2020-01-02', '2020-01-02 11:00', 0, 'MDZ'),
  (2, 7, 11, '2020-01-20', '2020-01-20 11:00', '2020-01-21', '2020-01-21 11:00', 0, 'MDZ'),
  (3, 7, 11, '2020-03-01', '2020-03-01 11:00', NULL, NULL, 0, 'MDZ'),
  (4, 7, 12, '2020-01-01', '2020-01-01 11:00', '2020-01-01', '2020-01-01 12:00', 0, 'MIX'),
  (5, 7, 0, '2020-01-01', '2020-01-01 11:00', '2020-01-01', '2020-01-01 12:00', 0, 'NaCl 0.9 %'),
  (6, 7, 99, '2020-01-01', '2020-01-01 11:00', '2020-01-01', '2020-01-01 12:00', 0, NULL);
CREATE TABLE procedure_occurrence (procedure_occurrence_id BIGINT, person_id BIGINT,
  procedure_concept_id BIGINT, procedure_date DATE, procedure_datetime TIMESTAMP,
  procedure_type_concept_id INT, procedure_source_value TEXT);
INSERT INTO procedure_occurrence VALUES (1, 7, 0, '2020-01-02', NULL, 0, 'Drainage');
CREATE TABLE measurement (measurement_id BIGINT, person_id BIGINT, measurement_concept_id BIGINT,
  measurement_date DATE, measurement_datetime TIMESTAMP, measurement_type_concept_id INT,
  measurement_source_value TEXT);
INSERT INTO measurement SELECT h, 7, 0, '2020-01-01', TIMESTAMP '2020-01-01' + INTERVAL (h) HOUR, 0,
  'HR' FROM range(24) t(h);
INSERT INTO measurement VALUES (99, 7, 0, NULL, NULL, 0, 'lost');
CREATE TABLE death (person_id BIGINT, death_date DATE, death_datetime TIMESTAMP,
  death_type_concept_id INT);
INSERT INTO death VALUES (7, '2020-03-05', NULL, 0);
"""


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory):
    """Three visits (two overlap, one has no end) and every kind of oddity, of one person."""
    path = tmp_path_factory.mktemp("hand") / "hand.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(HAND)
    return linkr.connect(path)


def run(patient, cohort=None, **values):
    """Run the cell as the form writes it, and return its names and its figure."""
    plugin = get_plugin("patient_timeline")
    source = render(plugin, {**plugin.defaults(), **values}).removeprefix("%%patient\n")
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value)
    names = {"patient": patient, "cohort": cohort}
    exec(compile(tree, "cell", "exec"), names)
    return names, eval(compile(last, "cell", "eval"), names)


def test_overlapping_visits_make_one_band_and_the_open_one_a_triangle(hand) -> None:
    patient = hand.patient(7)
    record = timeline(patient, patient_events(patient, ["visits"]))
    marks = record.marks[["kind", "start", "end", "records"]].values.tolist()
    utc = [pd.Timestamp(day, tz="UTC") for day in ("2020-01-01 10:00", "2020-01-07 10:00")]
    opened = pd.Timestamp("2020-03-01 09:00", tz="UTC")
    assert marks == [["interval", *utc, 2], ["open", opened, opened, 1]]
    assert record.reading == (
        "3 events from 1 Jan 2020 to 1 Mar 2020. 3 hospital stays, 6 days in hospital."
    )
    assert record.caption == "Triangles begin events whose end is not recorded: 1."
    assert "end not recorded" in record.marks.description.iloc[1]


def test_overlapping_visits_have_rows_of_their_own_when_not_compact(hand) -> None:
    patient = hand.patient(7)
    record = timeline(patient, patient_events(patient, ["visits"]), compact=False)
    assert record.lanes == ["Stays and visits", "Stays and visits 2"]
    assert record.marks.records.tolist() == [1, 1, 1]


def test_drugs_are_named_by_ingredient_class_or_as_recorded(hand) -> None:
    def names(grouping: str) -> list[str]:
        events = patient_events(hand.patient(7), ["drugs"], drugs=grouping)
        return sorted(events.label)

    others = ["Unknown (99)", "Unmapped: NaCl 0.9 %"]
    assert names("ingredient") == sorted([*["midazolam"] * 3, "midazolam + morphine", *others])
    assert names("atc") == sorted([*["Hypnotics"] * 3, "midazolam / morphine", *others])
    assert names("recorded") == sorted([*["midazolam 5 MG"] * 3, "midazolam / morphine", *others])


@pytest.mark.parametrize(("gap", "eras"), [(17, 3), (18, 2), (39, 2), (41, 1), (0, 3)])
def test_eras_join_exposures_within_the_gap(hand, gap: int, eras: int) -> None:
    events = patient_events(hand.patient(7), ["drugs"], drugs="ingredient", era_gap_days=gap)
    midazolam = events[events.label == "midazolam"]
    assert len(midazolam) == eras
    assert midazolam.records.sum() == 3


def test_a_second_timeline_of_the_patient_asks_only_for_what_is_new(hand, monkeypatch) -> None:
    asked = []

    def answered(cdm, key, build):
        asked.append(key[1])
        return answer(cdm, key, build)

    monkeypatch.setattr("linkr_jupyter.analysis.events.answer", answered)
    patient = hand.patient(7)
    patient_events(patient, ["visits", "drugs", "measurements"], drugs="ingredient")
    again = patient_events(patient, ["measurements", "drugs", "visits"], drugs="ingredient")
    assert len(asked) == 1
    fresh = patient_events(hand.patient(7), ["measurements", "drugs", "visits"], drugs="ingredient")
    pd.testing.assert_frame_equal(again, fresh)
    assert again.groupby("lane").position.first().to_dict() == {
        "measurements": 0, "drugs": 1, "visits": 2,
    }  # fmt: skip
    asked.clear()
    by_class = patient_events(patient, ["visits", "drugs"], drugs="atc")
    assert "Hypnotics" in set(by_class.label)
    assert [key[0] for keys in asked for key in keys] == ["drugs"]
    set_language("fr")
    try:
        assert "Non aligné" in " ".join(patient_events(patient, ["drugs"]).label)
    finally:
        set_language("en")


def test_what_happens_at_once_is_drawn_the_same_in_whatever_order_it_comes(hand) -> None:
    patient = hand.patient(7)
    events = patient_events(patient, ["visits", "drugs", "procedures"])
    one, other = (
        timeline(patient, events.sample(frac=1, random_state=seed)).marks for seed in (1, 2)
    )
    pd.testing.assert_frame_equal(one, other)


def test_an_era_of_one_keeps_its_unknown_end(hand) -> None:
    events = patient_events(hand.patient(7), ["drugs"], drugs="ingredient", era_gap_days=18)
    last = events[events.label == "midazolam"].sort_values("start").iloc[-1]
    assert pd.isna(last.end)
    assert last.lasts


def test_a_day_alone_covers_the_day_but_an_hourly_midnight_is_an_instant(hand) -> None:
    patient = hand.patient(7)
    rows = prepared(patient_events(patient, ["procedures", "measurements"]).dropna(subset="start"))
    drainage = rows[rows.label.str.contains("Drainage")].iloc[0]
    assert (drainage.kind, drainage.end - drainage.start) == ("interval", pd.Timedelta(days=1))
    hourly = rows[rows.lane == "measurements"]
    assert set(hourly.kind) == {"instant"}
    assert len(hourly) == 24


def test_records_without_a_date_are_counted(hand) -> None:
    patient = hand.patient(7)
    record = timeline(patient, patient_events(patient, ["measurements"]))
    assert "Records without a date, which are not drawn: 1." in record.caption
    assert record.marks.records.sum() == 24


def test_concepts_choose_events_but_stays_stay(hand) -> None:
    events = patient_events(hand.patient(7), ["visits", "drugs"], concept_ids=[MORPHINE])
    assert sorted(events.label) == ["Inpatient Visit"] * 3 + ["midazolam / morphine"]


def test_a_period_without_events_names_the_nearest_ones(hand) -> None:
    _, shown = run(hand.patient(7), period="dates", start_date="2020-02-01", end_date="2020-02-10",
                   cohort=everyone(hand))  # fmt: skip
    assert shown.empty
    assert shown.reading == (
        "No event during this period. The nearest one before: midazolam, 21 Jan 2020. "
        "The nearest one after: Inpatient Visit, 1 Mar 2020."
    )
    assert "svg" not in shown.to_html()


def test_a_patient_without_events_is_told_so(hand) -> None:
    _, shown = run(hand.patient(8), cohort=everyone(hand))
    assert shown.empty
    assert shown.reading == "Nothing of what was chosen is recorded for this patient."


def test_an_empty_timeline_speaks_french(hand) -> None:
    set_language("fr")
    try:
        _, shown = run(hand.patient(8), cohort=everyone(hand))
        assert shown.reading == "Rien de ce qui est choisi n’est enregistré pour ce patient."
    finally:
        set_language("en")


def test_periods_that_end_before_they_start_are_refused(hand) -> None:
    with pytest.raises(
        InvalidValueError, match=r"ends \(2 Jan 2020\) before it starts \(3 Jan 2020\)"
    ):
        run(hand.patient(7), period="dates", start_date="2020-01-03", end_date="2020-01-02")


def test_days_are_counted_from_admission(hand) -> None:
    names, shown = run(hand.patient(7), axis="admission", lanes=["visits"], lines=["death"])
    assert names["record"].marks.start.tolist() == [0.0, pytest.approx(59 + 23 / 24)]
    assert names["record"].moments.start.tolist() == [pytest.approx(63 + 14 / 24)]
    detail = shown.spec["vconcat"][1]["layer"][0]["encoding"]["x"]
    assert detail["title"] == "Days from admission"


def test_days_from_the_index_date_need_the_patient_in_the_cohort(hand) -> None:
    table = everyone(hand).table
    cohort = Cohort("none of them", table.filter(table.subject_id == 8))
    with pytest.raises(NotFoundError, match="no index date in the cohort none of them"):
        run(hand.patient(7), cohort=cohort, axis="index")
    names, _ = run(hand.patient(7), cohort=everyone(hand), axis="index", lanes=["visits"])
    assert names["record"].origin == pd.Timestamp("2020-01-01")


def test_reference_lines_are_index_death_and_a_chosen_day(hand) -> None:
    names, _ = run(hand.patient(7), everyone(hand), line_date="2020-02-02")
    moments = names["record"].moments
    assert moments.label.tolist() == ["Index date", "Death", "2 Feb 2020"]
    assert moments.start.dt.strftime("%Y-%m-%d").tolist() == [
        "2020-01-01", "2020-03-05", "2020-02-02",
    ]  # fmt: skip


def test_the_chosen_stay_opens_the_detail_view(hand) -> None:
    patient = hand.patient(7, visit=1)
    names, shown = run(patient, everyone(hand))
    start, end = shown.spec["vconcat"][0]["layer"][0]["params"][0]["value"]["x"]
    assert pd.Timestamp(start, unit="ms") == pd.Timestamp("2020-01-01 10:00")
    assert pd.Timestamp(end, unit="ms") == pd.Timestamp("2020-01-05 10:00")
    assert names["record"].marks.records.sum() == 3 + 6 + 1 + 24


def test_the_last_days_end_with_the_last_event(hand) -> None:
    events = patient_events(hand.patient(7), ["visits"])
    assert last_days(events, 30) == (
        pd.Timestamp("2020-01-31 09:00"), pd.Timestamp("2020-03-01 09:00"),
    )  # fmt: skip
    assert last_days(events.iloc[:0], 30) is None


def test_tables_that_are_absent_are_left_out_unless_none_is_left(hand) -> None:
    events = patient_events(hand.patient(7), ["notes", "visits"])
    assert set(events.lane) == {"visits"}
    with pytest.raises(MissingTableError, match="has no table note"):
        patient_events(hand.patient(7), ["notes"])
    with pytest.raises(InvalidValueError, match="no lane 'xrays'"):
        patient_events(hand.patient(7), ["xrays"])


def test_drugs_say_when_they_could_not_be_grouped(tmp_path: Path) -> None:
    path = tmp_path / "flat.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(HAND)
        con.execute("DROP TABLE concept_ancestor")
    _, shown = run(linkr.connect(path).patient(7))
    assert "Drugs have their recorded names" in shown.caption


@pytest.mark.parametrize("arranged", [compacted, stacked, density])
def test_marks_hold_every_record_of_every_lane(mimic_cdm, arranged) -> None:
    ids = mimic_cdm.person.person_id.execute()
    for person_id in ids[::9]:
        lanes = ["visits", "conditions", "drugs", "procedures", "measurements"]
        rows = prepared(patient_events(mimic_cdm.patient(int(person_id)), lanes))
        marks = arranged(rows)
        assert marks.groupby("lane").records.sum().equals(rows.groupby("lane").records.sum())
        assert (marks.end >= marks.start).all()
        assert marks.start.min() == rows.start.min()


COUNTS = {
    "visits": 852, "units": 14_479, "conditions": 16_441, "procedures": 18_447, "drugs": 18_229,
    "observations": 31_390, "devices": 3_855, "specimens": 150, "measurements": 260_834,
    "observation_periods": 100,
}  # fmt: skip


def test_no_record_of_the_real_patients_is_lost(mimic_cdm, mimic_folder: Path) -> None:
    events = patient_events(mimic_cdm, list(COUNTS))
    assert events.groupby("lane").records.sum().to_dict() == COUNTS
    assert events.label.notna().all()
    assert events.label.str.strip().ne("").all()
    for name in ("drugs", "units"):
        table = LANES[name].table
        by_hand = duckdb.sql(
            f"SELECT person_id, count(*) FROM '{mimic_folder}/{table}.parquet' GROUP BY 1"
        )
        ours = events[events.lane == name].groupby("person_id").size().to_dict()
        assert ours == dict(by_hand.fetchall())


def test_every_real_patient_is_drawn_with_all_lanes(mimic_cdm) -> None:
    cohort = everyone(mimic_cdm)
    drawn = 0
    for person_id in mimic_cdm.person.person_id.execute():
        patient = mimic_cdm.patient(int(person_id))
        _, shown = run(patient, cohort, lanes=list(COUNTS), show_eras=False, drugs="recorded")
        rows = shown.spec["datasets"]["marks"]
        assert 0 < len(rows) <= 5_000
        assert all(row["description"] and row["end"] >= row["start"] for row in rows)
        drawn += shown.table.total
    assert drawn == sum(COUNTS.values())


def test_the_patient_with_thousands_of_unit_stays_is_drawn_as_density(mimic_cdm) -> None:
    units = mimic_cdm.visit_detail
    counts = units.group_by("person_id").aggregate(n=units.count()).execute()
    person_id = int(counts.sort_values("n").person_id.iloc[-1])
    _, shown = run(mimic_cdm.patient(person_id), everyone(mimic_cdm), compact=False)
    assert "More than 5,000 marks" in shown.caption
    rows = shown.spec["datasets"]["marks"]
    assert len(rows) <= 7 * 300
    assert shown.table.total > 7_000


def test_a_change_of_patient_is_quick(mimic_cdm) -> None:
    """Median kernel time of the cell under 150 ms, with room for a busy machine."""
    cohort = everyone(mimic_cdm)
    ids = [int(one) for one in mimic_cdm.person.person_id.execute()[:12]]
    taken = []
    for person_id in ids:
        start = time.process_time()
        _, shown = run(mimic_cdm.patient(person_id), cohort)
        assert shown.spec["vconcat"]
        taken.append(time.process_time() - start)
    assert sorted(taken[2:])[len(taken[2:]) // 2] < 0.45


def test_the_drawing_is_accessible_and_names_no_row_in_its_text_form(demo_cdm) -> None:
    cohort = everyone(demo_cdm)
    patient = demo_cdm.patient(int(demo_cdm.person.person_id.min().execute()))
    _, shown = run(patient, cohort)
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == "Figure: Patient timeline"
    html = bundle["text/html"]
    assert 'role="img"' in html
    assert "<caption>Events of the timeline." in html
    assert timeline_chart(timeline(patient, patient_events(patient, ["visits"])), lane_height=20)[
        "vconcat"
    ]
