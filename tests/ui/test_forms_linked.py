"""Settings and lines are linked, and results that are older than the code say so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from pages import SLOW, Form, Lab, Notebook
from playwright.sync_api import Page, expect
from servers import Server

PLUGIN = "distributions_outliers"
TITLE = "Distributions and outliers"
PATH = "demo-study/aggregated.ipynb"
OLDER = "These results are older than the code above."


@pytest.fixture
def notebook(new_page: Callable[..., Page], lab: Server) -> Notebook:
    """The demo study's aggregated notebook, its kernel fresh, without analyses."""
    opened = Lab(new_page(), lab).open(PATH).notebook(PATH).ready().restart()
    opened.page.evaluate(
        "() => { const nb = jupyterapp.shell.currentWidget.content.model.sharedModel;"
        " for (let i = nb.cells.length - 1; i >= 0; i--)"
        " if (nb.getCell(i).getMetadata('linkr')?.plugin) nb.deleteCell(i); }"
    )
    return opened


def write_one(notebook: Notebook, *, run: bool) -> tuple[Form, str]:
    """A form and the id of the cell it wrote."""
    notebook.select(0)
    form = notebook.add_analysis(TITLE)
    form.run_setup()
    expect(form.root.get_by_text("Preview ready")).to_be_visible(timeout=SLOW)
    form.write(run=run)
    (cell,) = notebook.written(PLUGIN)
    if run:
        expect(notebook.cell(cell["id"]).locator("figure.linkr-Figure")).to_be_visible(timeout=SLOW)
        notebook.ready()
    return form, cell["id"]


def test_the_setting_in_focus_shows_its_lines(notebook: Notebook) -> None:
    form, identity = write_one(notebook, run=False)
    linked = notebook.cell(identity).locator(".cm-line.linkr-mod-linked")
    in_form = form.root.locator(".linkrw-Code .linkrw-mod-linked")

    form.setting("Bins").focus()
    expect(linked).to_have_count(1)
    expect(linked).to_contain_text("bins = None")
    expect(linked).to_have_attribute("title", "decided by “Bins”")
    expect(in_form).to_contain_text("bins = None")

    notebook.type_into(identity, "bins = None", "# how many\nbins = None")
    expect(linked).to_contain_text("bins = None")
    form.button("Write cell").focus()
    expect(linked).to_have_count(0)
    expect(in_form).to_have_count(0)


def test_changed_lines_and_older_results_say_so_until_the_cell_runs(notebook: Notebook) -> None:
    form, identity = write_one(notebook, run=True)
    cell = notebook.cell(identity)
    changed = cell.locator(".cm-line.linkr-mod-changed")
    expect(cell.get_by_text(OLDER)).to_have_count(0)
    expect(changed).to_have_count(0)

    form.setting("Bins").fill("25")
    form.write()
    expect(cell.get_by_text(OLDER)).to_be_visible()
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("bins = 25")
    expect(changed).to_contain_text("changed since the cell last ran")
    notebook.type_into(identity, 'title = "', 'title = "My ')
    expect(changed).to_have_count(2)
    assert OLDER not in str(notebook.page.evaluate("() => jupyterapp.shell.currentWidget"
                                                   ".content.model.toJSON()"))  # fmt: skip

    cell.get_by_role("button", name="Run", exact=True).click()
    expect(cell.get_by_text(OLDER)).to_have_count(0)
    notebook.ready()
    expect(cell.get_by_text(OLDER)).to_have_count(0)
    expect(changed).to_have_count(0)


def test_results_are_older_than_inputs_that_were_made_again(notebook: Notebook) -> None:
    form, identity = write_one(notebook, run=True)
    form.button("Close").click()
    cell = notebook.cell(identity)
    expect(cell.locator(".linkr-Stale")).to_have_count(0)
    notebook.select(0)
    notebook.lab.command("notebook:run-cell")
    banner = cell.locator(".linkr-Stale")
    expect(banner).to_contain_text(re.compile("cdm, cohort was made again"), timeout=SLOW)
    cell.get_by_role("button", name="Run", exact=True).click()
    expect(banner).to_have_count(0)


def test_a_new_page_remembers_that_the_code_did_not_run(notebook: Notebook) -> None:
    form, identity = write_one(notebook, run=True)
    form.button("Close").click()
    notebook.type_into(identity, "bins = None", "bins = 12")
    expect(notebook.cell(identity).get_by_text(OLDER)).to_be_visible()
    notebook.save()
    again = notebook.lab.open(PATH).notebook(PATH).ready()
    expect(again.cell(identity).get_by_text(OLDER)).to_be_visible(timeout=SLOW)
    again.type_into(identity, "bins = 12", "bins = None")
    expect(again.cell(identity).get_by_text(OLDER)).to_have_count(0)
