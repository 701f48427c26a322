"""Palettes, neighbours and settings that follow each other, in a form of a real notebook."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import SLOW, Form, Lab, Notebook
from playwright.sync_api import Page, expect
from servers import Server
from test_accessible import violations

COMPARE = Path(__file__).resolve().parents[1] / "data" / "plugins" / "compare"
PATH = "demo-study/aggregated.ipynb"


@pytest.fixture(scope="module", autouse=True)
def plugin(lab: Server, demo_root: Path) -> Iterator[None]:
    """The study has a plugin with every hint."""
    folder = demo_root / "demo-study" / "plugins" / "compare"
    shutil.copytree(COMPARE, folder)
    yield
    shutil.rmtree(folder)


@pytest.fixture
def notebook(new_page: Callable[..., Page], lab: Server) -> Notebook:
    return Lab(new_page(), lab, "hints").open(PATH).notebook(PATH).ready().restart()


@pytest.fixture
def form(notebook: Notebook) -> Form:
    notebook.select(0)
    form = notebook.add_analysis("Compare measurements")
    form.run_setup()
    expect(form.root.get_by_text("Preview ready")).to_be_visible(timeout=SLOW)
    return form


def test_a_palette_is_a_name_in_the_cell(form: Form, notebook: Notebook) -> None:
    drawn = form.root.locator(".linkrw-Swatches > span").first
    expect(drawn).to_have_css("background-color", "rgb(0, 114, 178)")
    form.setting("Viridis").check()
    form.write()
    (cell,) = notebook.written("compare")
    assert 'colours = "viridis"' in cell["source"]
    notebook.type_into(cell["id"], '"viridis"', '"tol_bright"')
    expect(form.setting("Tol, bright")).to_be_checked(timeout=SLOW)
    assert violations(notebook.page, ".linkr-FormHost") == []


def test_neighbours_stand_side_by_side_where_there_is_room(form: Form) -> None:
    width, height = form.setting("Width"), form.setting("Height")
    one, other = width.bounding_box(), height.bounding_box()
    assert one and other and one["y"] == other["y"] and one["x"] + one["width"] <= other["x"]
    form.root.evaluate("root => { root.style.width = '260px'; }")
    one, other = width.bounding_box(), height.bounding_box()
    assert one and other and one["x"] == other["x"] and one["y"] < other["y"]


def test_a_follower_offers_what_the_other_holds_and_says_what_it_lost(form: Form) -> None:
    reference = form.root.locator('[data-linkr-field="reference"]')
    expect(reference.locator("li")).to_contain_text("Heart rate")
    form.button("Remove Heart rate").first.click()
    problem = reference.get_by_text("which “Measurements” does not hold")
    expect(problem).to_be_visible(timeout=SLOW)
    reference.get_by_role("button", name="Remove").click()
    expect(problem).to_be_hidden(timeout=SLOW)
    offered = reference.get_by_role("option")
    expect(offered).to_have_count(1)
    expect(offered).to_have_text("Body temperature")
    reference.get_by_role("button", name="Add", exact=True).click()
    expect(reference.locator("li")).to_contain_text("Body temperature")
    expect(form.root.get_by_text("3020891", exact=False).first).to_be_visible()
