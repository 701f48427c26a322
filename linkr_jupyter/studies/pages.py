"""A notebook of a study turned into the notebook that clinicians are shown.

Voilà trusts what it is given: it delivers Markdown and outputs as they stand. So it never gets
a study's notebook itself, only what this module builds from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .markdown import plain_title, safe_markdown, sections
from .notebooks import PYTHON, new_cell, new_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from .study import Page, Study

AGGREGATED = "aggregated"
KEPT = ("role", "plugin")
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class _Piece:
    """A cell to be, and the tab it stands in: None above the tabs."""

    cell: NotebookNode
    tab: int | None


def to_page(notebook: NotebookNode, *, study: Study, page: Page) -> NotebookNode:
    """Return the page notebook of ``page``; ``notebook`` is left as it is.

    Every second-level heading begins a tab. Set-up cells come first, whatever place they have.

    Metadata of the result, all under ``linkr``:

    - of the notebook, ``page``: ``{"id", "title", "study", "language", "level", "tabs"}``, where
      ``tabs`` lists the titles;
    - of a cell, ``tab``: ``{"index", "title"}``, absent for what stands above the tabs;
    - of a code cell, ``deferred``: true when it belongs to a tab after the first of an aggregated
      page, and so may wait until its tab is opened; ``role``: "setup" for set-up cells;
      ``plugin``: the plugin that wrote it.

    Parameters
    ----------
    notebook
        The study's notebook, of format 4.
    study, page
        Where it belongs: titles and language.

    Returns
    -------
    NotebookNode
        Without outputs, raw cells, raw HTML, script links, remote pictures and stored widgets.
    """
    level = _study_page(notebook, page)
    titles: list[str] = []
    pieces = list(_pieces(notebook, titles))
    setup = [piece for piece in pieces if _role(piece.cell) == "setup"]
    rest = [piece for piece in pieces if _role(piece.cell) != "setup"]
    if not titles:
        titles = [page.title]
        rest = [_Piece(piece.cell, 0) for piece in rest]
    cells = [_cell(piece.cell, None, titles, defer=False) for piece in setup]
    cells += [_cell(piece.cell, piece.tab, titles, defer=level == AGGREGATED) for piece in rest]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # splitting a cell must not give one id to two
    return new_notebook(
        cells,
        {
            "kernelspec": dict(notebook.metadata.get("kernelspec", PYTHON)),
            "language_info": {"name": "python"},
            "linkr": {
                "page": {
                    "id": page.id,
                    "title": page.title,
                    "study": study.title,
                    "language": study.language,
                    "level": level,
                    "tabs": titles,
                }
            },
            "voila": {"template": "linkr"},
        },
    )


def _study_page(notebook: NotebookNode, page: Page) -> str:
    settings = notebook.metadata.get("linkr")
    level = settings.get("study_page") if isinstance(settings, dict) else None
    return level if isinstance(level, str) else page.id


def _pieces(notebook: NotebookNode, titles: list[str]) -> Iterator[_Piece]:
    """Yield the cells to show with their tabs, and add the tabs' titles to ``titles``."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield _Piece(cell, len(titles) - 1 if titles else None)
        elif cell.cell_type == "markdown":
            for title, text in sections(cell.source):
                if title is not None:
                    titles.append(plain_title(title))
                if text:
                    part = new_cell("markdown", text, {})
                    part["attachments"] = cell.get("attachments", {})
                    yield _Piece(part, len(titles) - 1 if titles else None)


def _linkr(cell: NotebookNode) -> dict[str, Any]:
    settings = cell.metadata.get("linkr")
    return settings if isinstance(settings, dict) else {}


def _role(cell: NotebookNode) -> object:
    return _linkr(cell).get("role")


def _cell(cell: NotebookNode, tab: int | None, titles: list[str], *, defer: bool) -> NotebookNode:

    settings: dict[str, Any] = {}
    if tab is not None:
        settings["tab"] = {"index": tab, "title": titles[tab]}
    if cell.cell_type == "markdown":
        pictures = _pictures(cell.get("attachments"))
        text = safe_markdown(cell.source, pictures)
        shown = new_cell("markdown", text, {"linkr": settings})
        if pictures:
            shown["attachments"] = pictures
        return shown
    written = _linkr(cell)
    settings |= {key: written[key] for key in KEPT if isinstance(written.get(key), str)}
    if defer and tab:
        settings["deferred"] = True
    return new_cell("code", cell.source, {"linkr": settings})


def _pictures(attachments: object) -> dict[str, dict[str, str]]:
    """Keep the attachments that are pictures and nothing else: an SVG could hold a script."""
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        pictures = {
            kind: "".join(data) if isinstance(data, list) else data
            for kind, data in bundle.items()
            if kind in PICTURES
        }
        if pictures and all(re.fullmatch(r"[A-Za-z0-9+/=\s]*", each) for each in pictures.values()):
            kept[name] = pictures
    return kept
