"""The rows of a patient against hand-written SQL on real patients, and against six rows by hand."""

from __future__ import annotations

import ast
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import linkr_jupyter as linkr
from linkr_jupyter.analysis import DataTable, long_table, patient_records, wide_table
from linkr_jupyter.errors import InvalidValueError, MissingTableError
from linkr_jupyter.locale import set_language
from linkr_jupyter.plugins import get_plugin, render

HEART_RATE, TEMPERATURE = 3027018, 3020891

PERSON = 9_007_199_254_740_993
HAND = """
CREATE TABLE person (person_id BIGINT, gender_concept_id INT, year_of_birth INT,
  race_concept_id INT, ethnicity_concept_id INT);
INSERT INTO person VALUES ({p}, 8507, 1950, 0, 0), (8, 8532, 1960, 0, 0);
CREATE TABLE visit_occurrence (visit_occurrence_id BIGINT, person_id BIGINT,
  visit_concept_id INT, visit_start_date DATE, visit_start_datetime TIMESTAMP, visit_end_date DATE,
  visit_end_datetime TIMESTAMP, visit_type_concept_id INT);
INSERT INTO visit_occurrence VALUES
  (1, {p}, 9201, '2020-01-01', '2020-01-01 08:00', '2020-01-01', '2020-01-01 20:00', 0),
  (2, {p}, 9201, '2020-01-02', '2020-01-02 08:00', '2020-01-02', '2020-01-02 20:00', 0);
CREATE TABLE concept (concept_id BIGINT, concept_name TEXT, domain_id TEXT, vocabulary_id TEXT,
  concept_class_id TEXT, standard_concept TEXT, concept_code TEXT);
INSERT INTO concept VALUES
  (3020891, 'Body temperature', 'Measurement', 'LOINC', 'Clinical Observation', 'S', '8310-5'),
  (586323, 'degree Celsius', 'Unit', 'UCUM', 'Unit', 'S', 'Cel'),
  (9289, 'degree Fahrenheit', 'Unit', 'UCUM', 'Unit', 'S', '[degF]');
CREATE TABLE measurement (measurement_id BIGINT, person_id BIGINT, measurement_concept_id BIGINT,
  measurement_date DATE, measurement_datetime TIMESTAMP, measurement_type_concept_id INT,
  value_as_number DOUBLE, unit_concept_id BIGINT, visit_occurrence_id BIGINT,
  measurement_source_value TEXT, unit_source_value TEXT);
INSERT INTO measurement
SELECT id, {p}, concept, moment::DATE, moment, 0, number, unit, visit, source, written
FROM (VALUES
  (1, 3020891, TIMESTAMP '2020-01-01 09:00', 37.5, 586323, 1, 'Temp', 'C'),
  (2, 3020891, TIMESTAMP '2020-01-01 09:30', 39.1, 586323, 1, 'Temp', 'C'),
  (3, 3020891, TIMESTAMP '2020-01-01 18:00', 38.0, 586323, NULL, 'Temp', 'C'),
  (4, 3020891, TIMESTAMP '2020-01-02 09:00', 98.6, 9289, 2, 'Temp', 'F'),
  (5, 0, TIMESTAMP '2020-01-02 10:00', 1234.56, 0, 2, 'Nausea', 'score'),
  (6, 42, TIMESTAMP '2020-01-02 11:00', NULL, NULL, NULL, NULL, NULL)
) t(id, concept, moment, number, unit, visit, source, written);
"""


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory):
    """Six measurements of one person whose id does not fit into a float."""
    path = tmp_path_factory.mktemp("hand") / "hand.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(HAND.replace("{p}", str(PERSON)))
    return linkr.connect(path)


def run(patient, **values) -> DataTable:
    """Run the cell as the form writes it, and return what it shows."""
    plugin = get_plugin("data_table")
    source = render(plugin, {**plugin.defaults(), **values}).removeprefix("%%patient\n")
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value)
    names = {"patient": patient}
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(last, "cell", "eval"), names)


def columns_of(table: DataTable) -> dict[str, list[str]]:
    texts = table.texts()
    return {table.headings[name]: texts[name].tolist() for name in texts}


def test_rows_are_newest_first_with_names_units_and_what_was_recorded(hand) -> None:
    shown = run(hand.patient(PERSON))
    assert shown.caption == "Measurements."
    assert shown.count == "6 rows."
    assert columns_of(shown) == {
        "Date": ["2 Jan 2020 11:00", "2 Jan 2020 10:00", "2 Jan 2020 09:00", "1 Jan 2020 18:00",
                 "1 Jan 2020 09:30", "1 Jan 2020 09:00"],
        "Concept": ["Unknown (42)", "Unmapped: Nausea", *["Body temperature"] * 4],
        "Value": ["", "1,234.56", "98.6", "38", "39.1", "37.5"],
        "Unit": ["", "score", "°F", "°C", "°C", "°C"],
        "Recorded as": ["", "Nausea", *["Temp"] * 4],
    }  # fmt: skip


