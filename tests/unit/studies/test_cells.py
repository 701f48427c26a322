"""LinkR cells of notebook files."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from linkr_jupyter.errors import InvalidStudyError, NotFoundError, PathNotAllowedError
from linkr_jupyter.studies.cells import read_cells, write_cell

GOOD = {
    "plugin": "table_one",
    "version": "1.0.0",
    "language": "python",
    "values": {"bins": 40, "ids": [3027018]},
    "source": "bins = 40",
}


def store(path: Path, *cells: nbformat.NotebookNode) -> Path:
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def test_cells_are_found_with_their_number_and_values(tmp_path: Path) -> None:
    path = store(
        tmp_path / "n.ipynb",
        new_markdown_cell("x", metadata={"linkr": GOOD}),
        new_code_cell("setup", metadata={"linkr": {"role": "setup"}}),
        new_code_cell("bins = 50", metadata={"linkr": GOOD}),
        new_code_cell("ordinary"),
    )
    cells, problems = read_cells(path)
    assert problems == []
    assert [(cell.number, cell.source) for cell in cells] == [(3, "bins = 50")]
    assert cells[0].metadata.values == {"bins": 40, "ids": [3027018]}
    assert cells[0].metadata.source == "bins = 40"


@pytest.mark.parametrize(
    "malformed",
    [1, "x", [], {}, {"plugin": 3}, {**GOOD, "values": [1]}, {**GOOD, "source": None}],
)
def test_malformed_metadata_is_a_problem_with_the_cells_number(
    tmp_path: Path, malformed: object
) -> None:
    path = store(
        tmp_path / "n.ipynb",
        new_code_cell("x", metadata={"linkr": malformed}),
        new_code_cell("bins = 40", metadata={"linkr": GOOD}),
    )
    cells, problems = read_cells(path)
    assert [cell.number for cell in cells] == [2]
    assert [(p.code, p.file, p.cell) for p in problems] == [("invalid_cell", "n.ipynb", 1)]
    assert "n.ipynb, cell 1: " in problems[0].text()
    assert problems[0].text("fr") != problems[0].text()


def test_writing_a_cell_changes_this_cell_only(tmp_path: Path) -> None:
    target = new_code_cell("bins = 40", metadata={"linkr": GOOD, "tags": ["kept"]})
    target.outputs = [new_output("stream", text="old")]
    path = store(tmp_path / "n.ipynb", new_code_cell("other"), target)
    write_cell(path, target.id, "bins = 41", {**GOOD, "values": {"bins": 41}})
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source == "other"
    written = notebook.cells[1]
    assert (written.source, written.outputs) == ("bins = 41", [])
    assert written.metadata.linkr["values"] == {"bins": 41}
    assert written.metadata.tags == ["kept"]


def test_a_cell_that_is_gone_is_said_in_words(tmp_path: Path) -> None:
    path = store(tmp_path / "n.ipynb", new_code_cell("x"))
    before = path.read_bytes()
    with pytest.raises(NotFoundError, match=r"no code cell 'gone'"):
        write_cell(path, "gone", "x", GOOD)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "null", "3", '{"nbformat": 4}', '{"cells": [], "cells": []}', "\ud800"],
)
def test_what_is_no_notebook_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "n.ipynb"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(InvalidStudyError, match=r"n\.ipynb"):
        read_cells(path)


def test_links_and_missing_files_are_refused(tmp_path: Path) -> None:
    store(tmp_path / "real.ipynb")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "real.ipynb")
    with pytest.raises(PathNotAllowedError):
        read_cells(tmp_path / "link.ipynb")
    with pytest.raises(InvalidStudyError, match="missing"):
        read_cells(tmp_path / "gone.ipynb")


def test_an_old_notebook_format_is_read(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "language": "python", "input": "x", "outputs": [], "metadata": {}}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    (tmp_path / "old.ipynb").write_text(json.dumps(old))
    assert read_cells(tmp_path / "old.ipynb") == ([], [])
