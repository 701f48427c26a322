"""Copies of folders: those that nobody needs go, those that somebody may need stay."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from linkr_jupyter.cdm import add_source, clean_copies, connect
from linkr_jupyter.cdm.folders import copies_folder
from linkr_jupyter.cli import source as commands
from linkr_jupyter.cli.main import main
from linkr_jupyter.locale import catalogue

OLD = time.time() - 3600


@pytest.fixture(autouse=True)
def jupyter_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name.lower()))


def rows(folder: Path, count: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    lines = "".join(f"{i}\n" for i in range(count))
    (folder / "person.csv").write_text(f"person_id\n{lines}")
    return folder


def copied(folder: Path) -> Path:
    """The copy of a folder, as if it had been made an hour ago."""
    before = set(copies())
    connect(folder).close()
    (copy,) = set(copies()) - before
    os.utime(copy, (OLD, OLD))
    return copy


def copies() -> list[Path]:
    return sorted(copies_folder().glob("*.duckdb"))


def test_a_new_copy_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    first = copied(rows(tmp_path / "a"))
    other = copied(rows(tmp_path / "b"))
    second = copied(rows(tmp_path / "a", 3))
    assert copies() == sorted([second, other])
    assert first not in copies()
    assert clean_copies() == []
    with connect(tmp_path / "a") as cdm:
        assert cdm.person.count().execute() == 3


def test_an_open_copy_outlives_the_change_of_its_folder(tmp_path: Path) -> None:
    folder = rows(tmp_path / "a")
    first = copied(folder)
    with connect(folder) as before:
        second = copied(rows(folder, 3))
        assert before.person.count().execute() == 1
        assert copies() == sorted([first, second])
        assert [(c.file, c.kept) for c in clean_copies()] == [(first.name, "in_use")]
    assert [(c.file, c.reason, c.kept) for c in clean_copies()] == [(first.name, "superseded", "")]
    assert copies() == [second]


def test_a_copy_open_in_another_process_stays(tmp_path: Path) -> None:
    copy = copied(rows(tmp_path / "a"))
    code = f"import duckdb; c = duckdb.connect({str(copy)!r}, read_only=True); print(1); input()"
    with subprocess.Popen(
        [sys.executable, "-u", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        (tmp_path / "a" / "person.csv").unlink()
        (tmp_path / "a").rmdir()
        assert [(c.reason, c.kept) for c in clean_copies()] == [("vanished", "in_use")]
        reader.communicate(b"\n")
    assert [c.kept for c in clean_copies()] == [""]
    assert list(copies_folder().glob("*.json")) == copies() == []


def test_a_vanished_folder_is_needed_only_while_it_is_registered(tmp_path: Path) -> None:
    registered, plain = rows(tmp_path / "a"), rows(tmp_path / "b")
    add_source("a", registered)
    kept, gone = copied(registered), copied(plain)
    for folder in (registered, plain):
        folder.rename(tmp_path / f"away-{folder.name}")
    assert [(c.file, c.reason) for c in clean_copies()] == [(gone.name, "vanished")]
    assert copies() == [kept]


def test_what_was_just_built_or_is_being_built_stays(tmp_path: Path) -> None:
    folder = rows(tmp_path / "a")
    connect(folder).close()
    (copy,) = copies()
    folder.rename(tmp_path / "away")
    assert [c.kept for c in clean_copies()] == ["just_built"]
    os.utime(copy, (OLD, OLD))
    place = copy.name.partition("-")[0]
    code = (
        f"from linkr_jupyter.cdm.copies import lock_of\nwith lock_of({place!r}): print(1); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-u", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as builder:
        assert builder.stdout is not None
        builder.stdout.readline()
        assert clean_copies() == []
        builder.communicate(b"\n")
    assert [c.kept for c in clean_copies()] == [""]


def test_leftovers_and_copies_of_nobody_go(tmp_path: Path) -> None:
    copy = copied(rows(tmp_path / "a"))
    part = copy.with_name(copy.name.replace(copy.name[-12:], "0123.part"))
    part.write_text("half")
    nobody = copy.with_name(f"{'0' * 16}-{'1' * 16}.duckdb")
    nobody.write_bytes(b"damaged")
    os.utime(nobody, (OLD, OLD))
    assert {(c.file, c.reason) for c in clean_copies()} == {
        (part.name, "leftover"), (nobody.name, "unknown"),
    }  # fmt: skip
    assert copies() == [copy]
    assert not part.exists()


def test_the_command_lists_then_removes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    copy = copied(rows(tmp_path / "a"))
    rows(tmp_path / "a").rename(tmp_path / "away")
    assert main(["source", "clean", "--dry-run", "--json"]) == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["dry_run"] is True
    assert [(c["file"], c["reason"]) for c in document["copies"]] == [(copy.name, "vanished")]
    assert document["copies"][0]["location"] == str(tmp_path / "a")
    assert "1 copie serait supprimée." in told.err
    assert copy.exists()
    assert main(["source", "clean"]) == 0
    assert "a disparu" in capsys.readouterr().err
    assert not copy.exists()


def test_every_reason_is_said_in_french() -> None:
    for text in (*commands._WHY.values(), *commands._KEPT.values()):
        assert catalogue("fr")[text] != text
