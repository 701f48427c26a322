"""A study changes as a whole, for whoever saw it as it is."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linkr_jupyter.errors import (
    InvalidStudyError,
    InvalidValueError,
    NotFoundError,
    NotSavedError,
    PathNotAllowedError,
    SourceError,
    StudyChangedError,
)
from linkr_jupyter.locale import current_language
from linkr_jupyter.studies import Study, open_study
from linkr_jupyter.studies.replacing import replace_file

PROCESSES, EDITS = 8, 50


def test_a_change_is_stored_and_shown(study: Study) -> None:
    before = study.etag
    study.update({"title": "Sepsis 2026", "authors": ["É. Curie"]}, if_match=before)
    again = Study(study.folder)
    assert (again.title, again.authors) == ("Sepsis 2026", ("É. Curie",))
    assert study.title == "Sepsis 2026"
    assert study.etag == again.etag != before
    assert "É. Curie" in (study.folder / "study.json").read_text(encoding="utf-8")


def test_a_stale_change_is_refused_and_nothing_is_written(study: Study) -> None:
    mine, yours = Study(study.folder), Study(study.folder)
    yours.update({"title": "Yours"}, if_match=yours.etag)
    stored = (study.folder / "study.json").read_bytes()
    with pytest.raises(StudyChangedError, match="in the meantime"):
        mine.update({"description": "Mine"}, if_match=mine.etag)
    assert (study.folder / "study.json").read_bytes() == stored


def test_a_change_by_hand_counts_as_a_change(study: Study) -> None:
    path = study.folder / "study.json"
    path.write_text(path.read_text().replace("Sepsis", "Sepsis by hand"))
    with pytest.raises(StudyChangedError):
        study.update({"title": "x"}, if_match=study.etag)
    study.update({"description": "added"})
    assert Study(study.folder).title == "Sepsis by hand"


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"language": "de"}, {"pages": "none"}, {"source": "../x"}]
)
def test_a_change_that_the_schema_refuses_writes_nothing(
    study: Study, change: dict[str, object]
) -> None:
    stored = (study.folder / "study.json").read_bytes()
    with pytest.raises(InvalidStudyError, match=next(iter(change))):
        study.update(change)
    assert (study.folder / "study.json").read_bytes() == stored
    assert study.title == "Sepsis"


@pytest.mark.parametrize("field", ["id", "created", "schema_version", "surprise"])
def test_what_identifies_a_study_cannot_be_changed(study: Study, field: str) -> None:
    with pytest.raises(InvalidValueError, match=f"{field} of a study cannot be changed"):
        study.update({field: "x"})


def test_eight_writers_lose_no_edit(study: Study) -> None:
    start = Study(study.folder).etag
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=count_edits, args=(study.folder, who)) for who in range(PROCESSES)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    edits = json.loads(Study(study.folder).description)
    assert edits == {str(who): EDITS for who in range(PROCESSES)}
    assert Study(study.folder).etag != start
    assert not list(study.folder.glob(".study.json.*.part"))


def count_edits(folder: Path, who: int) -> None:
    study = Study(folder)
    for _ in range(EDITS):
        while True:
            edits = json.loads(study.description or "{}")
            edits[str(who)] = edits.get(str(who), 0) + 1
            try:
                study.update({"description": json.dumps(edits)}, if_match=study.etag)
                break
            except StudyChangedError:
                study = Study(folder)


WRITE_TOO_MUCH = """
import pathlib, resource, signal, sys
from linkr_jupyter.errors import NotSavedError
from linkr_jupyter.studies.replacing import replace_file
path = pathlib.Path(sys.argv[1], "study.json")
replace_file(path, b"old")
if sys.argv[2] == "limit":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    replace_file(path, b"x" * 200_000)
except NotSavedError as error:
    print(error)
