"""Names that were mistyped: what the person may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str], limit: int = 3) -> str:
    """Return the known names nearest to ``name``, or all where none is near, as one text.

    Examples
    --------
    >>> nearest("blnak", ["blank", "intensive_care"])
    'blank'
    >>> nearest("x", [])
    '-'
    """
    names = sorted(known)
    return ", ".join(get_close_matches(name, names, n=limit, cutoff=0.5) or names[:20]) or "-"
