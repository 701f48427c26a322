"""The values of measured concepts, one unit at a time, ready to be described."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from ..cdm import Cdm
from ..cohorts import Cohort
from ..concepts import concept_names
from .comparison import with_group
from .misdated import misdated
from .units import UnitPlan, name_units, plan_units

Units = Literal["ask", "main", "convert", "split"]
During = Literal["record", "cohort"]


@dataclass(frozen=True)
class Measured:
    """Values to describe, and what happened to some of them.

    Attributes
    ----------
    table : ibis table
        One row a measurement: ``measurement_id``, ``person_id``, ``concept_id``, ``variable``
        (name and unit), ``group``, ``date``, ``value`` (null where no number was recorded).
    notes
        What was converted or left out because of its unit, and what is dated where no value can
        be, as sentences.
    """

    table: ir.Table
    notes: tuple[str, ...] = ()


def measured_values(
    cdm: Cdm,
    concept_ids: Iterable[int],
    cohort: Cohort | None = None,
    *,
    units: Units = "ask",
    keep_without_unit: bool = False,
    during: During = "record",
    group_by: str = "none",
) -> Measured:
    """The measurements of some concepts, as values of variables that each have one unit.

    Parameters
    ----------
    cdm
        Where the measurements are.
    concept_ids
        Measurement concepts.
    cohort
        Whose measurements; None for everybody.
    units
        What to do with a concept that was measured in several units: ``ask`` refuses and lists
        them, ``main`` keeps the most frequent one, ``convert`` converts to it, ``split`` makes one
        variable of each.
    keep_without_unit
        Whether values without a unit count as values of the most frequent one.
    during
        ``record`` for the whole record, ``cohort`` for the days between cohort start and end.
    group_by
        ``none``, ``sex``, ``age`` (completed years at the measurement) or ``visit``.

    Raises
    ------
    InvalidValueError
        When a concept has several units, and ``units`` is ``ask`` or a factor is not known.
    """
    rows = _rows(cdm, list(concept_ids), cohort, during)
    found = _units(cdm, rows)
    names = concept_names(cdm, found.concept_id.unique().tolist())
    plans, notes = plan_units(found, names, units, missing_is_main=keep_without_unit)
    table = _named(with_group(cdm, rows, group_by), plans)
    return Measured(table, (*notes, *misdated(cdm, table)))


def _rows(cdm: Cdm, concept_ids: list[int], cohort: Cohort | None, during: During) -> ir.Table:
    rows = cdm.measurement.filter(_.measurement_concept_id.isin(concept_ids))
    if cohort is not None:
        persons = cohort.table
        match = [rows.person_id == persons.subject_id]
        if during == "cohort":
            match += [
                rows.measurement_date >= persons.cohort_start_date,
                rows.measurement_date <= persons.cohort_end_date,
            ]
        rows = rows.semi_join(persons, match)
    absent = {"unit_concept_id": "int64", "unit_source_value": "string"}
    units = {
        name: rows[name] if name in rows.columns else ibis.null(kind)
        for name, kind in absent.items()
    }
    value = rows.value_as_number
    return rows.select(
        "measurement_id",
        "person_id",
        "visit_occurrence_id",
        concept_id=_.measurement_concept_id,
        date=_.measurement_date,
        # What is no number cannot be counted with.
        value=(value.isnan() | value.isinf()).ifelse(None, value),
        **units,
    )


def _units(cdm: Cdm, rows: ir.Table) -> pd.DataFrame:
    """Each concept's units with the number of values and their median, most frequent first."""
    keys = ["concept_id", "unit_concept_id", "unit_source_value"]
    counted = rows.group_by(keys).agg(
        n=_.value.count(),
        persons=_.person_id.nunique(where=_.value.notnull()),
        median=_.value.median(),
    )
    return name_units(cdm, counted.execute())


def _named(rows: ir.Table, plans: list[UnitPlan]) -> ir.Table:
    """Name the variable that each row belongs to, and bring its value into the variable's unit."""
    kept = [plan for plan in plans if plan.variable]
    cases: list[Any] = [(_has_unit(rows, plan), plan.variable) for plan in kept]
    changed = [
        (_has_unit(rows, plan), rows.value * plan.conversion.factor + plan.conversion.offset)
        for plan in kept
        if plan.converts
    ]
    value = ibis.cases(*changed, else_=rows.value) if changed else rows.value
    # A missing value has no unit to be left out for: it counts as missing.
    first = {plan.concept_id: plan.variable for plan in reversed(kept)}
    cases += [
        (rows.value.isnull() & (rows.concept_id == concept_id), variable)
        for concept_id, variable in first.items()
    ]
    variable = ibis.cases(*cases, else_=None) if cases else ibis.null("string")
    named = rows.mutate(variable=variable, value=value).filter(_.variable.notnull())
    columns = "measurement_id", "person_id", "concept_id", "variable", "group", "date", "value"
    return named.select(*columns)


def _has_unit(rows: ir.Table, plan: UnitPlan) -> ir.BooleanValue:
    def same(column: ir.Value, value: object) -> ir.BooleanValue:
        return column.isnull() if value is None else column == value

    return (
        (rows.concept_id == plan.concept_id)
        & same(rows.unit_concept_id, plan.unit_concept_id)
        & same(rows.unit_source_value, plan.unit_source_value)
    )
