"""Real and public data sets: their published counts and their known defects (research/data.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkr_jupyter.cdm import Cdm, check_source, connect
from linkr_jupyter.cohorts import Roster, everyone
from linkr_jupyter.concepts import search_concepts

# set, version, rows of some tables, then (code, table): count.
SETS = {
    "mimic-iv-demo-omop": (
        "5.3",
        {"person": 100, "measurement": 260_834, "visit_occurrence": 852, "concept": 3_447},
        {
            ("duplicate_key", "condition_occurrence"): 7,
            ("duplicate_key", "drug_exposure"): 12,
            ("duplicate_key", "procedure_occurrence"): 7,
            ("duplicate_key", "visit_detail"): 9,
            ("duplicate_key", "observation"): 25,
            ("unmapped_concept", "measurement"): 4_768,
            ("unmapped_concept", "drug_exposure"): 546,
            ("unknown_concept", "condition_occurrence"): 7_518,
            ("unknown_concept", "procedure_occurrence"): 12_724,
            ("unknown_concept", "observation"): 14_196,
            ("unknown_concept", "device_exposure"): 3_570,
            ("unknown_concept", "measurement"): 4_086,
            ("non_standard_concept", "observation"): 135,
            ("non_standard_concept", "drug_exposure"): 7,
            ("unmapped_unit", "measurement"): 2_554,
            ("several_units", "measurement"): 7,
            ("no_number", "measurement"): 12_417,
            ("repeated_row", "procedure_occurrence"): 11_394,
            ("repeated_row", "drug_exposure"): 597,
            ("repeated_row", "observation"): 308,
            ("no_visit", "measurement"): 3_079,
            ("outside_visit", "procedure_occurrence"): 287,
            ("outside_visit", "drug_exposure"): 64,
            ("after_death", "measurement"): 769,
            ("after_death", "drug_exposure"): 39,
        },
    ),
    "eunomia-gibleed-5.3": (
        "5.3",
        {"person": 2_694, "observation_period": 5_343, "note": 0, "measurement": 44_053},
        {
            ("duplicate_key", "drug_exposure"): 4_384,
            ("duplicate_key", "measurement"): 2_183,
            ("no_number", "measurement"): 44_053,
            ("unknown_visit", "condition_occurrence"): 64_717,
            ("unknown_visit", "measurement"): 44_047,
            ("person_without_visit", "person"): 1_804,
            ("unknown_person", "observation_period"): 2_649,
        },
    ),
    "synthea27nj-5.4": (
        "5.4",
        {"person": 28, "measurement": 10_040, "note": 0, "concept_relationship": 266_588},
        {
            ("unmapped_unit", "measurement"): 736,
            ("no_number", "measurement"): 933,
            ("outside_visit", "measurement"): 391,
            ("outside_visit", "observation"): 865,
            ("outside_visit", "condition_occurrence"): 105,
            ("outside_visit", "procedure_occurrence"): 88,
        },
    ),
    "synthea-tutorial-5.4": (
        "5.4",
        {"person": 109, "cost": 21_395, "visit_occurrence": 9_923},
        {
            ("missing_table", "measurement"): 1,
            ("missing_table", "concept"): 1,
            ("no_visit", "drug_exposure"): 992,
            ("outside_visit", "condition_occurrence"): 373,
        },
    ),
    "synpuf50-notes-5.2": (
        "5.3",
        {"person": 50, "note": 170},
        {
            ("no_date", "note"): 170,
            ("no_concept", "note"): 170,
            ("no_visit", "note"): 170,
            ("no_visit", "drug_exposure"): 1_896,
            ("unmapped_concept", "visit_occurrence"): 1_613,
            ("person_without_visit", "person"): 12,
            ("repeated_row", "condition_occurrence"): 1_087,
            ("repeated_row", "procedure_occurrence"): 715,
        },
    ),
    "mimic-iv-demo-omop-0.9-csv": (
        "5.3",
        {"person": 100, "concept": 3_885, "note": 0, "cost": 0, "visit_detail": 14_479},
        {("missing_table", "measurement"): 1, ("repeated_row", "procedure_occurrence"): 11_400},
    ),
    "synpuf1k-partial-5.2-headerless-tsv": (
        "5.3",
        {"person": 1_000, "measurement": 34_556, "observation": 19_339, "provider": 38_810},
        {("no_header", "person"): 1, ("missing_table", "visit_occurrence"): 1},
    ),
}


@pytest.mark.parametrize("name", SETS)
def test_counts_and_defects_are_the_published_ones(shared_data: Path, name: str) -> None:
    version, rows, defects = SETS[name]
    result = check_source(shared_data / name)
    assert result.cdm_version == version
    assert {table: result.tables[table] for table in rows} == rows
    found = {(p.code, p.table): p.count for p in result.problems}
    assert {key: found.get(key) for key in defects} == defects
    assert not {code for code, _ in found} & {"unreadable_table", "unreadable_value", "not_omop"}


@pytest.mark.parametrize("name", SETS)
def test_every_set_can_be_walked_through(shared_data: Path, name: str) -> None:
    with connect(shared_data / name) as cdm:
        roster = Roster(cdm, everyone(cdm))
        for position in (0, len(roster) - 1):
            person_id = roster.person_at(position)
            assert roster.summary(person_id).position == position
            patient = cdm.patient(person_id)
            for table in patient.tables:
                assert patient[table].to_pyarrow().num_rows >= 0
            patient.close()
        for match in search_concepts(cdm, "", limit=200):
            assert match.concept_name
            assert match.records


def test_ids_of_physionet_are_exact(shared_data: Path) -> None:
    with connect(shared_data / "mimic-iv-demo-omop-0.9-csv") as cdm:
        person = cdm.person.person_id
        beyond = (person.abs() > 2**53).sum().execute()
        assert (int(beyond), int((person < 0).sum().execute())) == (100, 47)
        joined = cdm.visit_occurrence.semi_join(cdm.person, "person_id")
        assert joined.count().execute() == 852


def test_zoned_times_are_not_shifted(mimic_cdm: Cdm) -> None:
    """Half the dates would move by one day if a zone of the process were used."""
    visit = mimic_cdm.visit_occurrence
    apart = visit.filter(visit.visit_start_datetime.date() != visit.visit_start_date)
    assert apart.count().execute() == 0


def test_the_common_concept_comes_first(mimic_cdm: Cdm) -> None:
    first = search_concepts(mimic_cdm, "heart rate")[0]
    assert (first.concept_id, first.records, first.persons) == (3027018, 13_913, 100)
    found = search_concepts(mimic_cdm, "Heart Rate", domain="Measurement")
    assert found[0].concept_id == 3027018
    records = [match.records for match in found if match.standard_concept == "S"]
    assert records == sorted(records, reverse=True)
