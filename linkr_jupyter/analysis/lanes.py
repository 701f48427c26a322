"""What a patient timeline can show: one lane a kind of record, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..cdm.connection import Cdm
from ..cdm.tables import omop_tables
from ..errors import InvalidValueError
from ..locale import current_language, translate
from .records import source_column


@dataclass(frozen=True)
class Lane:
    """One kind of record: its OMOP table and its columns.

    ``end`` is None where the record has no duration by nature, such as a measurement.
    """

    name: str
    title: str
    table: str
    concept: str
    start: str
    end: str | None
    source: str

    @property
    def start_datetime(self) -> str:
        """The column with the time of day."""
        return self.start.removesuffix("_date") + "_datetime"

    @property
    def end_datetime(self) -> str | None:
        """The column with the time of day of the end."""
        return None if self.end is None else self.end.removesuffix("_date") + "_datetime"


_TITLES = {
    "observation_periods": ("observation_period", "Observation periods"),
    "visits": ("visit_occurrence", "Stays and visits"),
    "units": ("visit_detail", "Hospital units"),
    "conditions": ("condition_occurrence", "Diagnoses"),
    "procedures": ("procedure_occurrence", "Procedures"),
    "drugs": ("drug_exposure", "Drugs"),
    "measurements": ("measurement", "Measurements"),
    "observations": ("observation", "Observations"),
    "devices": ("device_exposure", "Devices"),
    "specimens": ("specimen", "Specimens"),
    "notes": ("note", "Notes"),
}


def _lane(name: str) -> Lane:
    table, title = _TITLES[name]
    omop = omop_tables()[table]
    concept = omop.concept
    assert concept and omop.start_date  # noqa: S101  # every table above has both
    return Lane(name, title, table, concept, omop.start_date, omop.end_date, source_column(table))


LANES = {name: _lane(name) for name in _TITLES}


def chosen_lanes(cdm: Cdm, names: Sequence[str]) -> list[Lane]:
    """The lanes that a source can fill, in the order asked for.

    Raises
    ------
    InvalidValueError
        When a name is no lane.
    MissingTableError
        When the source has none of the tables.
    """
    unknown = [name for name in names if name not in LANES]
    if unknown or not names:
        raise InvalidValueError(
            "A timeline has no lane {name}.",
            "Choose among {known}.",
            field="lanes",
            name=repr(unknown[0]) if unknown else "–",
            known=", ".join(LANES),
        )
    chosen = [LANES[name] for name in dict.fromkeys(names)]
    there = [lane for lane in chosen if lane.table in cdm]
    if not there:
        cdm[chosen[0].table]  # raises, naming the table and what the source has
    return there


def lane_title(name: str) -> str:
    """The clinical name of a lane in the current language.

    Examples
    --------
    >>> lane_title("conditions")
    'Diagnoses'
    """
    return translate(LANES[name].title, current_language())
