"""The small parts of Python code, by which the choices behind a cell are recognised."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator

from .code import ANY, Atom

_BUILTINS = frozenset(dir(builtins))


def atoms_of(tree: ast.Module, parameters: Iterable[str]) -> list[tuple[int, Atom]]:
    """Return every small part of the code but the values of parameter lines, with its line."""
    kept_names = set(parameters) | _imported(tree) | _BUILTINS
    found: list[tuple[int, Atom]] = []
    for statement in tree.body:
        name = _parameter_line(statement, kept_names)
        if name:
            found.append((statement.lineno, ("parameter", name)))
        else:
            found += _walk(statement, kept_names)
    return found


def _parameter_line(statement: ast.stmt, names: set[str]) -> str:
    target: ast.expr | None = None
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign) and statement.value:
        target = statement.target
    return target.id if isinstance(target, ast.Name) and target.id in names else ""


def _imported(tree: ast.Module) -> set[str]:
    return {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def _walk(root: ast.stmt, names: set[str]) -> Iterator[tuple[int, Atom]]:
    """Yield the parts of a statement, outer before inner, without recursion: code may be deep."""
    waiting: list[tuple[ast.AST, Atom]] = [(root, ())]
    while waiting:
        node, context = waiting.pop()
        label = _label(node, names)
        if label:
            yield _anchor(node), (*label, *context)
        waiting += [
            (child, _context(node, field, names, context))
            for field, child in reversed(list(_children(node)))
        ]


def _context(node: ast.AST, field: str, names: set[str], context: Atom) -> Atom:
    """Return what a part hangs on: the call, and the keyword."""
    if isinstance(node, ast.Call):
        # A link of a chain keeps its meaning whatever stands before it.
        return () if field == "func" else ("in", _called(node.func, names))
    if isinstance(node, ast.keyword):
        return (*context, node.arg)
    return () if isinstance(node, ast.Attribute) else context


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.expr_context):
                yield field, child


def _called(function: ast.expr, names: set[str]) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) and function.id in names else ANY


def _label(node: ast.AST, names: set[str]) -> Atom:
    kind = type(node).__name__
    if isinstance(node, ast.Name):
        return (kind, node.id if node.id in names else ANY)
    if isinstance(node, ast.Constant):
        return (kind, repr(node.value))
    if isinstance(node, ast.Attribute):
        return (kind, node.attr)
    if isinstance(node, ast.keyword):
        return (kind, node.arg)
    if isinstance(node, ast.alias):
        return (kind, node.name)
    if isinstance(node, ast.BinOp | ast.UnaryOp | ast.BoolOp):
        return (kind, type(node.op).__name__)
    if isinstance(node, ast.Compare):
        return (kind, *(type(operator).__name__ for operator in node.ops))
    if isinstance(node, ast.Call):
        return (kind, _called(node.func, names))
    return (kind, ANY) if isinstance(node, ast.stmt) else ()


def _anchor(node: ast.AST) -> int:
    """Line on which a part is written: that of its own word, not of what it hangs on."""
    if isinstance(node, ast.Attribute):
        return node.end_lineno or node.lineno
    if isinstance(node, ast.Call):
        return node.func.end_lineno or node.lineno
    if isinstance(node, ast.BinOp):
        return node.right.lineno
    return getattr(node, "lineno", 0)
