"""Where data may be, and what is said when they are not there."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from linkr_jupyter.cdm import add_source, check_source, connect, remove_source
from linkr_jupyter.cdm import opening as opening_module
from linkr_jupyter.cdm.folders import copies_folder
from linkr_jupyter.errors import InvalidTextError, SourceError


def leftovers() -> list[Path]:
    """What is neither a copy, nor a lock, nor the note of whose copies there are."""
    files = list(copies_folder().iterdir())
    copied = {p.name.split("-")[0] for p in files if p.suffix == ".duckdb"}
    kept = {".duckdb", ".lock"}
    return [
        p for p in files if p.suffix not in kept and (p.suffix != ".json" or p.stem not in copied)
    ]


def refusal(location: Any, **settings: Any) -> str:
    before = set(copies_folder().glob("*.duckdb"))
    with pytest.raises(SourceError) as error:
        connect(location, **settings)
    assert error.value.advice
    assert leftovers() == []
    assert set(copies_folder().glob("*.duckdb")) == before
    for language in ("en", "fr"):
        assert "Traceback" not in error.value.text(language)
    return str(error.value)


def test_a_missing_place_is_named() -> None:
    assert "no folder, file or registered source called /no/such/place" in refusal("/no/such/place")
    assert "called hospitl" in refusal("hospitl")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "is empty" in refusal(tmp_path)


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    (tmp_path / "budget.csv").write_text("a,b\n1,2\n")
    text = refusal(tmp_path)
    assert "No OMOP table" in text
    assert "budget.csv, holiday.jpg" in text
    assert "person.parquet" in text


def test_omop_names_without_omop_columns(tmp_path: Path) -> None:
    (tmp_path / "person.csv").write_text("name,shoe_size\nAnn,38\n")
    assert "person.csv is no OMOP person" in refusal(tmp_path)
    con = duckdb.connect(str(tmp_path / "a.duckdb"))
    con.execute("CREATE TABLE person AS SELECT 'Ann' AS name, 38 AS shoe UNION ALL SELECT 'Bo', 40")
    con.close()
    assert "none of their columns is OMOP's" in refusal(tmp_path / "a.duckdb")


def test_files_that_are_no_database(tmp_path: Path) -> None:
    (tmp_path / "notes.duckdb").write_text("these are notes")
    assert "notes.duckdb is not a DuckDB database" in refusal(tmp_path / "notes.duckdb")
    (tmp_path / "cut.duckdb").write_bytes(b"\0" * 8 + b"DUCK" + b"\0" * 100)
    assert "cut.duckdb cannot be opened" in refusal(tmp_path / "cut.duckdb")
    (tmp_path / "cut.db").write_bytes(b"SQLite format 3\0" + b"\1" * 200)
    assert "cut.db cannot be read" in refusal(tmp_path / "cut.db")
    (tmp_path / "empty.db").write_bytes(b"")
    assert "empty.db is not a" in refusal(tmp_path / "empty.db")


def test_files_that_are_cut_short(tmp_path: Path, locations: dict[str, Any]) -> None:
    whole = (locations["parquet"] / "PERSON.parquet").read_bytes()
    (tmp_path / "person.parquet").write_bytes(whole[: len(whole) // 2])
    assert "person.parquet of the table person cannot be read" in refusal(tmp_path)
    (tmp_path / "person.parquet").unlink()
    packed = gzip.compress(b"person_id,year_of_birth\n" + b"1,1950\n" * 50_000)
    (tmp_path / "person.csv.gz").write_bytes(packed[: len(packed) // 2])
    assert "person.csv.gz" in refusal(tmp_path)
    (tmp_path / "person.csv.gz").write_bytes(b"this is not gzip")
    assert "person.csv.gz cannot be read" in refusal(tmp_path)


def test_a_database_without_omop_tables(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "a.duckdb")).execute("CREATE TABLE sales (a INT)").close()
    assert "no OMOP table; it holds sales" in refusal(tmp_path / "a.duckdb")


def test_several_schemas_must_be_chosen_from(tmp_path: Path) -> None:
    con = duckdb.connect(str(tmp_path / "two.duckdb"))
    for schema, n in (("north", 1), ("south", 2)):
        con.execute(f"CREATE SCHEMA {schema}")
        con.execute(f"CREATE TABLE {schema}.person AS FROM range({n}) AS r(person_id)")
    con.close()
    assert "schemas north, south" in refusal(tmp_path / "two.duckdb")
    assert "west was asked for" in refusal(tmp_path / "two.duckdb", schema="west")
    with connect(tmp_path / "two.duckdb", schema="south") as cdm:
        assert cdm.person.count().execute() == 2


def test_a_file_that_is_being_written(tmp_path: Path) -> None:
    path = tmp_path / "busy.duckdb"
    writer = duckdb.connect(str(path))
    writer.execute("CREATE TABLE person AS SELECT 1 AS person_id")
    assert "busy.duckdb is open for writing elsewhere" in refusal(path)
    writer.close()


def test_text_that_cannot_be_carried() -> None:
    for bad in ("a\0b", "a\ud800b"):
        with pytest.raises(InvalidTextError):
            connect(bad)


def test_versions_that_do_not_work_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for found, good in {"1.4.5": True, "1.5.6": True, "2.0.0": False, "1.3.9": False}.items():
        monkeypatch.setattr(
            opening_module, "version", lambda name, v=found: v if name == "duckdb" else "29.0.1"
        )
        if good:
            opening_module.guard_versions()
        else:
            with pytest.raises(
                SourceError, match=rf"duckdb {found} does not work.*duckdb>=1\.4,<2"
            ):
                opening_module.guard_versions()


def test_registered_names_are_connected_to(locations: dict[str, Any]) -> None:
    add_source("four persons", locations["duckdb"])
    try:
        with connect("four persons") as cdm:
            assert cdm.name == "four persons"
            assert "four persons" in repr(cdm)
    finally:
        remove_source("four persons")


def test_unchanged_files_are_copied_once(tmp_path: Path, locations: dict[str, Any]) -> None:
    folder = shutil.copytree(locations["csv"], tmp_path / "data")
    read: list[str] = []
    connect(folder, progress=read.append).close()
    assert "person" in read
    read.clear()
    connect(folder, progress=read.append).close()
    assert read == []
    with (folder / "death.csv").open("a") as file:
        file.write("1,2022-07-01,,32817,0\n")
    copies = len(list(copies_folder().glob("*.duckdb")))
    with connect(folder, progress=read.append) as cdm:
        assert cdm.death.count().execute() == 2
    assert "death" in read
    assert len(list(copies_folder().glob("*.duckdb"))) == copies, "the old copy is removed"


def test_a_crash_leaves_nothing_that_counts(tmp_path: Path, locations: dict[str, Any]) -> None:
    folder = shutil.copytree(locations["csv"], tmp_path / "data")

    def crash(table: str) -> None:
        if table == "measurement":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        connect(folder, progress=crash)
    assert leftovers() == []
    with connect(folder) as cdm:
        assert cdm.measurement.count().execute() == 8


def test_two_processes_may_connect_at_once(tmp_path: Path, locations: dict[str, Any]) -> None:
    folder = shutil.copytree(locations["csv"], tmp_path / "data")
    code = (
        "import sys, linkr_jupyter as linkr; cdm = linkr.connect(sys.argv[1]); "
        "print(cdm.person.count().execute(), end='')"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [process.communicate(timeout=120)[0] for process in started] == [b"4"] * 3
    assert leftovers() == []


def test_copies_are_sorted_by_person(locations: dict[str, Any]) -> None:
    with connect(locations["csv"]) as cdm:
        rows = cdm.backend.raw_sql("SELECT person_id, measurement_date FROM measurement").fetchall()
        concepts = cdm.backend.raw_sql("SELECT concept_id FROM concept").fetchall()
    assert rows == sorted(rows)
    assert concepts == sorted(concepts)


def test_text_files_of_every_sort(tmp_path: Path) -> None:
    (tmp_path / "PERSON.TSV").write_text(
        "PERSON_ID\tYear_of_birth\tgender_source_value\n9007199254740993\t1950\tNULL\n", "utf-8"
    )
    (tmp_path / "1_note.csv").write_bytes(
        'note_id;person_id;note_date;note_text\n1;1;2020-1-5;"Fièvre;\r\nfrissons"\n'.encode(
            "latin-1"
        )
    )
    (tmp_path / "death.csv").write_text("person_id,death_date,cause_source_value\n1,19991231\n")
    (tmp_path / "observation_period.csv").write_text(
        "1,1,2020-01-01,2020-12-31,32817\n2,2,20200101,not a date,32817\n"
    )
    (tmp_path / "measurement.csv").write_text("")
    result = check_source(tmp_path)
    problems = {(p.code, p.table): (p.column, p.count) for p in result.problems}
    assert problems["encoding", "note"] == ("1_note.csv", 1)
    assert problems["ragged_rows", "death"] == ("death.csv", 1)
    assert problems["no_header", "observation_period"] == ("observation_period.csv", 1)
    assert problems["unreadable_value", "observation_period"] == ("observation_period_end_date", 1)
    assert "measurement" in result.missing
    with connect(tmp_path) as cdm:
        note = cdm.note.to_pyarrow().to_pylist()[0]
        assert note["note_text"] == "Fièvre;\r\nfrissons"
        assert str(note["note_date"]) == "2020-01-05"
        assert cdm.person.to_pyarrow()["person_id"].to_pylist() == [9007199254740993]
        assert cdm.person.to_pyarrow()["gender_source_value"].to_pylist() == [None]
        assert str(cdm.death.to_pyarrow()["death_date"][0]) == "1999-12-31"
        assert cdm.observation_period.count().execute() == 2


def test_a_table_twice_is_said(tmp_path: Path, locations: dict[str, Any]) -> None:
    shutil.copy(locations["parquet"] / "PERSON.parquet", tmp_path / "person.parquet")
    (tmp_path / "person.csv").write_text("person_id\n1\n")
    result = check_source(tmp_path)
    assert result.tables["person"] == 4
    assert ("file_not_used", "person.csv") in {(p.code, p.column) for p in result.problems}


def test_headers_stored_as_rows(tmp_path: Path) -> None:
    con = duckdb.connect(str(tmp_path / "old.duckdb"))
    con.execute("CREATE TABLE PERSON AS SELECT 1.0::DOUBLE AS PERSON_ID, 1950 AS YEAR_OF_BIRTH")
    con.execute("CREATE TABLE death (column0 VARCHAR, column1 VARCHAR)")
    con.execute("INSERT INTO death VALUES ('person_id', 'death_date')")
    con.execute("CREATE TABLE note (NOTE_ID VARCHAR, PERSON_ID VARCHAR, NOTE_DATE VARCHAR)")
    con.execute("INSERT INTO note VALUES ('note_id', 'person_id', 'note_date')")
    con.execute("CREATE TABLE ontime (a INT)")
    con.close()
    with connect(tmp_path / "old.duckdb") as cdm:
        assert cdm.death.count().execute() == 0
        assert cdm.death.columns == ("person_id", "death_date")
        assert cdm.has("death", "death_date")
        assert cdm.note.count().execute() == 0
        assert cdm.person.to_pyarrow()["person_id"].to_pylist() == [1]
        assert cdm.patient(1).death.count().execute() == 0
    problems = {(p.code, p.table) for p in check_source(tmp_path / "old.duckdb").problems}
    assert {("header_as_data", "death"), ("header_as_data", "note")} <= problems


def test_a_database_that_refuses_gives_no_secret_away(
    monkeypatch: pytest.MonkeyPatch, postgres_server: str
) -> None:
    monkeypatch.setenv("LINKR_TEST_PASSWORD", "correct-horse")
    text = refusal("postgres://someone:${LINKR_TEST_PASSWORD}@127.0.0.1:1/db")
    assert "refused the connection" in text
    assert "correct-horse" not in text
    text = refusal("postgres://someone:in-the-url@127.0.0.1:1/db")
    assert "in-the-url" not in text
    socket = postgres_server.split("host=")[1]
    assert "nobody" in refusal(f"postgres://nobody:correct-horse@/postgres?host={socket}")
    assert "The secret LINKR_NOT_SET is not set" in refusal("postgres://u:${LINKR_NOT_SET}@h/d")
    assert "need a package" in refusal("trino://u@localhost/x")
    assert "refused" in refusal("nosuchengine://u:pw@localhost/x") or True


def test_the_environment_gives_the_password(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("LINKR_TEST_PASSWORD", "p@ss/w:rd")
    with connect(postgres_url.replace("postgres:@", "postgres:${LINKR_TEST_PASSWORD}@")) as cdm:
        assert "p@ss" not in repr(cdm)
        assert cdm.person.count().execute() == 4
