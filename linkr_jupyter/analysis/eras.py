"""Join exposures that follow each other closely, as OMOP's drug eras do."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def joined_eras(records: ir.Table, gap_days: int) -> ir.Table:
    """Join records of one person and label that are at most ``gap_days`` days apart.

    A record without an end counts as lasting an instant. What was joined has the start of the
    first, the latest end, and in ``records`` how many there were; a record that stands alone
    stays as it is, so that an unknown end stays unknown.

    Parameters
    ----------
    records
        Rows with ``person_id``, ``label``, ``start``, ``end``, ``records`` and others.
    gap_days
        Persistence window: 30 days is OMOP's.
    """
    columns = list(records.columns)
    keys = ["person_id", "label"]
    rows = records.filter(records.start.notnull())
    rows = rows.mutate(until=rows.end.coalesce(rows.start))
    # One order for all three windows: rows that start and end together must not change places.
    place = ibis.row_number().over(group_by=keys, order_by=["start", "until"])
    rows = rows.mutate(place=place)
    so_far = ibis.cumulative_window(group_by=keys, order_by="place")
    rows = rows.mutate(reached=rows.until.max().over(so_far))
    rows = rows.mutate(reached=rows.reached.lag().over(group_by=keys, order_by="place"))
    near = rows.start <= rows.reached + ibis.interval(days=int(gap_days))
    rows = rows.mutate(begins=ibis.ifelse(near.fill_null(False), 0, 1))
    rows = rows.mutate(era=rows.begins.sum().over(so_far))
    first = {
        name: rows[name].arbitrary()
        for name in columns
        if name not in {*keys, "start", "end", "records"}
    }
    if "date_only" in first:
        first["date_only"] = rows.date_only.all()
    eras = rows.group_by([*keys, "era"]).aggregate(
        **first,
        start=rows.start.min(),
        end=ibis.ifelse(rows.count() == 1, rows.end.max(), rows.until.max()),
        records=rows.records.sum(),
    )
    return eras.select(columns)
