"""The small parts of R code, by which the choices behind a cell are recognised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .code import ANY, NOTEBOOK_NAMES, Atom
from .r_code import RCode, target_and_value

if TYPE_CHECKING:
    from tree_sitter import Node

_WORDS = ("string", "integer", "float", "true", "false", "null", "na", "inf", "nan")


def atoms_of(code: RCode, parameters: Iterable[str]) -> list[tuple[int, Atom]]:
    """Return every small part of the code but the values of parameter lines, with its line."""
    names = set(parameters)
    changing = (code.stored | set(NOTEBOOK_NAMES)) - names
    found: list[tuple[int, Atom]] = []
    for statement in code.body:
        target, _ = target_and_value(statement)
        if target is not None and code.word(target) in names:
            found.append((statement.start_point[0] + 1, ("parameter", code.word(target))))
        else:
            found.append((statement.start_point[0] + 1, ("statement", ANY)))
            found += _walk(code, statement, changing)
    return found


def _walk(code: RCode, root: Node, changing: set[str]) -> Iterator[tuple[int, Atom]]:
    """Yield the parts of a statement, outer before inner, without recursion: code may be deep."""
    waiting: list[tuple[Node, Atom]] = [(root, ())]
    while waiting:
        node, context = waiting.pop()
        label = _label(code, node, changing)
        if label:
            yield _anchor(node), (*label, *context)
        if node.type not in _WORDS:
            inner = _context(code, node, changing, context)
            skipped = (node.child_by_field_name("name"), node.child_by_field_name("function"))
            waiting += [
                (child, inner)
                for child in reversed(node.named_children)
                if child.type != "comment" and child not in skipped
            ]


def _context(code: RCode, node: Node, changing: set[str], context: Atom) -> Atom:
    """Return what a part hangs on: the call, and the name of the argument."""
    if node.type == "call":
        return ("in", _called(code, node, changing))
    if node.type == "argument":
        name = node.child_by_field_name("name")
        return (*context, code.word(name)) if name else context
    # A link of a chain keeps its meaning whatever stands before it.
    return context if node.type == "arguments" else ()


def _called(code: RCode, node: Node, changing: set[str]) -> str:
    function = node.child_by_field_name("function")
    word = code.word(function) if function else ANY
    return ANY if word in changing else word


def _label(code: RCode, node: Node, changing: set[str]) -> Atom:
    if node.type == "identifier":
        return (node.type, ANY if code.word(node) in changing else code.word(node))
    if node.type in _WORDS:
        return (node.type, code.word(node))
    if node.type == "call":
        return (node.type, _called(code, node, changing))
    if node.type == "argument":
        name = node.child_by_field_name("name")
        return (node.type, code.word(name)) if name else ()
    if node.type in ("binary_operator", "unary_operator", "extract_operator"):
        sign = node.child_by_field_name("operator")
        return (node.type, code.word(sign)) if sign else ()
    return ()


def _anchor(node: Node) -> int:
    """Line on which a part is written: that of its own word, not of what it hangs on."""
    word: Node | None = node
    if node.type == "call":
        word = node.child_by_field_name("function")
        if word is not None and word.type == "extract_operator":
            word = word.child_by_field_name("rhs")
    elif node.type == "binary_operator":
        word = node.child_by_field_name("rhs")
    return (word or node).start_point[0] + 1
