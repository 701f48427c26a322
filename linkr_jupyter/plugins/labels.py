"""Read back the labels that stand as comments beside the values of a cell."""

from __future__ import annotations

from collections.abc import Iterator

from .cell import template_of
from .comments import clean_label, is_pragma
from .languages import Assignment, Code
from .manifest import Plugin
from .reading import read_cell
from .sequences.lines import SequenceLine

_WIDTH = 200


def written_labels(
    plugin: Plugin, source: str, language: str = "python"
) -> dict[str, dict[int, str]]:
    """Return the labels in a cell, by parameter and number; none when it cannot be read.

    Anybody can write a cell, so labels come cleaned.
    """
    try:
        cell = read_cell(
            source, tuple(plugin.properties), language, template_of(plugin, language).sequences
        )
    except SyntaxError:
        return {}
    return {name: dict(_labels(cell.code, lines[-1])) for name, lines in cell.lines.items()}


def _labels(code: Code, line: Assignment) -> Iterator[tuple[int, str]]:
    if isinstance(line, SequenceLine):
        for concept, comment in line.labels().items():
            if label := _cleaned(comment):
                yield concept, label
        return
    items = line.items()
    for item in items:
        end = item.end
        rest = code.text[end:]
        comma = len(rest) - len(rest.lstrip(" \t"))
        found = code.comment_after(end + comma + 1 if rest[comma : comma + 1] == "," else end)
        if found is None and len(items) == 1:
            found = code.comment_after(line.value_end)
        if type(item.value) is int and found is not None and (label := _cleaned(found[2])):
            yield item.value, label


def _cleaned(comment: str) -> str:
    text = comment.lstrip("#").strip()
    return "" if is_pragma(text) else clean_label(text, _WIDTH)
