"""Write into a cell that a person may have changed: nothing is overwritten in silence."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from merge3 import Merge3

from .cell import Labels, render, template_of
from .inplace import lost, masked, with_expressions, with_values
from .languages import with_unix_lines
from .literals import same_value
from .manifest import Plugin
from .reading import WrittenCell, read_back, read_cell
from .renames import find_renames, rename
from .sequences.lines import Sequences


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
    """What to write; ``source`` is None where a person must choose first.

    ``base`` is what the form alone would write: store it in the metadata of the cell, never the
    merged source, so that edits by hand stay known as such at the next write.
    """

    source: str | None
    state: CellState
    base: str
    conflict: Conflict | None = None


def cell_state(
    plugin: Plugin, current: str, base: str | None, language: str = "python"
) -> CellState:
    """Return how a cell stands to the source that the form last wrote (None: never)."""
    if base is None:
        return CellState.FOREIGN
    current, base = with_unix_lines(current), with_unix_lines(base)
    if current.rstrip("\n") == base.rstrip("\n"):
        return CellState.UNCHANGED
    known, chains = tuple(plugin.properties), template_of(plugin, language).sequences
    hidden = masked(current, known, language, chains)
    if hidden is not None and hidden == masked(base, known, language, chains):
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
    base_language: str | None = None,
) -> WritePlan:
    """Decide what a form writes into its cell.

    Parameters
    ----------
    current
        Source of the cell now; None or blank for a new cell.
    base, base_values
        What the form alone last wrote and its values, from the cell's metadata.
    base_language
        Language in which the cell was last written, when it is another one.

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
        return WritePlan(ours, CellState.UNCHANGED, ours)
    theirs = with_unix_lines(current)
    before = base_language or language
    state = cell_state(plugin, theirs, base, before)
    if before != language and base is not None:
        # No line of one language says what a line of the other does: edits by hand cannot move.
        if state is CellState.EDITED:
            return WritePlan(None, state, ours, _conflict(base, ours, theirs))
        return WritePlan(ours, state, ours)
    if state is CellState.UNCHANGED or theirs.rstrip("\n") == ours:
        return WritePlan(ours, state, ours)
    if base is None:
        return WritePlan(None, state, ours, _conflict("", ours, theirs))
    base = with_unix_lines(base)
    known, chains = tuple(plugin.properties), template_of(plugin, language).sequences
    try:
        cell, old = (read_cell(text, known, language, chains) for text in (theirs, base))
    except SyntaxError:
        return _merged(base, ours, theirs, state)
    read = read_back(plugin, theirs, language=language, base_values=base_values).values
    untouched = _computed(cell, {**plugin.defaults(), **values}, read)
    new = read_cell(ours, known, language, chains)
    return _in_place(_Sides(cell, old, new, values, chains), untouched, state, known)


@dataclass(frozen=True)
class _Sides:
    """The cell, what the form last wrote, and what it would write now."""

    cell: WrittenCell
    old: WrittenCell
    new: WrittenCell
    values: Mapping[str, Any]
    chains: Sequences


def _in_place(
    sides: _Sides, untouched: set[str], state: CellState, known: tuple[str, ...]
) -> WritePlan:
    """Change literals where they stand; merge the rest, when choices changed other lines."""
    cell, old, new = sides.cell, sides.old, sides.new
    shown = (old.source, new.source, cell.source)
    theirs = with_values(cell, new, old, untouched, sides.values)
    if theirs is None:
        return _merged(*shown, state)
    language = cell.language.name
    chains = sides.chains
    if masked(new.source, known, language, chains) == masked(old.source, known, language, chains):
        return (
            _merged(*shown, state) if lost(cell, new, old) else WritePlan(theirs, state, new.source)
        )
    base = with_values(old, new, old, ()) or old.source
    renamed = find_renames(old.code, cell.code, known)
    gone = [name for name in cell.lines if name not in new.lines]  # their values are remembered
    written = read_cell(theirs, known, language, chains)
    base, ours = (
        _with_chains(
            with_expressions(
                _renamed(read_cell(text, known, language), renamed, known),
                cell,
                [*untouched, *gone],
            ),
            written,
            chains,
        )
        for text in (base, new.source)
    )
    plan = _merged(base, ours, theirs, state, shown)
    if plan.source is not None and not _is_sound(plan.source, known, renamed, language):
        return WritePlan(None, state, new.source, _conflict(*shown))
    return plan


def _with_chains(source: str, written: WrittenCell, chains: Sequences) -> str:
    """Give code the chains that stand in the cell already, so that no merge sees a difference."""
    if not chains:
        return source
    cell = read_cell(source, tuple(written.lines), written.language.name, chains)
    return with_expressions(cell, written, [name for name, _, _ in chains])


def _renamed(cell: WrittenCell, renamed: Mapping[str, str], known: tuple[str, ...]) -> WrittenCell:
    if not renamed:
        return cell
    return read_cell(cell.head + rename(cell.code, renamed), known, cell.language.name)


def _is_sound(
    source: str, known: tuple[str, ...], renamed: Mapping[str, str], language: str
) -> bool:
    """Whether merged code is code, and names no variable by a name that is gone."""
    try:
        cell = read_cell(source, known, language)
    except SyntaxError:
        return False
    return not cell.code.words() & set(renamed)


def _computed(cell: WrittenCell, values: Mapping[str, Any], read: Mapping[str, Any]) -> set[str]:
    """Names of the settings that the cell computes and the form leaves as it last knew them."""
    return {
        name
        for name, lines in cell.lines.items()
        if (len(lines) > 1 or not lines[-1].is_literal) and same_value(values[name], read[name])
    }


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
    written = shown[1] if shown else ours
    for group in merge.merge_groups():
        together = _together(*group[1:]) if group[0] == "conflict" else group[1]
        if together is None:
            return WritePlan(None, state, written, _conflict(*(shown or (base, ours, theirs))))
        lines += together
    source = "".join(lines).rstrip("\n")
    return WritePlan(source, state, written)


def _together(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> Sequence[str] | None:
    """Settle lines where one side only added beside what the other changed; None: a conflict."""
    if not base:
        notes = all(not line.strip() or line.lstrip().startswith("#") for line in theirs)
        return [*theirs, *ours] if notes else None
    for changed, added in ((ours, theirs), (theirs, ours)):
        for start in range(len(added) - len(base) + 1):
            end = start + len(base)
            if list(added[start:end]) == list(base):
                return [*added[:start], *changed, *added[end:]]
    return None


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.rstrip("\n").split("\n")]


def _conflict(base: str, ours: str, theirs: str) -> Conflict:
    lines = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), lineterm="", n=3)
    diff = tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))
    return Conflict(base, ours, theirs, diff)
