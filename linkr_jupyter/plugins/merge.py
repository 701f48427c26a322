"""Write into a cell that a person may have changed: nothing is overwritten in silence."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from merge3 import Merge3

from .cell import Labels, render
from .literals import read_literal, same_value
from .manifest import Plugin
from .reading import WrittenCell, read_back, read_cell
from .source import with_unix_lines
from .template import Assignment, Edit, edited


class CellState(Enum):
    """How the source of a cell stands to what the form last wrote."""

    UNCHANGED = "unchanged"
    LITERALS = "literals"
    EDITED = "edited"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Conflict:
    """Hand-written code and a form that want different things on the same lines.

    ``base`` is the source as last written, ``ours`` what the form would write, ``theirs`` the
    cell; ``diff`` turns ``theirs`` into ``ours``, line by line, each after ``" "``, ``"-"`` or
    ``"+"``.
    """

    base: str
    ours: str
    theirs: str
    diff: tuple[str, ...]


@dataclass(frozen=True)
class WritePlan:
    """What to write; ``source`` is None where a person must choose first."""

    source: str | None
    state: CellState
    conflict: Conflict | None = None


def cell_state(plugin: Plugin, current: str, base: str | None) -> CellState:
    """Return how a cell stands to the source that the form last wrote (None: never)."""
    if base is None:
        return CellState.FOREIGN
    current, base = with_unix_lines(current), with_unix_lines(base)
    if current.rstrip("\n") == base.rstrip("\n"):
        return CellState.UNCHANGED
    masked = _masked(plugin, current)
    if masked is not None and masked == _masked(plugin, base):
        return CellState.LITERALS
    return CellState.EDITED


def plan_write(
    plugin: Plugin,
    values: Mapping[str, Any],
    *,
    current: str | None,
    base: str | None,
    base_values: Mapping[str, Any] | None = None,
    labels: Labels | None = None,
    names: Mapping[str, str] | None = None,
    language: str = "python",
) -> WritePlan:
    """Decide what a form writes into its cell.

    Parameters
    ----------
    current
        Source of the cell now; None or blank for a new cell.
    base, base_values
        Source and values as last written, from the cell's metadata.

    Returns
    -------
    WritePlan
        With ``source`` None and a conflict when hand-written code would be lost.

    Raises
    ------
    InvalidValueError
        When a value breaks its schema.
    """
    ours = render(plugin, values, language=language, labels=labels, names=names)
    if current is None or not current.strip():
        return WritePlan(ours, CellState.UNCHANGED)
    theirs = with_unix_lines(current)
    state = cell_state(plugin, theirs, base)
    if state is CellState.UNCHANGED or theirs.rstrip("\n") == ours:
        return WritePlan(ours, state)
    if base is None:
        return WritePlan(None, state, _conflict("", ours, theirs))
    base = with_unix_lines(base)
    known = tuple(plugin.properties)
    new = read_cell(ours, known)
    try:
        cell = read_cell(theirs, known)
    except SyntaxError:
        return _merged(base, ours, theirs, state)
    kept_as_is = _computed(plugin, cell, values, base_values, language, theirs)
    old = read_cell(base, known)
    theirs_now = _with_values(cell, new, old, kept_as_is)
    if theirs_now is None:
        return _merged(base, ours, theirs, state)
    if _same_but_values(plugin, ours, base):
        if _lost(cell, new, kept_as_is):
            return _merged(base, ours, theirs, state)
        return WritePlan(theirs_now, state)
    base_now = _with_values(old, new, old, set()) or base
    if kept_as_is:
        ours = _with_expressions(new, cell, kept_as_is)
        base_now = _with_expressions(read_cell(base_now, known), cell, kept_as_is)
    return _merged(base_now, ours, theirs_now, state, shown=(base, ours, theirs))


def _computed(
    plugin: Plugin,
    cell: WrittenCell,
    values: Mapping[str, Any],
    base_values: Mapping[str, Any] | None,
    language: str,
    source: str,
) -> set[str]:
    """Names of the settings that the cell computes and the form did not change."""
    known = read_back(plugin, source, language=language, base_values=base_values).values
    return {
        name
        for name, lines in cell.lines.items()
        if (len(lines) > 1 or not _is_literal(lines[-1]))
        and same_value(values.get(name, plugin.defaults()[name]), known[name])
    }


def _is_literal(line: Assignment) -> bool:
    try:
        read_literal(line.node)
    except ValueError:
        return False
    return True


def _with_values(
    cell: WrittenCell, new: WrittenCell, old: WrittenCell, kept_as_is: set[str]
) -> str | None:
    """Put the new literals into a cell, in place; None when hand-written text would go."""
    edits: list[Edit] = []
    for name, lines in cell.lines.items():
        if name not in new.lines or name in kept_as_is:
            continue
        if len(lines) > 1 or not _is_literal(lines[0]):
            return None
        line, target = lines[0], new.lines[name][0]
        if _same_literal(line, target):
            continue
        found = _value_edit(cell, line, new, target, old)
        if found is None:
            return None
        edits += found
    return cell.head + edited(cell.body, edits)


def _same_literal(one: Assignment, other: Assignment) -> bool:
    return same_value(read_literal(one.node), read_literal(other.node))


def _value_edit(
    cell: WrittenCell, line: Assignment, new: WrittenCell, target: Assignment, old: WrittenCell
) -> list[Edit] | None:
    text = new.body[slice(*target.span)]
    written = _comments(old, old.lines[line.name][0]) if line.name in old.lines else []
    mine, after = _comments(cell, line), cell.code.comment_after(line.value_end)
    inside = mine[:-1] if after else mine
    if any(comment not in written for comment in inside):
        return None
    edits: list[Edit] = [(*line.span, text)]
    label = new.code.comment_after(target.value_end)
    if after is None:
        if label:
            edits[0] = (*line.span, f"{text}  {label[2]}")
    elif after[2] in written:
        start = len(cell.body[: after[0]].rstrip(" \t"))
        edits.append((start, after[1], f"  {label[2]}" if label else ""))
    return edits


def _comments(cell: WrittenCell, line: Assignment) -> list[str]:
    """Return the comments inside a value and, last, the one that ends its line."""
    inside = [c[2] for c in cell.code.comments if line.value_start <= c[0] < line.value_end]
    after = cell.code.comment_after(line.value_end)
    return [*inside, after[2]] if after else inside


def _lost(cell: WrittenCell, new: WrittenCell, kept_as_is: set[str]) -> bool:
    """Whether a setting has no line in the cell that could take its value."""
    return any(name not in cell.lines for name in new.lines)


def _same_but_values(plugin: Plugin, ours: str, base: str) -> bool:
    masked = _masked(plugin, ours)
    return masked is not None and masked == _masked(plugin, base)


def _with_expressions(cell: WrittenCell, source: WrittenCell, names: set[str]) -> str:
    """Put hand-written expressions in the place of literals, so that no merge sees a difference."""
    edits: list[Edit] = [
        (*cell.lines[name][0].span, source.body[slice(*source.lines[name][-1].span)])
        for name in names
        if name in cell.lines
    ]
    return cell.head + edited(cell.body, edits)


def _masked(plugin: Plugin, source: str) -> str | None:
    """Return the source without the values of its parameter lines; None when it cannot be read."""
    try:
        cell = read_cell(source.rstrip("\n"), tuple(plugin.properties))
    except SyntaxError:
        return None
    edits: list[Edit] = []
    for lines in cell.lines.values():
        for line in lines:
            if not _is_literal(line):
                continue
            comment = cell.code.comment_after(line.value_end)
            edits.append((line.value_start, comment[1] if comment else line.value_end, "…"))
    return cell.head + edited(cell.body, edits)


def _merged(
    base: str,
    ours: str,
    theirs: str,
    state: CellState,
    shown: tuple[str, str, str] | None = None,
) -> WritePlan:
    """Merge three ways, line by line."""
    merge = Merge3(_lines(base), _lines(ours), _lines(theirs))
    lines: list[str] = []
    for group in merge.merge_groups():
        if group[0] == "conflict":
            return WritePlan(None, state, _conflict(*(shown or (base, ours, theirs))))
        lines += group[1]
    source = "".join(lines).rstrip("\n")
    return WritePlan(source, state)


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.rstrip("\n").split("\n")]


def _conflict(base: str, ours: str, theirs: str) -> Conflict:
    lines = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), lineterm="", n=3)
    diff = tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))
    return Conflict(base, ours, theirs, diff)
