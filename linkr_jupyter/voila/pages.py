"""A page of a study as Voilà runs it: what ``to_page`` makes, and what our template needs of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from ..locale import translate
from ..studies.notebooks import read_notebook
from ..studies.pages import to_page
from ..studies.study import Page, Study
from .text import html_of
from .words import page_words

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
GUARD = "%load_ext linkr_jupyter.voila.kernel\n%load_ext linkr_jupyter.widgets.deferred"


def clinician_page(
    study: Study,
    page: Page,
    *,
    addresses: Sequence[str],
    generated: bool = False,
    idle_minutes: int = 0,
    notebook: NotebookNode | None = None,
) -> NotebookNode:
    """The notebook that Voilà runs for ``page``.

    Parameters
    ----------
    addresses
        Where the pages of the study are, in their order; relative addresses.
    generated
        Whether the data come from a generator, which the page then says.
    idle_minutes
        Minutes without use after which the page closes; 0 means never.
    notebook
        The notebook of the page, when it is already read.

    Raises
    ------
    InvalidStudyError
        When the notebook is missing or is none.
    """
    if notebook is None:
        notebook = read_notebook(study.notebook(page.id))
    result = to_page(notebook, study=study, page=page)
    # The program that serves the page has LinkR; the kernel that an author chose may not.
    result.metadata["kernelspec"] = dict(KERNEL)
    result.metadata["linkr"]["view"] = {
        "generated": generated,
        "idle_minutes": idle_minutes,
        "links": _links(study, page, addresses),
        "words": page_words(study.language),
    }
    cells = [_prepared(cell) for cell in result.cells]
    cells = _filled(cells, result.metadata.linkr.page.tabs, study)
    result.cells = [new_code_cell(GUARD), *cells, *_ahead(cells)]
    for number, cell in enumerate(result.cells):
        cell["id"] = f"page-{number}"  # the same page twice is equal
    return result


def _links(study: Study, page: Page, addresses: Sequence[str]) -> list[dict[str, Any]]:
    if len(study.pages) < 2:
        return []
    return [
        {"title": each.title, "href": address, "current": each.id == page.id}
        for each, address in zip(study.pages, addresses, strict=True)
    ]


def _prepared(cell: NotebookNode) -> NotebookNode:
    """A cell that waits for its tab, or a text that is ready to be shown."""
    if cell.cell_type == "markdown":
        cell.metadata["linkr"]["html"] = html_of(cell.source, cell.get("attachments"))
        cell["attachments"] = {}
    elif cell.source.startswith("%%patient"):
        # Voilà does not tell the kernel which cell runs: without this, two equal ones were one.
        cell.source = f"{cell.source}\n# {cell.id}"
    elif cell.metadata["linkr"].get("deferred") and not cell.source.startswith("%%"):
        cell.source = f"%%deferred\n{cell.source}"
    return cell


def _ahead(cells: list[NotebookNode]) -> list[NotebookNode]:
    """A last cell that draws what the first tab will show, if anything there follows a patient."""
    first = [cell for cell in cells if _place(cell) <= 0 and cell.source.startswith("%%patient")]
    place = {"tab": cells[-1].metadata.linkr.get("tab")} if first else {}
    source = f"%draw_ahead {len(first)}"
    return [new_code_cell(source, metadata={"linkr": place})] if first else []


def _filled(cells: list[NotebookNode], titles: list[str], study: Study) -> list[NotebookNode]:
    """The cells in the order of the tabs, with a sentence in each tab that holds nothing."""
    used = {cell.metadata.linkr.tab["index"] for cell in cells if "tab" in cell.metadata.linkr}
    for index, title in enumerate(titles):
        if index not in used:
            words = translate("Nothing stands here yet.", study.language)
            tab = {"index": index, "title": title}
            cells.append(
                new_markdown_cell(words, metadata={"linkr": {"tab": tab, "html": html_of(words)}})
            )
    return sorted(cells, key=_place)


def _place(cell: NotebookNode) -> int:
    tab = cell.metadata.linkr.get("tab")
    return tab["index"] if tab else -1
