"""The parts of R code that a guard can keep or remove, each on lines of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .code import Edit, Unit
from .r_code import RCode, walk

if TYPE_CHECKING:
    from tree_sitter import Node

# Operators that join parts of equal rank, as in a pipeline or in the layers of a plot.
_RANKS = (("|>", "special"), ("+", "-"), ("*", "/"), ("&", "&&"), ("|", "||"))
Joined = list[tuple["Node", "Node | None"]]


def units_of(code: RCode) -> dict[int, Unit]:
    """Every part that could be guarded, by its start; of parts that start together, the largest."""
    largest: dict[int, Unit] = {}
    for unit in _units(code):
        known = largest.get(unit.start)
        if known is None or unit.end > known.end:
            largest[unit.start] = unit
    return largest


def _units(code: RCode) -> Iterator[Unit]:
    for node in walk(code.root):
        if node.type in ("program", "braced_expression"):
            for child in node.named_children:
                if child.type != "comment":
                    yield Unit(*code.span(child))
    for joined in _joined(code):
        for part, separator in joined:
            yield Unit(code.span(part)[0], code.span(separator or part)[1])


def _joined(code: RCode) -> Iterator[Joined]:
    """Every row of parts that something joins: each part, and what stands after it."""
    for node in walk(code.root):
        if node.type in ("arguments", "parameters"):
            yield _elements(node)
        elif node.type == "binary_operator" and _rank(node) is not None:
            parent = node.parent
            if parent is None or _rank(parent) != _rank(node) or _left(parent) != node:
                yield _operands(node)


def _elements(node: Node) -> Joined:
    joined: Joined = []
    for child in node.named_children:
        if child.type in ("argument", "parameter"):
            joined.append((child, None))
        elif child.type == "comma" and joined:
            joined[-1] = (joined[-1][0], child)
    return joined


def _operands(node: Node) -> Joined:
    """Return the operands of a row of operators, the first one leading."""
    rank, reversed_parts = _rank(node), []
    separator: Node | None = None
    top: Node | None = node
    while top is not None and top.type == "binary_operator" and _rank(top) == rank:
        right = top.child_by_field_name("rhs")
        if right is None:
            break
        reversed_parts.append((right, separator))
        separator, top = top.child_by_field_name("operator"), _left(top)
    if top is not None:
        reversed_parts.append((top, separator))
    return reversed_parts[::-1]


def _left(node: Node) -> Node | None:
    return node.child_by_field_name("lhs")


def _rank(node: Node) -> int | None:
    if node.type != "binary_operator":
        return None
    sign = node.child_by_field_name("operator")
    for rank, signs in enumerate(_RANKS):
        if sign is not None and sign.type in signs:
            return rank
    return None


def dangling(code: RCode, removed: list[tuple[int, int]]) -> list[Edit]:
    """Edits that take away the comma or the operator after which nothing is left."""

    def is_gone(part: Node) -> bool:
        place = code.span(part)[0]
        return any(start <= place < end for start, end in removed)

    edits: list[Edit] = []
    for joined in _joined(code):
        gone = [is_gone(part) for part, _ in joined]
        if not gone or not gone[-1] or all(gone):
            continue
        last = max(index for index, away in enumerate(gone) if not away)
        separator = joined[last][1]
        if separator is not None:
            start, end = code.span(separator)
            edits.append((len(code.text[:start].rstrip(" \t")), end, ""))
    return edits
