"""Change the literals of a cell where they stand, and nothing beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..errors import InvalidCellError
from .languages import Assignment, Edit, edited
from .literals import same_value
from .reading import WrittenCell, read_cell
from .sequences.lines import SequenceLine, Sequences


def with_values(
    cell: WrittenCell,
    new: WrittenCell,
    old: WrittenCell,
    kept_as_is: Collection[str],
    values: Mapping[str, Any] | None = None,
) -> str | None:
    """Put the new literals into a cell, in place; None when hand-written text would go.

    Only the characters of a literal change, and the labels that the form wrote beside it: those
    that stand in ``old`` too. Settings in ``kept_as_is`` keep what the cell says. ``values`` tells
    where the steps of a sequence stand between those written by hand.
    """
    edits: list[Edit] = []
    for name, lines in cell.lines.items():
        if name not in new.lines or name in kept_as_is:
            continue
        if len(lines) > 1 or not lines[0].is_literal:
            return None
        line, target = lines[0], new.lines[name][0]
        if _same_literal(line, target):
            continue
        if isinstance(line, SequenceLine) and isinstance(target, SequenceLine):
            found = _sequence_edit(line, target, old, (values or {}).get(name))
        else:
            found = _value_edit(cell, line, new, target, old)
        if found is None:
            return None
        edits += found
    return cell.head + edited(cell.body, edits)


def _sequence_edit(
    line: SequenceLine, target: SequenceLine, old: WrittenCell, value: Any
) -> list[Edit] | None:
    """Edits of the steps that change; None when they cannot be changed where they stand."""
    known = old.lines.get(line.name, [])
    ours = [text for one in known if isinstance(one, SequenceLine) for text in one.comments()]
    wanted = target.read() if value is None else value
    texts = {concept: text.lstrip("# ") for concept, text in target.labels().items()}
    try:
        return line.put(wanted, labels=texts, ours=ours)
    except (InvalidCellError, ValueError):
        return None


def _same_literal(one: Assignment, other: Assignment) -> bool:
    if not (one.is_literal and other.is_literal):
        return False
    return same_value(one.read(), other.read())


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
        if label and not cell.code.rest_of_line(line.value_end):
            edits[0] = (*line.span, f"{text}{cell.language.gap}{label[2]}")
    elif after[2] in written:
        start = len(cell.body[: after[0]].rstrip(" \t"))
        edits.append((start, after[1], f"{cell.language.gap}{label[2]}" if label else ""))
    return edits


def _comments(cell: WrittenCell, line: Assignment) -> list[str]:
    """Return the comments inside a value and, last, the one that ends its line."""
    inside = [c[2] for c in cell.code.comments if line.value_start <= c[0] < line.value_end]
    after = cell.code.comment_after(line.value_end)
    return [*inside, after[2]] if after else inside


def lost(cell: WrittenCell, new: WrittenCell, old: WrittenCell) -> bool:
    """Whether a setting that changed has no line in the cell that could take its value."""
    return any(
        name not in cell.lines
        and not (name in old.lines and _same_literal(lines[0], old.lines[name][0]))
        for name, lines in new.lines.items()
    )


def with_expressions(cell: WrittenCell, source: WrittenCell, names: Collection[str]) -> str:
    """Put what ``source`` says in the place of literals, so that no merge sees a difference."""
    edits: list[Edit] = [
        (*cell.lines[name][0].span, source.body[slice(*source.lines[name][-1].span)])
        for name in names
        if name in cell.lines and name in source.lines
    ]
    return cell.head + edited(cell.body, edits)


def masked(
    source: str, names: tuple[str, ...], language: str = "python", sequences: Sequences = ()
) -> str | None:
    """Return the source without the values of its parameter lines; None when it cannot be read."""
    try:
        cell = read_cell(source.rstrip("\n"), names, language, sequences)
    except SyntaxError:
        return None
    edits: list[Edit] = []
    for lines in cell.lines.values():
        for line in lines:
            if not line.is_literal or (isinstance(line, SequenceLine) and line.is_edited):
                continue
            comment = cell.code.comment_after(line.value_end)
            edits.append((line.value_start, comment[1] if comment else line.value_end, "…"))
    return cell.head + edited(cell.body, edits)
