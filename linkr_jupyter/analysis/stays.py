"""Stays in hospital or in a unit: one row each, with the facts that indicators are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from ..cdm import Cdm
from ..cohorts import Cohort
from ..concepts import concept_names
from ..errors import InvalidValueError
from .stay_period import in_period
from .visits import HOSPITAL_VISITS

Scope = Literal["hospital", "unit"]
Kinds = Literal["hospital", "all"]
During = Literal["record", "cohort"]
COLUMNS = (
    "stay_id", "person_id", "start", "end", "los_days", "age", "sex", "died", "readmitted", "unit",
)  # fmt: skip
_FEMALE, _MALE = 8532, 8507
_SECONDS_A_DAY = 86_400
_PARTS = {
    "hospital": ("visit_occurrence", "visit"),
    "unit": ("visit_detail", "visit_detail"),
}


def hospital_stays(
    cdm: Cdm,
    cohort: Cohort | None = None,
    *,
    scope: Scope = "hospital",
    kinds: Kinds = "hospital",
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    readmission_days: int = 30,
    during: During = "record",
) -> ir.Table:
    """The stays of a cohort, with length, age, death and readmission.

    Parameters
    ----------
    cdm
        Where the visits are.
    cohort
        Whose stays; None for everybody.
    scope
        ``hospital`` for visits, ``unit`` for their parts (``visit_detail``).
    kinds
        ``hospital`` for inpatient, emergency, observation and day surgery visits; ``all``.
    start, end
        First and last day of admission (ISO dates), both included; None for no limit.
    readmission_days
        Most days between a discharge and a readmission.
    during
        ``cohort`` keeps the stays that begin from cohort start to cohort end.

    Returns
    -------
    ibis table
        One row a stay: ``stay_id, person_id, start, end`` (timestamps), ``los_days`` (units of
        24 hours from the timestamps, from the dates where a time is missing; null without an end
        or with one before the start), ``age`` (completed years at admission, from the year of
        birth where day and month are unknown), ``sex`` (``female``, ``male`` or null), ``died``
        (the date of death lies from admission to the day of discharge, as OECD counts deaths in
        hospital; null without an end or without a table of deaths), ``readmitted`` (null unless
        this is a discharge alive) and ``unit``.

    Raises
    ------
    MissingTableError
        When ``visit_occurrence``, or ``visit_detail`` for unit stays, is absent.
    InvalidValueError
        For a period that ends before it starts or in which no stay begins.

    Notes
    -----
    Readmission follows the 30-day readmission measures of CMS: the next admission, whatever its
    cause, within ``readmission_days`` calendar days after a discharge alive. Stays that overlap or
    touch are one time in hospital: only the one that ends it is a discharge. Readmissions after
    the period are counted for the discharges in it.
    """
    _refuse("scope", scope, tuple(_PARTS))
    _refuse("kinds", kinds, ("hospital", "all"))
    _refuse("during", during, ("record", "cohort"))
    rows = _rows(cdm, scope, kinds)
    if cohort is not None:
        rows = rows.semi_join(cohort.table, rows.person_id == cohort.table.subject_id)
    rows = _with_readmission(_with_death(cdm, _with_person(cdm, rows)), readmission_days)
    if cohort is not None and during == "cohort":
        periods, day = cohort.table, rows.start.date()
        belongs = [
            rows.person_id == periods.subject_id,
            day >= periods.cohort_start_date,
            day <= periods.cohort_end_date,
        ]
        rows = rows.semi_join(periods, belongs)
    return in_period(rows.select(*COLUMNS), start, end)


def _rows(cdm: Cdm, scope: Scope, kinds: Kinds) -> ir.Table:
    name, prefix = _PARTS[scope]
    table: Any = cdm[name]
    if kinds == "hospital" and scope == "hospital":
        table = table.filter(_.visit_concept_id.isin(HOSPITAL_VISITS))
    elif kinds == "hospital":
        visits = cdm.visit_occurrence.filter(_.visit_concept_id.isin(HOSPITAL_VISITS))
        table = table.semi_join(visits.select("visit_occurrence_id"), "visit_occurrence_id")
    first, last = table[f"{prefix}_start_date"], table[f"{prefix}_end_date"]
    no_time = ibis.null("timestamp")
    has = [f"{prefix}_{end}_datetime" in table.columns for end in ("start", "end")]
    began = table[f"{prefix}_start_datetime"] if has[0] else no_time
    ended = table[f"{prefix}_end_datetime"] if has[1] else no_time
    timed = began.notnull() & ended.notnull()
    seconds = ended.epoch_seconds() - began.epoch_seconds()
    whole_days = (last.cast("timestamp").epoch_seconds()
                  - first.cast("timestamp").epoch_seconds())  # fmt: skip
    length = timed.ifelse(seconds, whole_days) / _SECONDS_A_DAY
    rows = table.select(
        stay_id=table[f"{name}_id"],
        person_id=table.person_id,
        start=began.fill_null(first.cast("timestamp")),
        end=ended.fill_null(last.cast("timestamp")),
        los_days=(length >= 0).ifelse(length, None).cast("float64"),
        care_site=table.care_site_id if "care_site_id" in table.columns else ibis.null("int64"),
        concept=table[f"{prefix}_concept_id"],
    )
    return _with_unit(cdm, rows.filter(_.start.notnull()), scope)


def _with_unit(cdm: Cdm, rows: ir.Table, scope: Scope) -> ir.Table:
    """The name of the care site; for unit stays without one, the kind of unit."""
    fallback = ibis.null("string")
    if scope == "unit":
        known = rows.filter(_.care_site.isnull() & (_.concept > 0)).concept
        ids = known.topk(200).execute().iloc[:, 0]
        names = concept_names(cdm, [int(concept) for concept in ids])
        if names:
            cases = [(rows.concept == concept, name) for concept, name in names.items()]
            fallback = ibis.cases(*cases, else_=None)
    rows = rows.mutate(fallback=fallback)
    if "care_site" not in cdm:
        return rows.mutate(unit=_.fallback)
    sites = cdm.care_site.group_by(care_site=_.care_site_id).agg(site=_.care_site_name.max())
    return rows.left_join(sites, "care_site", rname="{name}_site").mutate(
        unit=_.site.fill_null(_.fallback)
    )


def _with_person(cdm: Cdm, rows: ir.Table) -> ir.Table:
    born = cdm.person.select(
        "person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth"
    )
    joined = rows.left_join(born, "person_id", rname="{name}_born")
    birthday = _.month_of_birth.fill_null(1) * 100 + _.day_of_birth.fill_null(1)
    before = (_.start.month() * 100 + _.start.day()) < birthday
    sex = ibis.cases(
        (joined.gender_concept_id == _FEMALE, "female"),
        (joined.gender_concept_id == _MALE, "male"),
        else_=None,
    )
    return joined.mutate(age=_.start.year() - _.year_of_birth - before.ifelse(1, 0), sex=sex)


def _with_death(cdm: Cdm, rows: ir.Table) -> ir.Table:
    if "death" not in cdm:
        return rows.mutate(died=ibis.null("boolean"))
    deaths = cdm.death.group_by("person_id").agg(death=_.death_date.min())
    joined = rows.left_join(deaths, "person_id", rname="{name}_death")
    within = (joined.death >= joined.start.date()) & (joined.death <= joined.end.date())
    return joined.mutate(died=joined.los_days.notnull().ifelse(within.fill_null(False), None))


def _with_readmission(rows: ir.Table, days: int) -> ir.Table:
    """Join stays that overlap or touch to times in hospital, and look for the next one of each."""
    ends = rows.mutate(until=ibis.greatest(_.end.fill_null(_.start), _.start))
    order = ["start", "until", "stay_id"]
    earlier = ibis.window(group_by="person_id", order_by=order, preceding=(None, 1))
    reach = ends.mutate(reached=_.until.max().over(earlier))
    fresh = (_.reached.isnull() | (_.start > _.reached)).ifelse(1, 0)
    running = ibis.window(group_by="person_id", order_by=order, preceding=(None, 0))
    placed = reach.mutate(fresh=fresh).mutate(time=_.fresh.sum().over(running))
    # From the end of the ordered rows: where the first stay of the next time in hospital begins.
    later = ibis.window(group_by="person_id", order_by=order, following=(1, None))
    placed = placed.mutate(opening=(_.fresh == 1).ifelse(_.start, None))
    placed = placed.mutate(following=_.opening.min().over(later))
    of_time = ibis.window(
        group_by=["person_id", "time"],
        order_by=[ibis.desc("until"), ibis.desc("start"), ibis.desc("stay_id")],
    )
    # The stay that ends last need not be the one that begins last.
    placed = placed.mutate(is_last=ibis.row_number().over(of_time) == 0)
    whole = ibis.window(group_by=["person_id", "time"])
    placed = placed.mutate(deaths=_.died.fill_null(False).ifelse(1, 0).sum().over(whole))
    leaves = placed.is_last & placed.los_days.notnull() & (placed.deaths == 0)
    latest = placed.until.date() + ibis.interval(days=days)
    again = (placed.following.date() <= latest).fill_null(False)
    return placed.mutate(readmitted=leaves.ifelse(again, None))


def _refuse(field: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidValueError(
            "{value} is not possible here.",
            "Choose one of {choices}.",
            field=field,
            value=repr(value),
            choices=", ".join(choices),
        )