def test_chosen_columns_keep_whole_ids(hand) -> None:
    names = ["person_id", "visit_occurrence_id", "measurement_concept_id"]
    shown = run(hand.patient(PERSON), columns=names, show_concept_ids=True, newest_first=False)
    assert columns_of(shown) == {
        "Patient": [str(PERSON)] * 6,
        "Stay number": ["1", "1", "", "2", "2", ""],
        "Concept": [*["Body temperature"] * 4, "Unmapped: Nausea", "Unknown (42)"],
        "Concept (concept id)": [*["3020891"] * 4, "0", "42"],
    }


def test_columns_that_the_table_lacks_are_named(hand) -> None:
    with pytest.raises(InvalidValueError, match="measurement of this source has no column dose"):
        run(hand.patient(PERSON), columns=["dose"])


def test_the_most_lines_are_shown_and_all_are_counted(hand, monkeypatch) -> None:
    shown = run(hand.patient(PERSON), rows=2)
    assert len(shown.frame) == 2
    assert shown.count == "2 of 6 rows."
    limited = "The setting “Most lines to show” allows no more."
    assert f"<caption>Measurements. 2 of 6 rows. {limited}</caption>" in shown.to_html()
    monkeypatch.setenv("LINKR_SMALL_CELLS", "11")
    page = run(hand.patient(PERSON), rows=2).to_html()
    assert "<caption>Measurements. 2 of 6 rows. This page shows no more.</caption>" in page
    whole = run(hand.patient(PERSON), rows=6)
    assert "<caption>Measurements. 6 rows.</caption>" in whole.to_html()


def test_concepts_and_stays_choose_rows(hand) -> None:
    patient = hand.patient(PERSON, visit=1)
    shown = run(patient, period="visit", concept_ids=[TEMPERATURE])
    # The third names no stay, but falls into this one.
    assert columns_of(shown)["Value"] == ["38", "39.1", "37.5"]
    assert len(run(hand.patient(PERSON), period="visit").frame) == 6


@pytest.mark.parametrize(
    ("value", "worse_is", "expected"),
    [
        ("first", "high", "37.5"),
        ("last", "high", "38"),
        ("mean", "high", "38.2"),
        ("min", "high", "37.5"),
        ("max", "high", "39.1"),
        ("worst", "high", "39.1"),
        ("worst", "low", "37.5"),
    ],
)
def test_a_day_shows_one_of_its_values(hand, value: str, worse_is: str, expected: str) -> None:
    shown = run(hand.patient(PERSON), shape="wide", value=value, worse_is=worse_is)
    assert columns_of(shown) == {
        "Date": ["2 Jan 2020", "1 Jan 2020"],
        "Body temperature (°C)": ["", expected],
        "Body temperature (°F)": ["98.6", ""],
        "Unmapped: Nausea (score)": ["1,235" if value == "mean" else "1,234.56", ""],
    }
    assert shown.caption == (
        "Measurements. Records without a number or a date, which are not shown: 1."
    )


def test_hours_are_lines_too(hand) -> None:
    shown = run(hand.patient(PERSON), shape="wide", every="hour", newest_first=False)
    celsius = columns_of(shown)["Body temperature (°C)"]
    assert columns_of(shown)["Date and hour"] == [
        "1 Jan 2020 09:00", "1 Jan 2020 18:00", "2 Jan 2020 09:00", "2 Jan 2020 10:00",
    ]  # fmt: skip
    assert celsius == ["39.1", "38", "", ""]


def test_tables_without_numbers_count_records(hand) -> None:
    shown = run(hand.patient(PERSON), table="visit_occurrence", shape="wide", newest_first=False)
    assert columns_of(shown)["Unknown (9201)"] == ["1", "1"]


def test_a_patient_without_rows_has_an_empty_table(hand) -> None:
    for shape in ("long", "wide"):
        shown = run(hand.patient(8), shape=shape)
        assert shown.count == "No row."
        assert "No row." in shown.to_html()


@pytest.mark.parametrize("shape", ["long", "wide"])
def test_all_values_missing_is_said(hand, shape: str) -> None:
    shown = run(hand.patient(PERSON), concept_ids=[42], shape=shape)
    if shape == "long":
        assert columns_of(shown)["Concept"] == ["Unknown (42)"]
        assert "Value" not in columns_of(shown)
    else:
        assert shown.caption.endswith("which are not shown: 1.")


def test_tables_that_are_absent_or_hold_no_patients_are_refused(hand) -> None:
    with pytest.raises(MissingTableError, match="has no table note"):
        run(hand.patient(PERSON), table="note")
    with pytest.raises(InvalidValueError, match="'concept' holds no rows of patients"):
        run(hand.patient(PERSON), table="concept")
    with pytest.raises(InvalidValueError, match="cannot be"):
        run(hand.patient(PERSON), table="../etc/passwd")


