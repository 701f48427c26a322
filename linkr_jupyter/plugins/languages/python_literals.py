"""Values as Python literals, both ways."""

from __future__ import annotations

import ast

from ..literals import Value, check_builtin


def write_literal(value: Value, field: str = "") -> str:
    r"""Write a value as a Python literal.

    Examples
    --------
    >>> write_literal(["it's", 2, None])
    '["it\'s", 2, None]'
    """
    check_builtin(value, field)
    return repr(value)


def elements(values: list[Value], field: str = "") -> tuple[str, list[str]]:
    """Return the bracket that opens a list of these values, and the text of each."""
    return "[", [write_literal(value, field) for value in values]


def read_literal(node: ast.expr) -> Value:
    """Read the value of a literal in a syntax tree; a tuple reads as a list.

    Raises
    ------
    ValueError
        When the expression is not a literal that a form can set.

    Examples
    --------
    >>> read_literal(ast.parse("[-1, 2.5, None]", mode="eval").body)
    [-1, 2.5, None]
    """
    if isinstance(node, ast.Constant) and (
        node.value is None or type(node.value) in (bool, int, float, str)
    ):
        value: Value = node.value  # type: ignore[assignment]
        check_builtin(value)
        return value
    if isinstance(node, ast.List | ast.Tuple):
        return [read_literal(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return _read_object(node)
    if (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub | ast.UAdd)
        and isinstance(node.operand, ast.Constant)
        and type(node.operand.value) in (int, float)
    ):
        number: int | float = node.operand.value  # type: ignore[assignment]
        number = -number if isinstance(node.op, ast.USub) else number
        check_builtin(number)
        return number
    raise ValueError("not a literal")


def _read_object(node: ast.Dict) -> dict[str, Value]:
    read: dict[str, Value] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        name = read_literal(key) if key is not None else None
        if type(name) is not str or name in read:
            raise ValueError("not a literal")
        read[name] = read_literal(value)
    return read
