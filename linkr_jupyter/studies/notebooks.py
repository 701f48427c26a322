"""Notebook files of a study: read with an error in words, written as a whole."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InvalidStudyError
from .containment import refuse_link
from .replacing import replace_file
from .schema_words import read_json

if TYPE_CHECKING:
    from nbformat import NotebookNode

PYTHON = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
REOPEN = "Open it in JupyterLab to see what is wrong, or take back an earlier version of it."


def _nbformat(name: str = "nbformat") -> Any:
    """Load nbformat on first use: it is slow, and who only connects needs none of it."""
    return import_module(name)


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file, in the current format.

    Raises
    ------
    InvalidStudyError
        When the file is missing, no JSON, or no notebook.
    PathNotAllowedError
        When it is a link.
    """
    refuse_link(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidStudyError(
            "The notebook {file} is missing or cannot be read.",
            "Put it back, or take its page out of the study.",
            field="notebook",
            file=path.name,
        ) from error
    document = read_json(content, path.name)
    try:
        notebook: NotebookNode = _nbformat().reads(content.decode(), as_version=4)
        _nbformat().validate(notebook)
    except Exception as error:  # nbformat raises KeyError, AttributeError... on what is no notebook
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _no_notebook(path.name, reason) from error
    if not isinstance(document, dict):
        raise _no_notebook(path.name, type(document).__name__)
    return notebook


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write ``notebook`` as a whole; raises NotSavedError and leaves the old file on failure."""
    _nbformat().validate(notebook)
    replace_file(path, (_nbformat().writes(notebook).rstrip("\n") + "\n").encode())


def new_notebook(cells: list[NotebookNode], metadata: dict[str, Any]) -> NotebookNode:
    """Return a notebook of the current format."""
    notebook: NotebookNode = _nbformat("nbformat.v4").new_notebook(cells=cells, metadata=metadata)
    return notebook


def new_cell(kind: str, source: str, metadata: dict[str, Any]) -> NotebookNode:
    """Return a cell of ``kind``: code or markdown."""
    make = getattr(_nbformat("nbformat.v4"), f"new_{kind}_cell")
    cell: NotebookNode = make(source, metadata=metadata)
    return cell


def _no_notebook(file: str, reason: str) -> InvalidStudyError:
    return InvalidStudyError(
        "The file {file} is no notebook: {reason}.",
        REOPEN,
        field="notebook",
        file=file,
        reason=reason,
    )
