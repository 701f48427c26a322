"""What a record is called when its concept has no name: never blank, never silently dropped."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from ..cdm.connection import Cdm
from ..concepts.names import UNMAPPED, placeholder_name
from ..locale import current_language, translate


def concept_label(name: ir.Value, concept_id: ir.Value, source: ir.Value) -> ir.Value:
    """The best name of a record, as an Ibis expression.

    The concept's name; without a row in ``concept``, what the source recorded, else
    ``Unknown (id)``; for concept 0 or none, ``Unmapped: …`` with what the source recorded.

    Parameters
    ----------
    name
        Name of the concept after a left join, null where ``concept`` has no row.
    concept_id
        The concept of the record.
    source
        What the source recorded.
    """
    text = source.strip().nullif("")
    mapped = concept_id.notnull() & (concept_id != UNMAPPED)
    unknown = _sentence("Unknown ({concept_id})", "concept_id", concept_id.cast("string"))
    unmapped = _sentence("Unmapped: {value}", "value", text)
    return ibis.ifelse(
        mapped,
        ibis.coalesce(name, text, unknown),
        ibis.coalesce(unmapped, ibis.literal(placeholder_name(UNMAPPED))),
    )


def label_of(name: Any, concept_id: Any, source: Any) -> str:
    """The same as :func:`concept_label` for one record in memory.

    Examples
    --------
    >>> label_of(None, 0, "NaCl"), label_of(None, 12, ""), label_of("Heart rate", 3027018, "HR")
    ('Unmapped: NaCl', 'Unknown (12)', 'Heart rate')
    """
    text = source.strip() if isinstance(source, str) else ""
    if concept_id is not None and concept_id == concept_id and int(concept_id) != UNMAPPED:
        return str(name) if isinstance(name, str) else text or placeholder_name(int(concept_id))
    if not text:
        return placeholder_name(UNMAPPED)
    return translate("Unmapped: {value}", current_language(), value=text)


def named(cdm: Cdm, rows: ir.Table, concept_id: str, name: str) -> ir.Table:
    """Add the concept's name by a left join, so that no row gets lost."""
    if not cdm.has("concept", "concept_id", "concept_name"):
        return rows.mutate(**{name: ibis.null("string")})
    concepts = cdm.concept.select(**{f"{name}_of": "concept_id", name: "concept_name"})
    return rows.left_join(concepts, rows[concept_id] == concepts[f"{name}_of"]).drop(f"{name}_of")


def _sentence(text: str, field: str, value: ir.Value) -> ir.Value:
    before, after = translate(text, current_language(), **{field: "\0"}).split("\0")
    return ibis.literal(before) + value + ibis.literal(after)
