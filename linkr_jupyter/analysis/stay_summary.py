"""Key figures of stays: one query, one row."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
import pandas as pd
from ibis import _

from ..disclosure import is_small, mask_count, mask_counts, mask_percent
from .thresholds import disclosure_threshold


def summarise_stays(stays: ir.Table) -> pd.DataFrame:
    """Count patients and stays, and describe age, sex, length, deaths and readmissions.

    Parameters
    ----------
    stays
        As made by ``hospital_stays``.

    Returns
    -------
    DataFrame
        One row: ``patients, stays, first, last`` (days of admission), ``age_median`` (years, over
        stays), ``women_percent`` (of the patients whose sex is recorded), ``los_median, los_q1,
        los_q3`` (days, type 7), ``zero_length`` (stays of 0 days), ``without_end`` (no end, or
        one before the start: no length), ``deaths`` (patients who died during a stay) and
        ``deaths_percent`` (of patients), ``discharges`` (alive), ``readmissions`` and
        ``readmissions_percent`` (of those discharges). Null where it cannot be known. Where the
        viewer may see no small cell, small counts and what would give them away are masked.
    """
    woman, known = _.sex == "female", _.sex.notnull()
    found = stays.agg(
        patients=_.person_id.nunique(),
        stays=_.count(),
        first=_.start.min().date(),
        last=_.start.max().date(),
        age_median=_.age.median(),
        women=_.person_id.nunique(where=woman),
        with_sex=_.person_id.nunique(where=known),
        los_median=_.los_days.median(),
        los_q1=_.los_days.quantile(0.25),
        los_q3=_.los_days.quantile(0.75),
        zero_length=(_.los_days == 0).sum().fill_null(0),
        without_end=_.los_days.isnull().sum().fill_null(0),
        deaths=_.person_id.nunique(where=_.died),
        deaths_known=_.died.count(),
        discharges=_.readmitted.count(),
        readmissions=_.readmitted.sum().fill_null(0),
        readmitted_patients=_.person_id.nunique(where=_.readmitted),
    )
    row: dict[str, Any] = found.execute().iloc[0].to_dict()
    threshold = disclosure_threshold()
    shown = _shares(row, threshold or 1)
    if threshold is not None:
        shown |= _masked(row, threshold)
    if not row["deaths_known"]:
        shown |= {"deaths": None, "deaths_percent": None}
    for name in ("women", "with_sex", "deaths_known", "readmitted_patients"):
        shown.pop(name)
    return pd.DataFrame([shown])


def _shares(row: dict[str, Any], threshold: int) -> dict[str, Any]:
    """Add the percentages; with a threshold of 1 nothing is small."""

    def percent(part: str, whole: str) -> float | None:
        share = mask_percent(int(row[part]), int(row[whole]), threshold, digits=6)
        return None if isinstance(share, str) else share

    shares = {
        "women_percent": percent("women", "with_sex"),
        "deaths_percent": percent("deaths", "patients"),
        "readmissions_percent": percent("readmissions", "discharges"),
    }
    return {**row, **shares}


def _masked(row: dict[str, Any], threshold: int) -> dict[str, Any]:
    counts = {name: int(row[name]) for name in row if not name.startswith(("first", "last", "age",
              "los"))}  # fmt: skip

    def part(name: str, whole: str) -> int | str:
        return mask_counts([counts[name], counts[whole] - counts[name]], threshold)[0]

    masked: dict[str, Any] = {
        "patients": mask_count(counts["patients"], threshold),
        "stays": mask_count(counts["stays"], threshold),
        "zero_length": part("zero_length", "stays"),
        "without_end": part("without_end", "stays"),
        "deaths": part("deaths", "patients"),
        "discharges": mask_count(counts["discharges"], threshold),
        "readmissions": part("readmissions", "discharges"),
        "first": None,  # the first and the last stay are each somebody's
        "last": None,
    }
    if is_small(counts["readmitted_patients"], threshold):
        masked |= {"readmissions": f"<{threshold}", "readmissions_percent": None}
    if is_small(counts["patients"], threshold):
        withheld = ("age_median", "los_median", "los_q1", "los_q3", "women_percent")
        masked |= dict.fromkeys(withheld)
    if is_small(counts["stays"] - counts["without_end"], threshold):
        masked |= dict.fromkeys(("los_median", "los_q1", "los_q3"))
    return masked
