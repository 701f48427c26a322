"""`study check`: each thing that is wrong is named once, and nothing is run or changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from linkr_jupyter.studies import Study, check_study


def codes(study: Study | Path) -> list[str]:
    folder = study.folder if isinstance(study, Study) else study
    return [problem.code for problem in check_study(folder)]


def add_cell(study: Study, page: str, cell: nbformat.NotebookNode) -> None:
    path = study.folder / f"{page}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(cell)
    nbformat.write(notebook, path)


def test_a_new_study_is_in_order(study: Study) -> None:
    assert check_study(study.folder) == []


def test_no_study_at_all(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["study_file"]
    assert codes(tmp_path / "nowhere") == ["study_file"]


def test_a_source_that_is_not_registered(study: Study) -> None:
    study.update({"source": "elsewhere"})
    problem = check_study(study.folder)[0]
    assert problem.code == "source_not_registered"
    assert "jupyter linkr source add elsewhere" in problem.text()
    assert problem.as_json("fr")["message"].startswith("La source de données elsewhere")


def test_a_missing_and_a_broken_notebook(study: Study) -> None:
    (study.folder / "individual.ipynb").unlink()
    (study.folder / "aggregated.ipynb").write_text("{")
    assert codes(study) == ["notebook", "notebook"]


def test_malformed_metadata_and_an_unknown_plugin(study: Study) -> None:
    add_cell(study, "aggregated", new_code_cell("x", metadata={"linkr": {"plugin": 1}}))
    unknown = {"plugin": "no_such_plugin", "version": "1", "values": {}, "source": "x"}
    add_cell(study, "aggregated", new_code_cell("x", metadata={"linkr": unknown}))
    problems = check_study(study.folder)
    assert [(p.code, p.cell) for p in problems] == [("invalid_cell", 3), ("unknown_plugin", 4)]
    assert "no_such_plugin" in problems[1].text()


@pytest.mark.parametrize(
    ("output", "found"),
    [
        (new_output("stream", text="Mrs Martin"), ["stored_output"]),
        (new_output("execute_result", data={"text/html": "<td>Mrs"}), ["stored_output"]),
        (
            new_output(
                "display_data",
                data={"application/vnd.jupyter.widget-view+json": {"model_id": "1"}},
            ),
            [],
        ),
        (
            new_output(
                "display_data",
                data={
                    "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
                    "text/html": "<td>Mrs Martin",
                },
            ),
            ["stored_output"],
        ),
    ],
)
def test_outputs_about_patients_are_found(
    study: Study, output: nbformat.NotebookNode, found: list[str]
) -> None:
    cell = new_code_cell("x")
    cell.outputs = [output]
    add_cell(study, "individual", cell)
    assert codes(study) == found
    shutil.copy(study.folder / "individual.ipynb", study.folder / "aggregated.ipynb")
    assert codes(study) == found * 2  # the notebook says what it is, not its name


def test_broken_cohorts_links_and_data(study: Study) -> None:
    (study.folder / "cohorts" / "bad.json").write_text("{}")
    (study.folder / "alignment" / "link.csv").symlink_to("/etc/hostname")
    (study.folder / "concept_sets" / "folder").symlink_to("/etc")
    (study.folder / "persons.PARQUET").touch()
    (study.folder / ".git").mkdir()
    (study.folder / ".git" / "index.db").touch()
    assert sorted(codes(study)) == ["cohort", "data_file", "link", "link"]


def test_problems_in_json_have_one_shape(study: Study) -> None:
    (study.folder / "persons.parquet").touch()
    document = [problem.as_json() for problem in check_study(study.folder)]
    assert json.loads(json.dumps(document)) == [
        {
            "code": "data_file",
            "file": "persons.parquet",
            "cell": None,
            "message": "persons.parquet holds data, which must not travel with a study.",
            "advice": "Move it out of the study, and register it as a data source.",
        }
    ]
