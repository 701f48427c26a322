"""The list of registered sources."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from linkr_jupyter.cdm import connect
from linkr_jupyter.cdm.sources import (
    Source,
    SourceTakenError,
    add_source,
    get_source,
    list_sources,
    registered,
    remove_source,
)
from linkr_jupyter.errors import InvalidTextError, NotFoundError, SourceError


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "person.csv").write_text("person_id\n1\n")
    return tmp_path / "config" / "linkr" / "sources.json"


def test_sources_are_added_found_replaced_and_removed(tmp_path: Path, config: Path) -> None:
    assert list_sources() == []
    add_source("ward", tmp_path, "first")
    add_source("Élan 2", tmp_path)
    replaced = add_source("ward", tmp_path, "second", replace=True)
    assert [s.name for s in list_sources()] == ["ward", "Élan 2"]
    assert get_source("ward") == replaced == Source("ward", str(tmp_path), "second")
    assert registered("nope") is None
    remove_source("ward")
    assert [s.name for s in list_sources()] == ["Élan 2"]
    assert json.loads(config.read_text("utf-8"))["sources"][0]["location"] == str(tmp_path)


def test_a_name_that_is_taken_is_refused_unless_asked(tmp_path: Path) -> None:
    add_source("ward", tmp_path, "first")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "person.csv").write_text("person_id\n1\n")
    for location, words in ((tmp_path / "b", "first"), (tmp_path, "second")):
        with pytest.raises(SourceTakenError, match=r"called ward\..*--replace") as refusal:
            add_source("ward", location, words)
        assert refusal.value.field == "name"
        assert "Une source s’appelle déjà ward." in refusal.value.text("fr")
    assert list_sources() == [Source("ward", str(tmp_path), "first")]
    assert add_source("ward", tmp_path, "first") == get_source("ward"), "nothing is replaced"
    add_source("ward", tmp_path / "b", replace=True)
    assert get_source("ward").location == str(tmp_path / "b")


def test_a_relative_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert add_source("here", ".").location == str(tmp_path)


@pytest.mark.parametrize("name", ["", " a", "a/b", "../x", "a" * 64, "-x", ".hidden", "a\nb"])
def test_bad_names_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refusal:
        add_source(name, tmp_path)
    assert refusal.value.field == "name"
    assert list_sources() == []


def test_unknown_names_list_the_known_ones(tmp_path: Path) -> None:
    add_source("ward", tmp_path)
    for ask in (get_source, remove_source):
        with pytest.raises(NotFoundError, match="Registered sources: ward"):
            ask("wrad")


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me:secret@host/db",
        "postgres://me:s%24%7BX%7D@host/db",
        "postgres://me@host/db?password=secret",
        "trino://me:${PW}secret@host/db",
    ],
)
def test_passwords_are_never_stored(url: str, config: Path) -> None:
    with pytest.raises(SourceError, match=r"\$\{NAME\}") as refusal:
        add_source("db", url)
    assert "secret" not in refusal.value.text("fr") + str(refusal.value)
    assert not config.exists()


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me@host/db",
        "postgres://me:${CDW_PASSWORD}@host/db?schema=cdm",
        "postgres://me:${keyring:cdw}@host/db",
    ],
)
def test_references_to_secrets_are_stored_as_they_are(url: str) -> None:
    source = add_source("db", url)
    assert source.location == url
    assert source.location_kind == "database"
    assert not source.generated


def test_kinds_say_nothing_of_the_place(tmp_path: Path) -> None:
    file = tmp_path / "a.duckdb"
    file.write_bytes(b"")
    assert Source("a", str(tmp_path)).location_kind == "folder"
    assert Source("a", str(file)).location_kind == "file"
    assert Source("a", "/no/such").location_kind == "missing"
    assert not Source("a", str(file)).generated


def test_a_missing_path_and_bad_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no folder or file"):
        add_source("a", tmp_path / "nope")
    with pytest.raises(InvalidTextError):
        add_source("a\0", tmp_path)
    with pytest.raises(InvalidTextError):
        add_source("a", tmp_path, "lone \ud800")


def test_a_place_that_can_never_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "other" / "sub").mkdir(parents=True)
    (tmp_path / "other" / "sub" / "person.csv").write_text("person_id\n1\n")
    for name in ("x.duckdb", "x.sqlite", "notes.txt"):
        (tmp_path / name).write_text("hello")
    for name, words in {
        "empty": "empty is empty",
        "other": "No OMOP table in other",
        "x.duckdb": "x.duckdb is not a DuckDB database",
        "x.sqlite": "x.sqlite is not a SQLite database",
        "notes.txt": "No OMOP table in notes.txt",
    }.items():
        for use in (lambda path: add_source("a", path), connect):
            with pytest.raises(SourceError, match=words) as refusal:
                use(tmp_path / name)
            assert refusal.value.field == "location"
            assert refusal.value.text("fr") != refusal.value.text()
    assert list_sources() == []


def test_databases_are_known_by_how_they_begin(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(b"\0" * 8 + b"DUCK")
    (tmp_path / "lines").write_bytes(b"SQLite format 3\0")
    assert [add_source(name, tmp_path / name).name for name in ("rows", "lines")]
    (tmp_path / "tables" / "2b_measurement").mkdir(parents=True)
    (tmp_path / "tables" / "2b_measurement" / "part-0.parquet").write_bytes(b"PAR1")
    assert add_source("tables", tmp_path / "tables").location_kind == "folder"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"sources": [{"name": 1}]}', '{"sources": 3}'])
def test_a_damaged_list_is_said_and_not_lost(text: str, config: Path, tmp_path: Path) -> None:
    config.parent.mkdir(parents=True)
    config.write_text(text)
    for ask in (list_sources, lambda: add_source("a", tmp_path)):
        with pytest.raises(SourceError, match="damaged"):
            ask()
    assert config.read_text() == text


def test_changes_at_once_are_all_kept(tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=add_source, args=(f"source {i}", tmp_path)) for i in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list_sources()) == 20


def test_a_failed_write_leaves_the_old_list(
    tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_source("kept", tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="space"):
        add_source("lost", tmp_path)
    assert [s.name for s in list_sources()] == ["kept"]
    assert {p.suffix for p in config.parent.iterdir()} <= {".json", ".lock"}
