"""What is said and drawn of a distribution: counts per bin, quartiles, words. All aggregated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from ..disclosure import is_small, mask_counts
from ..errors import InvalidValueError
from ..locale import current_language, translate
from .data_table import DataTable, data_table
from .formats import format_number
from .thresholds import disclosure_threshold

KEYS = ["variable", "group"]
LISTED = 200
STATISTICS = ("mean", "sd", "q1", "median", "q3", "minimum", "maximum")


def describe_values(values: ir.Table) -> pd.DataFrame:
    """Summary statistics of each variable and group, with and without the outliers.

    Parameters
    ----------
    values
        As made by ``flag_outliers``.

    Returns
    -------
    DataFrame
        ``variable, group, n, patients, missing, mean, sd`` (n - 1), ``q1, median, q3`` (type 7),
        ``minimum, maximum, lower, upper, outliers, mean_without, sd_without``. Where the viewer
        may see no small cell, ``minimum`` and ``maximum`` are left out, small counts are masked
        and the statistics of too few patients withheld.
    """
    inside = ~_.outlier
    summary = (
        values.group_by(KEYS)
        .agg(
            n=_.value.count(),
            patients=_.person_id.nunique(where=_.value.notnull()),
            missing=_.value.isnull().sum(),
            mean=_.value.mean(),
            sd=_.value.std(how="sample"),
            q1=_.value.quantile(0.25),
            median=_.value.median(),
            q3=_.value.quantile(0.75),
            minimum=_.value.min(),
            maximum=_.value.max(),
            lower=_.lower.min(),
            upper=_.upper.max(),
            outliers=_.outlier.sum(),
            mean_without=_.value.mean(where=inside),
            sd_without=_.value.std(how="sample", where=inside),
        )
        .order_by(KEYS)
        .execute()
    )
    threshold = disclosure_threshold()
    return summary if threshold is None else _masked_summary(summary, threshold)


def _masked_summary(summary: pd.DataFrame, threshold: int) -> pd.DataFrame:
    shown = summary.drop(columns=["minimum", "maximum"]).astype(object)
    few = summary.patients.map(lambda n: is_small(int(n), threshold))
    rare = summary.outliers.map(lambda n: is_small(int(n), threshold))
    for name in ("mean", "sd", "q1", "median", "q3", "mean_without", "sd_without"):
        shown.loc[few, name] = None
    shown.loc[rare, ["mean_without", "sd_without"]] = None
    for name in ("n", "patients", "missing", "outliers"):
        shown[name] = mask_counts([int(n) for n in summary[name]], threshold)
    return shown


def histogram(values: ir.Table, bins: int = 40, *, axis: str = "central") -> pd.DataFrame:
    """Counts of values in ``bins`` equal intervals of each variable.

    Parameters
    ----------
    bins
        Number of intervals.
    axis
        ``all`` spans every value; ``central`` leaves out, on each side, what lies beyond the
        0.1 % percentile by more than the central range, so that one typing error does not
        flatten the rest. What is left out is counted by ``outside``.

    Returns
    -------
    DataFrame
        ``variable, group, left, right, n, cumulative`` (share of the group's values up to
        ``right``).
    """
    spans = _spans(values, axis)
    placed = values.filter(_.value.notnull()).join(spans, "variable")
    step = ((_.value - _.low) / (_.high - _.low) * bins).floor().cast("int64")
    position = ibis.ifelse(_.high > _.low, step.clip(0, bins - 1), 0)
    shown = placed.filter(_.value >= _.low, _.value <= _.high).mutate(position=position)
    counts = shown.group_by([*KEYS, "position"]).agg(
        n=_.count(), persons=_.person_id.nunique(), low=_.low.min(), high=_.high.max()
    )
    frame = counts.order_by([*KEYS, "position"]).execute()
    width = (frame.high - frame.low).where(frame.high > frame.low, 1) / bins
    frame["left"] = frame.low + frame.position * width
    frame["right"] = frame.left + width
    threshold = disclosure_threshold()
    if threshold is not None:
        frame = _without_small_bins(frame, threshold)
    groups = frame.groupby(KEYS).n
    frame["cumulative"] = groups.cumsum() / groups.transform("sum")
    counted: pd.DataFrame = frame[[*KEYS, "left", "right", "n", "cumulative"]]
    return counted.reset_index(drop=True)


def _without_small_bins(frame: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Leave out bins of few persons, and enough others that none can be worked out."""
    shown = frame.groupby(KEYS).persons.transform(
        lambda persons: [
            isinstance(n, int) for n in mask_counts([int(n) for n in persons], threshold)
        ]
    )
    return frame[shown.astype(bool)].copy()


