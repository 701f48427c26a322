"""Two people in one notebook: what one writes appears once, what the other edits is kept."""

from __future__ import annotations

from collections.abc import Callable

from pages import SLOW, Lab, Notebook
from playwright.sync_api import Page, expect
from servers import Server

PLUGIN = "distributions_outliers"
PATH = "demo-study/aggregated.ipynb"
HAS_TWO = (
    "([plugin, n]) => jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
    ".filter(c => c.getMetadata('linkr')?.plugin === plugin).length === n"
)
HAS_TEXT = (
    "text => jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
    ".some(c => c.getSource().includes(text))"
)


def wait_for_cells(notebook: Notebook, number: int) -> None:
    notebook.page.wait_for_function(HAS_TWO, arg=[PLUGIN, number], timeout=SLOW)


def test_a_writes_b_edits_and_nothing_is_lost(new_page: Callable[..., Page], lab: Server) -> None:
    a = Lab(new_page(), lab, "person-a").open(PATH).notebook(PATH).ready().restart()
    b = Lab(new_page(), lab, "person-b").open(PATH).notebook(PATH).ready()
    before = len(a.written(PLUGIN))

    a.select(0)
    form = a.add_analysis("Distributions and outliers")
    form.run_setup()
    form.write()
    wait_for_cells(a, before + 1)
    wait_for_cells(b, before + 1)
    cell = next(c for c in b.written(PLUGIN) if c["linkr"]["source"] == c["source"])

    note = "# B: the same limits as in the protocol"
    first_line = cell["source"].splitlines()[0]
    b.type_into(cell["id"], first_line, f"{note}\n{first_line}")
    a.page.wait_for_function(HAS_TEXT, arg=note, timeout=SLOW)
    expect(form.root.get_by_text("edited by hand")).to_be_visible(timeout=SLOW)

    bins = form.setting("Bins")
    bins.fill("23")
    bins.press("Tab")
    form.write()
    b.page.wait_for_function(HAS_TEXT, arg="bins = 23", timeout=SLOW)
    source = next(c["source"] for c in b.cells() if c["id"] == cell["id"])
    assert note in source
    assert len(a.written(PLUGIN)) == len(b.written(PLUGIN)) == before + 1
    # The form is in the browser of the person who opened it, and in no file.
    assert b.page.locator(".linkr-Form").count() == 0


def test_a_write_changes_only_its_own_ranges_while_b_types(
    new_page: Callable[..., Page], lab: Server
) -> None:
    a = Lab(new_page(), lab, "person-a").open(PATH).notebook(PATH).ready().restart()
    b = Lab(new_page(), lab, "person-b").open(PATH).notebook(PATH).ready()
    a.select(0)
    form = a.add_analysis("Distributions and outliers")
    form.run_setup()
    form.write()
    cell = a.written(PLUGIN)[0]
    b.page.wait_for_function(HAS_TEXT, arg=cell["source"].splitlines()[0], timeout=SLOW)

    b.cell(cell["id"]).locator(".cm-content").click()
    b.page.keyboard.press("Control+End")
    b.page.keyboard.type("\n# typed by B", delay=5)
    form.setting("Bins").fill("29")
    form.setting("Bins").press("Tab")
    form.button("Write cell").click()
    b.page.keyboard.type(" while A wrote", delay=5)
    b.page.wait_for_function(HAS_TEXT, arg="bins = 29", timeout=SLOW)
    b.page.wait_for_function(HAS_TEXT, arg="# typed by B while A wrote", timeout=SLOW)
