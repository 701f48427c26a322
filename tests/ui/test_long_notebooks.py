"""Forms in notebooks whose cells are longer than the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from pages import SLOW, Lab
from playwright.sync_api import Page, expect
from servers import Home, Server

PATH = "demo-study/long.ipynb"
NOTEBOOK = "@jupyterlab/notebook-extension:tracker"
NEAR = 60


def long_cell(number: int) -> nbformat.NotebookNode:
    """A cell of 200 lines with 400 lines of output."""
    cell = v4.new_code_cell("\n".join(f"x{number}_{line} = {line}" for line in range(200)))
    text = "\n".join(f"out {line}" for line in range(400))
    cell.outputs = [v4.new_output("stream", name="stdout", text=text)]
    return cell


@pytest.fixture(params=["full", "defer"])
def mode(request: pytest.FixtureRequest, home: Home) -> Iterator[str]:
    """Which cells JupyterLab draws."""
    home.settings(NOTEBOOK, f'{{"windowingMode": "{request.param}"}}')
    yield request.param
    home.settings(NOTEBOOK, "{}")


def test_an_analysis_far_from_view_comes_into_view(
    mode: str, new_page: Callable[..., Page], lab: Server, demo_root: Path
) -> None:
    file = demo_root / "demo-study" / "long.ipynb"
    source = nbformat.read(demo_root / "demo-study" / "aggregated.ipynb", 4)
    setup = next(cell for cell in source.cells if cell.cell_type == "code")
    source.cells = [setup, *map(long_cell, range(8))]
    nbformat.write(source, file)
    try:
        notebook = Lab(new_page(), lab, f"long-{mode}").open(PATH).notebook(PATH).ready()
        page = notebook.page
        notebook.select(8)
        page.evaluate("() => jupyterapp.shell.currentWidget.content.scrollToItem(0, 'start')")
        page.wait_for_timeout(1_000)
        notebook.lab.command("linkr:add-analysis", plugin="distributions_outliers")
        form = notebook.panel.locator(".linkr-FormHost .linkr-Form")
        expect(form).to_be_visible(timeout=SLOW)
        page.wait_for_timeout(1_500)
        top = form.evaluate(
            "one => one.getBoundingClientRect().top"
            " - one.closest('.jp-NotebookPanel-notebook').getBoundingClientRect().top"
        )
        assert -NEAR < top < NEAR
        expect(form.get_by_role("heading").first).to_be_focused()
        page.evaluate("() => jupyterapp.shell.currentWidget.context.save()")
    finally:
        file.unlink()