def _spans(values: ir.Table, axis: str) -> ir.Table:
    extremes = values.group_by("variable").agg(
        least=_.value.min(),
        largest=_.value.max(),
        p_low=_.value.quantile(0.001),
        p_high=_.value.quantile(0.999),
    )
    if axis == "all":
        return extremes.select("variable", low=_.least, high=_.largest)
    if axis != "central":
        raise InvalidValueError(
            "{value} is not a way to choose the axis.",
            "Choose one of {choices}.",
            field="axis",
            value=axis,
            choices="all, central",
        )
    room = _.p_high - _.p_low
    return extremes.select(
        "variable",
        low=ibis.ifelse(_.least < _.p_low - room, _.p_low, _.least),
        high=ibis.ifelse(_.largest > _.p_high + room, _.p_high, _.largest),
    )


def outlier_list(values: ir.Table) -> pd.DataFrame:
    """The values set apart, most extreme first: at most 200, and none where rows are withheld.

    Returns
    -------
    DataFrame
        ``variable, group, person_id, date, value``.
    """
    columns = [*KEYS, "person_id", "date", "value"]
    flagged = values.filter(_.outlier)
    if disclosure_threshold() is not None:
        flagged = flagged.limit(0)
    beyond = ibis.greatest(_.value - _.upper, _.lower - _.value)
    extreme = flagged.order_by(ibis.desc(beyond), "measurement_id").limit(LISTED)
    frame: pd.DataFrame = extreme.select(columns).execute()
    return frame


def distribution_words(
    summary: pd.DataFrame, flagged: pd.DataFrame | None = None
) -> dict[str, Any]:
    """Title, caption, reading aid, methods sentence and table twin of a distribution's figure.

    Parameters
    ----------
    summary
        As made by ``describe_values``.
    flagged
        As made by ``outlier_list``.

    Returns
    -------
    dict
        Keyword arguments of ``figure``.
    """
    language = current_language()
    title = translate("Distribution of values", language)
    if summary.empty:
        reading = translate(
            "No value was recorded for these concepts. Choose others, or other patients.", language
        )
        return {"title": title, "reading": reading}
    tables = [data_table(summary.drop(columns=_unused(summary)), caption=title)]
    if flagged is not None and len(flagged):
        tables.append(_flagged_table(flagged, summary))
    return {
        "table": tables,
        "title": title,
        "caption": translate(
            "Quartiles of type 7; standard deviation with n − 1; one value a measurement.", language
        ),
        "reading": " ".join(_sentence(row) for row in summary.to_dict("records")[:6]),
        "methods": translate(
            "Distributions were described by mean, standard deviation, median and quartiles "
            "(type 7).",
            language,
        ),
    }


def _unused(summary: pd.DataFrame) -> list[str]:
    """Columns that say nothing: groups without names, limits and outliers without a rule."""
    unused = [] if summary.group.astype(bool).any() else ["group"]
    if summary.lower.isna().all() and summary.upper.isna().all():
        unused += ["lower", "upper", "outliers", "mean_without", "sd_without"]
    return unused


def _flagged_table(flagged: pd.DataFrame, summary: pd.DataFrame) -> DataTable:
    caption = translate("Values outside the limits, most extreme first.", current_language())
    unused = [] if summary.group.astype(bool).any() else ["group"]
    return data_table(
        flagged.drop(columns=unused), caption=caption, total=int(summary.outliers.sum())
    )


def _sentence(row: Mapping[Any, Any]) -> str:
    language = current_language()
    name = f"{row['variable']}, {row['group']}" if row["group"] else row["variable"]
    if row["median"] is None or pd.isna(row["median"]):
        return translate("{name}: too few values to describe.", language, name=name)
    return translate(
        "{name}: half of the {n} values lie between {q1} and {q3}, with a median of {median}.",
        language,
        name=name,
        n=format_number(row["n"]) if isinstance(row["n"], int | float) else row["n"],
        q1=format_number(row["q1"]),
        q3=format_number(row["q3"]),
        median=format_number(row["median"]),
    )
