"""Drawing distributions: one panel a variable, groups told apart by colour and dash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..locale import current_language, translate
from .appearance import COLOURS, DASHES
from .comparison import group_places
from .histograms import smooth
from .panels import PANELS
from .quartile_boxes import quartile_boxes

if TYPE_CHECKING:
    import altair as alt

# What Altair makes of marks and their sums; its own types do not tell them apart.
Layer = Any

# One panel fills the page; of several, two stand in a row.
ALONE, SHARED, HEIGHT, ROW = 620, 440, 200, 26


def distribution_chart(
    counts: pd.DataFrame, summary: pd.DataFrame, plot: str = "histogram"
) -> alt.TopLevelMixin | None:
    """Draw counts and quartiles.

    Parameters
    ----------
    counts
        As made by ``histogram``; for bars with ``each_value``.
    summary
        As made by ``describe_values``.
    plot
        ``histogram``, ``cumulative`` or ``violin`` (each with a box below), ``box``, or ``bars``.

    Returns
    -------
    chart or None
        One panel a variable; None when there is no value.
    """
    import altair as alt

    groups = list(group_places(summary.group))
    variables = [name for name in summary.variable.unique() if (counts.variable == name).any()]
    width = ALONE if len(variables) == 1 else SHARED
    boxes = quartile_boxes(summary, counts, plot)
    panels = []
    for variable in variables:
        facts = boxes[boxes.variable == variable]
        of_variable = counts[counts.variable == variable]
        span = [of_variable.left.min(), of_variable.right.max()]
        x_scale = alt.Scale(domain=span, nice=False, zero=False)
        if plot == "bars":
            panels.append(_levels(of_variable, variable, groups, width))
            continue
        parts = [_box(facts, variable, x_scale, groups, width, alone=plot == "box")]
        if plot in _ABOVE:
            upper = _ABOVE[plot](of_variable, x_scale, groups, width)
            parts.insert(0, upper + _limits(facts, x_scale, width, HEIGHT))
        panels.append(alt.vconcat(*parts, spacing=4))
    return alt.vconcat(*panels, spacing=24, usermeta=PANELS) if panels else None


def group_colours(groups: Sequence[str]) -> dict[str, str]:
    """Group -> colour; the same for the same group in every language and every drawing."""
    return {name: COLOURS[at % len(COLOURS)] for name, at in group_places(groups).items()}


def distribution_axis(plot: str) -> str | None:
    """Title of the vertical axis of a plot, in the current language; None where it has none."""
    titles = {"cumulative": "Share of values up to here", "histogram": "Values", "bars": "Values"}
    return translate(titles[plot], current_language()) if plot in titles else None


def _bars(counts: pd.DataFrame, scale: Any, groups: list[str], width: int) -> Layer:
    import altair as alt

    return (
        alt.Chart(counts, width=width, height=HEIGHT)
        .mark_bar(opacity=0.75 if len(groups) < 2 else 0.5, binSpacing=0)
        .encode(
            alt.X("left:Q", bin="binned", scale=scale, axis=alt.Axis(labels=False, title=None)),
            alt.X2("right:Q"),
            alt.Y("n:Q", stack=None, title=distribution_axis("histogram")),
            _colour(groups),
            tooltip=_tooltip("left:Q", "right:Q", "n:Q"),
        )
    )


def _steps(counts: pd.DataFrame, scale: Any, groups: list[str], width: int) -> Layer:
    import altair as alt

    title = distribution_axis("cumulative")
    return (
        alt.Chart(counts, width=width, height=HEIGHT)
        .mark_line(interpolate="step-before", strokeWidth=2)
        .encode(
            alt.X("right:Q", scale=scale, axis=alt.Axis(labels=False, title=None)),
            alt.Y("cumulative:Q", title=title, axis=alt.Axis(format="%")),
            _colour(groups),
            alt.StrokeDash(
                "group:N", legend=None, scale=alt.Scale(domain=groups, range=_dashes(groups))
            ),
            tooltip=_tooltip("right:Q", "cumulative:Q"),
        )
    )


def _violins(counts: pd.DataFrame, scale: Any, groups: list[str], width: int) -> Layer:
    """Smoothed densities and their mirror images, each as high as the others."""
    import altair as alt

    curves = smooth(counts)
    return (
        alt.Chart(curves.assign(mirror=-curves.density), width=width, height=HEIGHT)
        .mark_area(fillOpacity=0.3, strokeWidth=2)
        .encode(
            alt.X("value:Q", scale=scale, axis=alt.Axis(labels=False, title=None)),
            alt.Y("density:Q", stack=None, axis=None),
            alt.Y2("mirror:Q"),
            _colour(groups),
            _stroke(groups),
            alt.StrokeDash(
                "group:N", legend=None, scale=alt.Scale(domain=groups, range=_dashes(groups))
            ),
            tooltip=_tooltip("value:Q"),
        )
    )


def _levels(counts: pd.DataFrame, variable: str, groups: list[str], width: int) -> Layer:
    """One bar for each value; groups stand side by side."""
    import altair as alt

    shown = counts.assign(text=[f"{value:g}" for value in counts.left])
    order = [f"{value:g}" for value in sorted(counts.left.unique())]
    chart = alt.Chart(shown, width=width, height=HEIGHT).mark_bar()
    encoded = chart.encode(
        alt.X("text:O", sort=order, title=variable, axis=alt.Axis(labelAngle=0)),
        alt.Y("n:Q", title=distribution_axis("bars")),
        _colour(groups),
        tooltip=_tooltip("text:N", "n:Q"),
    )
    if len(groups) < 2:
        return encoded
    return encoded.encode(xOffset=alt.XOffset("group:N", sort=groups))


_ABOVE = {"histogram": _bars, "cumulative": _steps, "violin": _violins}


def _box(
    facts: pd.DataFrame, variable: str, scale: Any, groups: list[str], width: int, *, alone: bool
) -> Layer:
    """Box from the first to the third quartile with the median; whiskers end at a fence."""
    import altair as alt

    row = alt.Y(
        "group:N",
        sort=groups,
        title=None,
        axis=alt.Axis(ticks=False, labels=bool(groups[0] or groups[1:])),
    )
    height = max(len(groups), 1) * ROW * (1.6 if alone else 1)
    base = alt.Chart(facts, width=width, height=height)
    axis = alt.X("low:Q", scale=scale, title=variable)
    whisker = base.mark_rule().encode(axis, alt.X2("high:Q"), row)
    box = base.mark_bar(size=ROW * 0.6).encode(
        alt.X("q1:Q", scale=scale), alt.X2("q3:Q"), row, _colour(groups, legend=False),
        tooltip=_tooltip("q1:Q", "median:Q", "q3:Q"),
    )  # fmt: skip
    median = base.mark_tick(color="white", thickness=3, size=ROW * 0.6).encode(
        alt.X("median:Q", scale=scale), row
    )
    return whisker + box + median + _limits(facts, scale, width, height)


def _limits(facts: pd.DataFrame, scale: Any, width: int, height: float) -> Layer:
    """The limits of the rule, as dashed lines, where they lie within the axis."""
    import altair as alt

    ends = pd.concat([facts.lower, facts.upper]).dropna().drop_duplicates()
    rules = alt.Chart(pd.DataFrame({"limit": ends}), width=width, height=height)
    line = rules.mark_rule(strokeDash=[6, 4], color="#1B1B1B", strokeWidth=1.5).encode(
        alt.X("limit:Q", scale=scale)
    )
    return alt.layer(line)


def _colour(groups: list[str], *, legend: bool = True) -> alt.Color | alt.ColorValue:
    import altair as alt

    if len(groups) < 2:
        return alt.ColorValue(COLOURS[0])
    return alt.Color(
        "group:N",
        scale=alt.Scale(domain=groups, range=_palette(groups)),
        legend=alt.Legend(title=None, orient="top", labelLimit=240) if legend else None,
    )


def _stroke(groups: list[str]) -> alt.Stroke | alt.StrokeValue:
    import altair as alt

    if len(groups) < 2:
        return alt.StrokeValue(COLOURS[0])
    return alt.Stroke(
        "group:N", legend=None, scale=alt.Scale(domain=groups, range=_palette(groups))
    )


def _palette(groups: list[str]) -> list[str]:
    return list(group_colours(groups).values())


def _dashes(groups: list[str]) -> list[list[int]]:
    return [DASHES[place % len(DASHES)] for place in group_places(groups).values()]


def _tooltip(*fields: str) -> list[alt.Tooltip]:
    import altair as alt

    return [alt.Tooltip("group:N", title=" "), *(alt.Tooltip(field) for field in fields)]
