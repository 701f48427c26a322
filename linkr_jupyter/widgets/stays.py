"""A patient in words: the sentence and the stays that the patient bar shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..analysis.formats import format_date, format_number, plural
from ..analysis.visits import HOSPITAL_VISITS
from ..errors import MissingColumnError, MissingTableError
from ..locale import current_language, translate

SEPARATOR = " · "
_SEXES = {
    8507: "Male",
    8532: "Female",
    "MALE": "Male",
    "FEMALE": "Female",
    "M": "Male",
    "F": "Female",
}


def sex_text(sex: Any) -> str:
    """The sex that a source records, in words."""
    key = sex.strip().upper() if isinstance(sex, str) else sex
    known = _SEXES.get(key)
    if known == "Male":
        return translate("Male", current_language())
    if known == "Female":
        return translate("Female", current_language())
    text = str(sex).strip() if sex else ""
    unknown = text.lower() in {"", "none", "nan", "no matching concept", "unknown"}
    return translate("sex not recorded", current_language()) if unknown else text


def age_text(age: int | None) -> str:
    """Completed years."""
    language = current_language()
    if age is None:
        return translate("age not recorded", language)
    if plural(age):
        return translate("{n} years", language, n=age)
    return translate("{n} year", language, n=age)


def visits_text(count: int) -> str:
    """How many visits there are."""
    number = format_number(count)
    if plural(count):
        return translate("{n} visits", current_language(), n=number)
    return translate("{n} visit", current_language(), n=number)


def period_text(start: Any, end: Any) -> str:
    """Two days as a period, the same one only once."""
    first, last = format_date(start), format_date(end)
    if not first or not last or first == last:
        return first or last
    return translate("{start} to {end}", current_language(), start=first, end=last)


def sentence(summary: Any) -> str:
    """Sex, age, visits and period of a person of a roster."""
    parts = [sex_text(summary.sex), age_text(summary.age), visits_text(summary.visits)]
    parts.append(period_text(summary.first_visit, summary.last_visit))
    return SEPARATOR.join(part for part in parts if part)


def stays_of(patient: Any) -> list[dict[str, str]]:
    """The hospital stays of a patient, oldest first; every visit when none is a hospital stay.

    Returns
    -------
    list of dict
        ``{"id", "label"}``; ids as text, because a browser's numbers lose digits past 2^53.
    """
    try:
        visits = patient.visit_occurrence
    except MissingTableError:
        return []
    wanted = (
        "visit_occurrence_id",
        "visit_concept_id",
        "visit_start_date",
        "visit_end_date",
        "care_site_id",
    )
    names = [name for name in wanted if name in visits.columns]
    if not {"visit_occurrence_id", "visit_start_date"} <= set(names):
        return []
    rows = visits.select(*names).to_pyarrow().to_pylist()
    inside = [row for row in rows if row.get("visit_concept_id") in HOSPITAL_VISITS]
    chosen = sorted(inside or rows, key=_start)
    kinds = _names(patient, "concept", {row.get("visit_concept_id") for row in chosen})
    sites = _names(patient, "care_site", {row.get("care_site_id") for row in chosen})
    return [
        {"id": str(row["visit_occurrence_id"]), "label": _label(row, kinds, sites)}
        for row in chosen
    ]


def _start(row: dict[str, Any]) -> tuple[dt.date, int]:
    return row["visit_start_date"] or dt.date.min, row["visit_occurrence_id"]


def _label(row: dict[str, Any], kinds: dict[int, str], sites: dict[int, str]) -> str:
    parts = [
        period_text(row["visit_start_date"], row.get("visit_end_date")),
        kinds.get(row.get("visit_concept_id"), ""),  # type: ignore[arg-type]
        sites.get(row.get("care_site_id"), ""),  # type: ignore[arg-type]
    ]
    return SEPARATOR.join(part for part in parts if part)


def _names(patient: Any, table: str, ids: set[Any]) -> dict[int, str]:
    """Names of concepts or care sites; none where the source has no such table or column."""
    wanted = [one for one in ids if one]
    if not wanted or table not in patient:
        return {}
    try:
        rows = patient[table]
        rows = rows.filter(rows[f"{table}_id"].isin(wanted))
        found = rows.select(f"{table}_id", f"{table}_name").to_pyarrow().to_pylist()
    except (MissingTableError, MissingColumnError):
        return {}
    return {row[f"{table}_id"]: row[f"{table}_name"] for row in found if row[f"{table}_name"]}
