"""Whether a clinician would believe the demo hospital: the sick look sick and are treated so."""

# ruff: noqa: S608 - queries are made of the constants of this file

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

DIAGNOSED = """(SELECT visit_occurrence_id FROM condition_occurrence
    WHERE condition_status_concept_id = 32902 AND condition_source_value = '{code}')"""
ANTIBIOTIC = """drug_concept_id IN (SELECT descendant_concept_id FROM concept_ancestor
    WHERE ancestor_concept_id = 21602796)"""


@pytest.fixture(scope="module")
def hospital(demo_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_file), read_only=True) as connection:
        yield connection


def mean(hospital: duckdb.DuckDBPyConnection, concept: int, visits: str) -> float:
    row = hospital.execute(f"""
        SELECT median(value_as_number)
        FROM measurement JOIN visit_occurrence v USING (visit_occurrence_id)
        WHERE measurement_concept_id = {concept} AND unit_concept_id IS DISTINCT FROM 9289
          AND date_diff('hour', visit_start_datetime, measurement_datetime) BETWEEN 4 AND 36
          AND visit_occurrence_id IN {visits}""").fetchone()
    assert row
    return row[0]


def count(hospital: duckdb.DuckDBPyConnection, query: str) -> int:
    row = hospital.execute(query).fetchone()
    assert row
    return row[0]


SEPSIS = """(SELECT visit_occurrence_id FROM condition_occurrence
    WHERE condition_concept_id = 196236)"""
CALM = DIAGNOSED.format(code="M16.1")


@pytest.mark.parametrize(
    ("concept", "higher"),
    [(3027018, 15), (3020891, 0.8), (3024171, 3), (3047181, 0.8), (3020460, 60), (3000905, 3)],
    ids=["heart rate", "temperature", "respiratory rate", "lactate", "CRP", "leukocytes"],
)
def test_septic_shock_is_fever_tachycardia_and_lactate(
    hospital: duckdb.DuckDBPyConnection, concept: int, higher: float
) -> None:
    others = f"""(SELECT visit_occurrence_id FROM visit_occurrence
        WHERE visit_occurrence_id NOT IN {SEPSIS})"""
    healthy = mean(hospital, concept, CALM if concept != 3047181 else others)
    assert mean(hospital, concept, SEPSIS) >= healthy + higher


def test_septic_shock_gets_norepinephrine_and_antibiotics_after_admission(
    hospital: duckdb.DuckDBPyConnection,
) -> None:
    row = hospital.execute(f"""
        WITH cases AS (SELECT DISTINCT visit_occurrence_id, visit_start_datetime
                       FROM visit_occurrence WHERE visit_occurrence_id IN {SEPSIS}),
        firsts AS (
            SELECT visit_occurrence_id,
                   min(drug_exposure_start_datetime) FILTER ({ANTIBIOTIC}) AS antibiotic,
                   count(*) FILTER (drug_concept_id = 1321363) AS pressor
            FROM drug_exposure GROUP BY visit_occurrence_id)
        SELECT avg((antibiotic IS NOT NULL)::INT), avg((pressor > 0)::INT),
               min(date_diff('minute', visit_start_datetime, antibiotic)),
               median(date_diff('minute', visit_start_datetime, antibiotic)) / 60
        FROM cases LEFT JOIN firsts USING (visit_occurrence_id)""").fetchone()
    assert row
    treated, pressor, earliest, hours = row
    assert treated > 0.95
    assert pressor > 0.95
    assert earliest > 0
    assert hours < 6


def test_ketoacidosis_is_acid_and_sweet(hospital: duckdb.DuckDBPyConnection) -> None:
    row = hospital.execute(f"""
        WITH firsts AS (
            SELECT arg_min(value_as_number, measurement_datetime) AS value, measurement_concept_id
            FROM measurement WHERE visit_occurrence_id IN {DIAGNOSED.format(code="E10.1")}
            GROUP BY visit_occurrence_id, measurement_concept_id)
        SELECT median(value) FILTER (measurement_concept_id = 3004501),
               median(value) FILTER (measurement_concept_id = 3016293) FROM firsts""").fetchone()
    assert row
    assert row[0] > 250
    assert row[1] < 19


def test_glasgow_adds_up_and_mean_pressure_lies_between(
    hospital: duckdb.DuckDBPyConnection,
) -> None:
    wrong = """
        WITH together AS (
            SELECT max(value_as_number) FILTER (measurement_concept_id = 3016335) AS e,
                   max(value_as_number) FILTER (measurement_concept_id = 3009094) AS v,
                   max(value_as_number) FILTER (measurement_concept_id = 3008223) AS m,
                   max(value_as_number) FILTER (measurement_concept_id = 3007194) AS total
            FROM measurement WHERE measurement_concept_id IN (3016335, 3009094, 3008223, 3007194)
            GROUP BY visit_occurrence_id, measurement_datetime)
        SELECT count(*) FROM together WHERE e + v + m <> total"""
    assert count(hospital, wrong) == 0
    crossed = """
        WITH together AS (
            SELECT max(value_as_number) FILTER (measurement_concept_id = 3004249) AS high,
                   max(value_as_number) FILTER (measurement_concept_id = 3027598) AS mean,
                   max(value_as_number) FILTER (measurement_concept_id = 3012888) AS low
            FROM measurement WHERE measurement_concept_id IN (3004249, 3012888, 3027598)
            GROUP BY visit_occurrence_id, measurement_datetime)
        SELECT avg((NOT (low <= mean AND mean <= high))::INT) FROM together
        WHERE high IS NOT NULL AND mean IS NOT NULL AND low IS NOT NULL"""
    assert count(hospital, crossed) < 0.01


