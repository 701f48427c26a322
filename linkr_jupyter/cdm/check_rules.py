"""The rules of a check: each counts one kind of defect of one table, in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from .connection import Cdm
from .tables import OmopTable, omop_tables


@dataclass(frozen=True)
class Finding:
    """A code, the column it is about, and how many."""

    code: str
    column: str
    count: int


Rule = Callable[[Cdm, str], Iterator[Finding]]

_VISITS = {"visit_occurrence"}


def count_rows(cdm: Cdm, name: str) -> int:
    """Number of rows of a table."""
    return _number(cdm[name].count())


def _number(expression: ir.IntegerScalar) -> int:
    return int(expression.to_pyarrow().as_py() or 0)


def _in_rows(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Defects that a row shows by itself, all counted in one pass."""
    table, defined = cdm[name], omop_tables()[name]
    counts: dict[tuple[str, str], ir.IntegerScalar] = {}
    for code, column, condition in _row_conditions(cdm, table, defined):
        counts[code, column] = condition.fill_null(False).sum().fill_null(0)
    key = _key(cdm, defined)
    if key:
        counts["duplicate_key", key] = table[key].count() - table[key].nunique()
    if counts:
        named = {f"{code}:{column}": count for (code, column), count in counts.items()}
        row = table.aggregate(**named).to_pyarrow().to_pylist()[0]
        for label, count in row.items():
            code, _, column = label.partition(":")
            yield Finding(code, column, int(count or 0))


def _row_conditions(
    cdm: Cdm, table: ir.Table, defined: OmopTable
) -> Iterator[tuple[str, str, ir.BooleanColumn]]:
    name, concept = defined.name, defined.concept
    key, start, end = _key(cdm, defined), defined.start_date, defined.end_date
    if key:
        yield "no_key", key, table[key].isnull()
    if defined.per_person and start and cdm.has(name, start):
        yield "no_date", start, table[start].isnull()
        if end and cdm.has(name, end):
            yield "end_before_start", end, table[end] < table[start]
    if defined.per_person and concept and cdm.has(name, concept) and name != "death":
        yield "no_concept", concept, table[concept].isnull()
        yield "unmapped_concept", concept, table[concept] == 0
    if _belongs_to_visit(cdm, defined):
        yield "no_visit", "visit_occurrence_id", table.visit_occurrence_id.isnull()
    if name == "measurement" and cdm.has(name, "value_as_number"):
        yield "no_number", "value_as_number", table.value_as_number.isnull()
        yield from _unit_conditions(cdm, table)


def _unit_conditions(cdm: Cdm, table: ir.Table) -> Iterator[tuple[str, str, ir.BooleanColumn]]:
    if not cdm.has("measurement", "unit_concept_id", "unit_source_value"):
        return
    unit, text = table.unit_concept_id, table.unit_source_value
    yield "unmapped_unit", "unit_concept_id", (unit == 0) & text.notnull()
    bare = unit.isnull() & (text.isnull() | (text.strip() == ""))
    yield "no_unit", "unit_concept_id", table.value_as_number.notnull() & bare


