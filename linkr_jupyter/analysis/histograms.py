"""Counts of values by intervals, and the curves drawn from them, worked out by the database."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _

from ..disclosure import is_small, mask_counts
from ..errors import InvalidValueError
from .thresholds import disclosure_threshold

KEYS = ["variable", "group"]
FEWEST, MOST = 5, 60
MOST_LEVELS = 30
_COUNTED = [*KEYS, "left", "right", "n", "cumulative", "outside", "hidden"]


def histogram(
    values: ir.Table,
    bins: int | None = None,
    *,
    axis: str = "central",
    each_value: bool = False,
) -> pd.DataFrame:
    """Counts of values in equal intervals of each variable; its groups share them.

    Parameters
    ----------
    values
        ``person_id``, ``variable``, ``group`` and ``value``.
    bins
        Number of intervals. None: by Freedman and Diaconis (1981) from the interquartile range, at
        least 5 and at most 60 (Sturges' number where half of the values are equal); where all
        values are whole numbers the intervals are of whole width, so that each holds equally many
        of them. For viewers who may see no small cell, intervals begin at round numbers, because
        the first would otherwise begin at somebody's value.
    axis
        ``all`` spans every value; ``central`` leaves out, on each side, what lies beyond the
        0.1 % percentile by more than the central range, so that one typing error does not
        flatten the rest.
    each_value
        Count each value by itself (then ``left`` and ``right`` are both the value): for scores
        and other values with at most 30 levels.

    Returns
    -------
    DataFrame
        ``variable, group, left, right, n, cumulative`` (share of the values shown of the group, up
        to ``right``), and for each group ``outside`` (values beyond the axis) and ``hidden``
        (intervals left out because few patients are in them; only for viewers who may see no small
        cell).

    Raises
    ------
    InvalidValueError
        When ``axis`` is unknown, or ``each_value`` would count more than 30 different values.
    """
    if each_value:
        return _value_counts(values)
    known = values.filter(_.value.notnull())
    scales = _scales(known, bins, axis)
    placed = known.join(scales, "variable")
    step = ((_.value - _.low) / _.width).floor()
    inside = (_.value >= _.low) & (_.value <= _.high)
    place = ibis.ifelse(inside, ibis.least(step, _.bins - 1), -1).cast("int64")
    counts = placed.mutate(place=place).group_by([*KEYS, "place"])
    frame = counts.agg(
        n=_.count(), persons=_.person_id.nunique(), low=_.low.min(), width=_.width.min()
    ).execute()
    beyond = frame[frame.place < 0].set_index(KEYS).n
    frame = frame[frame.place >= 0].sort_values([*KEYS, "place"])
    frame["left"] = frame.low + frame.place * frame.width
    frame["right"] = frame.left + frame.width
    index = pd.MultiIndex.from_frame(frame[KEYS])
    frame["outside"] = beyond.reindex(index).fillna(0).astype(int).to_numpy()
    frame = _without_small(frame)
    groups = frame.groupby(KEYS).n
    frame["cumulative"] = groups.cumsum() / groups.transform("sum")
    return frame[_COUNTED].reset_index(drop=True)


def _value_counts(values: ir.Table) -> pd.DataFrame:
    known = values.filter(_.value.notnull())
    levels = known.group_by("variable").agg(n=_.value.nunique()).filter(_.n > MOST_LEVELS)
    many = levels.order_by("variable").limit(1).execute()
    if len(many):
        raise InvalidValueError(
            "{name} has {n} different values, which are too many for bars.",
            "Choose the histogram.",
            field="plot",
            name=many.variable.iloc[0],
            n=int(many.n.iloc[0]),
        )
    counts = known.group_by([*KEYS, "value"]).agg(n=_.count(), persons=_.person_id.nunique())
    frame = counts.order_by([*KEYS, "value"]).execute()
    frame = _without_small(frame.assign(left=frame.value, right=frame.value, outside=0))
    groups = frame.groupby(KEYS).n
    frame["cumulative"] = groups.cumsum() / groups.transform("sum")
    return frame[_COUNTED].reset_index(drop=True)


def smooth(counts: pd.DataFrame) -> pd.DataFrame:
    """A density from counted intervals, by a Gaussian kernel.

    The bandwidth is that of R's ``nrd0`` (Silverman 1986): 0.9 times the smaller of the standard
    deviation and IQR / 1.34, over the fifth root of n.

    Parameters
    ----------
    counts
        What :func:`histogram` returns, with many intervals.

    Returns
    -------
    DataFrame
        ``variable, group, value, density`` (1 at its highest point).
    """
    parts = []
    for (variable, group), rows in counts.groupby(KEYS, sort=False):
        middle = ((rows.left + rows.right) / 2).to_numpy(dtype=float)
        n = rows.n.to_numpy(dtype=float)
        at = np.linspace(rows.left.min(), rows.right.max(), 200)
        away = (at[:, None] - middle[None, :]) / _bandwidth(middle, n, rows.right - rows.left)
        curve = (np.exp(-0.5 * away**2) * n).sum(axis=1)
        density = curve / curve.max()
        parts.append(
            pd.DataFrame({"variable": variable, "group": group, "value": at, "density": density})
        )
    return pd.concat(parts, ignore_index=True)


def _bandwidth(middle: np.ndarray, n: np.ndarray, width: pd.Series) -> float:
    total = n.sum()
    mean = (middle * n).sum() / total
    sd = float(np.sqrt((n * (middle - mean) ** 2).sum() / max(total - 1, 1)))
    q1, q3 = np.interp([0.25, 0.75], n.cumsum() / total, middle)
    spread = min(sd, float(q3 - q1) / 1.34) or sd
    # Never narrower than an interval: the counts know nothing finer.
    return float(max(0.9 * spread * total**-0.2, width.iloc[0]))


def _scales(known: ir.Table, bins: int | None, axis: str) -> ir.Table:
    """Where the intervals of each variable start and end, how wide they are and how many."""
    if axis not in ("central", "all"):
        raise InvalidValueError(
            "{value} is not a way to choose the axis.",
            "Choose one of {choices}.",
            field="axis",
            value=repr(axis),
            choices="all, central",
        )
    facts = known.group_by("variable").agg(
        size=_.count(),
        least=_.value.min(),
        largest=_.value.max(),
        p_low=_.value.quantile(0.001),
        p_high=_.value.quantile(0.999),
        iqr=_.value.quantile(0.75) - _.value.quantile(0.25),
        broken=(_.value != _.value.round()).sum(),
    )
    if axis == "central":
        room = _.p_high - _.p_low
        facts = facts.mutate(
            least=ibis.ifelse(_.least < _.p_low - room, _.p_low, _.least),
            largest=ibis.ifelse(_.largest > _.p_high + room, _.p_high, _.largest),
        )
    facts = facts.mutate(span=_.largest - _.least)
    scales = _fixed(facts, bins) if bins is not None else _automatic(facts)
    # The lowest and the highest edge would otherwise be somebody's value.
    return scales if disclosure_threshold() is None else _on_round_numbers(scales)


def _fixed(facts: ir.Table, bins: int) -> ir.Table:
    width = ibis.ifelse(_.span > 0, _.span / bins, 1.0)
    counted = ibis.ifelse(_.span > 0, bins, 1)
    return facts.select("variable", low=_.least, high=_.largest, width=width, bins=counted)


def _automatic(facts: ir.Table) -> ir.Table:
    sturges = (_.size.cast("float64").log2() + 1).ceil()
    diaconis = (_.span * _.size.cast("float64") ** (1 / 3) / (2 * _.iqr)).ceil()
    wanted = ibis.ifelse(_.iqr > 0, diaconis, sturges).clip(FEWEST, MOST)
    facts = facts.mutate(wanted=ibis.ifelse(_.span > 0, wanted, 1.0))
    facts = facts.mutate(width=ibis.ifelse(_.span > 0, _.span / _.wanted, 1.0))
    whole = _.broken == 0
    facts = facts.mutate(
        whole_width=ibis.greatest(_.width.ceil(), 1.0),
        low=ibis.ifelse(whole, _.least.floor(), _.least),
    )
    facts = facts.mutate(width=ibis.ifelse(whole, _.whole_width, _.width))
    counted = ibis.ifelse(whole, ((_.largest - _.low) / _.width).floor() + 1, _.wanted)
    return facts.select("variable", "low", "width", high=_.largest, bins=counted.cast("int64"))


def _on_round_numbers(scales: ir.Table) -> ir.Table:
    """Intervals at multiples of 1, 2 or 5 times a power of ten, at least as wide as before."""
    power = ibis.literal(10.0) ** scales.width.log10().floor()
    steps = scales.mutate(power=power).mutate(ratio=_.width / _.power)
    factor = ibis.cases(
        (steps.ratio <= 1, 1.0), (steps.ratio <= 2, 2.0), (steps.ratio <= 5, 5.0), else_=10.0
    )
    steps = steps.mutate(width=steps.power * factor)
    steps = steps.mutate(low=(_.low / _.width).floor() * _.width)
    counted = ((_.high - _.low) / _.width).floor() + 1
    return steps.mutate(bins=counted.cast("int64")).select(
        "variable", "low", "width", "high", "bins"
    )


def _without_small(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out bins of few persons, and enough others that none can be worked out."""
    threshold = disclosure_threshold()
    frame = frame.assign(hidden=0)
    if threshold is None or frame.empty:
        return frame
    shown = frame.groupby(KEYS).persons.transform(
        lambda persons: [
            isinstance(n, int) for n in mask_counts([int(n) for n in persons], threshold)
        ]
    )
    shown = shown.astype(bool)
    frame["hidden"] = (~shown).groupby([frame[key] for key in KEYS]).transform("sum")
    few = frame.outside.map(lambda n: is_small(int(n), threshold))
    return frame.assign(outside=frame.outside.where(~few, 0))[shown].copy()
