"""Records of several domains as one table of events, put together inside the database."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pandas as pd

from ..cdm.connection import Cdm
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
    key = (*lanes, *concept_ids, drugs, era_gap_days, current_language())

    def build() -> ir.Table:
        return _union(cdm, lanes, concept_ids, drugs, era_gap_days)

    events = answer(cdm, ("patient_events", key), build)
    if drugs != "recorded" and "drugs" in lanes and not has_drug_hierarchy(cdm):
        events.attrs[DRUGS_AS_RECORDED] = True
    return events


def _union(
    cdm: Cdm,
    lanes: Sequence[str],
    concept_ids: Sequence[int],
    drugs: str,
    era_gap_days: int | None,
) -> ir.Table:
    wanted = descendants(cdm, concept_ids) if concept_ids else None
    parts = []
    for position, lane in enumerate(chosen_lanes(cdm, lanes)):
        records = _records(cdm, lane, position)
        if wanted is not None and lane.name not in PLACES:
            records = records.semi_join(wanted, "concept_id")
        if lane.name == "drugs":
            records = with_drug_labels(cdm, records, drugs)
            if era_gap_days is not None:
                records = joined_eras(records, era_gap_days)
        parts.append(records)
    return parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]


def _records(cdm: Cdm, lane: Lane, position: int) -> ir.Table:
    rows = cdm[lane.table]

    def column(name: str | None, kind: str) -> ir.Value:
        there = name is not None and cdm.has(lane.table, name)
        return rows[name] if there else ibis.null(kind)

    start_day, start = column(lane.start, "date"), column(lane.start_datetime, "timestamp")
    end_day, end = column(lane.end, "date"), column(lane.end_datetime, "timestamp")
    records = rows.select(
        person_id=rows.person_id,
        concept_id=column(lane.concept, "int64"),
        source=column(lane.source, "string"),
        care_site_id=column("care_site_id" if lane.name == "units" else None, "int64"),
        start=start.coalesce(start_day.cast("timestamp")),
        end=end,
        # A day lasts until the next one begins.
        last_day=end_day.coalesce(end.date()).cast("timestamp") + ibis.interval(days=1),
        timeless=start.isnull(),
    )
    # Sources that know the day alone often store it as midnight; hourly values have one a day.
    midnight = records.timeless | (records.start == records.start.truncate("D"))
    share = midnight.cast("float64").mean().over(group_by=records.person_id)
    records = records.mutate(midnight=midnight, midnights=share)
    mostly = records.midnight & (records.midnights >= MOSTLY)
    records = records.mutate(date_only=records.timeless | mostly)
    day_or_end = ibis.ifelse(records.date_only, records.last_day, records.end)
    records = records.mutate(end=day_or_end.coalesce(records.last_day))
    return _labelled(cdm, records, lane, position)


def _labelled(cdm: Cdm, records: ir.Table, lane: Lane, position: int) -> ir.Table:
    records = named(cdm, records, "concept_id", "concept_name")
    label = concept_label(records.concept_name, records.concept_id, records.source)
    if lane.name == "notes":
        label = records.source.strip().nullif("").coalesce(label)
    if lane.name == "units" and cdm.has("care_site", "care_site_id", "care_site_name"):
        sites = cdm.care_site.select(site="care_site_id", site_name="care_site_name")
        records = records.left_join(sites, records.care_site_id == sites.site)
        label = (
            records.site_name.strip()
            .nullif("")
            .coalesce(concept_label(records.concept_name, records.concept_id, records.source))
        )
    return records.select(
        "person_id",
        "concept_id",
        "start",
        "end",
        "date_only",
        lane=ibis.literal(lane.name),
        position=ibis.literal(position, "int64"),
        label=label,
        lasts=_lasts(cdm, lane, records.end),
        records=ibis.literal(1, "int64"),
    )


def _lasts(cdm: Cdm, lane: Lane, end: ir.Value) -> ir.Value:
    """Whether a record has a duration, known or not; a procedure without an end is an instant."""
    if lane.end is None or not cdm.has(lane.table, lane.end):
        return ibis.literal(False)
    return end.notnull() if lane.name == "procedures" else ibis.literal(True)
