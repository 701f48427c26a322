"""From events to what is drawn: bands, ticks, open ends, and density where there are too many."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..locale import current_language, translate
from .formats import format_moments, format_number
from .lanes import lane_title

MOST_MARKS = 5_000
_BINS = 300
_ROWS = 12  # of one lane, when overlapping events get rows of their own
_NAMED = 4  # events that a band names


def prepared(events: pd.DataFrame) -> pd.DataFrame:
    """Sort events and decide how each is drawn: ``interval``, ``instant`` or ``open``.

    An event known to the day alone lasts that day; one of a kind that lasts, but without an end,
    is open; one that lasts no time, or ends before it starts, is an instant.
    """
    # Few names for many events: as categories they are sorted and moved as numbers.
    rows = events.astype({"lane": "category", "label": "category"})
    # By label in the end, because a database keeps no order among events at the same moment.
    rows = rows.sort_values(["position", "start", "end", "label"], ignore_index=True)
    day_wide = rows.date_only & ~rows.lasts
    end = rows.end.where(~day_wide, rows.start + pd.Timedelta(days=1))
    kind = np.where(end > rows.start, "interval", "instant")
    kind = np.where(rows.lasts & rows.end.isna(), "open", kind)
    return rows.assign(end=end.where(kind == "interval", rows.start), kind=kind, row=0)


def compacted(rows: pd.DataFrame) -> pd.DataFrame:
    """Join what overlaps in a lane into bands, and what happens at once into one mark."""
    spans = rows[rows.kind == "interval"]
    points = rows[rows.kind != "interval"]
    starts, lane = spans.start.to_numpy(), spans.position.to_numpy()
    reached = spans.groupby("position").end.cummax().to_numpy()
    begins = np.ones(len(spans), dtype=bool)
    begins[1:] = (lane[1:] != lane[:-1]) | (starts[1:] >= reached[:-1])
    bands = _merged(spans, np.cumsum(begins))
    at_once = _merged(points, points.groupby(["position", "kind", "start"]).ngroup().to_numpy())
    return pd.concat([bands, at_once], ignore_index=True)


def stacked(rows: pd.DataFrame) -> pd.DataFrame:
    """Give events that overlap in a lane rows of their own; what finds no row joins the last."""
    placed = []
    for _, lane in rows.groupby("position", sort=True):
        ends: list[pd.Timestamp] = []
        chosen = []
        for start, end in zip(lane.start, lane.end, strict=True):
            free = next((row for row, taken in enumerate(ends) if taken <= start), len(ends))
            free = min(free, _ROWS - 1)
            if free == len(ends):
                ends.append(end)
            ends[free] = max(ends[free], end)
            chosen.append(free)
        placed.append(lane.assign(row=chosen))
    return pd.concat(placed, ignore_index=True) if placed else rows


def density(rows: pd.DataFrame, bins: int = _BINS) -> pd.DataFrame:
    """Counts of events by lane and slice of time; an event counts in the slice of its start."""
    first, last = rows.start.min(), rows.end.max()
    width = max((last - first) / bins, pd.Timedelta(seconds=1))
    place = ((rows.start - first) // width).astype("int64").clip(upper=bins - 1)
    merged = _merged(rows.assign(slice=place), (rows.position * bins + place).to_numpy())
    start = first + merged["slice"] * width
    return merged.assign(start=start, end=start + width, kind="interval", date_only=False)


def described(marks: pd.DataFrame) -> pd.DataFrame:
    """Add what a mark says (``description``), where it is drawn (``lane``) and how dark it is."""
    language = current_language()
    names = marks.lane.tolist()
    known = {name: lane_title(name) for name in set(names)}
    titles = [known[name] for name in names]
    starts = format_moments(marks.start, marks.date_only)
    # The last day of what is known to the day ends where the next one begins.
    ends = format_moments(
        marks.end - pd.to_timedelta(marks.date_only.astype(int), unit="D"), marks.date_only
    )
    sentences = {
        "instant": translate("{lane}: {label}, {start}", language),
        "open": translate("{lane}: {label}, from {start}, end not recorded", language),
        "interval": translate("{lane}: {label}, {start} to {end}", language),
    }
    several = translate("{text} ({n} records)", language)
    texts = []
    parts = (marks[name].tolist() for name in ("label", "kind", "records"))
    for lane, start, end, label, kind, records in zip(titles, starts, ends, *parts, strict=True):
        sentence = sentences["instant" if start == end and kind == "interval" else kind]
        text = sentence.format(lane=lane, label=label, start=start, end=end)
        texts.append(several.format(text=text, n=format_number(records)) if records > 1 else text)
    rows = [
        title if row == 0 else f"{title} {row + 1}"
        for title, row in zip(titles, marks.row.tolist(), strict=True)
    ]
    most = marks.groupby("position").records.transform("max").clip(lower=2)
    dark = 0.45 + 0.5 * np.log(marks.records.clip(lower=1)) / np.log(most)
    written = {"lane": rows, "kind_of": titles, "description": texts}
    plain = {name: pd.Series(said, marks.index, object) for name, said in written.items()}
    return marks.assign(**plain, opacity=dark.round(2))


def _merged(rows: pd.DataFrame, group: np.ndarray) -> pd.DataFrame:
    """One row a group: where it begins and ends, how many records, and the first names.

    Parameters
    ----------
    group
        The number of each row's group; lanes, kinds and slices do not mix within one.
    """
    order = np.argsort(group, kind="stable")
    rows, group = rows.iloc[order], group[order]
    first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(rows) else order
    merged = rows.iloc[first].astype({"label": object}).reset_index(drop=True)
    if len(first) == len(rows):
        return merged.assign(row=0)
    sizes = np.diff(np.r_[first, len(rows)])
    merged["start"] = np.minimum.reduceat(rows.start.to_numpy(), first)
    merged["end"] = np.maximum.reduceat(rows.end.to_numpy(), first)
    merged["records"] = np.add.reduceat(rows.records.to_numpy(), first)
    merged["date_only"] = np.logical_and.reduceat(rows.date_only.to_numpy(), first)
    labels = rows.label.to_list()
    more = translate("{names} and {n} more", current_language())
    names = merged.label.to_list()
    for place in np.flatnonzero(sizes > 1):
        here = dict.fromkeys(labels[first[place] : first[place] + sizes[place]])
        text = ", ".join(list(here)[:_NAMED])
        extra = len(here) - _NAMED
        names[place] = more.format(names=text, n=format_number(extra)) if extra > 0 else text
    return merged.assign(label=pd.Series(names, dtype=object), row=0)
