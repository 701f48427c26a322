"""Forms open by their id wherever the plugin is: a study's own before its set-up cell has run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.cdm.sources import add_source, remove_source
from linkr_jupyter.errors import NotFoundError
from linkr_jupyter.studies import create_study, open_study, study_folder
from linkr_jupyter.widgets.opening import make_form

RECORD = Path(__file__).resolve().parents[2] / "data" / "plugins" / "record"


@pytest.fixture(scope="module", autouse=True)
def hospital(demo_file: Path) -> Iterator[None]:
    add_source("opening", demo_file)
    yield
    remove_source("opening")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    create_study(folder, "blank", "opening")
    shutil.copytree(RECORD, folder / "plugins" / "record")
    return folder


def test_a_notebook_of_a_study_knows_its_plugins_from_the_start(
    study: Path, shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LINKR_STUDY", raising=False)
    with pytest.raises(NotFoundError):
        make_form("record", namespace={}, shell=shell)
    (study / "notebooks").mkdir()
    monkeypatch.chdir(study / "notebooks")
    form = make_form("record", namespace={}, shell=shell)
    assert form._session.plugin.folder == study / "plugins" / "record"
    form.close()


def test_an_open_study_comes_before_the_folder(
    study: Path, shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    form = make_form("record", namespace={"study": open_study(study)}, shell=shell)
    assert form._session.plugin.folder == study / "plugins" / "record"
    form.close()


def test_the_folder_of_a_study_is_found_from_inside(study: Path, tmp_path: Path) -> None:
    assert study_folder(study / "plugins" / "record") == study
    assert study_folder(tmp_path) is None
