"""No door of a connection writes, or leaves the data."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from linkr_jupyter.cdm import Cdm, connect
from linkr_jupyter.cdm.folders import copies_folder

WRITES = [
    "INSERT INTO {person} SELECT * FROM {person}",
    "DELETE FROM {person}",
    "UPDATE {person} SET year_of_birth = 1900",
    "DROP TABLE {person}",
    "ALTER TABLE {person} ADD COLUMN x INTEGER",
    "CREATE TABLE {schema}.stolen AS SELECT 1 AS a",
    "CREATE VIEW {schema}.stolen AS SELECT 1 AS a",
]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("write", WRITES)
def test_duckdb_refuses_to_write(duckdb_cdm: Cdm, locations: dict[str, Any], write: str) -> None:
    before = digest(locations["duckdb"])
    with pytest.raises(duckdb.Error, match=r"read-only|Cannot"):
        duckdb_cdm.backend.raw_sql(write.format(person="main.PERSON", schema="main"))
    assert digest(locations["duckdb"]) == before


@pytest.mark.parametrize(
    "door",
    [
        "SELECT * FROM read_csv('/etc/passwd', header=false, sep='~')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "COPY (SELECT 1) TO '{out}'",
        "EXPORT DATABASE '{out}'",
        "ATTACH '{out}' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET memory_limit = '1TB'",
        "SET TimeZone = 'Asia/Tokyo'",
        "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    ],
)
def test_duckdb_is_closed_to_files_and_settings(
    locations: dict[str, Any], tmp_path: Path, door: str
) -> None:
    out = tmp_path / "out"
    for place in (locations["duckdb"], locations["csv"]):
        with connect(place) as cdm, pytest.raises(duckdb.Error):
            cdm.backend.raw_sql(door.format(out=out)).fetchall()
        assert not out.exists()


def test_ibis_own_verbs_do_not_write_either(duckdb_cdm: Cdm, tmp_path: Path) -> None:
    backend = duckdb_cdm.backend
    for write in (
        lambda: backend.create_table("stolen", duckdb_cdm.person),
        lambda: backend.drop_table("PERSON"),
        lambda: backend.read_csv("/etc/passwd"),
        lambda: backend.read_parquet(str(tmp_path / "x.parquet")),
        lambda: backend.to_parquet(duckdb_cdm.person, str(tmp_path / "x.parquet")),
        lambda: backend.attach(str(tmp_path / "x.duckdb")),
    ):
        with pytest.raises(Exception, match=r"(?i)cannot|disabled|permission|read-only|access"):
            write()
    assert list(tmp_path.iterdir()) == []


def test_a_python_variable_is_not_a_table(duckdb_cdm: Cdm) -> None:
    secret = {"a": [1]}  # noqa: F841 - what DuckDB would look up by name
    with pytest.raises(duckdb.Error, match="does not exist"):
        duckdb_cdm.backend.raw_sql("SELECT * FROM secret")


def test_a_patient_in_memory_is_closed_to_files_too(duckdb_cdm: Cdm) -> None:
    patient = duckdb_cdm.patient(1)
    with pytest.raises(duckdb.Error):
        patient.backend.raw_sql("SELECT * FROM read_text('/etc/passwd')")
    with pytest.raises(duckdb.Error):
        patient.backend.raw_sql("SET enable_external_access = true")


@pytest.mark.parametrize("write", WRITES)
def test_postgres_refuses_to_write(postgres_cdm: Cdm, write: str) -> None:
    people = postgres_cdm.person.count()
    before = people.execute()
    with pytest.raises(psycopg.Error):
        postgres_cdm.backend.raw_sql(write.format(person="cdm.person", schema="cdm"))
    postgres_cdm.backend.con.rollback()
    assert people.execute() == before


def test_postgres_stops_a_query_that_never_ends(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKR_STATEMENT_TIMEOUT", "0.2")
    with connect(postgres_url) as cdm, pytest.raises(psycopg.errors.QueryCanceled):
        cdm.backend.raw_sql("SELECT pg_sleep(30)")


def test_postgres_with_odd_strings_is_refused(postgres_url: str) -> None:
    odd = postgres_url + "&options=-c%20standard_conforming_strings%3Doff"
    with pytest.raises(Exception, match="standard_conforming_strings off"):
        connect(odd)


def test_postgres_uses_its_index_for_a_patient(postgres_cdm: Cdm, postgres_server: str) -> None:
    """The filter must reach the stored column without a cast around it."""
    with psycopg.connect(postgres_server) as con:
        con.execute("CREATE INDEX IF NOT EXISTS by_person ON cdm.measurement (person_id)")
    sql, _ = postgres_cdm.fetcher._query("measurement", "person_id")
    sql = sql.replace("7041776941003251329", "42")
    with postgres_cdm.backend.con.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    postgres_cdm.backend.con.rollback()
    assert "by_person" in plan


def test_copies_are_private_to_the_person(locations: dict[str, Any]) -> None:
    with connect(locations["csv"]):
        copies = list(copies_folder().glob("*.duckdb"))
    assert copies
    for copy in copies:
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copies_folder().stat().st_mode) == 0o700
    assert os.access(copies_folder(), os.W_OK)
