"""Settings kept in the study under a name, and copied from another cell, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from pages import SLOW, Lab, Notebook
from playwright.sync_api import Page, expect
from servers import Server

PLUGIN = "distributions_outliers"
TITLE = "Distributions and outliers"
PATH = "demo-study/aggregated.ipynb"


@pytest.fixture
def notebook(new_page: Callable[..., Page], lab: Server, demo_root: Path) -> Iterator[Notebook]:
    """The demo study's aggregated notebook, without analyses and without saved settings."""
    opened = Lab(new_page(), lab).open(PATH).notebook(PATH).ready().restart()
    opened.page.evaluate(
        "() => { const nb = jupyterapp.shell.currentWidget.content.model.sharedModel;"
        " for (let i = nb.cells.length - 1; i >= 0; i--)"
        " if (nb.getCell(i).getMetadata('linkr')?.plugin) nb.deleteCell(i); }"
    )
    yield opened
    rmtree(demo_root / "demo-study" / "settings", ignore_errors=True)


def test_settings_are_saved_loaded_deleted_and_copied(notebook: Notebook, demo_root: Path) -> None:
    notebook.select(0)
    form = notebook.add_analysis(TITLE)
    form.run_setup()
    expect(form.root.get_by_text("Preview ready")).to_be_visible(timeout=SLOW)
    bins = form.setting("Bins")
    bins.fill("25")
    saved = form.root.locator(".linkrw-Saved")
    saved.locator("summary").click()
    saved.get_by_label("Save the settings as").fill("Few bars")
    form.button("Save").click()
    expect(form.root.get_by_text("The settings are saved as “Few bars”.")).to_be_visible(
        timeout=SLOW
    )
    file = demo_root / "demo-study" / "settings" / PLUGIN / "Few bars.json"
    assert json.loads(file.read_text())["values"]["bins"] == 25

    form.button("Reset to defaults").click()
    expect(bins).to_have_value("")
    form.button("Load “Few bars”").click()
    expect(bins).to_have_value("25", timeout=SLOW)
    form.write()

    form.button("Delete “Few bars”").click()
    expect(form.button("Bring “Few bars” back")).to_be_visible(timeout=SLOW)
    assert not file.exists()
    form.button("Bring “Few bars” back").click()
    expect(form.button("Load “Few bars”")).to_be_visible(timeout=SLOW)
    assert file.exists()
    form.button("Close").click()

    other = notebook.add_analysis(TITLE)
    saved = other.root.locator(".linkrw-Saved")
    saved.locator("summary").click()
    expect(saved.get_by_text("Bins: 25")).to_be_visible(timeout=SLOW)
    saved.get_by_role("button", name="Copy the settings of “Cell 2").click()
    expect(other.setting("Bins")).to_have_value("25", timeout=SLOW)
