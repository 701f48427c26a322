"""Guards: comments such as ``# if: name`` that keep or remove whole lines of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .conditions import Condition, parse_condition
from .languages.code import Code, Unit

MARKER = re.compile(r"#\s*if\s*:\s*(?P<condition>.*?)\s*$")


@dataclass(frozen=True)
class Guard:
    """A condition, the comment that says it, and the lines that it keeps or removes."""

    condition: Condition
    line: int
    marker: tuple[int, int]
    removed: tuple[int, int]


@dataclass(frozen=True)
class CellFault:
    """Something that breaks the rules of a cell, with its line."""

    line: int
    code: str
    message: str
    params: dict[str, object] = field(default_factory=dict)


_FAULTS = {
    "guard-syntax": "The guard “{condition}” is not one of: name, not name, name == 'value', "
    "name in ('a', 'b').",
    "guard-unknown": "The guard “{condition}” names {name}, which is no parameter.",
    "guard-nothing": "The guard “{condition}” is not on the first line of a statement or an "
    "argument, nor alone above one.",
    "guard-shared-line": "What the guard “{condition}” keeps or removes shares a line with "
    "other code.",
}


class _FaultyGuardError(Exception):
    pass


def find_guards(code: Code, names: tuple[str, ...], faults: list[CellFault]) -> Iterator[Guard]:
    """Yield every guard of the code; what is wrong with others is added to ``faults``."""
    units = code.units()
    for start, end, text in code.comments:
        found = MARKER.match(text)
        if not found:
            continue
        line = code.line_of(start)
        params: dict[str, object] = {"condition": found["condition"]}
        try:
            condition = _condition(found["condition"], names, params)
            yield _guard(code, units, condition, (start, end))
        except _FaultyGuardError as error:
            name = str(error)
            faults.append(CellFault(line, name, _FAULTS[name], params))


def _condition(text: str, names: tuple[str, ...], params: dict[str, object]) -> Condition:
    try:
        condition = parse_condition(text)
    except ValueError:
        raise _FaultyGuardError("guard-syntax") from None
    if condition.name not in names:
        params["name"] = condition.name
        raise _FaultyGuardError("guard-unknown")
    return condition


def _guard(
    code: Code, units: Mapping[int, Unit], condition: Condition, marker: tuple[int, int]
) -> Guard:
    start, end = marker
    line = code.line_of(start)
    text = code.lines[line - 1]
    alone = not text[: start - code.offset(line, 0)].strip()
    if alone:
        first = next((place for place, _, _ in code.tokens if place > end), -1)
        marker = code.line_span(line, line)
    else:
        first = code.offset(line, len(text) - len(text.lstrip()))
        marker = (len(code.text[:start].rstrip(" \t")), end)
    unit = units.get(first)
    if unit is None:
        raise _FaultyGuardError("guard-nothing")
    last = code.line_of(unit.end - 1)
    rest = code.lines[last - 1][unit.end - code.offset(last, 0) :].strip()
    if rest and not rest.startswith("#"):
        raise _FaultyGuardError("guard-shared-line")
    return Guard(condition, line, marker, code.line_span(line, last))
