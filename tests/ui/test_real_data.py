"""Both stories on real patients: a study from a template on the MIMIC-IV demo, dirt included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import SLOW, Lab
from playwright.sync_api import Page, expect
from served import Served, serve
from servers import Home, Server

STUDY = "mimic-study"


@pytest.fixture(scope="module")
def study(lab: Server, home: Home, demo_root: Path, mimic_folder: Path) -> Path:
    """A study on the real patients, beside the demo study."""
    home.linkr("source", "add", "mimic", str(mimic_folder))
    folder = demo_root / STUDY
    home.linkr("study", "new", str(folder), "--template", "intensive_care", "--source", "mimic")
    return folder


@pytest.fixture(scope="module")
def served(study: Path, home: Home) -> Iterator[Served]:
    settings = {name: value for name, value in home.environment.items() if "JUPYTER" in name}
    server = serve(study, **settings)
    yield server
    server.stop()


def test_four_plugins_run_on_real_patients(
    new_page: Callable[..., Page], lab: Server, study: Path
) -> None:
    for name in ("individual", "aggregated"):
        path = f"{STUDY}/{name}.ipynb"
        notebook = Lab(new_page(), lab, f"real-{name}").open(path).notebook(path).ready()
        notebook.run_all()
        if name == "individual":
            expect(notebook.panel.get_by_text("of 100").first).to_be_visible(timeout=SLOW)
        for cell in notebook.cells():
            if (cell["linkr"] or {}).get("plugin"):
                place = notebook.cell(cell["id"])
                place.scroll_into_view_if_needed()
                shown = place.locator("figure, table, .linkr-Figure, .linkr-Chart").first
                expect(shown).to_be_visible(timeout=SLOW)
                assert "Traceback" not in place.inner_text()
                assert "could not be shown" not in place.inner_text()


def test_several_units_of_temperature_are_refused_in_the_form(
    new_page: Callable[..., Page], lab: Server, study: Path
) -> None:
    path = f"{STUDY}/aggregated.ipynb"
    notebook = Lab(new_page(), lab, "real-units").open(path).notebook(path).ready().restart()
    notebook.select(0)
    form = notebook.add_analysis("Distributions and outliers")
    form.run_setup()
    form.root.get_by_role("button", name="Remove").first.click()
    form.choose_concept("body temperature", "Body temperature")
    form.button("Update the preview").click()
    expect(form.root.get_by_text("measured in several units").first).to_be_visible(timeout=SLOW)


def test_a_clinician_reads_real_records(new_page: Callable[..., Page], served: Served) -> None:
    page = new_page()
    page.goto(served.address("voila/render/individual.ipynb"))
    bar = page.locator(".linkr-PatientBar")
    expect(bar.get_by_text("of 100", exact=True)).to_be_visible(timeout=SLOW)
    panel = page.get_by_role("tabpanel")
    expect(panel.locator("svg, canvas").first).to_be_visible(timeout=SLOW)
    first = panel.inner_text()
    bar.get_by_role("button", name="Next").click()
    expect(panel).not_to_have_text(first, timeout=SLOW)
    for tab in ("Vital signs", "Measurements", "Drugs"):
        page.get_by_role("tab", name=tab).click()
        shown = panel.locator("table, .linkr-Message, [class*=linkr]").first
        expect(shown).to_be_visible(timeout=SLOW)
    assert "Traceback" not in page.locator("body").inner_text()
