"""The parts of Python code that a guard can keep or remove, each on lines of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .code import OPENERS, Unit
from .python_code import PythonCode


def units_of(code: PythonCode) -> dict[int, Unit]:
    """Every part that could be guarded, by its start; of parts that start together, the largest."""
    largest: dict[int, Unit] = {}
    parents = {child: node for node in code.walk() for child in ast.iter_child_nodes(node)}
    for node in code.walk():
        for unit in _units_at(code, node, parents):
            known = largest.get(unit.start)
            if known is None or unit.end > known.end:
                largest[unit.start] = unit
    return largest


def _units_at(code: PythonCode, node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[Unit]:
    if isinstance(node, ast.stmt):
        start, end = code.span(node)
        decorators = getattr(node, "decorator_list", [])
        if decorators:
            start = code.tokens[_index_before(code, code.span(decorators[0])[0])][0]
        yield Unit(start, end)
    if isinstance(node, ast.Attribute):
        yield from _link(code, node, parents)
    elif isinstance(node, ast.BinOp):
        yield from _operands(code, [node.left, node.right])
    elif isinstance(node, ast.BoolOp):
        yield from _operands(code, node.values)
    elif isinstance(node, ast.Call | ast.List | ast.Tuple | ast.Set | ast.Dict | ast.ImportFrom):
        yield from _elements(code, node)


def _index_before(code: PythonCode, offset: int) -> int:
    """Index of the last token that starts before ``offset``."""
    return code.index_at[offset] - 1


def _link(code: PythonCode, node: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> Iterator[Unit]:
    """``.name(...)`` at the start of a line, with what follows it on the same line."""
    name = code.index_ending[code.span(node)[1]]
    start = code.tokens[name - 1][0]
    if not code.starts_line(start):
        return
    top: ast.AST = node
    while (parent := parents.get(top)) is not None:
        if isinstance(parent, ast.Call) and parent.func is not top:
            break
        if isinstance(parent, ast.Subscript) and parent.value is not top:
            break
        if isinstance(parent, ast.Attribute):
            dot = code.tokens[code.index_ending[code.span(parent)[1]] - 1][0]
            if code.starts_line(dot):
                break
        elif not isinstance(parent, ast.Call | ast.Subscript):
            break
        top = parent
    yield Unit(start, code.span(top)[1])


def _operands(code: PythonCode, operands: Sequence[ast.expr]) -> Iterator[Unit]:
    """``+ right`` or ``and right``, from the operator to the end of the operand."""
    for left, right in pairwise(operands):
        index = code.index_ending[code.span(left)[1]] + 1
        while code.tokens[index][2] == ")":
            index += 1
        last = code.index_ending[code.span(right)[1]]
        while last + 1 in code.partner and index < code.partner[last + 1] < last:
            last += 1
        yield Unit(code.tokens[index][0], code.tokens[last][1])


def _elements(code: PythonCode, node: ast.AST) -> Iterator[Unit]:
    """The parts between the commas of a bracket, each with the comma that follows it."""
    closer = code.index_ending.get(code.span(node)[1])
    if closer is None or closer not in code.partner:
        return
    opener = code.tokens[code.partner[closer]][0]
    if opener != code.span(node)[0] and not isinstance(node, ast.Call | ast.ImportFrom):
        return
    first = code.partner[closer] + 1
    ends = sorted(code.span(child)[1] for child in _children(node))
    for end in ends:
        index = code.index_ending[end]
        if index < first:
            continue
        while index + 1 < closer and code.tokens[index + 1][2] != ",":
            index += 1
            if code.tokens[index][2] in OPENERS:
                index = code.partner[index]
        comma = index + 1 < closer
        yield Unit(code.tokens[first][0], code.tokens[index + comma][1])
        first = index + comma + 1


def _children(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Call):
        return [*node.args, *node.keywords]
    if isinstance(node, ast.Dict):
        return list(node.values)
    if isinstance(node, ast.ImportFrom):
        return list(node.names)
    elements: list[ast.AST] = list(getattr(node, "elts", []))
    return elements
