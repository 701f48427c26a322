"""OMOP as data."""

from __future__ import annotations

import pytest

from linkr_jupyter.cdm.tables import (
    EVENT_DOMAINS,
    VERSIONS,
    cdm_version,
    column_type,
    is_omop,
    omop_tables,
)  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_numbers_its_columns_without_gaps(version: str) -> None:
    for table in omop_tables().values():
        places = sorted(c.places[version] for c in table.columns.values() if version in c.places)
        assert places == list(range(1, len(places) + 1)), table.name


@pytest.mark.parametrize(
    ("table", "version", "fields"),
    [("person", "5.4", 18), ("measurement", "5.3", 20), ("measurement", "5.4", 23),
     ("measurement", "5.2", 18), ("note", "5.4", 16), ("episode", "5.3", 0), ("episode", "5.4", 13),
     ("visit_occurrence", "5.3", 17), ("drug_exposure", "5.4", 23), ("location", "5.4", 12)],
)  # fmt: skip
def test_tables_have_the_published_number_of_fields(table: str, version: str, fields: int) -> None:
    assert len(omop_tables()[table].ordered(version)) == fields


def test_ids_are_integers_and_references_exist() -> None:
    for table in omop_tables().values():
        for column in table.columns.values():
            assert column.references == "" or column.references in omop_tables()
            assert column.type in {"integer", "number", "text", "date", "datetime"}
            if column.name.endswith("concept_id"):
                assert column.type == "integer"


def test_event_tables_have_a_concept_a_person_and_a_date() -> None:
    for name in EVENT_DOMAINS:
        table = omop_tables()[name]
        assert table.concept
        assert table.start_date
        assert table.per_person


def test_dates_of_an_event() -> None:
    drug = omop_tables()["drug_exposure"]
    assert (drug.start_date, drug.end_date) == (
        "drug_exposure_start_date", "drug_exposure_end_date",
    )  # fmt: skip
    assert omop_tables()["measurement"].start_date == "measurement_date"
    assert omop_tables()["measurement"].end_date is None


def test_columns_that_omop_does_not_define_are_typed_by_their_ending() -> None:
    assert column_type("person", "site_concept_id") == "integer"
    assert column_type("person", "moved_datetime") == "datetime"
    assert column_type("person", "nickname") is None


def test_the_version_is_that_of_the_columns() -> None:
    assert cdm_version({"visit_occurrence": {"discharged_to_concept_id"}}) == "5.4"
    assert cdm_version({"visit_occurrence": {"discharge_to_concept_id"}}) == "5.3"
    assert cdm_version({"person": {"person_id"}}) == "5.3"
    assert cdm_version({"episode": {"episode_id"}}) == "5.4"
    assert not is_omop("PERSON")