def _columns(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Columns without which a table cannot be used."""
    defined = omop_tables()[name]
    wanted = [defined.key, defined.start_date if defined.per_person else None, defined.concept]
    if defined.per_person:
        wanted.append("person_id")
    for column in wanted:
        placed = column and cdm.cdm_version in defined.columns[column].places
        if column and placed and not cdm.has(name, column):
            yield Finding("missing_column", column, 1)


def _concepts(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Main concepts that the vocabulary lacks, or that are not standard."""
    column = omop_tables()[name].concept
    if not (column and omop_tables()[name].per_person and cdm.has(name, column)):
        return
    if not cdm.has("concept", "concept_id"):
        return
    table = cdm[name]
    used = table.filter(table[column].notnull() & (table[column] != 0))
    used = used.group_by(concept_id=used[column]).aggregate(rows=used.count())
    concept = cdm.concept
    absent = used.anti_join(concept, used.concept_id == concept.concept_id)
    yield Finding("unknown_concept", column, _number(absent.rows.sum()))
    if cdm.has("concept", "standard_concept"):
        odd = concept.filter(concept.standard_concept.fill_null("") != "S")
        found = used.semi_join(odd, used.concept_id == odd.concept_id)
        yield Finding("non_standard_concept", column, _number(found.rows.sum()))


def _persons(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Rows of persons that are not there."""
    if name == "person" or not cdm.has(name, "person_id") or not cdm.has("person", "person_id"):
        return
    table, person = cdm[name], cdm.person
    absent = table.anti_join(person, table.person_id == person.person_id)
    yield Finding("unknown_person", "person_id", _number(absent.count()))


def _visits(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Rows that point at a visit that is not there, or are dated outside it."""
    defined = omop_tables()[name]
    if not _belongs_to_visit(cdm, defined):
        return
    if not cdm.has("visit_occurrence", "visit_occurrence_id"):
        return
    table, visit = cdm[name], cdm.visit_occurrence
    pointing = table.filter(table.visit_occurrence_id.notnull())
    absent = pointing.anti_join(visit, pointing.visit_occurrence_id == visit.visit_occurrence_id)
    yield Finding("unknown_visit", "visit_occurrence_id", _number(absent.count()))
    start = defined.start_date
    if not start or not cdm.has(name, start):
        return
    if cdm.has("visit_occurrence", "visit_start_date", "visit_end_date"):
        bounds = visit.group_by(visit_id=visit.visit_occurrence_id).aggregate(
            first=visit.visit_start_date.min(), last=visit.visit_end_date.max()
        )
        joined = pointing.inner_join(bounds, pointing.visit_occurrence_id == bounds.visit_id)
        outside = (joined[start] < joined.first) | (joined[start] > joined.last)
        yield Finding("outside_visit", start, _number(joined.filter(outside).count()))


def _life(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Rows dated after death or before birth."""
    defined = omop_tables()[name]
    start = defined.start_date
    if name == "death" or not defined.per_person or not start:
        return
    if not cdm.has(name, start, "person_id"):
        return
    table = cdm[name]
    if cdm.has("death", "person_id", "death_date"):
        late = _after_death(cdm, table, start)
        yield Finding("after_death", start, _number(late.count()))
    if cdm.has("person", "person_id", "year_of_birth"):
        born = cdm.person.select(born_id="person_id", born="year_of_birth")
        joined = table.inner_join(born, table.person_id == born.born_id)
        early = joined.filter(joined[start].year() < joined.born)
        yield Finding("before_birth", start, _number(early.count()))


def _after_death(cdm: Cdm, table: ir.Table, start: str) -> ir.Table:
    """By the minute where both times are known, else by the day."""
    death = cdm.death
    exact = start.removesuffix("_date") + "_datetime"
    by_minute = cdm.has("death", "death_datetime") and exact in table.columns
    deaths = death.group_by(dead_id=death.person_id).aggregate(
        day=death.death_date.max(),
        moment=death.death_datetime.max() if by_minute else ibis.null("timestamp"),
    )
    joined = table.inner_join(deaths, table.person_id == deaths.dead_id)
    later = joined[start] > joined.day
    if by_minute:
        later = (joined[exact] > joined.moment).fill_null(later)
    return joined.filter(later)


def _units(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Concepts recorded in several units, which must not be averaged."""
    if name != "measurement" or not cdm.has(name, "unit_concept_id", "measurement_concept_id"):
        return
    table = cdm.measurement
    known = table.filter((table.unit_concept_id > 0) & (table.measurement_concept_id > 0))
    units = known.group_by("measurement_concept_id").aggregate(n=known.unit_concept_id.nunique())
    yield Finding("several_units", "unit_concept_id", _number(units.filter(units.n > 1).count()))


def _people(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Persons without a visit or an observation period."""
    if name != "person" or not cdm.has(name, "person_id"):
        return
    others = (
        ("visit_occurrence", "person_without_visit"),
        ("observation_period", "no_observation_period"),
    )
    for other, code in others:
        if cdm.has(other, "person_id"):
            person, rows = cdm.person, cdm[other]
            without = person.anti_join(rows, person.person_id == rows.person_id)
            yield Finding(code, "person_id", _number(without.count()))


def _repeats(cdm: Cdm, name: str) -> Iterator[Finding]:
    """Rows that are equal but for their id."""
    defined = omop_tables()[name]
    if not defined.per_person or not defined.key or name == "person":
        return
    table = cdm[name]
    others = [column for column in table.columns if column != defined.key]
    if "person_id" not in others:
        return
    groups = table.group_by(others).aggregate(n=ibis._.count())
    again = groups.filter(groups.n > 1)
    yield Finding("repeated_row", defined.key, _number((again.n - 1).sum()))


def _key(cdm: Cdm, defined: OmopTable) -> str | None:
    return defined.key if defined.key and cdm.has(defined.name, defined.key) else None


def _belongs_to_visit(cdm: Cdm, defined: OmopTable) -> bool:
    return defined.name not in _VISITS and cdm.has(defined.name, "visit_occurrence_id")


TABLE_RULES: tuple[Rule, ...] = (
    _columns,
    _in_rows,
    _concepts,
    _persons,
    _visits,
    _life,
    _units,
    _people,
    _repeats,
)
