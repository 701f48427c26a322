"""Names of concepts, and their descendants."""

from __future__ import annotations

import operator
from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from ..cdm.connection import Cdm
from ..locale import current_language, translate

UNMAPPED = 0


def concept_names(cdm: Cdm, ids: Iterable[int]) -> dict[int, str]:
    """The name of every concept asked for, in the order of ``ids``.

    A concept without a row in ``concept`` is ``"Unknown (id)"``; concept 0 is ``"Unmapped"``. Both
    are in the current language.

    ``concept_names(cdm, [3027018])`` is ``{3027018: "Heart rate"}``.
    """
    wanted = [operator.index(i) for i in ids]
    known: dict[int, str | None] = {}
    if wanted and cdm.has("concept", "concept_id", "concept_name"):
        rows = cdm.fetcher.kept_rows("concept", "concept_id", set(wanted))
        known = dict(
            zip(rows["concept_id"].to_pylist(), rows["concept_name"].to_pylist(), strict=True)
        )
    return {
        i: placeholder_name(i) if i == UNMAPPED else known.get(i) or placeholder_name(i)
        for i in wanted
    }


def placeholder_name(concept_id: int) -> str:
    """The name shown for a concept that the vocabulary does not name.

    Examples
    --------
    >>> placeholder_name(0), placeholder_name(42)
    ('Unmapped', 'Unknown (42)')
    """
    if concept_id == UNMAPPED:
        return translate("Unmapped", current_language())
    return translate("Unknown ({concept_id})", current_language(), concept_id=concept_id)


def descendants(cdm: Cdm, ids: Iterable[int]) -> ir.Table:
    """The concepts themselves and everything below them.

    Returns
    -------
    ibis table
        One column, ``concept_id`` (int64, distinct). Without the table ``concept_ancestor``, the
        concepts themselves.
    """
    wanted = sorted({operator.index(i) for i in ids})
    # An empty list has no type in PostgreSQL.
    listed = ibis.literal(wanted or [0], type="array<int64>")
    themselves = listed.unnest().name("concept_id").as_table().limit(len(wanted))
    if not cdm.has("concept_ancestor", "ancestor_concept_id", "descendant_concept_id"):
        return themselves
    below = cdm.concept_ancestor
    below = below.filter(below.ancestor_concept_id.isin(wanted))
    return below.select(concept_id=below.descendant_concept_id).union(themselves, distinct=True)
