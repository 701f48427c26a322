"""Every state of a cell in every place that a form can be in: JupyterLab and Notebook 7, with and
without co-editing, after a reload, after a restart, and in a second browser."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import SLOW, Form, Lab, Notebook, Notebook7
from playwright.sync_api import Page, expect
from servers import Home, Server, free_port, start

PLUGIN = "distributions_outliers"
TITLE = "Distributions and outliers"
PATH = "demo-study/aggregated.ipynb"
TUKEY = "Interquartile range × k (Tukey)"
PLACES = ["lab, co-editing", "lab, alone", "notebook 7, co-editing", "notebook 7, alone"]


@pytest.fixture(scope="module")
def alone(home: Home, lab: Server, demo_root: Path) -> Iterator[Server]:
    """A server on the same folder in which nobody edits together."""
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    options = [f"--port={port}", "--YDocExtension.disable_rtc=True", f"--notebook-dir={demo_root}"]
    server = start(home, [*command, *options], port, "alone.log").wait("api")
    yield server
    server.stop()


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_place(
    place: str, new_page: Callable[..., Page], request: pytest.FixtureRequest
) -> Callable[..., Notebook]:
    """Open the aggregated notebook in another browser each time."""
    server = request.getfixturevalue("alone" if place.endswith("alone") else "lab")
    kind = Notebook7 if place.startswith("notebook") else Lab

    def open_one(person: str = "a") -> Notebook:
        lab = kind(new_page(), server, f"places-{person}")
        return lab.open(PATH).notebook(PATH).ready()

    return open_one


def emptied(notebook: Notebook) -> Notebook:
    """The notebook without analyses, its kernel fresh."""
    notebook.restart().page.evaluate(
        "() => { const nb = jupyterapp.shell.currentWidget.content.model.sharedModel;"
        " for (let i = nb.cells.length - 1; i >= 0; i--)"
        " if (nb.getCell(i).getMetadata('linkr')?.plugin) nb.deleteCell(i); }"
    )
    return notebook


def source_of(notebook: Notebook, identity: str) -> str:
    return str(next(cell["source"] for cell in notebook.cells() if cell["id"] == identity))


def set_bins(form: Form, number: str) -> None:
    form.setting("Bins").fill(number)
    form.setting("Bins").press("Tab")


def test_the_four_states_of_a_cell(open_place: Callable[..., Notebook]) -> None:
    notebook = emptied(open_place())
    notebook.select(0)
    form = notebook.add_analysis(TITLE)
    form.run_setup()
    form.write()
    (cell,) = notebook.written(PLUGIN)
    unchanged = cell["source"]

    # Unchanged: a write replaces it. Literals changed by hand: the form reads them.
    set_bins(form, "21")
    form.write()
    assert source_of(notebook, cell["id"]) == unchanged.replace("bins = None", "bins = 21")
    notebook.type_into(cell["id"], "bins = 21", "bins = 33")
    expect(form.setting("Bins")).to_have_value("33", timeout=SLOW)

    # Edited by hand: the edit survives a literal and a choice.
    notebook.type_into(cell["id"], "concept_ids =", "# by hand\nconcept_ids =")
    expect(form.root.get_by_text("edited by hand")).to_be_visible(timeout=SLOW)
    set_bins(form, "34")
    form.setting("Outlier rule").select_option(label=TUKEY)
    form.write()
    merged = source_of(notebook, cell["id"])
    assert "# by hand" in merged and "bins = 34" in merged and 'rule = "iqr"' in merged

    # The same line changed twice: nothing is overwritten.
    notebook.type_into(cell["id"], "k=k,", "k=2 * k,")
    expect(form.root.get_by_text("edited by hand")).to_be_visible(timeout=SLOW)
    form.setting("Outlier rule").select_option(label="No rule")
    conflict = form.root.get_by_text("Nothing was written")
    too_soon = form.root.get_by_text("write once more")
    form.button("Write cell").click()
    expect(conflict.or_(too_soon)).to_be_visible(timeout=SLOW)
    if too_soon.is_visible():  # the form had not seen the edit yet, and wrote nothing
        form.button("Write cell").click()
    expect(conflict).to_be_visible(timeout=SLOW)
    assert "k=2 * k," in source_of(notebook, cell["id"])
    form.button("Keep mine").click()
    expect(form.root.get_by_text("Your cell stays as it is.")).to_be_visible(timeout=SLOW)


def test_a_form_survives_a_reload_and_a_restart(open_place: Callable[..., Notebook]) -> None:
    notebook = emptied(open_place())
    notebook.select(0)
    form = notebook.add_analysis(TITLE)
    form.run_setup()
    set_bins(form, "18")
    form.write()
    (cell,) = notebook.written(PLUGIN)
    notebook.save()

    notebook.page.reload()
    again = notebook.lab.restored().notebook(PATH).ready()
    form = Form(again.cell(cell["id"]).locator(".linkr-Form")).ready()
    expect(form.setting("Bins")).to_have_value("18", timeout=SLOW)
    set_bins(form, "19")
    form.write()
    assert "bins = 19" in source_of(again, cell["id"])

    again.restart()
    form = Form(again.cell(cell["id"]).locator(".linkr-Form")).ready()
    expect(form.setting("Bins")).to_have_value("19", timeout=SLOW)
    set_bins(form, "22")
    form.write()
    assert "bins = 22" in source_of(again, cell["id"])
    assert len(again.written(PLUGIN)) == 1


@pytest.mark.parametrize("place", ["lab, alone"], indirect=True)
def test_a_form_that_came_back_stays(open_place: Callable[..., Notebook]) -> None:
    notebook = emptied(open_place())
    notebook.select(0)
    form = notebook.add_analysis(TITLE)
    form.run_setup()
    form.write()
    (cell,) = notebook.written(PLUGIN)
    notebook.save()
    notebook.page.reload()
    again = notebook.lab.restored().notebook(PATH).ready()
    form = Form(again.cell(cell["id"]).locator(".linkr-Form")).ready()
    form.setting("Bins").fill("11")
    form.root.evaluate("element => element.setAttribute('data-mine', '')")
    again.page.wait_for_timeout(10_000)  # longer than a host waits for a form
    expect(form.root).to_have_attribute("data-mine", "")
    expect(form.setting("Bins")).to_have_value("11")


def test_a_second_browser_opens_the_form_and_one_browser_writes(
    open_place: Callable[..., Notebook],
) -> None:
    first = emptied(open_place())
    first.select(0)
    form = first.add_analysis(TITLE)
    form.run_setup()
    set_bins(form, "24")
    form.write()
    (cell,) = first.written(PLUGIN)
    first.save()

    second = open_place("b")
    other = second.open_form(cell["id"])
    expect(other.setting("Bins")).to_have_value("24", timeout=SLOW)
    set_bins(other, "26")
    other.write()
    assert "bins = 26" in source_of(second, cell["id"])
    assert len(second.written(PLUGIN)) == 1
    if first.lab.server.log.name != "alone.log":
        expect(form.setting("Bins")).to_have_value("26", timeout=SLOW)
        assert len(first.written(PLUGIN)) == 1
