"""Every template makes a study whose notebooks run, on the demo hospital and on real patients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from linkr_jupyter.cdm.sources import add_source, remove_source
from linkr_jupyter.concepts.names import concept_names, placeholder_name
from linkr_jupyter.plugins import check_values, get_plugin, read_back
from linkr_jupyter.studies import Study, check_study, create_study, find_templates
from linkr_jupyter.studies.cells import read_cells
from linkr_jupyter.studies.pages import to_page

TEMPLATES = [template.id for template in find_templates()]
# "Delete the magic and it is an ordinary cell": so the kernel says what a widget would hide.
MAGIC = "%%patient\n"
CHOOSE = """
from linkr_jupyter.cohorts import Roster
roster = Roster(cdm, cohort)
patient = cdm.patient(roster.person_at(min({position}, len(roster) - 1)))
"""


@pytest.fixture(params=["demo", "mimic"])
def source(request: pytest.FixtureRequest) -> Any:
    """A registered source, one of ours and one of real patients."""
    location = request.getfixturevalue("demo_file" if request.param == "demo" else "mimic_folder")
    yield add_source(f"templates {request.param}", str(location)).name
    remove_source(f"templates {request.param}")


def run(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    client = NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(folder)}})
    return client.execute()


def shown(notebook: nbformat.NotebookNode) -> str:
    return str([cell.get("outputs") for cell in notebook.cells])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_cells_are_rendered_from_their_settings(
    tmp_path: Path, template: str, language: str, demo_file: Path
) -> None:
    """What a template says and what its plugins accept cannot drift apart."""
    add_source("rendered", str(demo_file))
    study = create_study(tmp_path / "study", template, "rendered", "Study", language)
    assert check_study(study.folder) == []
    written = 0
    for page in study.pages:
        cells, problems = read_cells(study.notebook(page.id))
        assert problems == []
        for cell in cells:
            plugin = get_plugin(cell.metadata.plugin)
            assert plugin.level == page.id
            assert cell.metadata.source == cell.source
            assert check_values(plugin, cell.metadata.values) == []
            assert read_back(plugin, cell.source).values == cell.metadata.values
            assert study.plugins[plugin.id] == {"version": plugin.version, "hash": plugin.hash}
            assert cell.source.startswith(MAGIC) == (plugin.level == "individual")
            written += 1
    assert (written > 0) == (template != "blank")
    remove_source("rendered")


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_notebooks_run_as_they_stand(tmp_path: Path, template: str, source: str) -> None:
    study = create_study(tmp_path / "study", template, source)
    for page in study.pages:
        path = study.notebook(page.id)
        notebook = nbformat.read(path, as_version=4)
        for cell in run(notebook, study.folder).cells:
            if cell.cell_type == "code" and "plugin" in cell.metadata.get("linkr", {}):
                assert cell.outputs, f"{page.id}: {cell.source}"
        nbformat.write(notebook, path)
    # An individual page that was run and saved holds nothing about its patients.
    assert check_study(study.folder) == []


@pytest.mark.parametrize("template", [each for each in TEMPLATES if each != "blank"])
@pytest.mark.parametrize("position", [0, 7, 10_000])
def test_patient_cells_run_for_very_different_patients(
    tmp_path: Path, template: str, source: str, position: int
) -> None:
    study = create_study(tmp_path / "study", template, source, language="fr")
    notebook = nbformat.read(study.notebook("individual"), as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.removeprefix(MAGIC)
    choose = nbformat.v4.new_code_cell(CHOOSE.format(position=position))
    notebook.cells.insert(1, choose)
    run(notebook, study.folder)
    for cell in notebook.cells:
        if "plugin" in cell.metadata.get("linkr", {}):
            html = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
            assert html.strip(), cell.source


@pytest.mark.parametrize("template", TEMPLATES)
def test_pages_for_clinicians_have_the_tabs_of_the_template(
    tmp_path: Path, template: str, source: str
) -> None:
    study: Study = create_study(tmp_path / "study", template, source)
    for page in study.pages:
        notebook = nbformat.read(study.notebook(page.id), as_version=4)
        made = to_page(notebook, study=study, page=page)
        headings = [
            cell.source.partition("\n")[0].removeprefix("## ")
            for cell in notebook.cells
            if cell.cell_type == "markdown"
        ]
        assert made.metadata.linkr.page.tabs == headings
        assert made.cells[0].metadata.linkr["role"] == "setup"


@pytest.mark.parametrize("hospital", ["demo_cdm", "mimic_cdm"])
def test_templates_name_concepts_that_the_hospitals_know(
    request: pytest.FixtureRequest, hospital: str
) -> None:
    cdm = request.getfixturevalue(hospital)
    named: set[int] = set()
    for template in find_templates():
        for notebook in template.folder.glob("*.ipynb"):
            for cell in nbformat.read(notebook, as_version=4).cells:
                settings = cell.metadata.get("linkr", {}).get("values", {})
                named.update(settings.get("concept_ids", []))
    assert len(named) > 5
    names = concept_names(cdm, named)
    assert not {one for one, name in names.items() if name == placeholder_name(one)}
