"""Which choices the code of a cell shows: its parts are counted against those of the template."""

from __future__ import annotations

import ast
import builtins
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from .source import Code
from .template import Template

Atoms = Counter[tuple[object, ...]]
_BUILTINS = frozenset(dir(builtins))
ANY = "·"  # a word that a person may change at will


def atoms_of(code: Code, parameters: Iterable[str]) -> list[tuple[int, tuple[object, ...]]]:
    """Every small part of the code, with its line.

    The values of parameter lines are left out, and so are the names of local variables and
    inputs, which a person may change at will.
    """
    kept_names = set(parameters) | _imported(code.tree) | _BUILTINS
    found: list[tuple[int, tuple[object, ...]]] = []
    for statement in code.tree.body:
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


def _walk(root: ast.stmt, names: set[str]) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield the parts of a statement, outer before inner, without recursion: code may be deep."""
    waiting: list[tuple[ast.AST, tuple[object, ...]]] = [(root, ())]
    while waiting:
        node, context = waiting.pop()
        label = _label(node, names)
        if label:
            yield _anchor(node), (*label, *context)
        waiting += [
            (child, _context(node, field, names, context))
            for field, child in reversed(list(_children(node)))
        ]


def _context(
    node: ast.AST, field: str, names: set[str], context: tuple[object, ...]
) -> tuple[object, ...]:
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


def _label(node: ast.AST, names: set[str]) -> tuple[object, ...]:
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


@dataclass(frozen=True)
class Part:
    """What one set of guards keeps: its small parts, each with its count and its weight.

    The weights add up to 1. The part that holds the others (the statement, the argument) weighs
    as much as two thirds of them; words that a person may change at will weigh little.
    """

    owners: tuple[int, ...]
    atoms: tuple[tuple[tuple[object, ...], int, float], ...]

    def found_in(self, pool: Atoms) -> float:
        """Share of this part that is left in ``pool``, from which it is taken."""
        share = 0.0
        for atom, count, weight in self.atoms:
            taken = min(count, pool[atom])
            pool[atom] -= taken
            share += weight * taken / count
        return share


@lru_cache(maxsize=128)
def parts_of(template: Template, parameters: tuple[str, ...]) -> tuple[Atoms, tuple[Part, ...]]:
    """Sort the small parts of a template: those always there, and those that guards keep."""
    always: Atoms = Counter()
    guarded: dict[tuple[int, ...], list[tuple[object, ...]]] = {}
    for line, atom in atoms_of(template.code, parameters):
        offset = template.code.offset(line, 0)
        owners = tuple(
            index
            for index, guard in enumerate(template.guards)
            if guard.removed[0] <= offset < guard.removed[1]
        )
        if owners:
            guarded.setdefault(owners, []).append(atom)
        else:
            always[atom] += 1
    return always, tuple(_part(owners, atoms) for owners, atoms in guarded.items())


def _part(owners: tuple[int, ...], atoms: list[tuple[object, ...]]) -> Part:
    weights = [1.0 if atom[1] is ANY else 3.0 for atom in atoms]
    weights[0] = max(weights[0], sum(weights[1:]) * 2 / 3)
    counts, weighed = Counter(atoms), Counter[tuple[object, ...]]()
    for atom, weight in zip(atoms, weights, strict=True):
        weighed[atom] += weight / sum(weights)  # type: ignore[assignment]
    return Part(owners, tuple((atom, counts[atom], float(weighed[atom])) for atom in counts))


@dataclass(frozen=True)
class Choices:
    """The choices that a cell shows, and those that it leaves open."""

    values: dict[str, Any]
    open: tuple[str, ...]


_MOST_COMBINATIONS = 200
_WHOLE = 0.999


def find_choices(
    template: Template,
    parameters: tuple[str, ...],
    code: Code,
    candidates: Mapping[str, Sequence[Any]],
    known: Mapping[str, Any],
) -> Choices:
    """Find the choices under which the template comes nearest to the code.

    What was kept as last known stays kept unless three quarters of it are gone; what was not
    must be there to three quarters, because people add code that looks like ours. Of choices
    that come as near, the first candidates win; a choice is open when another one, which keeps
    other lines, comes as near.
    """
    always, parts = parts_of(template, parameters)
    there = Counter(atom for _, atom in atoms_of(code, parameters)) - always
    before = template.kept(known)

    def nearness(values: Mapping[str, Any]) -> float:
        kept, pool, score = template.kept(values), Counter(there), 0.0
        for part in parts:
            if all(kept[index] for index in part.owners):
                share = part.found_in(pool)
                likely = share >= _WHOLE or all(before[index] for index in part.owners)
                score += share - (0.25 if likely else 0.75)
        return round(score, 6)

    names = list(candidates)
    if math.prod(map(len, candidates.values())) <= _MOST_COMBINATIONS:
        combinations = (
            dict(zip(names, values, strict=True)) for values in product(*candidates.values())
        )
        best = max(combinations, key=nearness)
    else:
        best = _climb({name: candidates[name][0] for name in names}, candidates, nearness)
    reached, kept = nearness(best), template.remains(best)
    opened = [
        name
        for name in names
        if any(
            nearness(other) == reached and template.remains(other) != kept
            for other in ({**best, name: value} for value in candidates[name])
        )
    ]
    return Choices(best, tuple(opened))


def _climb(
    best: dict[str, Any],
    candidates: Mapping[str, Sequence[Any]],
    nearness: Callable[[Mapping[str, Any]], float],
) -> dict[str, Any]:
    """Change one choice at a time for the better, until none helps."""
    for _ in range(5):
        before = nearness(best)
        for name, values in candidates.items():
            best = max(({**best, name: value} for value in values), key=nearness)
        if nearness(best) == before:
            break
    return best
