"""Recognise the plugin behind a cell that came without metadata, as from an e-mail or a book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import LinkrError
from .cell import PATIENT_MAGICS, render, template_of
from .evidence import Atoms
from .finder import find_plugins
from .labels import written_labels
from .languages import ANY, Code
from .manifest import Plugin
from .reading import ReadBack, Unread, WrittenCell, read_back, read_cell

ENOUGH = 0.8  # of the parts of the cell that the form would write
_ENOUGH_LINES = 0.5  # of the parameter lines: fewer are not worth a closer look


@dataclass(frozen=True)
class Recognised:
    """The plugin that a cell has the shape of.

    Attributes
    ----------
    language
        ``python`` or ``r``.
    values
        The settings as the cell shows them.
    share
        How much of what the form would write stands in the cell, from 0 to 1.
    problems
        What could not be read, each with its line.
    source
        What the form alone would write for these values: the base of the next merge.
    """

    plugin: Plugin
    language: str
    values: dict[str, Any]
    share: float
    problems: tuple[Unread, ...]
    source: str


def recognise(source: str, study: Path | None = None) -> Recognised | None:
    """Find the plugin that a cell has the shape of; None when it is like none of them.

    Layout, comments, the order of the parameter lines, names of variables and added code do not
    matter; at least four fifths of what the form would write must be there.

    Parameters
    ----------
    source
        The whole cell, with its magic.
    study
        Folder of a study, whose own plugins come first.
    """
    return best_match(source, find_plugins(study))


def best_match(source: str, plugins: Iterable[Plugin]) -> Recognised | None:
    """Find which of some plugins a cell has the shape of."""
    language, individual = spoken_in(source)
    found = [
        match
        for plugin in plugins
        if language in plugin.languages and individual in (None, plugin.level == "individual")
        if (match := _match(plugin, source, language)) is not None
    ]
    return max(found, key=lambda match: (match.share, len(match.source)), default=None)


def spoken_in(source: str) -> tuple[str, bool | None]:
    """Return the language that the first line says, and whether it is a patient's cell."""
    words = source.lstrip().split("\n", 1)[0].split()
    if words == PATIENT_MAGICS["r"].split():
        return "r", True
    if words[:1] == ["%%R"]:
        return "r", False
    # The magic of a Python cell is easily left behind by who copies it.
    return "python", True if words[:1] == [PATIENT_MAGICS["python"]] else None


def _match(plugin: Plugin, source: str, language: str) -> Recognised | None:
    names = tuple(plugin.properties)
    try:
        chains = template_of(plugin, language).sequences
        cell = read_cell(source, names, language, chains)
        if not _has_enough_lines(plugin, cell):
            return None
        read = read_back(plugin, source, language=language)
        labels = written_labels(plugin, source, language)
        written = render(plugin, read.values, language=language, labels=labels)
        wanted = read_cell(written, names, language, chains)
        share = _share(wanted.code, cell.code, names)
    except (SyntaxError, LinkrError):
        return None
    if share < ENOUGH:
        return None
    return Recognised(plugin, language, read.values, share, _told(read), written)


def _has_enough_lines(plugin: Plugin, cell: WrittenCell) -> bool:
    assigned = [name for name in plugin.properties if name in cell.lines]
    return not plugin.properties or len(assigned) >= _ENOUGH_LINES * len(plugin.properties)


def _told(read: ReadBack) -> tuple[Unread, ...]:
    return tuple(sorted(read.problems, key=lambda problem: problem.line))


def _share(wanted: Code, there: Code, names: tuple[str, ...]) -> float:
    """How much of ``wanted`` stands in ``there``; words that anybody may change do not count."""
    parts, found = _parts(wanted, names), _parts(there, names)
    total = parts.total()
    return (parts & found).total() / total if total else 0.0


def _parts(code: Code, names: tuple[str, ...]) -> Atoms:
    return Counter(atom for _, atom in code.atoms(names) if atom[1] is not ANY)
