"""Counts of stays for each chart. The database counts; the bars alone reach memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from ..disclosure import is_small, mask_counts, mask_percent
from ..errors import InvalidValueError
from .thresholds import disclosure_threshold

INDICATORS = ("admissions", "length_of_stay", "age_sex", "deaths", "readmissions", "units")
STEPS = {"day": 1.0, "week": 7.0, "month": 30.44, "quarter": 91.31, "year": 365.25}
_UNITS = {"day": "D", "week": "W", "month": "M", "quarter": "Q"}
_MONTHS = {"month": 1, "quarter": 3}
# Sources whose dates are shifted per patient span a century or more.
_YEARS = (1, 2, 5, 10, 20, 50, 100)
MOST_BARS = 60
MOST_UNITS = 20
# Width of an age band, and where the open band of the oldest begins; the last is everybody.
_BANDS = ((5, 90), (10, 90), (20, 80), (40, 80), (200, 0))
_ENOUGH = 0.5


def stay_counts(
    stays: ir.Table, indicator: str = "admissions", *, time_step: str = "automatic", bins: int = 20
) -> pd.DataFrame:
    """Count stays or patients for one chart.

    Parameters
    ----------
    stays
        As made by ``hospital_stays``.
    indicator
        ``admissions`` (by day of admission), ``deaths`` and ``readmissions`` (patients who died
        and discharges that were followed by a readmission, by day of discharge),
        ``length_of_stay`` (stays), ``age_sex`` (patients, by age at their first stay, in
        bands of 5 years, or wider ones where most would be too small to show) or ``units``
        (stays).
    time_step
        ``day``, ``week`` (from Monday), ``month``, ``quarter``, ``year``, or ``automatic`` for the
        shortest that gives at most 60 bars; then several years may make one bar. Where the viewer
        may see no small cell, the shortest that shows at least half of the cases.
    bins
        Intervals of the length of stay. They end at the 99 % percentile when the longest stay is
        more than twice as long.

    Returns
    -------
    DataFrame
        ``start, end`` (first day of the bar and of the next), ``n``, and for deaths and
        readmissions ``of`` and ``percent``; or ``left, right`` (days) and ``n``; or ``age,
        age_last`` (first and last year of the band; null for the open one), ``sex`` and ``n``; or
        ``unit`` (null: not recorded) and ``n``. Where the viewer may see no small cell, bars of few
        patients are left out, and ``attrs["widened"]`` says whether the automatic bars are wider
        for that.
    """
    if indicator in ("admissions", "deaths", "readmissions"):
        return _over_time(stays, indicator, time_step)
    if indicator == "length_of_stay":
        return _lengths(stays, bins)
    if indicator == "age_sex":
        return _ages(stays)
    if indicator == "units":
        return _units(stays)
    raise InvalidValueError(
        "{value} is not possible here.",
        "Choose one of {choices}.",
        field="indicator",
        value=repr(indicator),
        choices=", ".join(INDICATORS),
    )


def _over_time(stays: ir.Table, indicator: str, time_step: str) -> pd.DataFrame:
    if indicator == "admissions":
        dated = stays.mutate(day=_.start.date(), counted=ibis.literal(True))
    else:
        flag = _.died if indicator == "deaths" else _.readmitted
        dated = stays.filter(flag.notnull()).mutate(day=_.end.date(), counted=flag)
    ends = dated.agg(first=_.day.min(), last=_.day.max()).execute().iloc[0]
    if pd.isna(ends["first"]):
        return pd.DataFrame({"start": [], "end": [], "n": []})
    first, last = pd.Timestamp(ends["first"]), pd.Timestamp(ends["last"])
    steps = [_step(time_step, first, last)]
    if time_step == "automatic":
        steps = _wider_steps(steps[0], first, last)
    cases = dated.agg(n=_counted(indicator)).execute().n[0]
    return _first_shown((_bars(dated, indicator, *step) for step in steps), cases)


def _counted(indicator: str) -> ir.Value:
    amount = _.person_id.nunique(where=_.counted) if indicator == "deaths" else _.counted.sum()
    return amount.fill_null(0)


def _bars(dated: ir.Table, indicator: str, step: str, years: int, origin: int) -> pd.DataFrame:
    key = _.day.truncate(_UNITS[step]) if step != "year" else _whole_years(years, origin)
    whole = _.person_id.nunique() if indicator == "deaths" else _.count()
    frame = (
        dated.group_by(start=key)
        .agg(
            n=_counted(indicator),
            persons=_.person_id.nunique(where=_.counted),
            of=whole,
            everybody=_.person_id.nunique(),
        )
        .order_by("start")
        .execute()
    )
    starts = [dt.date(int(year), 1, 1) for year in frame.start] if step == "year" else frame.start
    frame["start"] = pd.to_datetime(pd.Series(list(starts)))
    frame["end"] = [_next(start, step, years) for start in frame.start]
    return _shown_bars(frame, with_share=indicator != "admissions")


def _whole_years(years: int, origin: int) -> ir.Value:
    return (_.day.year() - origin) // years * years + origin


def _wider_steps(
    shortest: tuple[str, int, int], first: pd.Timestamp, last: pd.Timestamp
) -> list[tuple[str, int, int]]:
    """The shortest step and all longer ones; the last makes one bar of everything."""
    steps = [(step, 1, 0) for step in _UNITS] + [("year", years, 0) for years in _YEARS]
    whole = ("year", last.year - first.year + 1, first.year)
    return [*steps[steps.index(shortest) :], whole]


def _first_shown(tries: Iterator[pd.DataFrame], cases: int) -> pd.DataFrame:
    """The first try, unless small cells are hidden: then the first that shows enough cases.

    Where none does, the one that shows most of them.
    """
    best = next(tries)
    best.attrs["widened"] = False
    if disclosure_threshold() is None:
        return best
    for wider in tries:
        if best.n.sum() >= _ENOUGH * cases:
            break
        if wider.n.sum() > best.n.sum():
            best = wider
            best.attrs["widened"] = True
    return best


def _shown_bars(frame: pd.DataFrame, *, with_share: bool) -> pd.DataFrame:
    threshold = disclosure_threshold()
    if with_share:
        shares = [
            mask_percent(int(n), int(of), threshold or 1)
            for n, of in zip(frame.n, frame.of, strict=True)
        ]
        frame["percent"] = [None if isinstance(share, str) else share for share in shares]
        if threshold is not None:
            # Even a bar of none tells that somebody was discharged then.
            many = ~frame.everybody.map(lambda n: is_small(int(n), threshold)).astype(bool)
            frame = frame[many].reset_index(drop=True)
            frame["of"] = frame.of.astype("Int64").where(frame.percent.notnull())
    columns = ["start", "end", "n", *(["of", "percent"] if with_share else [])]
    return _without_small(frame, threshold)[columns]


def _step(time_step: str, first: pd.Timestamp, last: pd.Timestamp) -> tuple[str, int, int]:
    if time_step in STEPS:
        return time_step, 1, 0
    if time_step != "automatic":
        raise InvalidValueError(
            "{value} is not possible here.",
            "Choose one of {choices}.",
            field="time_step",
            value=repr(time_step),
            choices=", ".join(["automatic", *STEPS]),
        )
    days = (last - first).days
    for step, length in list(STEPS.items())[:-1]:
        # Two bars may be partly covered, one at each end.
        if days / length + 2 <= MOST_BARS:
            return step, 1, 0
    bars = {years: last.year // years - first.year // years + 1 for years in _YEARS}
    years = next((years for years, n in bars.items() if n <= MOST_BARS), _YEARS[-1])
    return "year", years, 0


def _next(start: pd.Timestamp, step: str, years: int) -> pd.Timestamp:
    if step == "year":
        return start + pd.DateOffset(years=years)
    if step in _MONTHS:
        return start + pd.DateOffset(months=_MONTHS[step])
    return start + pd.Timedelta(days=STEPS[step])


def _lengths(stays: ir.Table, bins: int) -> pd.DataFrame:
    known = stays.filter(_.los_days.notnull())
    span = known.agg(high=_.los_days.max(), most=_.los_days.quantile(0.99)).execute().iloc[0]
    if pd.isna(span.high):
        return pd.DataFrame({"left": [], "right": [], "n": []})
    far = span.most > 0 and span.high > 2 * span.most
    high = float(span.most if far else span.high) or 1.0
    width = high / bins
    position = (_.los_days / width).floor().cast("int64").clip(0, bins - 1)
    frame = (
        known.filter(_.los_days <= high)
        .group_by(position=position)
        .agg(n=_.count(), persons=_.person_id.nunique())
        .order_by("position")
        .execute()
    )
    frame["left"] = frame.position * width
    frame["right"] = frame.left + width
    return _without_small(frame, disclosure_threshold())[["left", "right", "n"]]


def _ages(stays: ir.Table) -> pd.DataFrame:
    known = stays.filter(_.age.notnull(), _.sex.notnull(), _.age >= 0)
    persons = known.group_by("person_id", "sex").agg(age=_.age.min())
    cases = persons.count().execute()
    return _first_shown((_bands(persons, *band) for band in _BANDS), cases)


def _bands(persons: ir.Table, width: int, oldest: int) -> pd.DataFrame:
    band = ibis.least(_.age // width * width, oldest).cast("int64")
    frame = persons.group_by(age=band, sex=_.sex).agg(n=_.count())
    counted = frame.order_by("age", "sex").execute()
    last = counted.age.astype("Int64") + width - 1
    counted["age_last"] = last.where(counted.age < oldest)
    counted["persons"] = counted.n
    return _without_small(counted, disclosure_threshold())[["age", "age_last", "sex", "n"]]


def _units(stays: ir.Table) -> pd.DataFrame:
    frame = (
        stays.group_by("unit")
        .agg(n=_.count(), persons=_.person_id.nunique())
        .order_by(ibis.desc("n"), "unit")
        .limit(MOST_UNITS)
        .execute()
    )
    return _without_small(frame, disclosure_threshold())[["unit", "n"]]


def _without_small(frame: pd.DataFrame, threshold: int | None) -> pd.DataFrame:
    """Leave out bars of few persons, and enough others that none can be worked out."""
    if threshold is None:
        return frame
    masked = mask_counts([int(n) for n in frame.persons], threshold)
    shown = pd.Series([isinstance(n, int) for n in masked], index=frame.index, dtype=bool)
    return frame[shown].reset_index(drop=True)
