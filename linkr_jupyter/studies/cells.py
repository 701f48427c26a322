"""The LinkR cells of a notebook file: found, checked, written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InvalidCellError, NotFoundError
from ..text import visible
from .notebooks import read_notebook, write_notebook
from .problems import Problem

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from ..plugins import CellMetadata


@dataclass(frozen=True)
class LinkrCell:
    """A code cell that a form wrote."""

    notebook: str
    number: int
    id: str
    source: str
    metadata: CellMetadata


def linkr_cells(notebook: NotebookNode, file: str) -> tuple[list[LinkrCell], list[Problem]]:
    """Find the cells that forms wrote.

    Parameters
    ----------
    notebook
        A notebook of format 4.
    file
        Its name, for the problems.

    Returns
    -------
    tuple
        The well-formed cells, and one problem for each cell whose metadata is malformed. Cells
        are numbered from 1, as a person counts them.
    """
    from ..plugins import parse_metadata

    cells, problems = [], []
    for number, cell in enumerate(notebook.cells, start=1):
        settings = cell.metadata.get("linkr")
        if cell.cell_type != "code" or settings is None or _is_setup(settings):
            continue
        try:
            metadata = parse_metadata(json.loads(json.dumps(settings)))
        except InvalidCellError as error:
            problems.append(Problem.of(error, "invalid_cell", file=file, cell=number))
            continue
        cells.append(LinkrCell(file, number, cell.get("id", ""), cell.source, metadata))
    return cells, problems


def _is_setup(settings: object) -> bool:
    return isinstance(settings, Mapping) and settings.get("role") == "setup"


def read_cells(path: Path) -> tuple[list[LinkrCell], list[Problem]]:
    """Read the LinkR cells of the notebook file ``path``."""
    return linkr_cells(read_notebook(path), path.name)


def write_cell(path: Path, cell_id: str, source: str, metadata: Mapping[str, Any]) -> None:
    """Replace code and LinkR metadata of one cell in a notebook file; its old output is removed.

    For files that nobody has open: in JupyterLab the browser writes the cell instead.

    Raises
    ------
    NotFoundError
        When the notebook has no code cell with this id.
    NotSavedError
        When the file cannot be written; it is unchanged then.
    """
    notebook = read_notebook(path)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.get("id") == cell_id:
            cell.source = source
            cell.metadata["linkr"] = dict(metadata)
            cell.outputs, cell.execution_count = [], None
            write_notebook(path, notebook)
            return
    raise NotFoundError(
        "The notebook {file} has no code cell {cell}.",
        "It may have been deleted; insert a new cell.",
        field="cell",
        file=path.name,
        cell=visible(cell_id),
    )
