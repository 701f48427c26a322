"""Read a cell back: literals from its parameter lines, choices from the lines that are kept."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..locale import translate
from .cell import template_of
from .evidence import find_choices
from .languages import Assignment, Code, Language, get_language, with_unix_lines
from .literals import Value, same_value
from .manifest import Plugin
from .sequences.lines import Sequences, with_sequences
from .template import Template
from .values import check_one, shown

_CHANGED_AGAIN = "{name} is changed again on this line, so the form may not show what runs."
_NO_VALUE = "{name} is no plain value here, so the form cannot show it."
_REFUSED = "{name} has a value that the form refuses: {shown}."


@dataclass(frozen=True)
class Unread:
    """A setting that the code does not show, with the line where it should; 0 is the whole cell."""

    field: str
    line: int
    message: str
    params: dict[str, object] = dataclasses.field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """The message in ``language``."""
        return translate(self.message, language, **self.params)


@dataclass(frozen=True)
class ReadBack:
    """The values that a cell shows.

    ``values`` is complete: what cannot be read takes its last known value, then its default.
    ``problems`` says what could not be read; ``unwritten`` names the settings that no line of
    this cell depends on, so that they live in the metadata only. ``refused`` holds the literals
    that stand in the cell and break their schema.
    """

    values: dict[str, Any]
    problems: tuple[Unread, ...] = ()
    unwritten: tuple[str, ...] = ()
    refused: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class WrittenCell:
    """The source of a cell: the magic it starts with, and its code."""

    head: str
    body: str
    code: Code
    lines: dict[str, list[Assignment]]
    language: Language

    @property
    def source(self) -> str:
        """The whole source."""
        return self.head + self.body

    @property
    def first_line(self) -> int:
        """Number of lines before the code."""
        return self.head.count("\n")


@lru_cache(maxsize=64)
def read_cell(
    source: str, names: tuple[str, ...], language: str = "python", sequences: Sequences = ()
) -> WrittenCell:
    """Read the source of a cell, with its magics, and find its parameter lines.

    ``sequences`` are those of the plugin's template.

    Raises
    ------
    SyntaxError
        When the cell is no code even without its magics; the line counts from its first line.
    """
    spoken = get_language(language)
    source = with_unix_lines(source)
    found = re.match(r"(?:[ \t]*\n)*%%[^\n]*(?:\n|\Z)", source)
    head = found[0] if found else ""
    body = source[len(head) :]
    try:
        code = spoken.parse_cell(body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = (getattr(error, "lineno", None) or 1) + head.count("\n")
        raise SyntaxError(getattr(error, "msg", "") or str(error), (None, line, 0, "")) from None
    lines: dict[str, list[Assignment]] = {}
    for line in with_sequences(code.assignments(names), sequences):
        lines.setdefault(line.name, []).append(line)
    return WrittenCell(head, body, code, lines, spoken)


def read_back(
    plugin: Plugin,
    source: str,
    *,
    language: str = "python",
    base_values: Mapping[str, Any] | None = None,
) -> ReadBack:
    """Read the values of a form from the code of its cell.

    Reformatting, other order of the parameter lines, added comments and statements, and other
    names of variables change nothing.

    Parameters
    ----------
    base_values
        Values as last written, for what the code does not show.
    """
    template = template_of(plugin, language)
    names = tuple(plugin.properties)
    fallback = _known_values(plugin, base_values)
    try:
        cell = read_cell(source, names, language, template.sequences)
    except SyntaxError as error:
        problem = Unread(
            "", error.lineno or 0, "The code of the cell is not complete: {reason}.",
            {"reason": error.msg},
        )  # fmt: skip
        return ReadBack(fallback, (problem,))
    problems: list[Unread] = []
    refused: dict[str, Any] = {}
    read = _read_literals(plugin, cell, problems, refused)
    problems += _changed_again(cell)
    choices = _candidates(plugin, template, read, fallback)
    found = find_choices(template, names, cell.code, choices, {**fallback, **read})
    values = {name: read.get(name, found.values.get(name, fallback[name])) for name in names}
    free = [name for name in names if name not in cell.lines]
    written = template.written(values)
    for name in free:
        if name in written:
            problems.append(
                Unread(name, 0, "The line that sets {name} is missing.", {"name": name})
            )
        elif name in found.open:
            problems.append(
                Unread(name, 0, "The code does not show the choice of {name}.", {"name": name})
            )
    unwritten = tuple(
        n for n in free if n not in written and _is_idle(template, values, choices, n)
    )
    return ReadBack(values, tuple(problems), unwritten, refused)


def _known_values(plugin: Plugin, base_values: Mapping[str, Any] | None) -> dict[str, Any]:
    values = plugin.defaults()
    for name, value in (base_values or {}).items():
        schema = plugin.properties.get(name)
        if schema is not None and check_one(name, name, schema, value) is None:
            values[name] = value
    return values


def _read_literals(
    plugin: Plugin, cell: WrittenCell, problems: list[Unread], refused: dict[str, Any]
) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, lines in cell.lines.items():
        last = lines[-1]
        at = last.line + cell.first_line
        if len(lines) > 1:
            problems.append(
                Unread(name, at, "{name} is set more than once; this line counts.", {"name": name})
            )
        try:
            value: Value = last.read()
        except ValueError:
            problems.append(Unread(name, at, _NO_VALUE, {"name": name}))
            continue
        value = _fitting(plugin.properties[name], value)
        problem = check_one(name, name, plugin.properties[name], value)
        if problem:
            params = {**problem.params, "name": name, "shown": shown(value)}
            problems.append(Unread(name, at, _REFUSED, params))
            refused[name] = value
        else:
            read[name] = value
    return read


def _changed_again(cell: WrittenCell) -> Iterator[Unread]:
    """Say where a setting is changed outside its own line, as by ``+=`` or in a loop."""
    lines = [line for lines in cell.lines.values() for line in lines]
    for name, line in cell.code.set_again(lines):
        yield Unread(name, line + cell.first_line, _CHANGED_AGAIN, {"name": name})


def _fitting(schema: Mapping[str, Any], value: Value) -> Value:
    """One id where a list is wanted is a list of one."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "array" in kinds and type(value) in (int, str):
        return [value]
    return value


