"""Chains in Python: links joined by dots, terms joined by plus signs."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import cast

from ..languages import Assignment
from ..languages.python_code import PythonCode
from ..languages.python_literals import read_literal
from ..literals import Value
from .chains import Call, Chain, Operand

_OPENING = (ast.Name, ast.Call, ast.Attribute, ast.Subscript)


def links_of(line: Assignment) -> Chain:
    """Return the links of ``name.link().link()``."""
    code, node = cast(PythonCode, line.code), cast(ast.expr, line.node)
    found: list[Operand] = []
    end: int | None = None  # where a subscript or a second call after a link ends
    while isinstance(node, _OPENING) and not isinstance(node, ast.Name):
        end = end or code.span(node)[1]
        if isinstance(node, ast.Subscript):
            node = node.value
            continue
        call = node if isinstance(node, ast.Call) else None
        function = node.func if isinstance(node, ast.Call) else node
        if not isinstance(function, ast.Attribute):
            if isinstance(function, ast.Name):
                break
            node = function
            continue
        own = call is not None and end == code.span(call)[1]
        name = code.index_ending[code.span(function)[1]]
        start = code.tokens[name - 1][0]
        read = Call(function.attr, _arguments(call)) if own and call else None
        found.append(Operand(start, start, end, end, read, function.attr + "()" * bool(call)))
        node, end = function.value, None
    return _chain(line, code, node, found[::-1])


def terms_of(line: Assignment) -> Chain:
    """Return the terms of ``one + another``."""
    code, node = cast(PythonCode, line.code), cast(ast.expr, line.node)
    found: list[Operand] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sign = code.index_ending[code.span(node.left)[1]] + 1
        while code.tokens[sign][2] == ")":
            sign += 1
        last = code.index_ending[code.span(node.right)[1]]
        while last + 1 in code.partner and sign < code.partner[last + 1] < last:
            last += 1
        call = node.right if isinstance(node.right, ast.Call) else None
        read = Call(ast.unparse(call.func), _arguments(call)) if call else None
        end = code.tokens[last][1]
        found.append(Operand(code.tokens[sign][0], code.tokens[sign + 1][0], end, end, read))
        node = node.left
    return _chain(line, code, node, found[::-1])


def _chain(line: Assignment, code: PythonCode, base: ast.expr, found: list[Operand]) -> Chain:
    """Add what opens the chain: all that stands before its first part."""
    if not isinstance(base, _OPENING):
        raise ValueError("no chain")
    first, last = code.index_at[line.value_start], code.index_ending[line.value_end]
    if code.tokens[first][2] == "(" and code.partner[first] == last:
        first, last = first + 1, last - 1
    opened = code.index_at[found[0].start] - 1 if found else last
    end = code.tokens[opened][1]
    name = base.id if isinstance(base, ast.Name) else ""
    if isinstance(base, ast.Call) and isinstance(base.func, ast.Name):
        name = f"{base.func.id}()"
    operands = [Operand(code.tokens[first][0], code.tokens[first][0], end, end, None, name), *found]
    places = [
        *((one.end, other.start) for one, other in pairwise(operands)),
        (operands[-1].end, code.tokens[last][1]),
    ]
    tidy = (
        all(code.index_ending[end] + 1 == code.index_at[start] for end, start in places[:-1])
        and places[-1][0] == places[-1][1]
    )
    return Chain(line, tuple(operands), tidy)


def _arguments(call: ast.Call) -> tuple[tuple[str, Value], ...] | None:
    try:
        found = [("", read_literal(one)) for one in call.args]
        found += [(one.arg or "*", read_literal(one.value)) for one in call.keywords]
    except ValueError:
        return None
    return tuple(found)
