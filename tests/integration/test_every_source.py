"""One suite over every kind of source: the same rows give the same answers."""

from __future__ import annotations

from datetime import date, datetime

import ibis
import pytest

from linkr_jupyter.cdm import Cdm
from linkr_jupyter.cdm.check import check_cdm
from linkr_jupyter.cdm.tables import column_type
from linkr_jupyter.cohorts import Cohort, Roster, everyone
from linkr_jupyter.concepts import concept_names, concept_usage, descendants, search_concepts
from linkr_jupyter.errors import MissingColumnError, MissingTableError, NotFoundError

BIG, NEGATIVE = 9007199254740993, -9007199254740995  # 2**53 + 1; a float rounds both
BIG_VISIT = 9007199254740997
TYPES = {
    "integer": "int64", "number": "float64", "text": "string", "date": "date",
    "datetime": "timestamp",
}  # fmt: skip


def values(column: ibis.Column) -> list[object]:
    return column.name("value").as_table().order_by("value").to_pyarrow()["value"].to_pylist()


def test_tables_have_lower_case_names_and_omop_types(cdm: Cdm) -> None:
    assert {"person", "measurement", "note", "concept_ancestor"} <= set(cdm.tables)
    assert cdm.cdm_version == "5.3"
    for name in cdm.tables:
        for column, kind in cdm[name].schema().items():
            assert column == column.lower()
            assert str(kind).split("(")[0] == TYPES[column_type(name, column)], (name, column)
            assert getattr(kind, "timezone", None) is None


def test_ids_are_exact(cdm: Cdm) -> None:
    assert values(cdm.person.person_id) == [NEGATIVE, 1, 42, BIG]
    assert BIG_VISIT in values(cdm.visit_occurrence.visit_occurrence_id)
    one = cdm.person.filter(cdm.person.person_id == BIG)
    assert one.count().to_pyarrow().as_py() == 1
    assert cdm.person.filter(cdm.person.person_id == BIG - 1).count().to_pyarrow().as_py() == 0


def test_dates_and_times_are_those_of_the_source_whatever_the_zone(cdm: Cdm) -> None:
    rows = cdm.measurement.filter(cdm.measurement.measurement_id == 2).to_pyarrow().to_pylist()
    assert rows[0]["measurement_date"] == date(2020, 3, 2)
    assert rows[0]["measurement_datetime"] == datetime(2020, 3, 2, 23, 30)
    assert rows[0]["value_as_number"] == 91.5
    assert values(cdm.observation_period.observation_period_start_date)[0] == date(2020, 1, 1)


def test_nothing_known_is_null_and_an_empty_table_is_empty(cdm: Cdm) -> None:
    measurement = cdm.measurement
    assert measurement.filter(measurement.value_as_number.isnull()).count().execute() == 1
    assert cdm.note.count().execute() == 0
    assert cdm.person.filter(cdm.person.day_of_birth.notnull()).count().execute() == 0
    assert cdm.concept.filter(cdm.concept.standard_concept == "S").count().execute() == 13


def test_absent_tables_and_columns_are_explained(cdm: Cdm) -> None:
    assert "specimen" not in cdm
    assert not hasattr(cdm, "specimen")
    assert not hasattr(cdm, "anything")
    with pytest.raises(MissingTableError, match=r"no table specimen.*person"):
        _ = cdm.specimen
    with pytest.raises(MissingTableError):
        cdm["specimen"]
    for ask in (
        lambda t: t.operator_concept_id,
        lambda t: t["operator_concept_id"],
        lambda t: t.select("operator_concept_id"),
        lambda t: t.filter(ibis._.operator_concept_id == 1),
    ):
        with pytest.raises(
            MissingColumnError, match=r"measurement .*operator_concept_id.*range_low"
        ):
            ask(cdm.measurement)
    assert cdm.has("measurement", "range_low")
    assert not cdm.has("measurement", "operator_concept_id")
    assert not cdm.has("specimen")


def test_the_text_form_holds_no_place_and_no_row(cdm: Cdm) -> None:
    assert repr(cdm).startswith("<Cdm ")
    assert "OMOP 5.3" in repr(cdm)
    assert "/" not in repr(cdm)
    assert "@" not in repr(cdm)
    assert "host" not in repr(cdm)


