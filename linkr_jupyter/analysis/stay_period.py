"""Stays that begin in a period, and what to say when there is none."""

from __future__ import annotations

import datetime as dt

import ibis
import ibis.expr.types as ir
from ibis import _

from ..errors import InvalidValueError
from .formats import format_date
from .thresholds import disclosure_threshold


def in_period(stays: ir.Table, start: str | dt.date | None, end: str | dt.date | None) -> ir.Table:
    """Keep the stays that begin from ``start`` to ``end``, both included; None for no limit.

    Raises
    ------
    InvalidValueError
        When the period ends before it starts, or when the cohort has stays and none begins in it.
        The message names the nearest ones, unless small cells are hidden.
    """
    first, last = _day(start, "period_start"), _day(end, "period_end")
    if first is None and last is None:
        return stays
    if first and last and last < first:
        raise InvalidValueError(
            "The period ends on {end}, before it starts on {start}.",
            "Choose an end after the start.",
            field="period_end",
            start=format_date(first),
            end=format_date(last),
        )
    kept = stays
    if first is not None:
        kept = kept.filter(_.start.date() >= ibis.literal(first))
    if last is not None:
        kept = kept.filter(_.start.date() <= ibis.literal(last))
    if kept.limit(1).count().execute() == 0:
        _refuse_empty(stays, first, last)
    return kept


def _day(value: str | dt.date | None, field: str) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise InvalidValueError(
            "{value} is not a date.",
            "Write it as year-month-day, such as 2026-11-22.",
            field=field,
            value=repr(value),
        ) from None


def _refuse_empty(stays: ir.Table, first: dt.date | None, last: dt.date | None) -> None:
    """Say where the nearest stays are; a cohort without any stay is left to the figure."""
    before = _.start.max(where=_.start.date() < first) if first else ibis.null("timestamp")
    after = _.start.min(where=_.start.date() > last) if last else ibis.null("timestamp")
    found = stays.agg(n=_.count(), before=before, after=after).execute().iloc[0]
    if found.n == 0:
        return
    nearest = [format_date(day) for day in (found.before, found.after)]
    hidden = disclosure_threshold() is not None
    raise InvalidValueError(
        "No stay begins in the period from {start} to {end}.",
        "Choose a longer period."
        if hidden
        else "The nearest stays begin on: {dates}. Choose a longer period.",
        field="period_start",
        start=format_date(first) or "…",
        end=format_date(last) or "…",
        dates=", ".join(day for day in nearest if day),
    )
