"""Variables that a person renamed in a cell, so that new lines use their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from .languages import Code, edited


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
    ours, theirs = _stored(before), _stored(after)
    one, other = before.statements(ours - known), after.statements(theirs - known)
    votes: dict[str, set[str]] = {}
    matcher = SequenceMatcher(None, [s for s, _ in one], [s for s, _ in other], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            pairs = zip(one[block.a + step][1], other[block.b + step][1], strict=True)
            for old, new in pairs:
                votes.setdefault(old, set()).add(new)
    everywhere = after.words()
    renamed = {
        old: next(iter(new))
        for old, new in votes.items()
        if old in ours - known and len(new) == 1 and old not in new and old not in everywhere
    }
    taken = before.words()
    return {
        old: new
        for old, new in renamed.items()
        if new not in taken and list(renamed.values()).count(new) == 1
    }


def rename(code: Code, renamed: Mapping[str, str]) -> str:
    """Return the code with other names of variables; unchanged where a new name is taken."""
    taken = code.words()
    safe = {old: new for old, new in renamed.items() if new not in taken}
    return edited(code.text, code.renamed(safe))


def _stored(code: Code) -> set[str]:
    return {name.text for name in code.names() if name.stored}