def test_a_patient_has_that_persons_rows_only(cdm: Cdm) -> None:
    patient = cdm.patient(42, visit=BIG_VISIT)
    assert (patient.person_id, patient.visit) == (42, BIG_VISIT)
    assert patient.window == (datetime(2021, 5, 4, 23, 50), datetime(2021, 5, 9, 1, 0))
    assert values(patient.measurement.measurement_id) == [5, 6, 7]
    assert values(patient.person.person_id) == [42]
    for name in patient.tables:
        if "person_id" in patient[name].columns:
            assert set(values(patient[name].person_id)) <= {42}, name
    assert "42" not in repr(patient)
    assert patient.measurement.schema() == cdm.measurement.schema()
    patient.close()


def test_a_patient_joins_the_vocabulary_in_any_order_of_use(cdm: Cdm) -> None:
    patient = cdm.patient(1)
    concept = patient.concept  # before anything refers to it
    named = patient.measurement.left_join(
        concept, patient.measurement.measurement_concept_id == concept.concept_id
    )
    assert "Heart rate" in values(named.concept_name)
    drugs = patient.drug_exposure.inner_join(
        patient.concept_ancestor,
        patient.drug_exposure.drug_concept_id == patient.concept_ancestor.descendant_concept_id,
    )
    assert set(values(drugs.ancestor_concept_id)) == {1112807, 19046742}
    assert "aspirin" in values(patient.concept.concept_name)
    sites = patient.visit_occurrence.inner_join(patient.care_site, "care_site_id")
    assert set(values(sites.care_site_name)) == {"Intensive care"}
    assert values(patient.care_site.care_site_id) == [7]
    others = cdm.patient(1)
    assert "aspirin" not in values(others.concept.concept_name), "no ancestor was asked for"
    assert others.care_site.count().execute() == 0, "no visit was asked for"
    _ = others.visit_occurrence, others.drug_exposure
    assert values(others.care_site.care_site_id) == [7], "the same table, brought up to date"
    assert values(others.concept.concept_id)[-1] == 19046742
    patient.close()
    others.close()


def test_tables_fetched_at_once_are_those_fetched_one_by_one(cdm: Cdm) -> None:
    names = ("concept", "concept_ancestor", "measurement", "visit_occurrence", "drug_exposure")
    at_once, one_by_one = cdm.patient(1), cdm.patient(1)
    at_once.fetch(names)
    for name in names:
        one_by_one.fetch([name])
    for name in names:
        rows = at_once.rows(name).to_pylist()
        assert rows or name not in {"concept", "measurement"}
        assert rows == one_by_one.rows(name).to_pylist() == at_once[name].to_pyarrow().to_pylist()
    with pytest.raises(MissingTableError):
        at_once.fetch(["measurement", "cost"])


def test_concepts_kept_over_patients_stay_in_one_piece(cdm: Cdm) -> None:
    for person_id in (BIG, 1, 42):
        cdm.patient(person_id).fetch(["measurement", "visit_occurrence", "concept"])
    kept = cdm.fetcher._kept["concept", "concept_id"]
    assert kept.num_rows
    assert {column.num_chunks for column in kept.columns} == {1}


def test_two_patients_at_once_do_not_see_each_other(cdm: Cdm) -> None:
    first, second = cdm.patient(1), cdm.patient(42)
    both = first.measurement, second.measurement
    assert [values(table.person_id)[0] for table in both] == [1, 42]
    assert values(first.measurement.measurement_id) == [1, 2, 3, 4]
    first.close()
    assert values(second.measurement.measurement_id) == [5, 6, 7]
    second.close()


def test_a_patient_without_rows_has_empty_tables(cdm: Cdm) -> None:
    patient = cdm.patient(NEGATIVE)
    assert patient.visit_occurrence.count().execute() == 0
    assert patient.window is None
    assert patient.measurement.count().execute() == 1
    assert patient.note.count().execute() == 0


def test_unknown_persons_and_visits_are_refused_without_echo(cdm: Cdm) -> None:
    for ask in (
        lambda: cdm.patient(123456789),
        lambda: cdm.patient(2**70),
        lambda: cdm.patient(1, visit=BIG_VISIT),
        lambda: cdm.patient(1, visit=987654321),
    ):
        with pytest.raises(NotFoundError) as refusal:
            ask()
        assert not any(digit in str(refusal.value) for digit in ("1234", "9876", "9007", "2**"))


