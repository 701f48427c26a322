"""Variables that a person renamed in a cell, so that new lines use their names."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from .cell import name_edits
from .source import Code
from .template import edited


def find_renames(before: Code, after: Code, fixed: Iterable[str]) -> dict[str, str]:
    """Find which variables of ``before`` have another name, everywhere, in ``after``.

    Statements that are alike but for the names of variables are put side by side; a variable
    counts as renamed when all its places agree and its old name is gone.

    Parameters
    ----------
    fixed
        Names that no person renames: those of the parameters.
    """
    try:
        return _find_renames(before, after, set(fixed))
    except RecursionError:  # code too deep to compare
        return {}


def _find_renames(before: Code, after: Code, known: set[str]) -> dict[str, str]:
    ours, theirs = _variables(before.tree), _variables(after.tree)
    one = [_without_names(statement, ours - known) for statement in before.tree.body]
    other = [_without_names(statement, theirs - known) for statement in after.tree.body]
    votes: dict[str, set[str]] = {}
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            pairs = zip(
                _names(before.tree.body[block.a + step]),
                _names(after.tree.body[block.b + step]),
                strict=True,
            )
            for old, new in pairs:
                votes.setdefault(old, set()).add(new)
    everywhere = _all_names(after.tree)
    renamed = {
        old: next(iter(new))
        for old, new in votes.items()
        if old in ours - known and len(new) == 1 and old not in new and old not in everywhere
    }
    taken = _all_names(before.tree)
    return {
        old: new
        for old, new in renamed.items()
        if new not in taken and list(renamed.values()).count(new) == 1
    }


def rename(code: Code, renamed: Mapping[str, str]) -> str:
    """Return the code with other names of variables; unchanged where a new name is taken."""
    taken = _all_names(code.tree)
    safe = {old: new for old, new in renamed.items() if new not in taken}
    return edited(code.text, name_edits(code, safe))


def names_in(code: Code) -> set[str]:
    """Every name of a variable that the code reads or sets, those in f-strings too."""
    return _all_names(code.tree)


def _variables(tree: ast.Module) -> set[str]:
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _names(tree: ast.AST) -> list[str]:
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def _all_names(tree: ast.Module) -> set[str]:
    return set(_names(tree))


def _without_names(statement: ast.stmt, names: set[str]) -> str:
    masked = copy.deepcopy(statement)
    for node in ast.walk(masked):
        if isinstance(node, ast.Name) and node.id in names:
            node.id = "·"
    return ast.dump(masked)
