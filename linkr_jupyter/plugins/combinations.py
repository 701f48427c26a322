"""Which combinations of choices to try: all of them, or every pair where all would be too many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from math import prod
from typing import Any

MOST = 64
_Pair = frozenset[tuple[str, int]]


def combine(choices: Mapping[str, Sequence[Any]], most: int = MOST) -> list[dict[str, Any]]:
    """Return all combinations, or past ``most`` a few in which every pair of choices occurs.

    Examples
    --------
    >>> combine({"a": [1, 2], "b": [3]})
    [{'a': 1, 'b': 3}, {'a': 2, 'b': 3}]
    >>> len(combine({name: [0, 1, 2] for name in "abcdef"})) < 30
    True
    """
    names = list(choices)
    if prod(map(len, choices.values())) <= most:
        return [dict(zip(names, row, strict=True)) for row in product(*choices.values())]
    return [
        {name: choices[name][index] for name, index in row.items()}
        for row in _pairwise({name: len(values) for name, values in choices.items()})
    ]


def _pairwise(sizes: dict[str, int]) -> list[dict[str, int]]:
    """Greedy rows of indices: each takes, parameter by parameter, what covers most new pairs."""
    missing = {
        frozenset(((one, i), (other, j)))
        for one, other in combinations(sizes, 2)
        for i in range(sizes[one])
        for j in range(sizes[other])
    }
    rows = []
    while missing:
        row = dict(min(missing, key=sorted))  # what is not covered yet leads, so each row helps
        for name in sizes:
            if name not in row:
                gains = [_gain(missing, row, name, index) for index in range(sizes[name])]
                row[name] = gains.index(max(gains))
        missing -= {frozenset(pair) for pair in combinations(row.items(), 2)}
        rows.append({name: row[name] for name in sizes})
    return rows


def _gain(missing: set[_Pair], row: dict[str, int], name: str, index: int) -> int:
    return sum(frozenset(((name, index), pair)) in missing for pair in row.items())
