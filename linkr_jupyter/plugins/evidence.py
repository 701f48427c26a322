"""Which choices the code of a cell shows: its parts are counted against those of the template."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from .languages.code import ANY, Atom, Code
from .template import Template

Atoms = Counter[Atom]


@dataclass(frozen=True)
class Part:
    """What one set of guards keeps: its small parts, each with its count and its weight.

    The weights add up to 1. The part that holds the others (the statement, the argument) weighs
    as much as two thirds of them; words that a person may change at will weigh little.
    """

    owners: tuple[int, ...]
    atoms: tuple[tuple[Atom, int, float], ...]

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
    guarded: dict[tuple[int, ...], list[Atom]] = {}
    for line, atom in template.code.atoms(parameters):
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


def _part(owners: tuple[int, ...], atoms: list[Atom]) -> Part:
    weights = [1.0 if atom[1] is ANY else 3.0 for atom in atoms]
    weights[0] = max(weights[0], sum(weights[1:]) * 2 / 3)
    counts, weighed = Counter(atoms), Counter[Atom]()
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
    there = Counter(atom for _, atom in code.atoms(parameters)) - always
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
