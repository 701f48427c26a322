"""A plugin's cell as a template: parameter lines, guards, and what is left under given values."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import InvalidCellError
from .guards import CellFault, Guard, find_guards
from .source import Code

Edit = tuple[int, int, str]


@dataclass(frozen=True)
class Assignment:
    """``name = literal`` at top level: the offsets of the statement and of its value."""

    name: str
    start: int
    value_start: int
    value_end: int
    line: int
    node: ast.expr
    target: ast.Name

    @property
    def span(self) -> tuple[int, int]:
        """Offsets of the value."""
        return self.value_start, self.value_end


@dataclass(frozen=True, eq=False)
class Template:
    """A cell read once: its code, parameter lines, guards and faults."""

    code: Code
    assignments: dict[str, Assignment]
    guards: tuple[Guard, ...]
    faults: tuple[CellFault, ...]

    def kept(self, values: Mapping[str, Any]) -> list[bool]:
        """For every guard, whether its own condition holds."""
        return [guard.condition.holds(values) for guard in self.guards]

    def remains(self, values: Mapping[str, Any]) -> frozenset[int]:
        """Indices of the guards whose code is kept, together with all code around it."""
        kept = self.kept(values)
        return frozenset(
            index
            for index, guard in enumerate(self.guards)
            if all(
                kept[other]
                for other, outer in enumerate(self.guards)
                if outer.removed[0] <= guard.removed[0] and guard.removed[1] <= outer.removed[1]
            )
        )

    def written(self, values: Mapping[str, Any]) -> set[str]:
        """Names of the parameters whose line is kept under these values."""
        removed = [
            guard.removed
            for guard, kept in zip(self.guards, self.kept(values), strict=True)
            if not kept
        ]
        return {
            name
            for name, line in self.assignments.items()
            if not any(start <= line.start < end for start, end in removed)
        }


def assignments_of(code: Code, names: Mapping[str, Any]) -> Iterator[Assignment]:
    """Every top-level assignment to one of ``names`` alone, literal or not, in order."""
    for statement in code.tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target: ast.expr = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign):
            target = statement.target
        else:
            continue
        value = statement.value
        if isinstance(target, ast.Name) and target.id in names and value is not None:
            start, (value_start, value_end) = code.span(statement)[0], code.span(value)
            end = code.span(statement)[1]
            if end != value_end or not _bare(code, statement, value_start):
                value_start, value_end = _in_brackets(code, start, end, value_start)
            yield Assignment(
                target.id, start, value_start, value_end, statement.lineno, value, target
            )


def _bare(code: Code, statement: ast.stmt, value_start: int) -> bool:
    return code.tokens[code.index_at[value_start] - 1][2] == "="


def _in_brackets(code: Code, start: int, end: int, value_start: int) -> tuple[int, int]:
    """Offsets of a value with the redundant brackets around it."""
    index = code.index_at[value_start]
    while code.tokens[index - 1][2] == "(" and code.tokens[index - 1][0] > start:
        index -= 1
    return code.tokens[index][0], end


@lru_cache(maxsize=256)
def read_template(source: str, names: tuple[str, ...]) -> Template:
    """Read a plugin's cell whose parameters are ``names``.

    Raises
    ------
    InvalidCellError
        When the cell is no Python.
    """
    try:
        code = Code(source)
    except (SyntaxError, ValueError) as error:
        raise InvalidCellError(
            "The cell is not valid Python: {reason} (line {line}).",
            "Correct this line; it must run as it stands, without magics.",
            reason=getattr(error, "msg", None) or str(error),
            line=getattr(error, "lineno", None) or 1,
        ) from None
    faults: list[CellFault] = []
    assignments: dict[str, Assignment] = {}
    for line in assignments_of(code, dict.fromkeys(names)):
        if line.name in assignments:
            faults.append(
                CellFault(line.line, "assigned-twice", "{name} is assigned a second time.",
                          {"name": line.name})
            )  # fmt: skip
        assignments.setdefault(line.name, line)
    guards = tuple(find_guards(code, names, faults))
    return Template(code, assignments, guards, tuple(faults))


def edited(text: str, edits: list[Edit]) -> str:
    """Apply replacements of spans; a span inside one that starts earlier goes with it."""
    pieces: list[str] = []
    place = 0
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start < place:
            continue
        pieces += [text[place:start], new]
        place = end
    return "".join([*pieces, text[place:]])


def guard_edits(template: Template, values: Mapping[str, Any]) -> list[Edit]:
    """Edits that remove what the values do not keep, and the markers of what they keep."""
    edits: list[Edit] = []
    for guard, kept in zip(template.guards, template.kept(values), strict=True):
        if kept:
            edits.append((*guard.marker, ""))
        else:
            start, end = guard.removed
            edits.append((start, _past_blank_lines(template.code.text, start, end), ""))
    return edits


def _past_blank_lines(text: str, start: int, end: int) -> int:
    """End of a removal that leaves no two gaps where one was."""
    before = text[:start].rstrip(" \t")
    if before and not before.endswith("\n\n"):
        return end
    while end < len(text):
        line_end = text.find("\n", end)
        if line_end < 0 or text[end:line_end].strip():
            break
        end = line_end + 1
    return end