print(path.read_bytes(), sorted(p.name for p in path.parent.iterdir()))
"""
OWN_DISK = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
MOUNT = "mount -t tmpfs -o size=64k tmpfs {disk}"


def can_mount(disk: str) -> bool:
    try:
        done = subprocess.run(
            [*OWN_DISK, MOUNT.format(disk=disk)], capture_output=True, check=False
        )
    except FileNotFoundError:
        return False
    return done.returncode == 0


# A disk of 64 KiB where the machine lets us mount one; everywhere a write that fails half way.
FULL = {"limit": "File too large"}
if can_mount("/mnt"):
    FULL["disk"] = "No space left on device"


@pytest.mark.parametrize("kind", FULL)
def test_a_full_disk_leaves_the_old_version(tmp_path: Path, kind: str) -> None:
    command = [sys.executable, "-c", WRITE_TOO_MUCH, str(tmp_path), kind]
    if kind == "disk":
        command = [*OWN_DISK, MOUNT.format(disk=tmp_path) + ' && exec "$@"', "sh", *command]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr
    assert f"study.json could not be saved: {FULL[kind]}" in answer.stdout
    assert "b'old' ['study.json']" in answer.stdout


def test_a_folder_that_is_gone_is_said_in_words(study: Study) -> None:
    with pytest.raises(NotSavedError, match="could not be saved"):
        replace_file(study.folder / "nowhere" / "study.json", b"x")


def test_a_file_keeps_its_rights_and_a_link_is_not_written_through(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    replace_file(path, b"1")
    path.chmod(0o640)
    replace_file(path, b"2")
    assert path.stat().st_mode & 0o777 == 0o640
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(PathNotAllowedError):
        replace_file(tmp_path / "link", b"3")
    assert path.read_bytes() == b"2"


def test_open_study_looks_upwards_from_the_working_folder(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study.folder / "cohorts")
    assert open_study().folder == study.folder


def test_open_study_prefers_the_environment_and_the_argument_wins(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKR_STUDY", str(study.folder))
    assert open_study().id == study.id
    with pytest.raises(InvalidStudyError, match="no study in"):
        open_study(tmp_path)


def test_open_study_speaks_the_language_of_the_study(study: Study) -> None:
    study.update({"language": "fr"})
    open_study(study.folder)
    assert current_language() == "fr"


def test_a_study_is_printed_without_places_or_rows(study: Study) -> None:
    assert repr(study) == "<Study 'Sepsis': 2 pages>"


def test_a_source_that_is_not_registered_is_named_with_the_command(study: Study) -> None:
    study.update({"source": "elsewhere"})
    with pytest.raises(SourceError, match=r"elsewhere.*jupyter linkr source add elsewhere"):
        study.connect()


def test_a_source_is_a_name_and_never_a_place(study: Study) -> None:
    """A study from elsewhere must not choose what is read on this computer."""
    folder = Path.cwd() / "data"
    folder.mkdir(exist_ok=True)
    os.chdir(folder.parent)
    study.update({"source": "data"})
    with pytest.raises(SourceError, match="not registered"):
        study.connect()


def test_a_cohort_that_does_not_exist_is_named_with_those_that_do(study: Study) -> None:
    for name in ("mian", "../study", "..", "", "main\0"):
        with pytest.raises(NotFoundError, match="Its cohorts are: main"):
            study.cohort(name)


def test_a_cohort_from_the_future_is_refused_in_words(study: Study) -> None:
    path = study.folder / "cohorts" / "main.json"
    definition = json.loads(path.read_text())
    path.write_text(json.dumps({**definition, "entry": {"kind": "condition", "concept": 1}}))
    with pytest.raises(InvalidStudyError, match=r"starts from 'condition'.*person"):
        study.cohort()
    path.write_text(json.dumps({**definition, "name": 3}))
    with pytest.raises(InvalidStudyError, match=r"cohorts/main\.json, the field name cannot be 3"):
        study.cohort()


def test_the_threshold_is_never_below_the_centres(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LINKR_SMALL_CELLS", raising=False)
    assert study.threshold == 11
    assert study.update({"small_cell_threshold": 5}).threshold == 11
    assert study.update({"small_cell_threshold": 20}).threshold == 20
    monkeypatch.setenv("LINKR_SMALL_CELLS", "30")
    assert study.threshold == 30


def test_pages_are_found_by_id_and_stay_inside(study: Study) -> None:
    assert study.notebook("individual") == study.folder / "individual.ipynb"
    with pytest.raises(NotFoundError, match="individual, aggregated"):
        study.page("home")
    (study.folder / "linked").symlink_to(study.folder.parent)
    study.update({"pages": [{"id": "x", "title": "X", "notebook": "linked/x.ipynb"}]})
    with pytest.raises(PathNotAllowedError):
        study.notebook("x")


@pytest.mark.parametrize(
    "notebook", ["a/../../x.ipynb", "../x.ipynb", "/x.ipynb", ".x.ipynb", "C:/x.ipynb", "x.py"]
)
def test_a_page_outside_the_study_is_refused(study: Study, notebook: str) -> None:
    with pytest.raises(InvalidStudyError, match=r"pages\.0\.notebook cannot be"):
        study.update({"pages": [{"id": "x", "title": "X", "notebook": notebook}]})