def test_values_move_slowly(hospital: duckdb.DuckDBPyConnection) -> None:
    """One hour to the next differs less than one patient from another: there are trends."""
    row = hospital.execute("""
        SELECT stddev(value_as_number - before), stddev(value_as_number) FROM (
            SELECT value_as_number, lag(value_as_number) OVER (
                       PARTITION BY visit_detail_id ORDER BY measurement_datetime) AS before
            FROM measurement
            WHERE measurement_concept_id = 3027018 AND value_as_number > 0)""").fetchone()
    assert row
    assert row[0] < 0.75 * row[1]


def test_pneumonia_is_a_twelfth_of_intensive_care_and_is_seen_on_imaging(
    hospital: duckdb.DuckDBPyConnection,
) -> None:
    pneumonia = DIAGNOSED.format(code="J15.9")
    share = hospital.execute(f"""
        SELECT avg((visit_occurrence_id IN {pneumonia})::INT) FROM visit_detail
        WHERE visit_detail_concept_id = 32037""").fetchone()
    assert share and 0.04 <= share[0] <= 0.13
    seen = count(
        hospital,
        f"""
        SELECT avg(seen) FROM (
            SELECT max(regexp_matches(note_text, '[Cc]onsolidation|[Cc]ondensation')::INT) AS seen
            FROM note
            WHERE note_source_value = 'chest_xray' AND visit_occurrence_id IN {pneumonia}
            GROUP BY visit_occurrence_id)""",
    )
    assert seen > 0.8


def test_positive_cultures_have_an_antibiogram_and_a_specimen(
    hospital: duckdb.DuckDBPyConnection,
) -> None:
    bare = """
        SELECT count(*) FROM measurement c JOIN concept o ON o.concept_id = c.value_as_concept_id
        ANTI JOIN measurement a ON a.measurement_event_id = c.measurement_id
        WHERE o.concept_class_id = 'Organism' AND o.concept_name NOT LIKE 'Candida%'"""
    assert count(hospital, bare) == 0
    answers = hospital.execute("""
        SELECT list_sort(list(DISTINCT value_source_value)), min(meas_event_field_concept_id)
        FROM measurement WHERE measurement_event_id IS NOT NULL""").fetchone()
    assert answers and answers[0] == ["I", "R", "S"]
    assert answers[1] == 1147138
    unlinked = """
        SELECT count(*) FROM specimen s ANTI JOIN fact_relationship r
        ON r.domain_concept_id_1 = 36 AND r.fact_id_1 = s.specimen_id"""
    assert count(hospital, unlinked) == 0
    dangling = """
        SELECT count(*) FROM fact_relationship r
        ANTI JOIN measurement m ON m.measurement_id = r.fact_id_2
        WHERE r.domain_concept_id_2 = 21"""
    assert count(hospital, dangling) == 0


def test_notes_speak_two_languages_and_deny_things(hospital: duckdb.DuckDBPyConnection) -> None:
    shares = dict(
        hospital.execute("""
            SELECT language_concept_id, count(*) / (SELECT count(*) FROM note)
            FROM note GROUP BY 1""").fetchall()
    )
    assert shares.keys() == {4180186, 4180190}
    assert min(shares.values()) > 0.3
    negated = "SELECT count(*) FROM note WHERE note_text ILIKE '%{}%'"
    for words in ("pas d''embolie pulmonaire", "no pulmonary embolism", "pas de pneumothorax"):
        assert count(hospital, negated.format(words)) > 0, words
    unfilled = """SELECT count(*) FROM note
                  WHERE note_text IS NULL OR regexp_matches(note_text, '[{}]')
                     OR length(note_text) < 40"""
    assert count(hospital, unfilled) == 0
    distinct = """SELECT count(DISTINCT note_text) / count(*) FROM note
                  WHERE note_source_value = 'progress'"""
    assert count(hospital, distinct) > 0.95


def test_nobody_bleeding_gets_heparin(hospital: duckdb.DuckDBPyConnection) -> None:
    given = f"""
        SELECT count(*) FROM drug_exposure e JOIN drug_strength s USING (drug_concept_id)
        WHERE ingredient_concept_id IN (1301025, 1322184, 43013024, 1310149)
          AND visit_occurrence_id IN {DIAGNOSED.format(code="K92.2")}"""
    assert count(hospital, given) == 0
