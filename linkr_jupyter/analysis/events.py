"""Records of several domains as one table of events, put together inside the database."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..cdm.connection import Cdm
from ..cdm.patient import Patient
from ..concepts import descendants
from ..locale import current_language
from .compiled import answer
from .drug_labels import has_drug_hierarchy, with_drug_labels
from .eras import joined_eras
from .formats import MOSTLY
from .labels import concept_label, named
from .lanes import Lane, chosen_lanes

# Told with the events (``DataFrame.attrs``): drugs could not be grouped as asked.
DRUGS_AS_RECORDED = "drugs_as_recorded"
# Where a patient was: a choice of concepts does not hide it.
PLACES = ("visits", "units", "observation_periods")


class _Choice(NamedTuple):
    """What is asked of the records of the chosen lanes."""

    concept_ids: tuple[int, ...]
    drugs: str
    era_gap_days: int | None

    def of(self, lane: Lane) -> Hashable:
        """What of it changes the events of a lane."""
        concept_ids = () if lane.name in PLACES else self.concept_ids
        grouping = (self.drugs, self.era_gap_days) if lane.name == "drugs" else ()
        return lane.name, concept_ids, grouping, current_language()


def patient_events(
    cdm: Cdm,
    lanes: Sequence[str],
    *,
    concept_ids: Sequence[int] = (),
    drugs: str = "recorded",
    era_gap_days: int | None = None,
) -> pd.DataFrame:
    """All chosen records of a patient as one table of events.

    Parameters
    ----------
    cdm
        The patient; a whole source gives everybody's events.
    lanes
        Kinds of records, in the order of the timeline: names of
        :data:`linkr_jupyter.analysis.lanes.LANES`. Tables that the source lacks are left out.
    concept_ids
        Only records of these concepts and their descendants; stays and units always stay.
    drugs
        ``"ingredient"``, ``"atc"`` (ATC 3rd level) or ``"recorded"``: what drugs are called. A
        drug without an ancestor of that kind keeps its own name.
    era_gap_days
        Join exposures to the same drug that are at most so many days apart; None: keep each.

    Returns
    -------
    pandas.DataFrame
        ``person_id``, ``lane``, ``position`` (of the lane), ``concept_id``, ``label``, ``start``
        and ``end`` (timestamps; ``end`` is null where nothing is known), ``lasts`` (whether such a
        record has a duration by nature), ``date_only`` (only the day is known) and ``records``
        (how many records the event stands for). Every record is kept: one whose concept is
        unmapped or unknown gets the best label there is.

    Raises
    ------
    InvalidValueError
        When a lane is unknown.
    MissingTableError
        When the source has none of the tables.
    """
    chosen = chosen_lanes(cdm, lanes)
    choice = _Choice(tuple(concept_ids), drugs, era_gap_days)
    # A patient's lanes are kept: the timelines of a page show many of them together.
    kept = cdm.cache.setdefault("events", {}) if isinstance(cdm, Patient) else {}
    missing = [lane for lane in chosen if choice.of(lane) not in kept]
    if missing:
        kept |= _by_lane(cdm, missing, choice)
    parts = [kept[choice.of(lane)] for lane in chosen]
    events: pd.DataFrame = pa.concat_tables(parts).to_pandas()
    positions = np.repeat(np.arange(len(parts)), [part.num_rows for part in parts])
    events.insert(list(events).index("lane") + 1, "position", positions)
    if drugs != "recorded" and "drugs" in lanes and not has_drug_hierarchy(cdm):
        events.attrs[DRUGS_AS_RECORDED] = True
    return events


def _by_lane(cdm: Cdm, lanes: list[Lane], choice: _Choice) -> dict[Hashable, pa.Table]:
    """The events of some lanes, asked in one question."""
    keys = tuple(choice.of(lane) for lane in lanes)
    rows = answer(cdm, ("patient_events", keys), lambda: _union(cdm, lanes, choice))
    return {
        key: rows.filter(pc.equal(rows["lane"], lane.name))
        for key, lane in zip(keys, lanes, strict=True)
    }


def _union(cdm: Cdm, lanes: list[Lane], choice: _Choice) -> ir.Table:
    wanted = descendants(cdm, choice.concept_ids) if choice.concept_ids else None
    exposures: ir.Table | None = None
    others = []
    for lane in lanes:
        records = _records(cdm, lane)
        if wanted is not None and lane.name not in PLACES:
            records = records.semi_join(wanted, "concept_id")
        if lane.name == "drugs":
            exposures = records
        else:
            others.append(records)
    # One question for all lanes: each join costs a change of patient several milliseconds.
    parts = [_labelled(cdm, _with_days(_together(others)))] if others else []
    if exposures is not None:
        exposures = with_drug_labels(cdm, _labelled(cdm, _with_days(exposures)), choice.drugs)
        gap = choice.era_gap_days
        parts.append(exposures if gap is None else joined_eras(exposures, gap))
    return _together(parts)


def _together(parts: list[ir.Table]) -> ir.Table:
    return parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]


def _records(cdm: Cdm, lane: Lane) -> ir.Table:
    """The columns that every kind of record has, as they are."""
    rows = cdm[lane.table]

    def column(name: str | None, kind: str) -> ir.Value:
        there = name is not None and cdm.has(lane.table, name)
        return rows[name].cast(kind) if there else ibis.null(kind)

    source = column(lane.source, "string")
    return rows.select(
        person_id=rows.person_id,
        concept_id=column(lane.concept, "int64"),
        source=source,
        # A note is known by its title, whatever its class.
        title=source.strip().nullif("") if lane.name == "notes" else ibis.null("string"),
        care_site_id=column("care_site_id" if lane.name == "units" else None, "int64"),
        start=column(lane.start_datetime, "timestamp"),
        start_day=column(lane.start, "date"),
        end=column(lane.end_datetime, "timestamp"),
        end_day=column(lane.end, "date"),
        lane=ibis.literal(lane.name),
        lasts=_lasts(cdm, lane, column(lane.end, "date")),
        records=ibis.literal(1, "int64"),
    )


def _with_days(records: ir.Table) -> ir.Table:
    """Tell moments from days, and let a day last until the next one begins."""
    records = records.mutate(
        timeless=records.start.isnull(),
        start=records.start.coalesce(records.start_day.cast("timestamp")),
        last_day=records.end_day.coalesce(records.end.date()).cast("timestamp")
        + ibis.interval(days=1),
    )
    # Sources that know the day alone often store it as midnight; hourly values have one a day.
    midnight = records.timeless | (records.start == records.start.truncate("D"))
    share = midnight.cast("float64").mean().over(group_by=[records.person_id, records.lane])
    records = records.mutate(midnight=midnight, midnights=share)
    mostly = records.midnight & (records.midnights >= MOSTLY)
    records = records.mutate(date_only=records.timeless | mostly)
    day_or_end = ibis.ifelse(records.date_only, records.last_day, records.end)
    return records.mutate(end=day_or_end.coalesce(records.last_day))


def _labelled(cdm: Cdm, records: ir.Table) -> ir.Table:
    """Give every record the best name there is."""
    records = named(cdm, records, "concept_id", "concept_name")
    label = concept_label(records.concept_name, records.concept_id, records.source)
    records = records.mutate(label=records.title.coalesce(label))
    if cdm.has("care_site", "care_site_id", "care_site_name"):
        sites = cdm.care_site.select(site="care_site_id", site_name="care_site_name")
        records = records.left_join(sites, records.care_site_id == sites.site)
        records = records.mutate(label=records.site_name.strip().nullif("").coalesce(records.label))
    return records.select(
        "person_id", "concept_id", "start", "end", "date_only", "lane", "label", "lasts", "records"
    )  # fmt: skip


def _lasts(cdm: Cdm, lane: Lane, end: ir.Value) -> ir.Value:
    """Whether a record has a duration, known or not; a procedure without an end is an instant."""
    if lane.end is None or not cdm.has(lane.table, lane.end):
        return ibis.literal(False)
    return end.notnull() if lane.name == "procedures" else ibis.literal(True)
