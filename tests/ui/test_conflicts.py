"""A form and a person want the same lines of an R cell: nothing is overwritten in silence."""

from __future__ import annotations

from collections.abc import Callable

from pages import SLOW, Lab
from playwright.sync_api import Page, expect
from servers import Server

PLUGIN = "distributions_outliers"
TITLE = "Distributions and outliers"
PATH = "demo-study/aggregated.ipynb"
TUKEY = "Interquartile range × k (Tukey)"
FOCUS_EDITOR = "() => jupyterapp.shell.currentWidget.content.activeCell.editor.focus()"


def test_a_conflict_in_r_is_settled_by_the_person_and_undone_in_one_step(
    new_page: Callable[..., Page], lab: Server
) -> None:
    notebook = Lab(new_page(), lab).open(PATH).notebook(PATH).ready().restart()
    notebook.select(0)
    form = notebook.add_analysis(TITLE)
    form.run_setup()
    form.root.get_by_role("radio", name="R", exact=True).check()
    form.setting("Outlier rule").select_option(label=TUKEY)
    form.write()
    cell = next(one for one in notebook.written(PLUGIN) if one["linkr"]["language"] == "r")
    identity = cell["id"]

    def source() -> str:
        return str(next(one["source"] for one in notebook.cells() if one["id"] == identity))

    assert source().startswith("%%R") and "k = k" in source()
    notebook.type_into(identity, "k = k", "k = 2 * k")
    mine = source()
    expect(form.root.get_by_text("edited by hand")).to_be_visible(timeout=SLOW)
    form.setting("Outlier rule").select_option(label="No rule")
    form.button("Write cell").click()
    expect(form.root.get_by_text("Nothing was written")).to_be_visible(timeout=SLOW)
    removed = form.root.locator(".linkrw-Diff tr.linkrw-mod-removed")
    expect(removed.filter(has_text="k = 2 * k")).to_contain_text("only in your cell")
    assert source() == mine

    form.button("Take the form’s").click()
    expect(form.root.get_by_text("The cell is written.")).to_be_visible(timeout=SLOW)
    assert "2 * k" not in source() and 'rule <- "none"' in source()
    notebook.page.evaluate(FOCUS_EDITOR)
    notebook.page.keyboard.press("Control+z")
    expect(notebook.cell(identity).locator(".cm-content")).to_contain_text("k = 2 * k")
    assert source() == mine
    (kept,) = [one for one in notebook.cells() if one["id"] == identity]
    assert kept["linkr"]["values"]["rule"] == "iqr"
