"""A cell that was pasted without metadata becomes a form, and what cannot be read is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pages import SLOW, Form, Lab, Notebook
from playwright.sync_api import Page, expect
from servers import Server

from linkr_jupyter.plugins import get_plugin, render

PLUGIN = "distributions_outliers"
PATH = "demo-study/aggregated.ipynb"
PASTE = (
    "source => { const { content } = jupyterapp.shell.currentWidget;"
    " content.model.sharedModel.insertCell(1, {cell_type: 'code', source});"
    " content.activeCellIndex = 1; return content.activeCell.model.id; }"
)
UNDO_CELL = "() => jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.undo()"


@pytest.fixture
def notebook(new_page: Callable[..., Page], lab: Server) -> Notebook:
    """The demo study's aggregated notebook, its kernel fresh, with the set-up cell alone."""
    opened = Lab(new_page(), lab).open(PATH).notebook(PATH).ready().restart()
    opened.page.evaluate(
        "() => { const nb = jupyterapp.shell.currentWidget.content.model.sharedModel;"
        " for (let i = nb.cells.length - 1; i > 0; i--)"
        " if (nb.getCell(i).cell_type === 'code') nb.deleteCell(i); }"
    )
    return opened


def test_a_pasted_cell_is_offered_a_form_with_its_values(notebook: Notebook) -> None:
    source = render(get_plugin(PLUGIN), {"bins": 25})
    identity = notebook.page.evaluate(PASTE, source)
    cell = notebook.cell(identity)
    cell.get_by_role("button", name="Turn into a form").click(timeout=SLOW)
    form = Form(cell.locator(".linkr-Form")).ready()
    expect(form.setting("Bins")).to_have_value("25", timeout=SLOW)
    (written,) = notebook.written(PLUGIN)
    assert written["source"] == source == written["linkr"]["source"]
    expect(cell.get_by_role("button", name="Turn into a form")).to_be_hidden()

    # One undo step: the cell is ordinary again.
    notebook.page.evaluate(UNDO_CELL)
    assert notebook.written(PLUGIN) == []


def test_what_cannot_be_read_is_said_with_its_line(notebook: Notebook) -> None:
    source = render(get_plugin(PLUGIN), {}).replace("bins = None", "bins = 2 * 20")
    identity = notebook.page.evaluate(PASTE, source)
    cell = notebook.cell(identity)
    cell.get_by_role("button", name="Turn into a form").click(timeout=SLOW)
    line = source.splitlines().index("bins = 2 * 20") + 1
    dialog = notebook.page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Line {line}: Bins: bins is no plain value", timeout=SLOW)
    dialog.get_by_role("button", name="OK").click()
    Form(cell.locator(".linkr-Form")).ready()


def test_other_code_is_offered_no_form(notebook: Notebook) -> None:
    identity = notebook.page.evaluate(PASTE, "a = 1\nb = 2\nc = a + b\nprint(c)\n")
    notebook.lab.command("linkr:turn-into-form")
    dialog = notebook.page.get_by_role("dialog")
    expect(dialog).to_contain_text("This cell has the shape of no analysis", timeout=SLOW)
    dialog.get_by_role("button", name="OK").click()
    button = notebook.cell(identity).get_by_role("button", name="Turn into a form")
    expect(button).to_be_hidden()
