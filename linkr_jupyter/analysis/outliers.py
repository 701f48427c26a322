"""Rules that set values apart, computed by the database.

Quartiles are of type 7 (Hyndman and Fan 1996), as R and NumPy define them by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import ibis
import ibis.expr.types as ir
from ibis import _

from ..cohorts import AttritionStep, Cohort
from ..errors import InvalidValueError

Rule = Literal["none", "limits", "iqr", "iqr_log", "mad", "mad_log", "percentiles"]
# The median absolute deviation of a normal law is this share of its standard deviation
# (Iglewicz and Hoaglin 1993, "How to detect and handle outliers").
MAD_SHARE = 0.6745
FEWEST = 20


def flag_outliers(
    values: ir.Table,
    rule: Rule = "none",
    *,
    limits: Sequence[float | None] = (),
    k: float = 1.5,
    z: float = 3.5,
    percentiles: Sequence[float] = (1, 99),
    per_group: bool = False,
) -> ir.Table:
    """Add the limits of a rule to values, and whether each value lies outside of them.

    Parameters
    ----------
    values
        ``variable``, ``group`` and ``value``, as made by ``measured_values``.
    rule
        ``none``; ``limits`` (outside ``limits``, where None stands for no limit); ``iqr`` (more
        than ``k`` interquartile ranges from the quartiles, Tukey 1977); ``mad`` (modified z-score
        above ``z``, Iglewicz and Hoaglin 1993); ``iqr_log`` and ``mad_log`` (the same on the
        logarithms, as suits skewed values; those of 0 or below have none, so that they are below
        every limit); ``percentiles`` (outside two percentiles).
    per_group
        Whether each group has limits of its own; groups of fewer than 20 values have none then.

    Returns
    -------
    ibis table
        With ``lower``, ``upper`` (null without a limit) and ``outlier`` (never null: a missing
        value is no outlier).

    Raises
    ------
    InvalidValueError
        When the lower limit is not below the upper one, or fixed limits would serve several
        variables.
    """
    keys = ["variable", "group"] if per_group else ["variable"]
    if rule == "none":
        bounded = values.mutate(lower=ibis.null("float64"), upper=ibis.null("float64"))
    elif rule == "limits":
        low, high = _fixed(limits)
        _refuse_several(values)
        bounded = values.mutate(
            lower=ibis.literal(low, "float64"), upper=ibis.literal(high, "float64")
        )
    else:
        enough = values
        if per_group:
            sizes = values.group_by(keys).agg(size=_.value.count())
            enough = values.semi_join(sizes.filter(_.size >= FEWEST), keys)
        plain, of_logarithms = rule.removesuffix("_log"), rule.endswith("_log")
        measured = enough
        if of_logarithms:
            measured = enough.filter(_.value > 0).mutate(value=_.value.ln())
        bounds = _bounds(measured, plain, keys, k, z, percentiles)
        if of_logarithms:
            bounds = bounds.mutate(lower=_.lower.exp(), upper=_.upper.exp())
        bounded = _with_bounds(values, bounds, keys)
    outside = (_.value < _.lower) | (_.value > _.upper)
    return bounded.mutate(outlier=outside.fill_null(False))


def exclude_patients(cohort: Cohort, values: ir.Table, reason: str) -> Cohort:
    """The cohort without the patients who have an outlier, with one more step of its account.

    Parameters
    ----------
    cohort
        Whose values they are.
    values
        As made by ``flag_outliers``.
    reason
        Why these patients are left out; it names the step in ``attrition``.
    """
    left_out = values.filter(_.outlier).select(subject_id="person_id").distinct()
    table = cohort.table.anti_join(left_out, "subject_id")
    counts = table.agg(persons=_.subject_id.nunique(), records=_.count()).execute().iloc[0]
    step = AttritionStep(reason, int(counts.persons), int(counts.records))
    return Cohort(cohort.name, table, (*cohort.attrition, step))


def _bounds(
    values: ir.Table,
    rule: str,
    keys: list[str],
    k: float,
    z: float,
    percentiles: Sequence[float],
) -> ir.Table:
    groups = values.group_by(keys)
    if rule == "iqr":
        quartiles = groups.agg(q1=_.value.quantile(0.25), q3=_.value.quantile(0.75))
        spread = k * (_.q3 - _.q1)
        return quartiles.select(*keys, lower=_.q1 - spread, upper=_.q3 + spread)
    if rule == "percentiles":
        low, high = _pair(percentiles, "percentiles")
        return groups.agg(lower=_.value.quantile(low / 100), upper=_.value.quantile(high / 100))
    if rule == "mad":
        centred = values.join(groups.agg(centre=_.value.median()), keys)
        deviations = centred.mutate(deviation=(_.value - _.centre).abs())
        spread = deviations.group_by(keys).agg(centre=_.centre.max(), mad=_.deviation.median())
        width = z * _.mad / MAD_SHARE
        # Where more than half of the values are equal, the rule has nothing to measure by.
        width = (_.mad > 0).ifelse(width, None)
        return spread.select(*keys, lower=_.centre - width, upper=_.centre + width)
    raise InvalidValueError(
        "{value} is not an outlier rule.",
        "Choose one of {choices}.",
        field="rule",
        value=rule,
        choices=", ".join(get_args(Rule)),
    )


def _with_bounds(values: ir.Table, bounds: ir.Table, keys: list[str]) -> ir.Table:
    return values.left_join(bounds, keys).select(*values.columns, "lower", "upper")


def _refuse_several(values: ir.Table) -> None:
    if int(values.variable.nunique().execute()) > 1:
        raise InvalidValueError(
            "The same limits cannot serve several variables.",
            "Choose one measurement, or another rule.",
            field="limits",
        )


def _fixed(limits: Sequence[float | None]) -> tuple[float | None, float | None]:
    low, high = limits if len(limits) == 2 else (None, None)
    if low is not None and high is not None:
        return _pair((low, high), "limits")
    return (None if low is None else float(low)), (None if high is None else float(high))


def _pair(numbers: Sequence[float], field: str) -> tuple[float, float]:
    if len(numbers) != 2 or not numbers[0] < numbers[1]:
        raise InvalidValueError(
            "The lower limit must be below the upper one, and {value} is not so.",
            "Give two numbers, the smaller one first.",
            field=field,
            value=list(numbers),
        )
    return float(numbers[0]), float(numbers[1])