def _candidates(
    plugin: Plugin, template: Template, read: Mapping[str, Any], fallback: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """Values that each parameter named by a guard may have, the likeliest first."""
    candidates: dict[str, list[Any]] = {}
    for name in dict.fromkeys(guard.condition.name for guard in template.guards):
        if name in read:
            candidates[name] = [read[name]]
            continue
        candidates[name] = possible_values(plugin, template, name, fallback[name])
    return candidates


def possible_values(plugin: Plugin, template: Template, name: str, first: Any) -> list[Any]:
    """Values of a parameter between which guards can tell, ``first`` leading."""
    schema = plugin.properties[name]
    mentioned = [
        value
        for guard in template.guards
        if guard.condition.name == name
        for value in guard.condition.values or ()
    ]
    # Where null is allowed it stands for every way of being empty: no line could tell them apart.
    unset = [None] if "null" in schema["type"] else [False, True, [], ""]
    possible = [first, schema["default"], *schema.get("enum", ()), *mentioned, *unset]
    line = template.assignments.get(name)
    if line is not None:
        with suppress(ValueError):
            possible.append(line.read())
    kept: list[Any] = []
    for value in possible:
        known = any(same_value(value, other) for other in kept)
        if not known and check_one(name, name, schema, value) is None:
            kept.append(value)
    return kept


def _is_idle(
    template: Template,
    values: Mapping[str, Any],
    candidates: Mapping[str, list[Any]],
    name: str,
) -> bool:
    """Whether no line of the cell depends on a parameter, given the other values."""
    return len({template.remains({**values, name: v}) for v in candidates.get(name, [])}) <= 1
