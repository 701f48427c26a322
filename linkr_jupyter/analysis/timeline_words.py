"""What there is to say about a patient's events, as sentences."""

from __future__ import annotations

import pandas as pd

from ..locale import Phrase, current_language, translate
from .formats import format_date, format_number, plural
from .marks import MOST_MARKS
from .visits import HOSPITAL_VISITS


def events_reading(shown: pd.DataFrame) -> str:
    """How many events there are, from when to when, and the stays among them."""
    count = int(shown.records.sum())
    ends = last_moments(shown).fillna(shown.start)
    words = {
        "n": format_number(count),
        "first": format_date(shown.start.min()),
        "last": format_date(ends.max()),
    }
    language = current_language()
    if not plural(count):
        text = translate("1 event, on {first}.", language, **words)
    else:
        text = translate("{n} events from {first} to {last}.", language, **words)
    return f"{text} {_stays(shown)}".strip()


def last_moments(events: pd.DataFrame) -> pd.Series:
    """When events end, as people say it: a day that ends at midnight is that day."""
    whole_days = events.date_only & events.end.notna()
    return events.end.where(~whole_days, events.end - pd.Timedelta(days=1))


def _stays(shown: pd.DataFrame) -> str:
    stays = shown[(shown.lane == "visits") & shown.concept_id.isin(HOSPITAL_VISITS)]
    if not len(stays):
        return ""
    days = round(_covered(stays) / pd.Timedelta(days=1), 1)
    text = "{n} days" if plural(days) else "{n} day"
    words = {"n": format_number(len(stays)), "days": Phrase(text, n=format_number(days))}
    language = current_language()
    if plural(len(stays)):
        return translate("{n} hospital stays, {days} in hospital.", language, **words)
    return translate("1 hospital stay, {days} in hospital.", language, **words)


def _covered(stays: pd.DataFrame) -> pd.Timedelta:
    """Time covered by stays; what overlaps counts once, and an unknown end adds nothing."""
    covered, reached = pd.Timedelta(0), pd.Timestamp.min
    known = stays.dropna(subset="end").sort_values("start")
    for start, end in zip(known.start, known.end, strict=True):
        covered += max(end - max(start, reached), pd.Timedelta(0))
        reached = max(reached, end)
    return covered


def nothing_reading(
    dated: pd.DataFrame, since: pd.Timestamp | None, until: pd.Timestamp | None
) -> str:
    """Why a period is empty, and the nearest events before and after it."""
    language = current_language()
    if not len(dated):
        return translate("Nothing of what was chosen is recorded for this patient.", language)
    ends = last_moments(dated).fillna(dated.start)
    before = dated[dated.end.fillna(dated.start).lt(since)] if since is not None else dated.iloc[:0]
    after = dated[dated.start.gt(until)] if until is not None else dated.iloc[:0]
    parts = [translate("No event during this period.", language)]
    if len(before):
        near = before.iloc[int(ends[before.index].argmax())]
        parts.append(
            translate(
                "The nearest one before: {label}, {date}.",
                language,
                label=near.label,
                date=format_date(ends[before.index].max()),
            )
        )
    if len(after):
        near = after.iloc[int(after.start.argmin())]
        parts.append(
            translate(
                "The nearest one after: {label}, {date}.",
                language,
                label=near.label,
                date=format_date(near.start),
            )
        )
    return " ".join(parts)


def timeline_caption(
    rows: pd.DataFrame, undated: int, dense: bool, drugs_as_recorded: bool = False
) -> str:
    """How events are drawn, and what is not drawn."""
    counts = {
        "Triangles begin events whose end is not recorded: {n}.": int((rows.kind == "open").sum()),
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
    if drugs_as_recorded:
        text = "Drugs have their recorded names: this source does not say what they contain."
        parts.append(translate(text, language))
    return " ".join(parts)


def timeline_alt(marks: pd.DataFrame, reading: str) -> str:
    """What the drawing shows, lane by lane."""
    counts = marks.groupby("kind_of", sort=False).records.sum()
    lanes = ", ".join(f"{title} {format_number(count)}" for title, count in counts.items())
    text = translate("Timeline with one row a kind of record.", current_language())
    return " ".join(part for part in (text, reading, f"{lanes}." if lanes else "") if part)
