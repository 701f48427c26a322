"""A new study is whole or not there."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from linkr_jupyter.errors import (
    InvalidStudyError,
    InvalidTextError,
    InvalidValueError,
    NotFoundError,
    NotSavedError,
    PathNotAllowedError,
)
from linkr_jupyter.studies import Study, create_study, find_templates, get_template
from linkr_jupyter.studies.templates import template_folders


def test_a_new_study_is_as_the_design_says(study: Study) -> None:
    files = sorted(
        path.relative_to(study.folder).as_posix()
        for path in study.folder.rglob("*")
        if path.is_file()
    )
    assert files == [
        ".gitignore",
        "README.md",
        "aggregated.ipynb",
        "alignment/.gitkeep",
        "cohorts/main.json",
        "concept_sets/.gitkeep",
        "individual.ipynb",
        "messages.chat",
        "plugins/.gitkeep",
        "references.bib",
        "study.json",
    ]
    assert json.loads((study.folder / "cohorts" / "main.json").read_text()) == {
        "schema_version": 1,
        "name": "main",
        "title": "All patients",
        "entry": {"kind": "person"},
    }
    chat = json.loads((study.folder / "messages.chat").read_text())
    assert (chat["messages"], chat["users"]) == ([], {})
    assert (study.folder / "README.md").read_text().startswith("# Sepsis\n")
    assert ".ipynb_checkpoints/" in (study.folder / ".gitignore").read_text().splitlines()
    assert (study.title, study.language, study.source) == ("Sepsis", "en", "hospital")
    assert [page.notebook for page in study.pages] == ["individual.ipynb", "aggregated.ipynb"]


@pytest.mark.parametrize("page", ["individual", "aggregated"])
def test_notebooks_are_valid_and_hold_no_output(study: Study, page: str) -> None:
    notebook = nbformat.read(study.folder / f"{page}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.linkr == {"study_page": page}
    assert notebook.metadata.voila == {"template": "linkr"}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert code[0].metadata.linkr == {"role": "setup"}
    assert 'cohort = study.cohort("main")' in code[0].source
    assert ("linkr.patient_bar(cdm, cohort)" in code[0].source) == (page == "individual")
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_a_french_study_is_french(tmp_path: Path) -> None:
    study = create_study(tmp_path / "choc", "blank", "hospital", "Choc septique", "fr")
    assert [page.title for page in study.pages] == ["Données individuelles", "Données agrégées"]
    notebook = nbformat.read(study.notebook("individual"), as_version=4)
    assert notebook.cells[1].source.startswith("## Dossier")
    assert "À quelle question" in (study.folder / "README.md").read_text(encoding="utf-8")
    assert "Tous les patients" in (study.folder / "cohorts" / "main.json").read_text("utf-8")


def test_without_a_title_the_folder_names_the_study(tmp_path: Path) -> None:
    assert (
        create_study(tmp_path / "new" / "sepsis-2026", "blank", "hospital").title == "Sepsis 2026"
    )


def test_an_empty_folder_is_used_and_a_full_one_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "study"
    place.mkdir()
    create_study(place, "blank", "hospital")
    before = sorted(path.name for path in place.iterdir())
    with pytest.raises(InvalidValueError, match="study exists and is not empty"):
        create_study(place, "blank", "hospital", "Other")
    assert sorted(path.name for path in place.iterdir()) == before
    (tmp_path / "file").touch()
    with pytest.raises(InvalidValueError, match="exists"):
        create_study(tmp_path / "file", "blank", "hospital")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"template": "blnak"}, NotFoundError, r"template 'blnak'.*Nearest: blank"),
        ({"template": "../blank"}, NotFoundError, "template"),
        ({"source": "hopital"}, NotFoundError, r"data source 'hopital'.*Nearest: hospital"),
        ({"source": "/data"}, NotFoundError, "jupyter linkr source add"),
        ({"language": "de"}, InvalidValueError, "language 'de'.*en, fr"),
        ({"title": "  "}, InvalidStudyError, "title"),
        ({"title": "a\0b"}, InvalidTextError, "title"),
        ({"title": "a\ud800"}, InvalidTextError, "title"),
        ({"title": "a\nb"}, InvalidStudyError, "title"),
        ({"title": "x" * 201}, InvalidValueError, "longer than 200 characters. Shorten"),
        ({"authors": [""]}, InvalidStudyError, "authors"),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(
    tmp_path: Path, change: dict[str, object], error: type[Exception], words: str
) -> None:
    choice = {"template": "blank", "source": "hospital", "title": "T", "language": "en", **change}
    with pytest.raises(error, match=words):
        create_study(tmp_path / "study", **choice)
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(PathNotAllowedError):
        create_study(tmp_path / "link", "blank", "hospital")
    assert list((tmp_path / "real").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotSavedError, match="could not be created"):
        create_study(tmp_path / "file" / "study", "blank", "hospital")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_template_with_an_unknown_plugin_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    own = template_folders()[0] / "blank"
    shutil.copytree(get_template("blank").folder, own)
    notebook = nbformat.read(own / "aggregated.ipynb", as_version=4)
    cell = nbformat.v4.new_code_cell("", metadata={"linkr": {"plugin": "no_such", "values": {}}})
    notebook.cells.append(cell)
    nbformat.write(notebook, own / "aggregated.ipynb")
    assert get_template("blank").folder == own
    with pytest.raises(NotFoundError, match="no_such"):
        create_study(tmp_path / "study", "blank", "hospital")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_outputs_that_a_template_was_saved_with_stay_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    own = template_folders()[0] / "blank"
    shutil.copytree(get_template("blank").folder, own)
    notebook = nbformat.read(own / "individual.ipynb", as_version=4)
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text="Mrs Martin")]
    notebook.cells[0].execution_count = 7
    notebook.metadata["widgets"] = {"state": "Mrs Martin"}
    nbformat.write(notebook, own / "individual.ipynb")
    study = create_study(tmp_path / "study", "blank", "hospital")
    text = study.notebook("individual").read_text()
    assert "Martin" not in text
    assert '"execution_count": 7' not in text


def test_of_two_who_create_one_study_one_wins(tmp_path: Path) -> None:
    def make(title: str) -> str:
        try:
            return create_study(tmp_path / "study", "blank", "hospital", title).title
        except InvalidValueError:
            return "refused"

    with ThreadPoolExecutor(8) as people:
        made = list(people.map(make, [f"Study {number}" for number in range(8)]))
    assert made.count("refused") == 7
    winner = next(title for title in made if title != "refused")
    assert Study(tmp_path / "study").title == winner
    assert (tmp_path / "study" / "README.md").read_text().startswith(f"# {winner}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["study"]


def test_templates_are_listed_in_order_in_both_languages() -> None:
    templates = find_templates()
    assert [template.id for template in templates][:2] == ["blank", "intensive_care"]
    for template in templates:
        french = template.localized("fr-FR")
        assert french.title != template.title
        assert french.description != template.description
        assert french.readme("X") != template.readme("X")
        for page in template.pages:
            for cell, other in zip(
                template.notebook(page).cells, french.notebook(page).cells, strict=True
            ):
                if cell.cell_type == "markdown" and cell.source != "## Distributions":
                    translated = cell.source != other.source or cell.source == "## Admissions"
                    assert translated, cell.source


def test_a_broken_template_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    broken = template_folders()[0] / "broken"
    broken.mkdir(parents=True)
    (broken / "template.json").write_text("{")
    assert [template.id for template in find_templates()] == ["blank", "intensive_care"]
