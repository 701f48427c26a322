"""Chains in R: a pipeline, or the layers of a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..languages import Assignment
from ..languages.r_code import LEFT, RCode
from ..languages.r_literals import arguments, read_literal
from ..literals import Value
from .chains import Call, Chain, Operand

if TYPE_CHECKING:
    from tree_sitter import Node

_PIPES = ("|>", "%>%")
_OPENING = (
    "identifier", "call", "namespace_operator", "extract_operator", "subset", "subset2",
    "parenthesized_expression", "binary_operator",
)  # fmt: skip


def joined_by(line: Assignment, signs: tuple[str, ...]) -> Chain:
    """Return the parts of ``one |> another()`` or ``one + another()``."""
    code, node = cast(RCode, line.code), cast("Node", line.node)
    if not _is_plain(code, line):
        raise ValueError("no chain")
    wrapped = node.type == "parenthesized_expression"
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    parts: list[tuple[Node, Node | None]] = []
    while _sign(code, node) in signs:
        right = cast("Node", node.child_by_field_name("rhs"))
        parts.append((right, node.child_by_field_name("operator")))
        node = cast("Node", node.child_by_field_name("lhs"))
    if node.type not in _OPENING or (
        _sign(code, node) and (signs == _PIPES or not _pipes(code, node))
    ):
        raise ValueError("no chain")
    rows = [(node, None), *reversed(parts)]
    operands = []
    for place, (part, _) in enumerate(rows):
        start, end = code.span(part)
        after = rows[place + 1][1] if place + 1 < len(rows) else None
        sign_end = code.span(after)[1] if after is not None else end
        operands.append(Operand(start, start, end, sign_end, _call(code, part)))
    tidy = not wrapped and all("\n" not in code.text[one.end : one.sign_end] for one in operands)
    return Chain(line, tuple(operands), tidy)


def piped(line: Assignment) -> Chain:
    """Return the steps of a pipeline."""
    return joined_by(line, _PIPES)


def added(line: Assignment) -> Chain:
    """Return the layers of a plot."""
    return joined_by(line, ("+",))


def _is_plain(code: RCode, line: Assignment) -> bool:
    """Whether a value stands after its name, and nothing but a comment after the value."""
    statement = cast("Node", line.node).parent
    sign = statement.child_by_field_name("operator") if statement else None
    rest = code.rest_of_line(line.value_end)
    return sign is not None and sign.type in LEFT and (not rest or rest.startswith("#"))


def _sign(code: RCode, node: Node) -> str:
    if node.type != "binary_operator":
        return ""
    sign = node.child_by_field_name("operator")
    return code.word(sign) if sign is not None else "?"


def _pipes(code: RCode, node: Node) -> bool:
    return _sign(code, node) in _PIPES


def _call(code: RCode, node: Node) -> Call | None:
    if node.type != "call":
        return None
    function = node.child_by_field_name("function")
    if function is None or function.type not in ("identifier", "namespace_operator"):
        return None
    name = code.word(function).rpartition("::")[2]
    try:
        found: tuple[tuple[str, Value], ...] | None = tuple(
            (name, read_literal(value)) for name, value in arguments(node)
        )
    except ValueError:
        found = None
    return Call(name, found)
