"""What a clinician is shown of a notebook."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from linkr_jupyter.studies import Page, Study
from linkr_jupyter.studies.pages import to_page

PLUGIN = {"plugin": "table_one", "version": "1", "language": "python", "values": {}, "source": "x"}


def a_notebook(level: str) -> nbformat.NotebookNode:
    code = new_code_cell("figure_1", metadata={"linkr": PLUGIN, "tags": ["x"]}, execution_count=3)
    code.outputs = [new_output("stream", text="Mrs Martin, 70 years")]
    return new_notebook(
        cells=[
            new_markdown_cell("# Title\n\nIntro <script>alert(1)</script>"),
            code,
            new_markdown_cell("## One\n\nbelow one\n\n## Two"),
            new_code_cell("table_2"),
            new_raw_cell("<script>alert(1)</script>"),
            new_markdown_cell("more on two\n\n## **Three**\n\n### deeper"),
            new_code_cell("%%patient\ntable_3"),
            new_code_cell("setup", metadata={"linkr": {"role": "setup"}}),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "linkr": {"study_page": level},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": "Mrs Martin"}},
        },
    )


@pytest.fixture
def page(study: Study) -> Page:
    return study.page("aggregated")


def test_headings_become_tabs_and_set_up_comes_first(study: Study, page: Page) -> None:
    shown = to_page(a_notebook("aggregated"), study=study, page=page)
    nbformat.validate(shown)
    seen = [
        (
            cell.cell_type,
            cell.source.split("\n")[0],
            cell.metadata.linkr.get("tab", {}).get("index"),
        )
        for cell in shown.cells
    ]
    assert seen == [
        ("code", "setup", None),
        ("markdown", "# Title", None),
        ("code", "figure_1", None),
        ("markdown", "below one", 0),
        ("code", "table_2", 1),
        ("markdown", "more on two", 1),
        ("markdown", "### deeper", 2),
        ("code", "%%patient", 2),
    ]
    assert shown.metadata.linkr.page == {
        "id": "aggregated",
        "title": "Aggregated data",
        "study": "Sepsis",
        "language": "en",
        "level": "aggregated",
        "tabs": ["One", "Two", "Three"],
    }
    assert shown.cells[4].metadata.linkr.tab == {"index": 1, "title": "Two"}


def test_later_tabs_of_an_aggregated_page_wait(study: Study, page: Page) -> None:
    deferred = [
        cell.source
        for cell in to_page(a_notebook("aggregated"), study=study, page=page).cells
        if cell.metadata.linkr.get("deferred")
    ]
    assert deferred == ["table_2", "%%patient\ntable_3"]
    individual = to_page(a_notebook("individual"), study=study, page=page)
    assert not any(cell.metadata.linkr.get("deferred") for cell in individual.cells)


def test_no_output_and_no_stored_widget_passes(study: Study, page: Page) -> None:
    shown = to_page(a_notebook("individual"), study=study, page=page)
    assert "Martin" not in json.dumps(shown)
    assert all(c.outputs == [] and c.execution_count is None for c in shown.cells if "outputs" in c)


def test_no_raw_html_passes(study: Study, page: Page) -> None:
    shown = to_page(a_notebook("individual"), study=study, page=page)
    assert "<script" not in json.dumps([c for c in shown.cells if c.cell_type != "code"])
    assert {cell.cell_type for cell in shown.cells} == {"code", "markdown"}


def test_a_page_says_which_plugin_wrote_a_cell_and_nothing_else_of_it(
    study: Study, page: Page
) -> None:
    shown = to_page(a_notebook("aggregated"), study=study, page=page)
    figure = next(cell for cell in shown.cells if cell.source == "figure_1")
    assert figure.metadata == {"linkr": {"plugin": "table_one"}}


def test_the_notebook_is_left_as_it_is(study: Study, page: Page) -> None:
    notebook = a_notebook("aggregated")
    before = copy.deepcopy(notebook)
    to_page(notebook, study=study, page=page)
    assert notebook == before


def test_without_headings_the_page_is_one_tab(study: Study, page: Page) -> None:
    notebook = new_notebook(cells=[new_code_cell("x")], metadata={"linkr": "malformed"})
    shown = to_page(notebook, study=study, page=page)
    assert shown.metadata.linkr.page.tabs == ["Aggregated data"]
    assert shown.cells[0].metadata.linkr == {"tab": {"index": 0, "title": "Aggregated data"}}
    assert to_page(new_notebook(), study=study, page=page).cells == []


def test_attachments_are_pictures_or_nothing(study: Study, page: Page) -> None:
    cell = new_markdown_cell("![a](attachment:a.png) ![b](attachment:b.svg)")
    cell.attachments = {
        "a.png": {"image/png": "iVBORw0KGgo="},
        "b.svg": {"image/svg+xml": "<svg onload=alert(1)>"},
        "c.png": {"image/png": '"><script>'},
    }
    shown = to_page(new_notebook(cells=[cell]), study=study, page=page).cells[0]
    assert shown.attachments == {"a.png": {"image/png": "iVBORw0KGgo="}}
    assert shown.source == "![a](attachment:a.png) [b](attachment:b.svg)"


@pytest.mark.parametrize("linkr", [None, 1, [], {"role": ["setup"]}, {"plugin": {"a": 1}}])
def test_malformed_metadata_never_costs_the_page(study: Study, page: Page, linkr: object) -> None:
    notebook = new_notebook(cells=[new_code_cell("x", metadata={"linkr": linkr})])
    assert to_page(notebook, study=study, page=page).cells[0].source == "x"
