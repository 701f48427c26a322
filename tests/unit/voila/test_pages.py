"""The notebook that Voilà runs for a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import NotebookNode
from served import SETUP, Notebook, make_study, register

from linkr_jupyter.studies.study import Study
from linkr_jupyter.voila.pages import clinician_page

ROWS = Path(__file__).parents[2] / "data" / "omop"
ADDRESSES = ["individual.ipynb", "aggregated.ipynb"]


@pytest.fixture(scope="module", params=["en", "fr"])
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    register("four", ROWS)
    individual = (
        Notebook()
        .code(SETUP, role="setup")
        .md("## Timeline\n\n# Title <img src=x onerror=alert(1)>")
        .code("%%patient\n1")
        .md("## Again")
        .code("%%patient\n1")
        .md("## Empty")
    )
    aggregated = (
        Notebook()
        .code(SETUP, role="setup")
        .md("## One")
        .code("a = 1")
        .md("## Two")
        .code("a + 1")
        .code("%%latex\nx")
    )
    folder = make_study(
        tmp_path_factory.mktemp("pages") / "study",
        "four",
        individual=individual,
        aggregated=aggregated,
        language=request.param,
    )
    return Study(folder)


def page(study: Study, number: int) -> NotebookNode:
    return clinician_page(study, study.pages[number], addresses=ADDRESSES, idle_minutes=30)


def sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_the_guard_stands_first(study: Study) -> None:
    for number in (0, 1):
        first, second, *_ = sources(page(study, number))
        assert first.startswith("%load_ext linkr_jupyter.voila.kernel\n")
        assert "open_study" in second


def test_cells_of_later_tabs_wait(study: Study) -> None:
    assert sources(page(study, 1))[2:] == ["a = 1", "%%deferred\na + 1", "%%latex\nx"]


def test_equal_patient_cells_stay_two(study: Study) -> None:
    one, other = sources(page(study, 0))[2:4]
    assert one != other
    assert one.startswith("%%patient\n1\n# ")


def test_what_the_first_tab_shows_is_drawn_ahead(study: Study) -> None:
    assert sources(page(study, 0))[-1] == "%draw_ahead 1"
    assert "%draw_ahead" not in "".join(sources(page(study, 1)))


def test_an_empty_tab_says_so(study: Study) -> None:
    notebook = page(study, 0)
    last = notebook.cells[-2].metadata.linkr
    assert last.tab["title"] == "Empty"
    words = {"en": "Nothing stands here yet.", "fr": "Il n’y a encore rien ici."}
    assert words[study.language] in last.html


def test_the_text_is_ready_and_safe(study: Study) -> None:
    (text,) = [cell for cell in page(study, 0).cells if "Title" in cell.source]
    assert "<h2>Title" in text.metadata.linkr.html
    assert "<img" not in text.metadata.linkr.html


def test_the_view_knows_pages_language_and_time(study: Study) -> None:
    view = page(study, 1).metadata.linkr.view
    assert [link["href"] for link in view.links] == ADDRESSES
    assert [link["current"] for link in view.links] == [False, True]
    assert view.idle_minutes == 30
    assert bool(view.words) is (study.language == "fr")


def test_the_kernel_is_the_one_that_has_linkr(study: Study) -> None:
    assert page(study, 0).metadata.kernelspec["name"] == "python3"


def test_no_output_of_the_author_is_published(study: Study) -> None:
    for number in (0, 1):
        for cell in page(study, number).cells:
            assert not cell.get("outputs")


def test_an_unchanged_notebook_gives_an_equal_page(study: Study) -> None:
    for number in (0, 1):
        assert page(study, number) == page(study, number)
