"""What there is to say about a distribution: reading aid, caption, methods and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..locale import current_language, translate
from .data_table import DataTable, data_table
from .distribution import LISTED
from .formats import format_number, plural
from .thresholds import disclosure_threshold

_MOST = 6  # variables and groups in the reading aid
_SKEWED = 0.25  # Bowley's skewness, from -1 to 1
_RULES = {
    "limits": "Outliers were values outside fixed limits.",
    "iqr": "Outliers were values outside Tukey’s fences, a multiple of the interquartile range "
    "away from the quartiles.",
    "mad": "Outliers were values with a large modified z-score (Iglewicz and Hoaglin).",
    "percentiles": "Outliers were values outside two percentiles.",
}


def distribution_words(
    summary: pd.DataFrame,
    flagged: pd.DataFrame | None = None,
    counts: pd.DataFrame | None = None,
    notes: Sequence[str] = (),
    title: str | None = None,
    rule: str = "none",
) -> dict[str, Any]:
    """Title, caption, reading aid, methods sentence and table twins of a distribution's figure.

    Parameters
    ----------
    summary
        As made by ``describe_values``.
    flagged
        As made by ``outlier_list``.
    counts
        As made by ``histogram``: says what is not drawn.
    notes
        What happened to some values because of their unit, and which have unlikely dates: those
        of ``measured_values``.
    title
        Title of the figure; None for LinkR's own.
    rule
        The same as in ``flag_outliers``.

    Returns
    -------
    dict
        Keyword arguments of ``figure``.
    """
    language = current_language()
    title = title or translate("Distribution of values", language)
    if summary.empty:
        reading = translate(
            "No value was recorded for these concepts. Choose others, or other patients.", language
        )
        return {"title": title, "caption": " ".join(notes), "reading": reading}
    tables = [data_table(summary.drop(columns=_unused(summary)), caption=f"{title}.")]
    if flagged is not None and len(flagged):
        tables.append(_flagged_table(flagged, summary))
    caption = translate(
        "Quartiles of type 7; standard deviation with n − 1; one value a measurement.", language
    )
    return {
        "table": tables,
        "title": title,
        "caption": " ".join([caption, *notes, *_not_drawn(counts), *_limits(summary, rule)]),
        "reading": " ".join([_reading(summary), *_offer(summary, rule)]),
        "methods": " ".join(translate(text, language) for text in _methods(rule)),
    }


def _methods(rule: str) -> list[str]:
    said = [
        "Distributions were described by mean, standard deviation, median and quartiles (type 7)."
    ]
    if rule != "none":
        said.append(_RULES[rule.removesuffix("_log")])
        if rule.endswith("_log"):
            said.append("The rule was applied to the logarithms of the values above 0.")
    return said


def _offer(summary: pd.DataFrame, rule: str) -> list[str]:
    """Skewed positive values, to which a symmetric rule does wrong: logarithms would suit them."""
    if rule not in ("iqr", "mad"):
        return []
    known = summary.dropna(subset=["q1", "median", "q3"])
    numbers = known[["q1", "median", "q3"]].astype(float)
    spread = numbers.q3 - numbers.q1
    bowley = (numbers.q3 + numbers.q1 - 2 * numbers["median"]) / spread.where(spread > 0)
    skewed = known[(bowley > _SKEWED) & (numbers.q1 > 0)]
    text = (
        "{name}: the values are skewed to the right (Bowley’s skewness {value}); applied to their "
        "logarithms, the rule may spare true values."
    )
    return [
        translate(text, current_language(), name=_name(row), value=format_number(bowley[place], 2))
        for place, row in zip(skewed.index, skewed.to_dict("records"), strict=True)
    ][:_MOST]


def _reading(summary: pd.DataFrame) -> str:
    rows = summary.to_dict("records")
    said = [text for row in rows[:_MOST] for text in (_sentence(row), _sensitivity(row)) if text]
    more = len(rows) - _MOST
    if more > 0:
        text = "{n} more are in the table." if plural(more) else "{n} more is in the table."
        said.append(translate(text, current_language(), n=format_number(more)))
    return " ".join(said)


def _unused(summary: pd.DataFrame) -> list[str]:
    """Columns that say nothing: groups without names, limits and outliers without a rule."""
    unused = [] if summary.group.astype(bool).any() else ["group"]
    if summary.lower.isna().all() and summary.upper.isna().all():
        unused += ["lower", "upper"]
        if all(count == 0 for count in summary.outliers):
            unused += ["outliers", "mean_without", "sd_without"]
    return unused


def _flagged_table(flagged: pd.DataFrame, summary: pd.DataFrame) -> DataTable:
    language = current_language()
    caption = translate("Values outside the limits, most extreme first.", language)
    more = (
        "At most {n} are listed, the most extreme first: choose fewer measurements or patients "
        "to see the others."
    )
    unused = [] if summary.group.astype(bool).any() else ["group"]
    return data_table(
        flagged.drop(columns=unused),
        caption=caption,
        total=int(summary.outliers.sum()),
        exact=True,
        more=translate(more, language, n=format_number(LISTED)),
    )


def _not_drawn(counts: pd.DataFrame | None) -> list[str]:
    if counts is None or counts.empty:
        return []
    language = current_language()
    groups = counts.drop_duplicates(["variable", "group"])
    outside, hidden = int(groups.outside.sum()), int(groups.hidden.sum())
    notes = []
    if outside:
        text = "Values far from the others, counted but not drawn: {n}."
        notes.append(translate(text, language, n=format_number(outside)))
    if hidden:
        text = "Bars of too few patients, not drawn: {n}."
        notes.append(translate(text, language, n=format_number(hidden)))
    return notes


def _limits(summary: pd.DataFrame, rule: str) -> list[str]:
    language = current_language()
    if not (summary.lower.isna().all() and summary.upper.isna().all()):
        return [translate("Dashed lines: limits of the outlier rule.", language)]
    # Limits that few patients lie beyond are not shown to everybody.
    if rule == "none" or disclosure_threshold() is not None:
        return []
    return [translate("The outlier rule has no limits here: no value is set apart.", language)]


def _name(row: Mapping[Any, Any]) -> str:
    return f"{row['variable']}, {row['group']}" if row["group"] else str(row["variable"])


def _sentence(row: Mapping[Any, Any]) -> str:
    language, name = current_language(), _name(row)
    if row["median"] is None or pd.isna(row["median"]):
        if not isinstance(row["n"], str) and row["n"] == 0:
            text = "{name}: {missing} records, and none holds a number."
            return translate(text, language, name=name, missing=_count(row["missing"]))
        return translate("{name}: too few values to describe.", language, name=name)
    value = format_number(row["median"])
    if row["n"] == 1:
        return translate("{name}: a single value, {value}.", language, name=name, value=value)
    if row["sd"] == 0:
        text = "{name}: all {n} values are {value}."
        return translate(text, language, name=name, n=_count(row["n"]), value=value)
    return translate(
        "{name}: half of the {n} values lie between {q1} and {q3}, with a median of {median}.",
        language,
        name=name,
        n=_count(row["n"]),
        q1=format_number(row["q1"]),
        q3=format_number(row["q3"]),
        median=format_number(row["median"]),
    )


def _sensitivity(row: Mapping[Any, Any]) -> str:
    """Mean and standard deviation with the outliers and without them."""
    count, without = row["outliers"], row["mean_without"]
    if isinstance(count, str) or not count or without is None or pd.isna(without):
        return ""
    numbers = ("mean", "sd", "mean_without", "sd_without")
    text = (
        "{n} lie outside the limits: mean {mean} (SD {sd}) with them, "
        "{mean_without} (SD {sd_without}) without."
        if plural(int(count))
        else "{n} lies outside the limits: mean {mean} (SD {sd}) with it, "
        "{mean_without} (SD {sd_without}) without."
    )
    words = {name: format_number(row[name]) for name in numbers}
    return translate(text, current_language(), n=_count(count), **words)


def _count(count: Any) -> str:
    return count if isinstance(count, str) else format_number(int(count))
