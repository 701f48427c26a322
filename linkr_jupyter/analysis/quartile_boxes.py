"""Where boxes, whiskers and limits stand in a drawing of a distribution, in every language."""

from __future__ import annotations

import pandas as pd

from .comparison import group_places

KEYS = ["variable", "group"]
_SHARE = 0.1  # of the drawing's height, for the row of one box below it


def quartile_boxes(summary: pd.DataFrame, counts: pd.DataFrame, plot: str = "box") -> pd.DataFrame:
    """Ends of the boxes and limits of each variable and group, within the axis of the counts.

    Parameters
    ----------
    summary
        As made by ``describe_values``.
    counts
        As made by ``histogram``.
    plot
        The same as in ``distribution_chart``.

    Returns
    -------
    DataFrame
        ``variable, group``; ``low, q1, median, q3, high`` (whiskers end at most 1.5 interquartile
        ranges from the box); ``lower, upper`` (limits of the rule; null beyond the axis); ``place``
        and ``thickness`` of the box on the vertical axis of ``plot``, below what it draws.
    """
    spans = counts.groupby("variable", as_index=False).agg(
        first=("left", "min"), last=("right", "max"), top=("n", "max")
    )
    boxes = summary.merge(spans, on="variable").dropna(subset=["q1", "q3"])
    sides = ["q1", "median", "q3", "lower", "upper", "first", "last", "top"]
    boxes = boxes.astype(dict.fromkeys(sides, "float64"))
    first, last = boxes["first"], boxes["last"]
    # Extremes are withheld from viewers who may see no small cell; then the axis ends whiskers.
    least, largest = (
        boxes[name].astype("float64") if name in boxes else other
        for name, other in (("minimum", first), ("maximum", last))
    )
    spread = 1.5 * (boxes.q3 - boxes.q1)
    for name in ("lower", "upper"):
        boxes[name] = boxes[name].where(boxes[name].between(first, last))
    height = (
        boxes.top if plot == "histogram" else boxes.top * 0 + (2.0 if plot == "violin" else 1.0)
    )
    step = height if plot == "box" else _SHARE * height
    below = -1.0 if plot == "violin" else 0.0
    rows = {group: row for row, group in enumerate(group_places(boxes.group), 1)}
    row = boxes.group.map(rows).astype("float64")
    boxes = boxes.assign(
        low=(boxes.q1 - spread).clip(lower=least).clip(first, last),
        high=(boxes.q3 + spread).clip(upper=largest).clip(first, last),
        place=below - row * step,
        thickness=0.6 * step,
    )
    shown = [*KEYS, "low", "q1", "median", "q3", "high", "lower", "upper", "place", "thickness"]
    return boxes[shown].reset_index(drop=True)
