"""Which item of a new sequence is which of the old one: the fewest lines should change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .items import Item, Step

Keyed = tuple[str, Item]


@dataclass(frozen=True)
class Plan:
    """For new items, by number: the old one whose place they keep, or whose lines move there."""

    places: dict[int, int]
    moved: dict[int, int]


def match(old: list[Keyed], new: list[Keyed]) -> Plan:
    """Pair items: first those that are equal, then those that are switched, then those changed."""
    places: dict[int, int] = {}
    tests: list[Callable[[Keyed, Keyed], bool]] = [_equal, _switched]
    for test in tests:
        _pair_gaps(old, new, places, test)
    moved = _moves(old, new, places)
    taken = set(moved.values())
    _pair_gaps(old, new, places, lambda a, b: _same_verb(a, b), taken, set(moved))
    return Plan(places, moved)


def _equal(one: Keyed, other: Keyed) -> bool:
    return one[0] == other[0] and one[1].off == other[1].off


def _switched(one: Keyed, other: Keyed) -> bool:
    return one[0] == other[0]


def _same_verb(one: Keyed, other: Keyed) -> bool:
    a, b = one[1], other[1]
    return isinstance(a, Step) and isinstance(b, Step) and a.verb == b.verb


def _moves(old: list[Keyed], new: list[Keyed], places: dict[int, int]) -> dict[int, int]:
    """Find the lines that a new item takes along to another place."""
    moved: dict[int, int] = {}
    free = [place for place in range(len(old)) if place not in places.values()]
    for exact in (True, False):
        for number, item in enumerate(new):
            if number in places or number in moved:
                continue
            test = _equal if exact else _switched
            found = next((place for place in free if test(old[place], item)), None)
            if found is not None:
                free.remove(found)
                moved[number] = found
    return moved


def _pair_gaps(
    old: list[Keyed],
    new: list[Keyed],
    places: dict[int, int],
    test: Callable[[Keyed, Keyed], bool],
    without_old: set[int] = frozenset(),  # type: ignore[assignment]
    without_new: set[int] = frozenset(),  # type: ignore[assignment]
) -> None:
    """Pair what passes the test between items that are paired already, in order."""
    fixed = [(-1, -1), *sorted(places.items()), (len(new), len(old))]
    for (new_before, old_before), (new_after, old_after) in pairwise(fixed):
        mine = [n for n in range(new_before + 1, new_after) if n not in without_new]
        theirs = [n for n in range(old_before + 1, old_after) if n not in without_old]
        places.update(_longest(mine, theirs, lambda n, o: test(old[o], new[n])))


def _longest(
    mine: list[int], theirs: list[int], test: Callable[[int, int], bool]
) -> dict[int, int]:
    """Longest common subsequence."""
    lengths = [[0] * (len(theirs) + 1) for _ in range(len(mine) + 1)]
    same = [[test(n, o) for o in theirs] for n in mine]
    for i in range(len(mine) - 1, -1, -1):
        for j in range(len(theirs) - 1, -1, -1):
            lengths[i][j] = max(
                lengths[i + 1][j], lengths[i][j + 1], lengths[i + 1][j + 1] + 1 if same[i][j] else 0
            )
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(mine) and j < len(theirs):
        if same[i][j] and lengths[i][j] == lengths[i + 1][j + 1] + 1:
            pairs[mine[i]] = theirs[j]
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
