"""OMOP tables and columns as data: ``omop.csv`` holds CDM 5.2, 5.3 and 5.4, column by column.

Its cells under a version are the column's place in that version, empty where the version lacks it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

VERSIONS = ("5.2", "5.3", "5.4")

# The column that gives each table its main concept, where the name does not follow the rule
# `<first word>_concept_id`.
_MAIN_CONCEPT = {
    "person": "gender_concept_id",
    "death": "cause_concept_id",
    "note": "note_class_concept_id",
    "observation_period": "period_type_concept_id",
    "visit_detail": "visit_detail_concept_id",
    "payer_plan_period": "payer_concept_id",
}
EVENT_DOMAINS = {
    "condition_occurrence": "Condition",
    "drug_exposure": "Drug",
    "procedure_occurrence": "Procedure",
    "device_exposure": "Device",
    "measurement": "Measurement",
    "observation": "Observation",
    "specimen": "Specimen",
    "visit_occurrence": "Visit",
    "visit_detail": "Visit",
}


@dataclass(frozen=True)
class Column:
    """One OMOP column.

    ``type`` is ``integer``, ``number``, ``text``, ``date`` or ``datetime``; ``references`` names
    the table that the column points at; ``places`` maps a CDM version to the column's place.
    """

    name: str
    type: str
    references: str
    places: dict[str, int] = field(hash=False)


@dataclass(frozen=True)
class OmopTable:
    """One OMOP table with the columns of every version."""

    name: str
    columns: dict[str, Column] = field(hash=False)
    key: str | None

    def ordered(self, version: str) -> list[str]:
        """Column names in the order of one version, empty where it lacks the table."""
        placed = [c for c in self.columns.values() if version in c.places]
        return [c.name for c in sorted(placed, key=lambda c: c.places[version])]

    @property
    def per_person(self) -> bool:
        """Whether each row belongs to one person."""
        return "person_id" in self.columns

    @property
    def start_date(self) -> str | None:
        """The date on which a row begins, such as ``drug_exposure_start_date``."""
        return self._first_date("_start_date") or self._first_date("_date")

    @property
    def end_date(self) -> str | None:
        """The date on which a row ends, where it lasts."""
        return self._first_date("_end_date")

    @property
    def concept(self) -> str | None:
        """The column of the main concept, such as ``condition_concept_id``."""
        name = _MAIN_CONCEPT.get(self.name, f"{self.name.split('_')[0]}_concept_id")
        return name if name in self.columns else None

    def _first_date(self, ending: str) -> str | None:
        dates = [c.name for c in self.columns.values() if c.type == "date"]
        return next((name for name in dates if name.endswith(ending)), None)


@cache
def omop_tables() -> dict[str, OmopTable]:
    """Every table of CDM 5.2 to 5.4, by lower-case name.

    Examples
    --------
    >>> omop_tables()["measurement"].key
    'measurement_id'
    """
    columns: dict[str, dict[str, Column]] = {}
    keys: dict[str, str] = {}
    text = files(__package__).joinpath("omop.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        places = {v: int(row[v]) for v in VERSIONS if row[v]}
        column = Column(row["column"], row["type"], row["references"], places)
        columns.setdefault(row["table"], {})[column.name] = column
        if row["key"]:
            keys[row["table"]] = column.name
    return {name: OmopTable(name, held, keys.get(name)) for name, held in columns.items()}


def is_omop(name: str) -> bool:
    """Whether a lower-case name is an OMOP table."""
    return name in omop_tables()


def column_type(table: str, column: str) -> str | None:
    """The OMOP type of a column; by its ending where OMOP does not define it, else None."""
    defined = omop_tables()[table].columns.get(column)
    if defined:
        return defined.type
    endings = {"_concept_id": "integer", "_date": "date", "_datetime": "datetime"}
    return next((kind for end, kind in endings.items() if column.endswith(end)), None)


def cdm_version(columns: dict[str, set[str]]) -> str:
    """``"5.4"`` or ``"5.3"``, by the columns that are there rather than by what the data claim.

    Parameters
    ----------
    columns
        Lower-case column names of each table present.
    """
    votes = {"5.3": 0, "5.4": 0}
    for table, present in columns.items():
        for column in omop_tables()[table].columns.values():
            in_53, in_54 = "5.3" in column.places, "5.4" in column.places
            if column.name in present and in_53 != in_54:
                votes["5.4" if in_54 else "5.3"] += 1
    return "5.4" if votes["5.4"] > votes["5.3"] else "5.3"
