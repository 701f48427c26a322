"""Is this study whole, and does it hold nothing that it must not? Reads only; runs nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LinkrError
from .cells import LinkrCell, linkr_cells
from .cohort_file import FOLDER, read_cohort
from .notebooks import read_notebook
from .problems import Problem
from .study import Page, Study

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Formats that hold tables of rows or executable objects; a study travels without either.
DATA_FILES = frozenset(
    {".arrow", ".db", ".dta", ".duckdb", ".feather", ".h5", ".joblib", ".npy", ".npz", ".parquet"}
    | {".pickle", ".pkl", ".rda", ".rdata", ".rds", ".sas7bdat", ".sav", ".sqlite", ".sqlite3"}
    | {".xls", ".xlsx"}
)
VIEW = "application/vnd.jupyter.widget-view+json"


def check_study(folder: str | Path) -> list[Problem]:
    """Check a study folder.

    Returns
    -------
    list of Problem
        Empty when everything is in order. Codes: ``study_file``, ``source_not_registered``,
        ``notebook``, ``invalid_cell``, ``unknown_plugin``, ``plugin_changed``, ``cell_values``,
        ``stored_output``, ``cohort``, ``link``, ``data_file``.
    """
    try:
        study = Study(folder)
    except LinkrError as error:
        return [Problem.of(error, "study_file", file="study.json")]
    problems = [*_source(study)]
    for page in study.pages:
        problems += _page(study, page)
    problems += _cohorts(study)
    problems += _files(study.folder)
    return problems


def _source(study: Study) -> Iterator[Problem]:
    from ..cdm.sources import registered

    if registered(study.source) is None:
        yield Problem(
            "source_not_registered",
            "study.json",
            None,
            "The data source {source} is not registered here.",
            "Register your data under this name: jupyter linkr source add {source} LOCATION.",
            {"source": study.source},
        )


def _page(study: Study, page: Page) -> Iterator[Problem]:
    try:
        notebook = read_notebook(study.notebook(page.id))
    except LinkrError as error:
        yield Problem.of(error, "notebook", file=page.notebook)
        return
    cells, problems = linkr_cells(notebook, page.notebook)
    yield from problems
    for cell in cells:
        yield from _cell(study, cell)
    level = notebook.metadata.get("linkr", {})
    if (level.get("study_page") if isinstance(level, dict) else page.id) == "individual":
        yield from _stored_outputs(notebook, page.notebook)


def _cell(study: Study, cell: LinkrCell) -> Iterator[Problem]:
    from ..plugins import check_values, get_plugin

    try:
        plugin = get_plugin(cell.metadata.plugin, study=study.folder)
    except LinkrError as error:
        yield Problem.of(error, "unknown_plugin", file=cell.notebook, cell=cell.number)
        return
    pinned = study.plugins.get(plugin.id)
    if pinned is not None and pinned["hash"] != plugin.hash:
        yield Problem(
            "plugin_changed",
            cell.notebook,
            cell.number,
            "The plugin {plugin} is not the one this study was written with: {ours} here, "
            "{theirs} in the study.",
            "The code of the cell is unchanged and runs; look at it before you write it again.",
            {"plugin": plugin.id, "ours": plugin.version, "theirs": pinned["version"]},
        )
    for problem in check_values(plugin, dict(cell.metadata.values)):
        yield Problem(
            "cell_values",
            cell.notebook,
            cell.number,
            problem.message,
            problem.advice,
            dict(problem.params),
        )


def _stored_outputs(notebook: NotebookNode, file: str) -> Iterator[Problem]:
    for number, cell in enumerate(notebook.cells, start=1):
        outputs = cell.get("outputs", []) if cell.cell_type == "code" else []
        if any(not _is_view(output) for output in outputs):
            yield Problem(
                "stored_output",
                file,
                number,
                "The file stores an output of a cell about single patients.",
                "Clear the outputs of this notebook before you share the study.",
            )


def _is_view(output: NotebookNode) -> bool:
    """Whether an output is a widget that lives in the kernel, with its neutral text beside it."""
    data = output.get("data", {})
    return VIEW in data and set(data) <= {VIEW, "text/plain"}


def _cohorts(study: Study) -> Iterator[Problem]:
    for path in sorted((study.folder / FOLDER).glob("*.json")):
        try:
            read_cohort(study.folder, path.stem)
        except LinkrError as error:
            yield Problem.of(error, "cohort", file=f"{FOLDER}/{path.name}")


def _files(folder: Path) -> Iterator[Problem]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted([*folders, *files]):
            path = Path(place, name)
            file = path.relative_to(folder).as_posix()
            if path.is_symlink():
                yield Problem(
                    "link",
                    file,
                    None,
                    "{file} is a link.",
                    "A study never follows links; copy the file into the study instead.",
                    {"file": file},
                )
            elif path.suffix.lower() in DATA_FILES:
                yield Problem(
                    "data_file",
                    file,
                    None,
                    "{file} holds data, which must not travel with a study.",
                    "Move it out of the study, and register it as a data source.",
                    {"file": file},
                )
