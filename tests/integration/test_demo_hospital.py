"""The demo hospital against the shape of a real one (the MIMIC-IV demo) and against OMOP 5.4."""

# ruff: noqa: S608 - queries are made of the constants of this file

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from linkr_jupyter.cdm.tables import omop_tables

TYPES = {"integer": "BIGINT", "number": "DOUBLE", "text": "VARCHAR"}
PERSON_TABLES = {
    "visit_occurrence": "visit_start_datetime",
    "visit_detail": "visit_detail_start_datetime",
    "measurement": "measurement_datetime",
    "drug_exposure": "drug_exposure_start_datetime",
    "condition_occurrence": "condition_start_datetime",
    "procedure_occurrence": "procedure_datetime",
    "device_exposure": "device_exposure_start_datetime",
    "observation": "observation_datetime",
    "specimen": "specimen_datetime",
    "note": "note_datetime",
    "drug_era": "drug_era_start_date",
    "condition_era": "condition_era_start_date",
    "observation_period": "observation_period_start_date",
}
# Views in which the bands below are easy to read.
VIEWS = """
    CREATE TEMP VIEW per_visit AS
    SELECT visit_occurrence_id, count(*) AS n FROM measurement GROUP BY 1;
    CREATE TEMP VIEW per_unit AS
    SELECT visit_detail_id, count(*) AS n FROM measurement GROUP BY 1;
    CREATE TEMP VIEW given AS
    SELECT visit_occurrence_id, count(*) AS drugs FROM drug_exposure GROUP BY 1;
    CREATE TEMP VIEW icu AS
    SELECT d.visit_occurrence_id, coalesce(n, 0) AS n,
        date_diff('minute', visit_detail_start_datetime, visit_detail_end_datetime) / 1440 AS days
    FROM visit_detail d LEFT JOIN per_unit USING (visit_detail_id)
    WHERE visit_detail_concept_id = 32037;
    CREATE TEMP VIEW visits AS
    SELECT v.person_id, coalesce(n, 0) AS n, coalesce(drugs, 0) AS drugs,
        date_diff('minute', visit_start_datetime, visit_end_datetime) / 1440 AS days,
        (discharged_to_source_value = 'DIED')::INT AS died,
        visit_occurrence_id IN (SELECT visit_occurrence_id FROM icu) AS through_icu
    FROM visit_occurrence v
    LEFT JOIN per_visit USING (visit_occurrence_id) LEFT JOIN given USING (visit_occurrence_id)
    WHERE visit_concept_id <> 9202;
    CREATE TEMP VIEW persons AS SELECT person_id, count(*) AS n FROM visits GROUP BY person_id;
    CREATE TEMP VIEW readings AS
    SELECT measurement_concept_id AS concept, value_as_number AS value FROM measurement
"""


@pytest.fixture(scope="module")
def hospital(demo_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_file), read_only=True) as connection:
        connection.execute(VIEWS)
        yield connection


def one(hospital: duckdb.DuckDBPyConnection, query: str) -> float:
    row = hospital.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_every_omop_table_has_its_columns_and_types(hospital: duckdb.DuckDBPyConnection) -> None:
    found: dict[str, dict[str, str]] = {}
    rows = hospital.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
    ).fetchall()
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    for name, table in omop_tables().items():
        wanted = {
            column: TYPES.get(table.columns[column].type, table.columns[column].type.upper())
            for column in table.ordered("5.4")
        }
        assert {c: k.replace("TIMESTAMP", "DATETIME") for c, k in found.get(name, {}).items()} == (
            wanted
        ), name


