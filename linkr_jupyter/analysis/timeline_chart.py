"""The drawing of a timeline: an overview of the record above a detail view that follows it.

It is written as a Vega-Lite specification, because building it from Altair's classes would take
longer than everything else that a change of patient needs.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from .appearance import COLOURS, VERMILLION
from .timeline import Timeline

Spec = dict[str, Any]

_WIDTH = 760
_STRIP = 7  # pixels of a row in the overview
_DRAWN = ["lane", "kind_of", "kind", "start", "end", "opacity", "description"]
# The year always, and the time of day where a tick is not a midnight.
_TICK = (
    "utcFormat(datum.value, utchours(datum.value) || utcminutes(datum.value)"
    " ? '%-d %b %Y %H:%M' : '%-d %b %Y')"
)


def timeline_chart(
    record: Timeline,
    *,
    lane_height: int = 26,
    opens_with: tuple[dt.datetime, dt.datetime] | None = None,
) -> Spec:
    """Draw a timeline.

    Dragging over the overview chooses what the detail view shows; a click on an event writes what
    it is below the chart. Bars are intervals, thin lines are instants, triangles are events without
    an end; the darker, the more records.

    Parameters
    ----------
    record
        What :func:`linkr_jupyter.analysis.timeline` returns.
    lane_height
        Pixels of a row.
    opens_with
        The part that the detail view opens with; None: the whole record.

    Returns
    -------
    dict
        Vega-Lite specification; ``altair.Chart.from_dict`` makes it an Altair chart.
    """
    return {
        "datasets": {
            "marks": _rows(record.marks, _DRAWN),
            "moments": _rows(record.moments, ["start", "label", "description"]),
        },
        "spacing": 10,
        "vconcat": [
            _overview(record, _window(record, opens_with)),
            _detail(record, lane_height),
            _words(),
        ],
    }


def _overview(record: Timeline, window: list[float] | None) -> Spec:
    brush: Spec = {"name": "window", "select": {"type": "interval", "encodings": ["x"]}}
    if window:
        brush["value"] = {"x": window}
    kinds = list(dict.fromkeys(record.marks.kind_of))
    marks = {
        "params": [brush],
        "mark": {"type": "bar", "height": _STRIP - 2, "strokeWidth": 1},
        "encoding": {
            "x": _time(record),
            "x2": {"field": "end"},
            "y": {**_lane(kinds), "field": "kind_of", "axis": None},
            **_colour(record),
        },
    }
    return {
        "data": {"name": "marks"},
        "width": _WIDTH,
        "height": _STRIP * max(1, len(kinds)),
        # With the reference lines, both views cover the same time.
        "layer": [marks] if record.moments.empty else [marks, _rules(_time(record))],
    }


def _detail(record: Timeline, lane_height: int) -> Spec:
    # A first row without a name holds the names of the reference lines.
    rows = record.lanes if record.moments.empty else ["\u200b", *record.lanes]
    x = _time(record)
    x["scale"]["domain"] = {"param": "window"}
    x["title"] = record.axis_title
    said = {"field": "description", "type": "nominal"}
    shared = {
        "x": x,
        "y": _lane(rows),
        **_colour(record),
        "opacity": {"field": "opacity", "type": "quantitative", "scale": None},
        "tooltip": said,
        "description": said,
    }
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.kind !== 'open'"}],
            # The stroke keeps an instant, and a short stay in a long record, wide enough to see.
            "mark": {
                "type": "bar", "height": round(lane_height * 0.6), "strokeWidth": 2, "clip": True,
            },
            "encoding": {**shared, "x2": {"field": "end"}},
            "params": [{"name": "clicked", "select": {"type": "point"}}],
        },
    ]  # fmt: skip
    if record.marks.kind.eq("open").any():
        layers.append(_open_ends(shared, lane_height))
    return {
        "data": {"name": "marks"},
        "width": _WIDTH,
        "height": lane_height * max(1, len(rows)),
        "layer": layers + ([] if record.moments.empty else _moments(record, x, lane_height)),
    }


def _open_ends(shared: Spec, lane_height: int) -> Spec:
    mark = {
        "type": "point", "shape": "triangle-right", "filled": True, "size": lane_height * 4,
        "clip": True,
    }  # fmt: skip
    return {"transform": [{"filter": "datum.kind === 'open'"}], "mark": mark, "encoding": shared}


def _rules(x: Spec) -> Spec:
    said = {"field": "description", "type": "nominal"}
    rule = {
        "type": "rule", "color": VERMILLION, "strokeDash": [6, 4], "strokeWidth": 2, "clip": True,
    }  # fmt: skip
    return {"data": {"name": "moments"}, "mark": rule, "encoding": {"x": x, "tooltip": said}}


def _moments(record: Timeline, x: Spec, lane_height: int) -> list[Spec]:
    """Rules with their names: towards the middle of the view, where there is room for them."""
    ends = _rows(record.marks, ["start", "end"]) + _rows(record.moments, ["start"])
    sides = [row[name] for row in ends for name in row]
    whole = (min(sides) + max(sides)) / 2
    middle = f"(window.start ? (window.start[0] + window.start[1]) / 2 : {whole})"
    right = f"datum.start > {middle}"
    names: Spec = {
        "data": {"name": "moments"},
        "mark": {
            "type": "text",
            "align": {"expr": f"{right} ? 'right' : 'left'"},
            "dx": {"expr": f"{right} ? -5 : 5"},
            "clip": True,
        },
        "encoding": {
            "x": x,
            "y": {"value": lane_height / 2},
            "text": {"field": "label", "type": "nominal"},
        },
    }
    return [_rules(x), names]


def _words() -> Spec:
    """What the event is that was clicked."""
    return {
        "data": {"name": "marks"},
        "width": _WIDTH,
        "height": 16,
        "view": {"stroke": None},
        "transform": [{"filter": {"param": "clicked", "empty": False}}],
        "mark": {"type": "text", "align": "left", "limit": _WIDTH},
        "encoding": {"x": {"value": 0}, "text": {"field": "description", "type": "nominal"}},
    }


def _time(record: Timeline) -> Spec:
    if record.origin is not None:
        return {"field": "start", "type": "quantitative", "scale": {"zero": False}, "title": None}
    axis = {"labelExpr": _TICK, "tickCount": 6, "labelOverlap": "greedy", "labelSeparation": 12}
    return {
        "field": "start", "type": "temporal", "scale": {"type": "utc"}, "title": None, "axis": axis,
    }  # fmt: skip


def _lane(rows: list[str]) -> Spec:
    return {
        "field": "lane", "type": "nominal", "scale": {"domain": rows}, "title": None,
        "axis": {"ticks": False, "domain": False, "labelPadding": 8},
    }  # fmt: skip


def _colour(record: Timeline) -> Spec:
    kinds = list(dict.fromkeys(record.marks.kind_of))
    scale = {"domain": kinds, "range": [COLOURS[i % len(COLOURS)] for i in range(len(kinds))]}
    colour = {"field": "kind_of", "type": "nominal", "scale": scale, "legend": None}
    return {"fill": colour, "stroke": colour}


def _rows(frame: pd.DataFrame, columns: list[str]) -> list[Spec]:
    """Rows for a chart; moments as milliseconds since 1970."""
    values = []
    for name in columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            moments = column.dt.tz_convert(None).astype("datetime64[ms]")
            values.append(moments.astype("int64").tolist())
        else:
            values.append(column.tolist())
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def _window(
    record: Timeline, opens_with: tuple[dt.datetime, dt.datetime] | None
) -> list[float] | None:
    """Two sides on the time axis: milliseconds since 1970, or days from the origin."""
    sides = record.on_axis(opens_with)
    if sides is None:
        return None
    return [
        side.tz_localize("UTC").timestamp() * 1000 if isinstance(side, pd.Timestamp) else side
        for side in sides
    ]