def test_dates_bound_a_visit_without_times(cdm: Cdm) -> None:
    start, end = cdm.patient(BIG, visit=103).window or (None, None)
    assert start == datetime(2019, 7, 1)
    assert end == datetime(2019, 7, 3, 23, 59, 59, 999999)


def test_usage_counts_records_and_distinct_persons(cdm: Cdm) -> None:
    usage = concept_usage(cdm, "Measurement")
    assert (usage[3027018].records, usage[3027018].persons) == (3, 2)
    assert (usage[3023103].records, usage[3023103].persons) == (3, 2)
    assert usage[0].records == 1
    assert concept_usage(cdm)[19046742].records == 2
    assert concept_usage(cdm, "Unit")[8541].records == 2


@pytest.mark.parametrize(
    ("text", "first", "matched"),
    [
        ("heart rate", 3027018, "Heart rate"),
        ("RATE heart", 3027018, "Heart rate"),
        ("frequence", 3027018, "Fréquence cardiaque"),
        ("Fréquence Cardiaque", 3027018, "Fréquence cardiaque"),
        ("fre\u0301quence", 3027018, "Fréquence cardiaque"),
        ("heart beat", 3027018, "Heart beat"),
        ("kaliemie", 3023103, "Kaliémie"),
        ("8867-4", 3027018, "8867-4"),
        ("3027018", 3027018, "3027018"),
        ("maximum heart", 3001420, "Maximum heart rate"),
        ("lactate", 2000000001, "Local lactate"),
        ("2000000001", 2000000001, "2000000001"),
        ("212033", 19046742, "212033"),
    ],
)
def test_search_finds(cdm: Cdm, text: str, first: int, matched: str) -> None:
    found = search_concepts(cdm, text)[0]
    assert (found.concept_id, found.matched) == (first, matched)


def test_search_ranks_by_use_and_restricts(cdm: Cdm) -> None:
    assert [m.concept_id for m in search_concepts(cdm, "rate")][:2] == [3027018, 3001420]
    assert [m.records for m in search_concepts(cdm, "rate")][:2] == [3, 0]
    assert search_concepts(cdm, "heart rate", domain="Drug") == []
    assert search_concepts(cdm, "aspirin", vocabulary="RxNorm", limit=1)[0].concept_id == 19046742
    assert search_concepts(cdm, "aspirin", vocabulary="LOINC") == []
    assert search_concepts(cdm, "zzz") == search_concepts(cdm, "%") == []
    assert search_concepts(cdm, "'; DROP TABLE person --") == []
    most_used = search_concepts(cdm, "", domain="Measurement", limit=2)
    assert {m.concept_id for m in most_used} == {3027018, 3023103}
    unnamed = search_concepts(cdm, "unmapped", domain="Measurement")[0]
    assert (unnamed.concept_id, unnamed.concept_name) == (0, "Unmapped")
    assert search_concepts(cdm, "lactate")[0].concept_name == "Unknown (2000000001)"


def test_names_and_descendants(cdm: Cdm) -> None:
    names = concept_names(cdm, [3027018, 0, 2000000001, -5])
    assert list(names.values()) == [
        "Heart rate",
        "Unmapped",
        "Unknown (2000000001)",
        "Unknown (-5)",
    ]
    assert concept_names(cdm, []) == {}
    below = descendants(cdm, [201820])
    condition = cdm.condition_occurrence
    found = condition.semi_join(below, condition.condition_concept_id == below.concept_id)
    assert found.count().execute() == 2
    assert values(below.concept_id) == [201820, 201826]
    none = descendants(cdm, [])
    assert (
        condition.semi_join(none, condition.condition_concept_id == none.concept_id)
        .count()
        .execute()
        == 0
    )


def test_everyone_is_there_from_first_to_last_date(cdm: Cdm) -> None:
    cohort = everyone(cdm)
    rows = cohort.table.to_pyarrow().to_pylist()
    periods = {r["subject_id"]: (r["cohort_start_date"], r["cohort_end_date"]) for r in rows}
    assert periods == {
        1: (date(2020, 1, 1), date(2022, 6, 30)),
        42: (date(2021, 5, 1), date(2021, 6, 30)),
        BIG: (date(2019, 7, 1), date(2019, 7, 3)),
        NEGATIVE: (date(2018, 1, 9), date(2018, 1, 9)),
    }
    assert (cohort.attrition[0].persons, cohort.attrition[0].records) == (4, 4)
    assert repr(cohort) == "<Cohort everyone>"


