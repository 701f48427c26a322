"""``jupyter linkr source`` and ``jupyter linkr concept``, as a person calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def linkr(tmp_path: Path) -> Any:
    """Run the command line with a configuration folder of its own."""
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "LANG": "C.UTF-8"}
    environment.pop("LC_ALL", None)

    def run(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "linkr_jupyter.cli.main", *map(str, words)],
            capture_output=True, text=True, env=environment | more, check=False, cwd=tmp_path,
        )  # fmt: skip

    return run


def test_sources_are_added_listed_and_removed(linkr: Any, locations: dict[str, Any]) -> None:
    added = linkr(
        "source", "add", "four", locations["duckdb"], "--description", "by hand", "--json"
    )
    assert added.returncode == 0
    listed = linkr("source", "list", "--json")
    assert json.loads(listed.stdout) == [json.loads(added.stdout)]
    assert json.loads(added.stdout)["location_kind"] == "file"
    assert linkr("source", "list").stdout == "four\tfile\tby hand\n"
    taken = linkr("source", "add", "four", locations["csv"])
    assert (taken.returncode, "--replace" in taken.stderr) == (2, True)
    assert linkr("source", "add", "four", locations["csv"], "--replace").returncode == 0
    assert linkr("source", "list").stdout == "four\tfolder\n"
    assert linkr("source", "remove", "four").returncode == 0
    assert json.loads(linkr("source", "list", "--json").stdout) == []
    assert linkr("source", "remove", "four").returncode == 2


def test_a_password_is_refused_without_repeating_it(linkr: Any) -> None:
    refused = linkr("source", "add", "db", "postgres://me:hunter2@host/db", LANG="fr_FR.UTF-8")
    assert refused.returncode == 2
    assert "mot de passe" in refused.stderr
    assert "hunter2" not in refused.stderr + refused.stdout


def test_check_is_one_document_and_an_exit_code(linkr: Any, locations: dict[str, Any]) -> None:
    checked = linkr("source", "check", locations["csv"], "--json")
    document = json.loads(checked.stdout)
    assert checked.returncode == 1
    assert set(document) == {"cdm_version", "tables", "missing", "problems"}
    assert document["tables"]["person"] == 4
    assert {"code", "table", "column", "count", "message"} == set(document["problems"][0])
    assert "Traceback" not in checked.stderr
    spoken = linkr("source", "check", locations["csv"])
    assert "person\t4" in spoken.stdout
    assert "1 row repeats a measurement_id" in spoken.stderr


def test_a_check_says_once_that_it_reads_and_once_that_it_checks(
    linkr: Any, tmp_path: Path
) -> None:
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "person.csv").write_text("person_id\n1\n")
    data = str(tmp_path / "data")
    first = linkr("source", "check", tmp_path / "rows", JUPYTER_DATA_DIR=data).stderr.splitlines()
    again = linkr("source", "check", tmp_path / "rows", JUPYTER_DATA_DIR=data).stderr.splitlines()
    assert first[:2] == ["Reading person…", "Checking person…"]
    assert first[1:] == again
    assert len(set(first)) == len(first)


def test_a_clean_source_has_exit_code_0(linkr: Any, tmp_path: Path) -> None:
    import duckdb

    con = duckdb.connect(str(tmp_path / "clean.duckdb"))
    from linkr_jupyter.cdm.check import _CORE
    from linkr_jupyter.cdm.tables import omop_tables

    for name in _CORE:
        columns = ", ".join(f"{c} VARCHAR" for c in omop_tables()[name].ordered("5.3"))
        con.execute(f"CREATE TABLE {name} ({columns})")
    con.close()
    checked = linkr("source", "check", tmp_path / "clean.duckdb", "--json")
    assert json.loads(checked.stdout)["problems"] == []
    assert checked.returncode == 0


@pytest.mark.parametrize("language", ["C.UTF-8", "fr_FR.UTF-8"])
def test_bad_places_are_said_in_words(linkr: Any, tmp_path: Path, language: str) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    for words in (
        ("source", "check", "/no/such", "--json"),
        ("source", "check", tmp_path / "notes.txt"),
        ("source", "add", "a/b", tmp_path),
        ("source", "add", "a", "/no/such"),
        ("source", "add", "a", tmp_path),
        ("source", "add", "a", tmp_path / "notes.txt"),
        ("concept", "search", "x", "--source", "/no/such"),
        ("concept", "search", "x", "--source", tmp_path, "--limit", "0"),
    ):
        refused = linkr(*words, LANG=language)
        assert refused.returncode == 2
        assert refused.stdout == ""
        assert refused.stderr.strip()
        assert "Traceback" not in refused.stderr


def test_concepts_are_searched(linkr: Any, locations: dict[str, Any]) -> None:
    found = linkr(
        "concept", "search", "fréquence", "--source", locations["duckdb"],
        "--domain", "Measurement", "--vocabulary", "LOINC", "--limit", "5", "--json",
    )  # fmt: skip
    first = json.loads(found.stdout)[0]
    assert found.returncode == 0
    assert first["concept_id"] == "3027018"
    assert (first["records"], first["persons"]) == (3, 2)
    assert {"concept_name", "domain_id", "vocabulary_id", "standard_concept", "matched"} <= set(
        first
    )
    assert "Heart rate" in linkr("concept", "search", "pulse", "--source", locations["csv"]).stdout


@pytest.mark.parametrize(
    "words",
    [("source",), ("source", "add"), ("source", "list"), ("source", "remove"), ("source", "check"),
     ("concept",), ("concept", "search")],
)  # fmt: skip
def test_help_has_an_example(linkr: Any, words: tuple[str, ...]) -> None:
    shown = linkr(*words, "--help")
    assert shown.returncode == 0
    assert "Example: jupyter linkr" in shown.stdout
