"""A patient's events made ready for a timeline, and what there is to say about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ..cdm.patient import Patient
from ..cohorts import Cohort
from ..errors import InvalidValueError
from ..locale import current_language, translate
from .data_table import DataTable, data_table
from .events import DRUGS_AS_RECORDED
from .formats import format_date
from .landmarks import first_admission, index_date, placed, reference_lines
from .lanes import lane_title
from .marks import MOST_MARKS, compacted, density, described, prepared, stacked
from .timeline_words import (
    events_reading,
    last_moments,
    nothing_reading,
    timeline_alt,
    timeline_caption,
)

Moment = dt.date | dt.datetime | str | None
Sides = tuple[pd.Timestamp, pd.Timestamp] | tuple[float, float]
_LISTED = 500


@dataclass(frozen=True)
class Timeline:
    """What a timeline draws and says.

    Attributes
    ----------
    marks
        One row a mark: ``lane`` (its title), ``kind_of`` (the same without the number of a further
        row), ``kind`` (``interval``, ``instant``, ``open``), ``start`` and ``end``, ``label``,
        ``records``, ``opacity``, ``description``.
    moments
        Reference lines: ``start``, ``label``, ``description``.
    lanes
        Titles of the rows in order.
    origin
        Where days are counted from; None for a calendar.
    axis_title
        Title of the time axis; None for a calendar.
    reading, caption, alt
        What happened, how it is drawn, and the text alternative of the drawing.
    table
        The events as a table.
    """

    marks: pd.DataFrame
    moments: pd.DataFrame
    lanes: list[str]
    origin: pd.Timestamp | None
    axis_title: str | None
    reading: str
    caption: str
    alt: str
    table: DataTable

    def on_axis(self, sides: tuple[dt.datetime, dt.datetime] | None) -> Sides | None:
        """Two moments on the time axis: themselves, or days from the origin.

        Moments that are the same are half a day further apart on each side; None stays None.
        """
        if sides is None:
            return None
        start, end = (pd.Timestamp(side) for side in sides)
        if start == end:
            start, end = start - pd.Timedelta(hours=12), end + pd.Timedelta(hours=12)
        if self.origin is None:
            return start, end
        day = pd.Timedelta(days=1)
        return (start - self.origin) / day, (end - self.origin) / day


def timeline(
    patient: Patient,
    events: pd.DataFrame,
    *,
    during: tuple[Moment, Moment] | None = None,
    axis: str = "calendar",
    cohort: Cohort | None = None,
    lines: Sequence[str] = (),
    line_date: str | None = None,
    compact: bool = True,
) -> Timeline:
    """Arrange events for drawing.

    Parameters
    ----------
    patient
        Whose events they are.
    events
        What :func:`linkr_jupyter.analysis.patient_events` returns.
    during
        Only events that touch this period; a missing side is open. A day ends at midnight.
    axis
        ``"calendar"``, ``"admission"`` (days from the chosen or first stay) or ``"index"`` (days
        from the index date of ``cohort``).
    cohort
        Where the index date comes from.
    lines, line_date
        Reference lines: among ``"index"``, ``"death"``, ``"first_icu"``, and one more day.
    compact
        Join overlapping events of a lane into bands; otherwise they get rows of their own. Above
        5,000 marks each lane shows how dense its events are.

    Raises
    ------
    InvalidValueError
        When ``during`` ends before it starts, or a choice is unknown.
    NotFoundError
        When the patient has no stay or no index date from which days could be counted.
    """
    origin, axis_title = _axis(patient, axis, cohort)
    moments = reference_lines(patient, lines, cohort=cohort, date=line_date)
    dated = events[events.start.notna()]
    shown = _within(dated, during)
    rows = prepared(shown)
    marks = compacted(rows) if compact else stacked(rows)
    dense = len(marks) > MOST_MARKS
    marks = described(density(rows) if dense else marks)
    reading = events_reading(shown) if len(shown) else nothing_reading(dated, *_bounds(during))
    return Timeline(
        placed(marks, origin),
        placed(moments, origin),
        list(dict.fromkeys(marks.sort_values(["position", "row"]).lane)),
        origin,
        axis_title,
        reading,
        timeline_caption(
            rows, len(events) - len(dated), dense, bool(events.attrs.get(DRUGS_AS_RECORDED))
        ),
        timeline_alt(marks, reading),
        _table(rows),
    )


def _axis(
    patient: Patient, axis: str, cohort: Cohort | None
) -> tuple[pd.Timestamp | None, str | None]:
    language = current_language()
    if axis == "calendar":
        return None, None
    if axis == "admission":
        return first_admission(patient), translate("Days from admission", language)
    if axis == "index" and cohort is not None:
        return index_date(patient, cohort), translate("Days from the index date", language)
    raise InvalidValueError(
        "A timeline has no time axis {value}.",
        "Choose calendar or admission, or index together with a cohort.",
        field="axis",
        value=repr(axis),
    )


def last_days(events: pd.DataFrame, days: int) -> tuple[dt.datetime, dt.datetime] | None:
    """The last ``days`` days of a record, up to its last event; None when there is no event."""
    last = events[["start", "end"]].max().max()
    return None if pd.isna(last) else (last - pd.Timedelta(days=days), last)


def _within(events: pd.DataFrame, during: tuple[Moment, Moment] | None) -> pd.DataFrame:
    since, until = _bounds(during)
    kept = events
    if since is not None:
        kept = kept[kept.end.fillna(kept.start).ge(since)]
    return kept if until is None else kept[kept.start.le(until)]


def _bounds(
    during: tuple[Moment, Moment] | None,
) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    since, until = (None if side is None else pd.Timestamp(side) for side in during or (None, None))
    if until is not None and during is not None and _is_day(during[1]):
        until += pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    if since is not None and until is not None and since > until:
        raise InvalidValueError(
            "The period ends ({end}) before it starts ({start}).",
            "Choose an end on or after the start.",
            field="end_date",
            start=format_date(since),
            end=format_date(until),
        )
    return since, until


def _is_day(side: Moment) -> bool:
    return isinstance(side, str) or (
        isinstance(side, dt.date) and not isinstance(side, dt.datetime)
    )


def _table(rows: pd.DataFrame) -> DataTable:
    listed = rows.sort_values("start", kind="stable").head(_LISTED)
    ends = last_moments(listed)
    frame = pd.DataFrame(
        {
            "lane": [lane_title(name) for name in listed.lane],
            "label": listed.label.to_numpy(),
            "start": listed.start.to_numpy(),
            "end": ends.where(listed.kind == "interval").to_numpy(),
            "records": listed.records.to_numpy(),
        }
    )
    caption = translate("Events of the timeline.", current_language())
    return data_table(frame, caption=caption, total=len(rows))