@pytest.mark.parametrize(
    ("query", "low", "high"),
    [
        # hospital visits per person: mean 2.7, median 1, p95 9, maximum 20
        ("avg(n) FROM persons", 2.2, 3.2),
        ("median(n) FROM persons", 1, 1),
        ("quantile_cont(n, 0.95) FROM persons", 6, 13),
        ("max(n) FROM persons", 10, 20),
        # half the visits pass through intensive care, 1.3 stays each
        ("avg(through_icu::INT) FROM visits", 0.40, 0.54),
        ("count(*) / count(DISTINCT visit_occurrence_id) FROM icu", 1.1, 1.5),
        ("median(days) FROM icu", 1.4, 2.4),
        ("avg(days) FROM icu", 2.2, 3.6),
        ("quantile_cont(days, 0.95) FROM icu", 6, 12),
        ("median(days) FROM visits WHERE NOT through_icu", 3.2, 5.2),
        ("median(days) FROM visits WHERE through_icu", 6, 9),
        ("max(days) FROM visits", 20, 60),
        # measurements: hundreds in an intensive care stay
        ("median(n) FROM icu", 350, 800),
        ("avg(n) FROM icu", 600, 1300),
        ("median(n) FROM visits", 200, 600),
        ("avg(n) FROM visits", 550, 1100),
        ("median(drugs) FROM visits WHERE through_icu", 60, 140),
        ("median(drugs) FROM visits WHERE NOT through_icu", 15, 70),
        # death: more often where people are sicker
        ("avg(died) FROM visits WHERE through_icu", 0.05, 0.16),
        ("avg(died) FROM visits WHERE NOT through_icu", 0.002, 0.05),
        # heart rate 91 (19), potassium 4.2, creatinine 1.6, hemoglobin 10
        ("avg(value) FROM readings WHERE concept = 3027018", 82, 96),
        ("stddev(value) FROM readings WHERE concept = 3027018", 13, 22),
        ("avg(value) FROM readings WHERE concept = 3023103", 4, 4.5),
        ("avg(value) FROM readings WHERE concept = 3016723", 1.0, 2.0),
        ("avg(value) FROM readings WHERE concept = 3000963", 9.5, 12.5),
    ],
)
def test_shape_of_a_real_hospital(
    hospital: duckdb.DuckDBPyConnection, query: str, low: float, high: float
) -> None:
    assert low <= one(hospital, f"SELECT {query}") <= high


@pytest.mark.parametrize("table", PERSON_TABLES)
def test_rows_belong_to_someone_and_are_in_order(
    hospital: duckdb.DuckDBPyConnection, table: str
) -> None:
    start, key = PERSON_TABLES[table], omop_tables()[table].key
    orphans = f"SELECT count(*) FROM {table} ANTI JOIN person USING (person_id)"
    assert one(hospital, orphans) == 0
    assert one(hospital, f"SELECT count(*) - count(DISTINCT {key}) FROM {table}") == 0
    disorder = f"""
        SELECT count(*) FROM (
            SELECT (person_id, {start}) < lag((person_id, {start})) OVER (ORDER BY rowid) AS back
            FROM {table}) WHERE back"""
    assert one(hospital, disorder) == 0


def test_identifiers_need_more_than_32_bits(hospital: duckdb.DuckDBPyConnection) -> None:
    for table in ("measurement", "drug_exposure", "visit_detail", "note"):
        assert one(hospital, f"SELECT min({omop_tables()[table].key}) FROM {table}") > 2**32


def test_events_lie_in_their_visit(hospital: duckdb.DuckDBPyConnection) -> None:
    tables = ["visit_detail", "measurement", "drug_exposure", "condition_occurrence",
              "procedure_occurrence", "device_exposure", "observation", "note"]  # fmt: skip
    for table in tables:
        outside = f"""
            SELECT count(*) FROM {table} e LEFT JOIN visit_occurrence v USING (visit_occurrence_id)
            WHERE v.person_id IS DISTINCT FROM e.person_id OR e.{PERSON_TABLES[table]}
                NOT BETWEEN v.visit_start_datetime AND v.visit_end_datetime"""
        assert one(hospital, outside) == 0, table
    late = """SELECT count(*) FROM measurement m JOIN death d USING (person_id)
              WHERE measurement_datetime > death_datetime"""
    assert one(hospital, late) == 0


def test_units_and_visits_follow_one_another(hospital: duckdb.DuckDBPyConnection) -> None:
    overlap = """
        SELECT count(*) FROM (
            SELECT visit_start_datetime < lag(visit_end_datetime)
                   OVER (PARTITION BY person_id ORDER BY visit_start_datetime) AS early
            FROM visit_occurrence) WHERE early"""
    assert one(hospital, overlap) == 0
    gaps = """
        SELECT count(*) FROM (
            SELECT visit_detail_start_datetime <> lag(visit_detail_end_datetime)
                   OVER (PARTITION BY visit_occurrence_id ORDER BY visit_detail_id) AS gap
            FROM visit_detail) WHERE gap"""
    assert one(hospital, gaps) == 0
    assert one(hospital, "SELECT min(visit_start_date) >= '2022-01-01' FROM visit_occurrence")
    last = "SELECT max(observation_period_end_date) FROM observation_period"
    assert str(one(hospital, last)) < "2026-11-22"


