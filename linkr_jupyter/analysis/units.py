"""One unit for each variable: what happens to values in another one, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..cdm import Cdm
from ..disclosure import is_small
from ..errors import InvalidValueError, LinkrError
from ..locale import current_language, translate
from .conversions import Conversion, conversion
from .counted import counted_sentence
from .formats import format_number, plural
from .records import concept_rows
from .thresholds import disclosure_threshold
from .unit_names import unit_text

WAYS = ("ask", "main", "convert", "split")
_NOTHING_WRITTEN = frozenset({"", "N/A", "NA", "NULL", "NONE", "NAN"})
_AS_IT_IS = Conversion(1.0)


@dataclass(frozen=True)
class UnitPlan:
    """What happens to the values of one concept that were recorded in one unit.

    ``variable`` is the concept with the unit to show; None leaves the values out.
    """

    concept_id: int
    unit_concept_id: int | None
    unit_source_value: str | None
    variable: str | None
    conversion: Conversion = _AS_IT_IS

    @property
    def converts(self) -> bool:
        """Whether the values change."""
        return self.conversion != _AS_IT_IS


def name_units(cdm: Cdm, counted: pd.DataFrame) -> pd.DataFrame:
    """Add ``unit``, as people write it (empty for none), and sort the most frequent first.

    Parameters
    ----------
    counted
        ``concept_id``, ``unit_concept_id``, ``unit_source_value``, ``n``, ``persons``, ``median``.
    """
    ids = {int(unit) for unit in counted.unit_concept_id.dropna() if unit > 0}
    concepts = concept_rows(cdm, ids)
    names, codes = concepts.concept_name.to_dict(), concepts.concept_code.to_dict()
    units = []
    for concept_id, text in zip(
        counted.unit_concept_id.tolist(), counted.unit_source_value.tolist(), strict=True
    ):
        unit = None if pd.isna(concept_id) else int(concept_id)
        written = text if isinstance(text, str) else ""
        written = "" if written.strip().upper() in _NOTHING_WRITTEN else written
        units.append(unit_text(codes.get(unit), names.get(unit), written, unit))
    order = ["concept_id", "n", "unit", "unit_source_value"]
    return counted.assign(unit=units).sort_values(
        order, ascending=[True, False, True, True], ignore_index=True
    )


def plan_units(
    found: pd.DataFrame, names: dict[int, str], way: str, *, missing_is_main: bool = False
) -> tuple[list[UnitPlan], list[str]]:
    """Decide what happens to each unit, and say what is converted or left out.

    Parameters
    ----------
    found
        What :func:`name_units` returns.
    names
        Name of each concept.
    way
        For a concept in several units: ``ask`` refuses and lists them, ``main`` keeps the most
        frequent one, ``convert`` converts to it, ``split`` makes one variable of each.
    missing_is_main
        Whether values without a unit count as values of the most frequent one. Otherwise they are
        left out, unless no value of the concept has a unit.

    Raises
    ------
    InvalidValueError
        When a concept has several units, and ``way`` is ``ask`` or a factor is not known.
    """
    if way not in WAYS:
        raise InvalidValueError(
            "{value} is not a way to treat several units.",
            "Choose one of {choices}.",
            field="units",
            value=repr(way),
            choices=", ".join(WAYS),
        )
    plans: list[UnitPlan] = []
    notes: list[str] = []
    for concept_id, units in found.groupby("concept_id", sort=False):
        name = names[int(str(concept_id))]
        of_concept, said = _plan_concept(name, units, way, missing_is_main)
        plans += of_concept
        notes += said
    return plans, notes


def _plan_concept(
    name: str, units: pd.DataFrame, way: str, missing_is_main: bool
) -> tuple[list[UnitPlan], list[str]]:
    real = units[(units.unit != "") & (units.n > 0)]
    totals = real.groupby("unit", sort=False).n.sum().sort_values(ascending=False, kind="stable")
    main = str(totals.index[0]) if len(totals) else ""
    if len(totals) > 1 and way == "ask":
        raise _several(name, units, "Convert them, keep the most frequent unit, or show one "
                       "distribution per unit.")  # fmt: skip
    plans, hows = [], []
    for row in units.to_dict("records"):
        unit = row["unit"] or (main if missing_is_main else "")
        how = _how(unit, main, way, int(row["concept_id"]))
        if how is None and unit and way == "convert" and row["n"]:
            raise _several(name, units, "LinkR does not know how to convert all of them: keep the "
                           "most frequent unit, or show one distribution per unit.")  # fmt: skip
        shown = unit if way == "split" else main
        variable = f"{name} ({shown})" if shown else name
        hows.append(how)
        source, mapped = row["unit_source_value"], row["unit_concept_id"]
        plans.append(
            UnitPlan(
                int(row["concept_id"]),
                None if pd.isna(mapped) else int(mapped),
                source if isinstance(source, str) else None,
                None if how is None else variable,
                how or _AS_IT_IS,
            )
        )
    return plans, _notes(name, main, units, hows)


def _how(unit: str, main: str, way: str, concept_id: int) -> Conversion | None:
    """How values come into the unit that is shown; None leaves them out."""
    if unit == main or way == "split":
        return _AS_IT_IS
    return conversion(unit, main, concept_id) if unit and way == "convert" else None


def _notes(name: str, unit: str, units: pd.DataFrame, hows: list[Conversion | None]) -> list[str]:
    """What is converted and what is left out, of the rows of ``units`` in the same order."""
    left_out = units[[how is None for how in hows]]
    converted = units[[how not in (None, _AS_IT_IS) for how in hows]]
    notes = []
    if converted.n.sum():
        notes.append(counted_sentence(
            "{name}: {n} value was converted to {unit}.",
            "{name}: {n} values were converted to {unit}.",
            int(converted.n.sum()), int(converted.persons.max()), name=name, unit=unit,
        ))  # fmt: skip
    if left_out.n.sum():
        notes.append(counted_sentence(
            "{name}: {n} value in another unit or without one is left out.",
            "{name}: {n} values in another unit or without one are left out.",
            int(left_out.n.sum()), int(left_out.persons.max()), name=name,
        ))  # fmt: skip
    return notes


def _several(name: str, units: pd.DataFrame, advice: str) -> LinkrError:
    language, threshold = current_language(), disclosure_threshold()
    parts = []
    for unit, rows in units[units.n > 0].groupby("unit", sort=False):
        few = threshold is not None and is_small(int(rows.persons.max()), threshold)
        count = int(rows.n.sum())
        single = "{unit} ({n} value, {median})"
        parts.append(
            translate(
                "{unit} ({n} values, median {median})" if few or plural(count) else single,
                language,
                unit=unit or translate("no unit", language),
                n=f"<{threshold}" if few else format_number(count),
                median="–" if few else format_number(float(rows["median"].iloc[0])),
            )
        )
    return InvalidValueError(
        "{concept} was measured in several units: {units}.",
        advice,
        field="units",
        concept=name,
        units=", ".join(parts),
    )
