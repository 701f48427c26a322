"""The values of measured concepts, one unit at a time, ready to be described."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from ..cdm import Cdm
from ..cohorts import Cohort
from ..concepts import concept_names
from ..errors import InvalidValueError
from ..locale import current_language, translate
from .comparison import with_group
from .formats import format_number

Units = Literal["ask", "main", "split"]
During = Literal["record", "cohort"]
NO_UNIT = ""


def measured_values(
    cdm: Cdm,
    concept_ids: Iterable[int],
    cohort: Cohort | None = None,
    *,
    units: Units = "ask",
    keep_without_unit: bool = False,
    during: During = "record",
    group_by: str = "none",
) -> ir.Table:
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
        them, ``main`` keeps the most frequent one, ``split`` makes one variable of each.
    keep_without_unit
        Whether values without a unit count as values of the most frequent one.
    during
        ``record`` for the whole record, ``cohort`` for the days between cohort start and end.
    group_by
        ``none``, ``sex``, ``age`` (completed years at the measurement) or ``visit``.

    Returns
    -------
    ibis table
        One row a measurement: ``measurement_id``, ``person_id``, ``concept_id``, ``variable``
        (name and unit), ``group``, ``date``, ``value`` (null where none was recorded).

    Raises
    ------
    InvalidValueError
        When ``units`` is ``ask`` and a concept has several units.
    """
    rows = _rows(cdm, list(concept_ids), cohort, during)
    found = _units(rows)
    if units == "ask":
        _refuse_several(found, concept_names(cdm, found.concept_id.unique().tolist()))
    kept = _kept_units(found, units, keep_without_unit)
    names = concept_names(cdm, kept.concept_id.unique().tolist())
    rows = with_group(cdm, rows, group_by)
    return _named(rows, kept, names)


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
    unit = _unit_text(cdm, rows)
    return rows.mutate(concept_id=_.measurement_concept_id, unit=unit).select(
        "measurement_id",
        "person_id",
        "concept_id",
        "unit",
        "visit_occurrence_id",
        date=_.measurement_date,
        value=_.value_as_number,
    )


def _unit_text(cdm: Cdm, rows: ir.Table) -> ir.StringValue:
    """The unit's name where it is mapped, else what the source wrote; empty for none."""
    ids = rows.unit_concept_id
    written = ibis.null("string")
    if "unit_source_value" in rows.columns:
        text = rows.unit_source_value.strip()
        written = text.upper().isin(["", "N/A", "NA", "NULL", "NONE"]).ifelse(None, text)
    known = rows.select(unit=ids).filter(_.unit > 0).distinct().limit(500).execute().unit
    names = concept_names(cdm, [int(unit) for unit in known])
    if not names:
        return written.fill_null(NO_UNIT)
    mapped = ibis.cases(*[(ids == unit, name) for unit, name in names.items()], else_=written)
    return mapped.fill_null(NO_UNIT)


def _units(rows: ir.Table) -> pd.DataFrame:
    """Each concept's units with the number of values and their median, most frequent first."""
    counted = rows.group_by("concept_id", "unit").agg(
        n=_.value.count(), rows=_.count(), median=_.value.median()
    )
    frame: pd.DataFrame = counted.order_by(_.concept_id, ibis.desc("n"), "unit").execute()
    return frame


def _refuse_several(found: pd.DataFrame, names: dict[int, str]) -> None:
    with_unit = found[(found.unit != NO_UNIT) & (found.n > 0)]
    for concept_id in with_unit.concept_id.unique().tolist():
        units = with_unit[with_unit.concept_id == concept_id]
        if len(units) > 1:
            listed = ", ".join(
                translate(
                    "{unit} ({n} values, median {median})",
                    current_language(),
                    unit=row["unit"],
                    n=format_number(row["n"]),
                    median=format_number(row["median"]),
                )
                for row in units.to_dict("records")
            )
            raise InvalidValueError(
                "{concept} was measured in several units: {units}.",
                "Keep the most frequent unit, or show one distribution per unit.",
                field="units",
                concept=names[concept_id],
                units=listed,
            )


def _kept_units(found: pd.DataFrame, units: Units, keep_without_unit: bool) -> pd.DataFrame:
    """The units to keep, and under which unit each is counted (``shown``)."""
    parts = []
    for _concept, of_concept in found.groupby("concept_id", sort=False):
        real = of_concept[of_concept.unit != NO_UNIT]
        main = NO_UNIT if real.empty else real.iloc[0].unit
        kept = of_concept if units == "split" or real.empty else of_concept[of_concept.unit == main]
        kept = kept.assign(shown=kept.unit)
        if keep_without_unit and not real.empty:
            kept = kept[kept.unit != NO_UNIT]
            without = of_concept[of_concept.unit == NO_UNIT].assign(shown=main)
            kept = pd.concat([kept, without])
        parts.append(kept)
    return pd.concat(parts) if parts else found.assign(shown=found.unit)


def _named(rows: ir.Table, kept: pd.DataFrame, names: dict[int, str]) -> ir.Table:
    """Keep the rows of the kept units and name the variable that each belongs to."""
    branches = []
    for row in kept.to_dict("records"):
        name = names[row["concept_id"]]
        shown = f"{name} ({row['shown']})" if row["shown"] else name
        same = (rows.concept_id == row["concept_id"]) & (rows.unit == row["unit"])
        branches.append((same, shown))
    variable = ibis.cases(*branches, else_=None) if branches else ibis.null("string")
    named = rows.mutate(variable=variable).filter(_.variable.notnull())
    columns = "measurement_id", "person_id", "concept_id", "variable", "group", "date", "value"
    return named.select(*columns)