def test_a_roster_has_a_stable_order_and_finds(cdm: Cdm) -> None:
    for roster in (Roster(cdm), Roster(cdm, everyone(cdm))):
        assert len(roster) == 4
        assert [roster.person_at(i) for i in range(4)] == [NEGATIVE, 1, 42, BIG]
        assert roster.position_of(BIG) == 3
        assert [s.person_id for s in roster.search("900719")] == [BIG]
        assert [s.person_id for s in roster.search("-900719")] == [NEGATIVE]
        assert [s.person_id for s in roster.search("42")] == [42]
        assert {s.person_id for s in roster.search("F")} == {1, BIG}
        assert [s.person_id for s in roster.search("f 69")] == [BIG]
        assert [s.person_id for s in roster.search("38 ans")] == [42]
        assert [s.person_id for s in roster.search("homme")] == [42]
        assert roster.search("nobody at all") == []
        assert len(roster.search("")) == 4
        one = roster.summary(1)
        assert (one.position, one.sex, one.age, one.visits) == (1, "F", 70, 2)
        assert (one.first_visit, one.last_visit) == (date(2020, 3, 1), date(2022, 2, 1))
        stay = roster.summary(42)  # until the day of discharge
        assert (stay.first_visit, stay.last_visit) == (date(2021, 5, 4), date(2021, 5, 9))
        assert roster.summary(NEGATIVE).sex == "OTHER"
        with pytest.raises(NotFoundError) as refusal:
            roster.position_of(424242)
        assert "424242" not in str(refusal.value)
    assert roster.summary(NEGATIVE).age == 18  # at the start of the cohort: no visit


def test_a_roster_of_a_cohort_holds_its_persons_only(cdm: Cdm) -> None:
    table = everyone(cdm).table
    some = Cohort("some", table.filter(table.subject_id.isin([1, 42])))
    roster = Roster(cdm, some)
    assert [roster.person_at(i) for i in range(len(roster))] == [1, 42]
    assert [s.person_id for s in roster.search("F")] == [1]
    with pytest.raises(NotFoundError):
        roster.summary(BIG)


def test_check_counts_what_is_wrong(cdm: Cdm) -> None:
    found = {(p.code, p.table): p.count for p in check_cdm(cdm).problems}
    expected = {
        ("duplicate_key", "measurement"): 1,
        ("unmapped_concept", "measurement"): 1,
        ("unknown_concept", "measurement"): 1,
        ("several_units", "measurement"): 1,
        ("unmapped_unit", "measurement"): 1,
        ("no_unit", "measurement"): 1,
        ("no_number", "measurement"): 1,
        ("unknown_visit", "measurement"): 1,
        ("no_visit", "measurement"): 1,
        ("outside_visit", "measurement"): 1,
        ("after_death", "condition_occurrence"): 1,
        ("outside_visit", "condition_occurrence"): 1,
        ("end_before_start", "condition_occurrence"): 1,
        ("repeated_row", "drug_exposure"): 1,
        ("unknown_person", "observation_period"): 1,
        ("person_without_visit", "person"): 1,
        ("no_observation_period", "person"): 2,
        ("missing_table", "observation"): 1,
        ("missing_table", "procedure_occurrence"): 1,
    }
    assert {key: found.get(key) for key in expected} == expected
    assert check_cdm(cdm).tables["measurement"] == 8
    assert "visit_detail" in check_cdm(cdm).missing
    codes = {code for code, _ in found}
    assert not codes & {"unreadable_value", "unreadable_table", "header_as_data", "encoding"}


def test_check_has_a_french_sentence_for_every_problem(cdm: Cdm) -> None:
    check = check_cdm(cdm)
    for english, french in zip(
        check.as_json("en")["problems"], check.as_json("fr")["problems"], strict=True
    ):
        assert english["message"] != french["message"]
        assert set(french) == {"code", "table", "column", "count", "message"}
