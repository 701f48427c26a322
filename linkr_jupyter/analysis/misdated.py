"""Values dated where none can be: outside the observation periods, after death, in the future."""

from __future__ import annotations

import datetime as dt

import ibis
import ibis.expr.types as ir
from ibis import _

from ..cdm import Cdm
from ..locale import current_language, translate
from .counted import counted_sentence

_DEATH = "person_id", "death_date"
_PERIOD = "person_id", "observation_period_start_date", "observation_period_end_date"


def misdated(cdm: Cdm, values: ir.Table) -> list[str]:
    """Count the values with an unlikely date, a sentence for each kind that there is.

    Parameters
    ----------
    values
        ``person_id``, ``date`` and ``value``. A death counts from the day after it; an observation
        period without an end goes on.
    """
    dated = values.filter(_.value.notnull(), _.date.notnull())
    counted = _outside_periods(cdm, dated).cross_join(_late(cdm, dated)).execute().iloc[0]
    n, outside, dead, ahead = (int(counted[name]) for name in ("n", "outside", "dead", "ahead"))
    notes = []
    if outside:
        notes.append(counted_sentence(
            "{n} value is dated outside the observation periods of its patient.",
            "{n} values are dated outside the observation periods of their patients.",
            outside, int(counted.outside_persons),
        ))  # fmt: skip
    if dead:
        notes.append(counted_sentence(
            "{n} value is dated after the death of its patient.",
            "{n} values are dated after the death of their patients.",
            dead, int(counted.dead_persons),
        ))  # fmt: skip
    if ahead and ahead == n:
        text = "Every value is dated in the future: the dates of this source may be shifted."
        notes.append(translate(text, current_language()))
    elif ahead:
        notes.append(counted_sentence(
            "{n} value is dated in the future.", "{n} values are dated in the future.",
            ahead, int(counted.ahead_persons),
        ))  # fmt: skip
    return notes


def _outside_periods(cdm: Cdm, dated: ir.Table) -> ir.Table:
    """One row: values in no observation period; none where the source has no such period."""
    outside = dated.limit(0)
    if cdm.has("observation_period", *_PERIOD) and _has_rows(cdm.observation_period):
        periods = cdm.observation_period.select("person_id", first=_PERIOD[1], last=_PERIOD[2])
        within = [
            dated.person_id == periods.person_id,
            dated.date >= periods["first"],
            periods["last"].isnull() | (dated.date <= periods["last"]),
        ]
        outside = dated.anti_join(periods, within)
    return outside.agg(outside=_.count(), outside_persons=_.person_id.nunique())


def _has_rows(table: ir.Table) -> bool:
    return len(table.limit(1).to_pyarrow()) > 0


def _late(cdm: Cdm, dated: ir.Table) -> ir.Table:
    """One row: all values, those after death and those after today."""
    if cdm.has("death", *_DEATH):
        # Of several deaths of a person the last one is believed: it accuses the fewest values.
        deaths = cdm.death.group_by(dead_id=_.person_id).agg(day=_.death_date.max())
        dated = dated.left_join(deaths, dated.person_id == deaths.dead_id)
        dead = (_.date > _.day).fill_null(False)
    else:
        dead = ibis.literal(False)
    ahead = _.date > ibis.literal(dt.date.today())
    return dated.mutate(dead=dead, ahead=ahead).agg(
        n=_.count(),
        dead=_.count(where=_.dead),
        dead_persons=_.person_id.nunique(where=_.dead),
        ahead=_.count(where=_.ahead),
        ahead_persons=_.person_id.nunique(where=_.ahead),
    )
