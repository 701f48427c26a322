"""A cohort: one Ibis table in OMOP's shape, and the account of how it came to be."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from ..cdm.connection import Cdm
from ..cdm.tables import EVENT_DOMAINS, omop_tables
from ..errors import InvalidValueError
from ..locale import current_language, translate

COLUMNS = ("cohort_definition_id", "subject_id", "cohort_start_date", "cohort_end_date")


@dataclass(frozen=True)
class AttritionStep:
    """What one rule left: its reason in plain words, persons and records."""

    reason: str
    persons: int
    records: int


@dataclass(frozen=True, repr=False)
class Cohort:
    """Persons and the periods for which they belong.

    Attributes
    ----------
    name : str
        What the cohort is called.
    table : ibis table
        ``cohort_definition_id``, ``subject_id`` (int64), ``cohort_start_date`` and
        ``cohort_end_date`` (dates); one row a period.
    attrition : tuple of AttritionStep
        From the first rule to the last.
    """

    name: str
    table: ir.Table
    attrition: tuple[AttritionStep, ...] = ()

    def __post_init__(self) -> None:
        missing = [column for column in COLUMNS if column not in self.table.columns]
        if missing:
            raise InvalidValueError(
                "The table of the cohort {name} lacks {columns}.",
                "A cohort has the columns {wanted}.",
                field="table",
                name=self.name,
                columns=", ".join(missing),
                wanted=", ".join(COLUMNS),
            )

    def __repr__(self) -> str:
        return f"<Cohort {self.name}>"


def everyone(cdm: Cdm) -> Cohort:
    """All persons, each once.

    Each from the start of the first observation period to the end of the last one; a person
    without any, from the first visit to the last; without visits, from the first event to the
    last; without events, without dates.

    Raises
    ------
    MissingTableError
        When the source has no table ``person``.
    """
    persons = cdm.person
    table: ir.Table = persons.select(subject_id=persons.person_id).distinct()
    table = table.mutate(start=ibis.null("date"), end=ibis.null("date"))
    for group in (["observation_period"], ["visit_occurrence"], _events(cdm)):
        if _count(table.filter(table.start.isnull())) == 0:
            break
        table = _fill(cdm, table, group)
    table = table.select(
        cohort_definition_id=ibis.literal(0, "int64"),
        subject_id="subject_id",
        cohort_start_date="start",
        cohort_end_date="end",
    )
    n = _count(table)
    return Cohort(
        "everyone", table, (AttritionStep(translate("All persons", current_language()), n, n),)
    )


def _count(table: ir.Table) -> int:
    return int(table.count().to_pyarrow().as_py())


def _events(cdm: Cdm) -> list[str]:
    return [table for table in EVENT_DOMAINS if table in cdm and not table.startswith("visit_")]


def _fill(cdm: Cdm, table: ir.Table, sources: list[str]) -> ir.Table:
    """Give persons without dates those of some tables."""
    parts = [part for part in (_bounds(cdm, name) for name in sources) if part is not None]
    if not parts:
        return table
    rows = ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
    bounds = rows.group_by("person_id").aggregate(first=rows.first.min(), last=rows.last.max())
    joined = table.left_join(bounds, table.subject_id == bounds.person_id)
    return joined.select(
        subject_id="subject_id",
        start=joined.start.coalesce(joined.first),
        end=joined.end.coalesce(joined.last),
    )


def _bounds(cdm: Cdm, name: str) -> ir.Table | None:
    defined = omop_tables()[name]
    if not defined.start_date or not cdm.has(name, "person_id", defined.start_date):
        return None
    rows = cdm[name]
    start = rows[defined.start_date]
    ends = defined.end_date if defined.end_date and cdm.has(name, defined.end_date) else None
    last = rows[ends].coalesce(start) if ends else start
    return rows.select(person_id=rows.person_id, first=start, last=last).filter(start.notnull())