def test_choices_that_are_unknown_are_refused(hand) -> None:
    patient = hand.patient(PERSON)
    records = patient_records(patient, "measurement")
    for wrong in ({"every": "week"}, {"value": "sum"}, {"value": "worst", "worse_is": "left"}):
        with pytest.raises(InvalidValueError, match="cannot be"):
            wide_table(patient, records, "measurement", **wrong)


def test_the_table_speaks_french(hand) -> None:
    set_language("fr")
    try:
        shown = run(hand.patient(PERSON), rows=2)
        html = shown.to_html()
    finally:
        set_language("en")
    assert 'lang="fr"' in html
    assert "Mesures. 2 lignes sur 6." in html
    assert list(columns_of(shown)) == ["Date", "Concept", "Valeur", "Unité", "Enregistré sous"]
    assert "Non aligné\u202f: Nausea" in html


TABLES = {
    "person": 100, "visit_occurrence": 852, "visit_detail": 14_479, "condition_occurrence": 16_441,
    "procedure_occurrence": 18_447, "drug_exposure": 18_229, "observation": 31_390,
    "device_exposure": 3_855, "specimen": 150, "death": 15, "drug_era": 7_931,
    "condition_era": 3_771, "observation_period": 100,
}  # fmt: skip


def test_no_row_of_the_real_patients_is_lost(mimic_cdm) -> None:
    found = dict.fromkeys(TABLES, 0)
    for person_id in mimic_cdm.person.person_id.execute():
        patient = mimic_cdm.patient(int(person_id))
        for table in TABLES:
            records = patient_records(patient, table)
            assert records.person_id.eq(int(person_id)).all()
            found[table] += len(records)
    assert found == TABLES


@pytest.mark.parametrize("table", ["measurement", *TABLES])
def test_real_rows_equal_those_of_sql(mimic_cdm, mimic_folder: Path, table: str) -> None:
    file = f"'{mimic_folder}/{table}.parquet'"
    busiest = f"SELECT person_id FROM {file} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    person_id = duckdb.sql(busiest).fetchone()[0]
    patient = mimic_cdm.patient(person_id)
    records = patient_records(patient, table)
    by_hand = duckdb.sql(f"SELECT * FROM {file} WHERE person_id = {person_id}")
    by_hand = by_hand.to_arrow_table().to_pandas()
    assert len(records) == len(by_hand)
    for name in by_hand.select_dtypes("number"):
        ours = pd.to_numeric(records[name]).astype(float)
        assert ours.sum() == pytest.approx(by_hand[name].astype(float).sum(), rel=1e-9)
    shown = long_table(patient, records, table, limit=20)
    assert len(shown.frame) == min(20, len(by_hand))
    first = shown.frame.columns[0]
    assert not shown.texts()[first].str.contains(".0", regex=False).any()


def test_wide_values_equal_those_of_sql(mimic_cdm, mimic_folder: Path) -> None:
    person_id = int(mimic_cdm.person.person_id.min().execute())
    shown = run(mimic_cdm.patient(person_id), shape="wide", value="max", every="hour",
                concept_ids=[HEART_RATE], newest_first=False, rows=10_000)  # fmt: skip
    by_hand = duckdb.sql(f"""
        SELECT max(value_as_number) FROM '{mimic_folder}/measurement.parquet'
        WHERE person_id = {person_id} AND measurement_concept_id = {HEART_RATE}
          AND value_as_number IS NOT NULL
        GROUP BY date_trunc('hour', measurement_datetime) ORDER BY any_value(measurement_datetime)
    """).fetchall()
    values = shown.frame.drop(columns="hour").iloc[:, 0]
    assert values.tolist() == [value for (value,) in by_hand]


def test_wide_tables_show_the_sixty_most_frequent_columns(mimic_cdm) -> None:
    ids = mimic_cdm.person.person_id.execute()
    shown = run(mimic_cdm.patient(int(ids.iloc[0])), shape="wide")
    assert shown.frame.shape[1] == 61
    assert "The 60 most frequent columns are shown, of " in shown.caption


def test_the_demo_hospital_has_tables_for_every_patient(demo_cdm) -> None:
    ids = demo_cdm.person.person_id.execute()
    for person_id in ids[:3]:
        patient = demo_cdm.patient(int(person_id))
        for table in ("measurement", "drug_exposure", "note", "visit_occurrence"):
            if table in demo_cdm:
                shown = run(patient, table=table)
                assert shown.total == len(patient[table].to_pyarrow())
                assert shown._repr_mimebundle_()["text/plain"] == ("Table. Run the cell to see it.")
