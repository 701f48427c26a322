"""Numbers that describe values: counts, quartiles, and what outliers change. All aggregated."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from ..disclosure import is_small, mask_counts
from .comparison import group_places
from .thresholds import disclosure_threshold

KEYS = ["variable", "group"]
LISTED = 200


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
            outlier_patients=_.person_id.nunique(where=_.outlier),
            missing_patients=_.person_id.nunique(where=_.value.isnull()),
            mean_without=_.value.mean(where=inside),
            sd_without=_.value.std(how="sample", where=inside),
        )
        .execute()
    )
    summary = _in_order(summary)
    threshold = disclosure_threshold()
    shown = summary if threshold is None else _masked_summary(summary, threshold)
    return shown.drop(columns=["outlier_patients", "missing_patients"])


def _in_order(summary: pd.DataFrame) -> pd.DataFrame:
    """By variable, then by group in the same order in every language."""
    placed = summary.assign(place=summary.group.map(group_places(summary.group)))
    return placed.sort_values(["variable", "place"], ignore_index=True).drop(columns="place")


def _masked_summary(summary: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Hide what could point at a person: counts of few, extremes, and what differs by few."""
    shown = summary.drop(columns=["minimum", "maximum"]).astype(object)

    def small(column: str) -> pd.Series:
        return summary[column].map(lambda n: is_small(int(n), threshold))

    few, rare = small("patients"), small("outlier_patients")
    for name in ("mean", "sd", "q1", "median", "q3", "lower", "upper"):
        shown.loc[few, name] = None
    # A percentile with few persons beyond it is nearly the value of one of them.
    for name in ("mean_without", "sd_without", "lower", "upper"):
        shown.loc[few | rare, name] = None
    for name in ("n", "patients", "missing", "outliers"):
        masked = mask_counts([int(n) for n in summary[name]], threshold)
        shown[name] = pd.Series(masked, index=summary.index, dtype=object)
    shown.loc[few, ["n", "patients"]] = f"<{threshold}"
    shown.loc[rare, "outliers"] = f"<{threshold}"
    shown.loc[small("missing_patients"), "missing"] = f"<{threshold}"
    return shown


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
