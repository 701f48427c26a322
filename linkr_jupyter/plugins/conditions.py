"""What a guard says: ``name``, ``not name``, ``name == 'value'`` or ``name in ('a', 'b')``."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .languages.python_literals import read_literal
from .literals import Value


@dataclass(frozen=True)
class Condition:
    """One guard: the parameter it looks at, and the values that keep the guarded code.

    ``values`` is None where the guard asks only whether the parameter is set.
    """

    name: str
    values: tuple[Any, ...] | None = None
    negated: bool = False

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the guarded code is kept under these values."""
        value = values.get(self.name)
        if self.values is None:
            return is_set(value) is not self.negated
        return any(_equal(value, wanted) for wanted in self.values)


def is_set(value: object) -> bool:
    """Whether a setting is set; zero is a value like any other.

    Examples
    --------
    >>> is_set(0), is_set(False), is_set(""), is_set([]), is_set(None)
    (True, False, False, False, False)
    """
    return value is not None and value is not False and value != "" and value != []


def _equal(one: object, other: object) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def parse_condition(text: str) -> Condition:
    """Read the text after ``# if:``.

    Raises
    ------
    ValueError
        When it is none of the forms above.

    Examples
    --------
    >>> parse_condition("rule == 'iqr'")
    Condition(name='rule', values=('iqr',), negated=False)
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(text) from None
    if isinstance(tree, ast.Name):
        return Condition(tree.id)
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        if isinstance(tree.operand, ast.Name):
            return Condition(tree.operand.id, negated=True)
    elif isinstance(tree, ast.Compare) and isinstance(tree.left, ast.Name) and len(tree.ops) == 1:
        wanted: Value = read_literal(tree.comparators[0])
        if isinstance(tree.ops[0], ast.Eq):
            return Condition(tree.left.id, (wanted,))
        if isinstance(tree.ops[0], ast.In) and isinstance(wanted, list) and wanted:
            return Condition(tree.left.id, tuple(wanted))
    raise ValueError(text)
