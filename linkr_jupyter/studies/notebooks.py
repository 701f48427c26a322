"""Notebook files of a study: read with an error in words, written as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InvalidStudyError
from .containment import refuse_link
from .replacing import replace_file
from .schema_words import read_json

if TYPE_CHECKING:
    from nbformat import NotebookNode

REOPEN = "Open it in JupyterLab to see what is wrong, or take back an earlier version of it."


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file, in the current format.

    Raises
    ------
    InvalidStudyError
        When the file is missing, no JSON, or no notebook.
    PathNotAllowedError
        When it is a link.
    """
    import nbformat

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
        notebook = nbformat.reads(content.decode(), as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises KeyError, AttributeError... on what is no notebook
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _no_notebook(path.name, reason) from error
    if not isinstance(document, dict):
        raise _no_notebook(path.name, type(document).__name__)
    return notebook


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write ``notebook`` as a whole; raises NotSavedError and leaves the old file on failure."""
    import nbformat

    nbformat.validate(notebook)
    replace_file(path, (nbformat.writes(notebook).rstrip("\n") + "\n").encode())


def _no_notebook(file: str, reason: str) -> InvalidStudyError:
    return InvalidStudyError(
        "The file {file} is no notebook: {reason}.",
        REOPEN,
        field="notebook",
        file=file,
        reason=reason,
    )
