"""Values as Python literals, both ways, for exact built-in types only."""

from __future__ import annotations

import ast
import math

from ..errors import InvalidValueError

Value = None | bool | int | float | str | list["Value"]

_LARGEST = 2**63


def check_builtin(value: object, field: str = "") -> None:
    """Refuse a value that no literal stands for.

    Subclasses are refused too: their ``repr`` is code that we did not write.

    Raises
    ------
    InvalidValueError
        With the field and the type.
    """
    if type(value) is list:
        for item in value:
            check_builtin(item, field)
    elif type(value) is str:
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise InvalidValueError(
                "“{name}” holds a character that no file can store.",
                "Remove the NUL characters and the incomplete characters from the text.",
                field=field,
                name=field,
            )
    elif type(value) is int:
        if not -_LARGEST <= value < _LARGEST:
            raise InvalidValueError(
                "“{name}” holds a number that is too large.",
                "Enter a number of at most 18 digits.",
                field=field,
                name=field,
            )
    elif type(value) is float:
        if not math.isfinite(value):
            raise InvalidValueError(
                "“{name}” holds a number that is not finite.",
                "Enter an ordinary number.",
                field=field,
                name=field,
            )
    elif value is not None and type(value) is not bool:
        raise InvalidValueError(
            "“{name}” holds a value of type {kind}, which a form cannot set.",
            "Give a text, a number, yes or no, a list of these, or nothing.",
            field=field,
            name=field,
            kind=type(value).__name__,
        )


def write_literal(value: Value, field: str = "") -> str:
    r"""Write a value as a Python literal.

    Examples
    --------
    >>> write_literal(["it's", 2, None])
    '["it\'s", 2, None]'
    """
    check_builtin(value, field)
    return repr(value)


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


def same_value(one: object, other: object) -> bool:
    """Whether two values are the same literal: 1, 1.0 and True differ, as do 0.0 and -0.0.

    Examples
    --------
    >>> same_value([1], [True])
    False
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_value, one, other))
    return repr(one) == repr(other)
