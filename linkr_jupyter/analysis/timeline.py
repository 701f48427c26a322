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
from .formats import format_date, format_number, plural
from .lanes import lane_title
from .landmarks import first_admission, index_date, placed, reference_lines
from .marks import MOST_MARKS, compacted, density, described, prepared, stacked
from .visits import HOSPITAL_VISITS

Moment = dt.date | dt.datetime | str | None
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
    reading = _reading(shown) if len(shown) else _nothing(dated, during)
    return Timeline(
        placed(marks, origin),
        placed(moments, origin),
        list(dict.fromkeys(marks.sort_values(["position", "row"]).lane)),
        origin,
        axis_title,
        reading,
        _caption(rows, len(events) - len(dated), dense),
        _alt(marks, reading),
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


def _reading(shown: pd.DataFrame) -> str:
    count = int(shown.records.sum())
    words = {
        "n": format_number(count),
        "first": format_date(shown.start.min()),
        "last": format_date(max(shown.start.max(), shown.end.max())),
    }
    language = current_language()
    if not plural(count):
        text = translate("1 event, on {first}.", language, **words)
    else:
        text = translate("{n} events from {first} to {last}.", language, **words)
    return f"{text} {_stays(shown)}".strip()


def _stays(shown: pd.DataFrame) -> str:
    stays = shown[(shown.lane == "visits") & shown.concept_id.isin(HOSPITAL_VISITS)]
    if not len(stays):
        return ""
    days = _covered(stays) / pd.Timedelta(days=1)
    language = current_language()
    words = {"n": format_number(len(stays)), "days": format_number(days, 1)}
    if plural(len(stays)):
        return translate("{n} hospital stays, {days} days in hospital.", language, **words)
    return translate("1 hospital stay, {days} days in hospital.", language, **words)


def _covered(stays: pd.DataFrame) -> pd.Timedelta:
    """Time covered by stays; what overlaps counts once, and an unknown end adds nothing."""
    covered, reached = pd.Timedelta(0), pd.Timestamp.min
    known = stays.dropna(subset="end").sort_values("start")
    for start, end in zip(known.start, known.end, strict=True):
        covered += max(end - max(start, reached), pd.Timedelta(0))
        reached = max(reached, end)
    return covered


def _nothing(dated: pd.DataFrame, during: tuple[Moment, Moment] | None) -> str:
    language = current_language()
    if not len(dated):
        return translate("Nothing of what was chosen is recorded for this patient.", language)
    since, until = _bounds(during)
    ends = dated.end.fillna(dated.start)
    before = dated[ends.lt(since)] if since is not None else dated.iloc[:0]
    after = dated[dated.start.gt(until)] if until is not None else dated.iloc[:0]
    parts = [translate("No event during this period.", language)]
    if len(before):
        near = before.loc[ends[before.index].idxmax()]
        parts.append(
            translate(
                "The nearest one before: {label}, {date}.",
                language,
                label=near.label,
                date=format_date(near.end if pd.notna(near.end) else near.start),
            )
        )
    if len(after):
        near = after.loc[after.start.idxmin()]
        parts.append(
            translate(
                "The nearest one after: {label}, {date}.",
                language,
                label=near.label,
                date=format_date(near.start),
            )
        )
    return " ".join(parts)


def _caption(rows: pd.DataFrame, undated: int, dense: bool) -> str:
    counts = {
        "Open triangles: {n} events whose end is not recorded.": int((rows.kind == "open").sum()),
        "Events known to the day alone cover the whole day: {n}.": int(rows.date_only.sum()),
        "Records without a date, which are not drawn: {n}.": undated,
    }
    language = current_language()
    parts = [
        translate(text, language, n=format_number(count)) for text, count in counts.items() if count
    ]
    if dense:
        text = "More than {n} marks: darker parts hold more events."
        parts.insert(0, translate(text, language, n=format_number(MOST_MARKS)))
    return " ".join(parts)


def _alt(marks: pd.DataFrame, reading: str) -> str:
    """What the drawing shows, lane by lane."""
    counts = marks.groupby("kind_of", sort=False).records.sum()
    lanes = ", ".join(f"{title} {format_number(count)}" for title, count in counts.items())
    text = translate("Timeline with one row a kind of record.", current_language())
    return " ".join(part for part in (text, reading, f"{lanes}." if lanes else "") if part)


def _table(rows: pd.DataFrame) -> DataTable:
    listed = rows.sort_values("start", kind="stable").head(_LISTED)
    ends = listed.end - pd.to_timedelta(listed.date_only.astype(int), unit="D")
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
