"""Which lines of a cell belong to which setting: its own line, and those that its choice keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from ..errors import LinkrError
from ..plugins import Plugin
from ..plugins.cell import template_of
from ..plugins.languages import ANY, Code
from ..plugins.reading import WrittenCell, read_cell
from ..plugins.template import Template

Lines = dict[str, list[int]]


def setting_lines(
    plugin: Plugin, source: str, values: Mapping[str, Any], language: str = "python"
) -> Lines:
    """Numbers (from 1) of the lines of a cell that each setting decides.

    Edits by hand, another layout and renamed variables do not matter; a cell that is no code
    shows nothing.

    Parameters
    ----------
    source
        The whole cell, with its magic.
    values
        Settings that the cell was written with.
    """
    names = tuple(plugin.properties)
    try:
        template = template_of(plugin, language)
        cell = read_cell(source, names, language, template.sequences)
    except (SyntaxError, LinkrError):
        return {}
    found: dict[str, set[int]] = {name: set(_own_lines(cell, name)) for name in names}
    kept = template.remains(values)
    places = _places(template, kept, cell.code, names) if kept else {}
    for index in kept:
        guard = template.guards[index]
        found[guard.condition.name].update(
            line + cell.first_line
            for guarded in _lines_of(template.code, *guard.removed)
            for line in places.get(guarded, ())
        )
    return {name: sorted(lines) for name, lines in found.items() if lines}


def _own_lines(cell: WrittenCell, name: str) -> Iterator[int]:
    for line in cell.lines.get(name, ()):
        for number in _lines_of(cell.code, line.start, line.value_end):
            yield number + cell.first_line


def _lines_of(code: Code, start: int, end: int) -> range:
    """Lines of a span; a line feed that ends it belongs to its last line."""
    return range(code.line_of(start), code.line_of(max(start, end - 1)) + 1)


def _places(
    template: Template, kept: frozenset[int], code: Code, names: tuple[str, ...]
) -> dict[int, set[int]]:
    """Lines of the cell by line of the template, as the order of their small parts shows."""
    gone = [guard.removed for index, guard in enumerate(template.guards) if index not in kept]
    wanted = [
        (line, atom)
        for line, atom in _atoms(template.code, names)
        if not any(start <= template.code.offset(line, 0) < end for start, end in gone)
    ]
    there = _atoms(code, names)
    matcher = SequenceMatcher(
        None, [atom for _, atom in wanted], [atom for _, atom in there], autojunk=False
    )
    places: dict[int, set[int]] = {}
    for first, second, size in matcher.get_matching_blocks():
        for step in range(size):
            line, atom = wanted[first + step]
            if atom[1] is not ANY:
                places.setdefault(line, set()).add(there[second + step][0])
    return places


@lru_cache(maxsize=64)
def _atoms(code: Code, names: tuple[str, ...]) -> list[tuple[int, tuple[object, ...]]]:
    return code.atoms(names)
