"""How often each concept is recorded, and for how many persons: counted once per connection."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from ..cdm.connection import Cdm
from ..cdm.tables import EVENT_DOMAINS, omop_tables

# Concepts that are never the main concept of a row, and the column that holds them.
_ELSEWHERE = {
    "Unit": (("measurement", "unit_concept_id"), ("observation", "unit_concept_id")),
    "Meas Value": (("measurement", "value_as_concept_id"),),
    "Route": (("drug_exposure", "route_concept_id"),),
    "Gender": (("person", "gender_concept_id"),),
    "Race": (("person", "race_concept_id"),),
    "Ethnicity": (("person", "ethnicity_concept_id"),),
}
_MOST_SOURCE_VALUES = 20_000


@dataclass(frozen=True)
class Usage:
    """Counts of one concept."""

    records: int = 0
    persons: int = 0


NOT_USED = Usage()


def concept_usage(cdm: Cdm, domain: str | None = None) -> dict[int, Usage]:
    """Records and distinct persons of every concept recorded in the tables of a domain.

    Parameters
    ----------
    domain
        Such as ``"Measurement"``; without it, every event table. Computed on first use, in the
        database, then kept with the connection.
    """
    key = ("concept_usage", domain)
    if key not in cdm.cache:
        cdm.cache[key] = _count(cdm, domain)
    usage: dict[int, Usage] = cdm.cache[key]
    return usage


def domain_columns(cdm: Cdm, domain: str | None) -> list[tuple[str, str]]:
    """Table and column in which concepts of a domain are recorded, among those present."""
    main = [
        (table, omop_tables()[table].concept or "")
        for table, held in EVENT_DOMAINS.items()
        if domain is None or held == domain
    ]
    places = [*main, *_ELSEWHERE.get(domain or "", ())]
    return [(table, column) for table, column in places if cdm.has(table, column, "person_id")]


def source_texts(cdm: Cdm, domain: str | None) -> dict[int, list[str]]:
    """The source values under concepts that the vocabulary lacks, most frequent first."""
    parts = []
    for table, column in domain_columns(cdm, domain):
        text = column.replace("_concept_id", "_source_value")
        if cdm.has(table, text):
            rows = cdm[table]
            parts.append(rows.select(concept_id=rows[column], text=rows[text]))
    if not parts:
        return {}
    rows = ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
    rows = rows.filter((rows.concept_id != 0) & rows.text.notnull())
    if cdm.has("concept", "concept_id"):
        rows = rows.anti_join(cdm.concept, "concept_id")
    counted = rows.group_by(["concept_id", "text"]).aggregate(n=ibis._.count())
    counted = counted.order_by(ibis.desc("n"), "text").limit(_MOST_SOURCE_VALUES)
    found: dict[int, list[str]] = {}
    for row in counted.to_pyarrow().to_pylist():
        found.setdefault(row["concept_id"], []).append(row["text"])
    return found


def _count(cdm: Cdm, domain: str | None) -> dict[int, Usage]:
    parts: list[ir.Table] = [
        cdm[table].select(concept_id=cdm[table][column], person_id=cdm[table].person_id)
        for table, column in domain_columns(cdm, domain)
    ]
    if not parts:
        return {}
    rows = ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
    counted = (
        rows.filter(rows.concept_id.notnull())
        .group_by("concept_id")
        .aggregate(records=ibis._.count(), persons=ibis._.person_id.nunique())
    )
    return {
        row["concept_id"]: Usage(row["records"], row["persons"])
        for row in counted.to_pyarrow().to_pylist()
    }