def test_every_concept_has_a_name(hospital: duckdb.DuckDBPyConnection) -> None:
    columns = hospital.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE column_name LIKE '%concept_id%' AND table_name <> 'concept'"
    ).fetchall()
    for table, column in columns:
        nameless = f"""
            SELECT list(DISTINCT t."{column}") FROM "{table}" t
            ANTI JOIN concept c ON c.concept_id = t."{column}"
            WHERE t."{column}" IS NOT NULL"""
        assert not one(hospital, nameless), (table, column)


def test_descendants_lead_from_class_to_product(hospital: duckdb.DuckDBPyConnection) -> None:
    query = """SELECT list(concept_name) FROM concept_ancestor
               JOIN concept ON concept_id = descendant_concept_id
               WHERE ancestor_concept_id = {}"""
    antibiotics = hospital.execute(query.format(21602796)).fetchall()[0][0]
    assert {"amoxicillin", "clavulanate", "meropenem 1000 MG Injection"} <= set(antibiotics)
    assert "norepinephrine" not in antibiotics
    pneumonia = hospital.execute(query.format(255848)).fetchall()[0][0]
    assert {"Bacterial pneumonia", "Pneumonia due to Streptococcus"} <= set(pneumonia)


def test_concepts_have_french_names(hospital: duckdb.DuckDBPyConnection) -> None:
    french = """SELECT list(concept_id) FROM concept_synonym
                WHERE concept_synonym_name = 'Fréquence cardiaque'"""
    assert hospital.execute(french).fetchall() == [([3027018],)]
    nameless = """SELECT list(concept_name) FROM concept c
                  ANTI JOIN (FROM concept_synonym WHERE language_concept_id = 4180190) s
                  USING (concept_id) WHERE standard_concept IS NOT NULL"""
    assert not one(hospital, nameless)


def test_drugs_have_strength_route_and_quantity(hospital: duckdb.DuckDBPyConnection) -> None:
    missing = """SELECT count(*) FROM drug_exposure
                 ANTI JOIN drug_strength USING (drug_concept_id) WHERE drug_concept_id <> 0"""
    assert one(hospital, missing) == 0
    nothing = """SELECT count(*) FROM drug_exposure
                 WHERE quantity IS NULL OR quantity <= 0 OR route_concept_id IS NULL OR sig IS NULL
                    OR drug_exposure_end_datetime < drug_exposure_start_datetime"""
    assert one(hospital, nothing) == 0
    both = """SELECT count(DISTINCT ingredient_concept_id) FROM drug_strength
              WHERE drug_concept_id = 1713694"""
    assert one(hospital, both) == 2


def test_dirt_is_there_and_small(hospital: duckdb.DuckDBPyConnection) -> None:
    shares = {
        "value_as_number = 0 AND measurement_concept_id = 3027018": (1e-5, 1e-3),
        "value_as_number > 1000 AND measurement_concept_id = 3025315": (1e-6, 1e-3),
        "unit_concept_id IS NULL": (0.01, 0.20),
        "visit_detail_id IS NULL": (0.005, 0.03),
        "measurement_concept_id = 0 AND measurement_source_value IS NOT NULL": (1e-4, 0.01),
        "unit_concept_id = 9289": (1e-4, 0.01),
        "operator_concept_id = 4171756": (1e-4, 0.02),
    }
    for condition, (low, high) in shares.items():
        share = one(hospital, f"SELECT avg(coalesce({condition}, false)::INT) FROM measurement")
        assert low <= share <= high, condition
    twice = """
        SELECT sum(n - 1) / (SELECT count(*) FROM measurement) FROM (
            SELECT count(*) AS n FROM measurement WHERE value_as_number IS NOT NULL
            GROUP BY person_id, measurement_source_value, measurement_datetime, value_as_number)"""
    assert 1e-3 <= one(hospital, twice) <= 0.01
