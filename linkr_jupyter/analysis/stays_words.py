"""What is said of stays: key figures, reading aid, definitions, methods sentence, tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..locale import current_language, translate
from .data_table import DataTable, data_table
from .formats import NARROW_SPACE, format_date, format_number, plural
from .stays_chart import age_band, amount_name, unit_names
from .thresholds import disclosure_threshold

TITLES = {
    "hospital": {
        "admissions": "Admissions over time",
        "length_of_stay": "Length of hospital stay",
        "age_sex": "Age and sex of the patients",
        "deaths": "Deaths during a hospital stay",
        "readmissions": "Readmissions",
        "units": "Hospital stays in each unit",
    },
    "unit": {
        "admissions": "Admissions to units over time",
        "length_of_stay": "Length of unit stay",
        "age_sex": "Age and sex of the patients",
        "deaths": "Deaths during a unit stay",
        "readmissions": "Readmissions to a unit",
        "units": "Stays in each unit",
    },
}
_NUMBERS = {
    "hospital": {
        "patients": "Patients",
        "stays": "Hospital stays",
        "age": "Median age at admission",
        "women": "Women",
        "los": "Median length of hospital stay (quartiles)",
        "deaths": "Deaths during a hospital stay",
        "readmissions": "Readmissions",
    },
    "unit": {
        "patients": "Patients",
        "stays": "Unit stays",
        "age": "Median age at admission to a unit",
        "women": "Women",
        "los": "Median length of unit stay (quartiles)",
        "deaths": "Deaths during a unit stay",
        "readmissions": "Readmissions to a unit",
    },
}

_TOO_SMALL = {
    "admissions": "There is nothing to draw: no case, or only groups too small to show. Set “Time "
    "step” to “Automatic”, or choose a longer period.",
    "length_of_stay": "There is nothing to draw: no case, or only groups too small to show. Choose "
    "fewer “Bins”, or a longer period.",
    **dict.fromkeys(
        ("age_sex", "units"),
        "There is nothing to draw: no case, or only groups too small to show. Choose “All visits” "
        "as “Kinds of visits”, or a longer period.",
    ),
}


def stays_words(
    summary: pd.DataFrame,
    counts: pd.DataFrame,
    indicator: str = "admissions",
    *,
    scope: str = "hospital",
    readmission_days: int = 30,
) -> dict[str, Any]:
    """Title, key figures, reading aid, definitions, methods sentence and tables of a figure.

    Parameters
    ----------
    summary
        As made by ``summarise_stays``.
    counts
        As made by ``stay_counts``.
    indicator, scope, readmission_days
        The same as there and in ``hospital_stays``.

    Returns
    -------
    dict
        Keyword arguments of ``figure``.
    """
    row = {str(name): value for name, value in summary.iloc[0].items()}
    title = _say(TITLES[scope][indicator])
    if row["stays"] == 0:
        reading = _say(
            "No stay was found for these patients. Choose other patients, all visits or a longer "
            "period."
        )
        return {"title": title, "reading": reading}
    numbers = _numbers(row, scope)
    facts = pd.DataFrame({"indicator": list(numbers), "value": list(numbers.values())})
    tables = [data_table(facts, caption=_say("Key figures"))]
    if len(counts):
        tables.append(_counted(counts, indicator, scope, title))
    return {
        "table": tables,
        "title": title,
        "caption": _caption(row, counts, indicator, scope),
        "reading": _reading(row, counts, indicator, scope),
        "methods": _say(_METHODS[scope], days=readmission_days),
        "numbers": numbers,
    }


def _numbers(row: dict[str, Any], scope: str) -> dict[str, str]:
    texts = {
        "patients": _text(row["patients"]),
        "stays": _text(row["stays"]),
        "age": _amount(row["age_median"], "{n} years", 0),
        "women": _percent(row["women_percent"], row["patients"]),
        "los": _length(row),
        "deaths": _with_share(row["deaths"], row["deaths_percent"], row["patients"]),
        "readmissions": _with_share(
            row["readmissions"], row["readmissions_percent"], row["discharges"]
        ),
    }
    return {_say(_NUMBERS[scope][name]): text for name, text in texts.items()}


def _length(row: dict[str, Any]) -> str:
    if _missing(row["los_median"]):
        return _say("Not shown or not recorded")
    return _say(
        "{median} days ({q1}–{q3})",
        median=format_number(row["los_median"], 1),
        q1=format_number(row["los_q1"], 1),
        q3=format_number(row["los_q3"], 1),
    )


def _with_share(count: Any, share: Any, whole: Any) -> str:
    if _missing(count):
        return _say("Not shown or not recorded")
    if _missing(share):
        return _text(count)
    return f"{_text(count)} ({_percent(share, whole)})"


def _percent(share: Any, whole: Any) -> str:
    if _missing(share):
        return _say("Not shown or not recorded")
    many = not isinstance(whole, str) and whole >= 100
    number = format_number(share, 1 if many else 0)
    return f"{number}{NARROW_SPACE}%" if current_language() == "fr" else f"{number}%"


def _amount(value: Any, template: str, decimals: int) -> str:
    if _missing(value):
        return _say("Not shown or not recorded")
    return _say(template, n=format_number(value, decimals))


def _text(count: Any) -> str:
    if isinstance(count, str):
        return _say("hidden") if count == "hidden" else count
    return format_number(int(count))


def _missing(value: Any) -> bool:
    return value is None or (not isinstance(value, str) and bool(pd.isna(value)))


def _caption(row: dict[str, Any], counts: pd.DataFrame, indicator: str, scope: str) -> str:
    parts = []
    if not _missing(row["first"]):
        period = {"first": format_date(row["first"]), "last": format_date(row["last"])}
        text = "Admissions from {first} to {last}."
        if scope == "unit":
            text = "Unit stays that begin from {first} to {last}."
        parts.append(_say(text, **period))
    parts += _count_of(
        row["zero_length"],
        "{n} stay lasts 0 days and is counted.",
        "{n} stays last 0 days and are counted.",
    )
    parts += _count_of(
        row["without_end"],
        "{n} stay has no usable end, so no length.",
        "{n} stays have no usable end, so no length.",
    )
    threshold = disclosure_threshold()
    if threshold is not None:
        parts.append(_say("Bars of fewer than {n} patients are left out.", n=threshold))
        if counts.attrs.get("widened"):
            parts.append(_say("The bars were made wider, so that enough patients are in each."))
    elif indicator == "length_of_stay":
        parts += _count_of(
            row["stays"] - row["without_end"] - counts.n.sum(),
            "{n} far longer stay is left out of the chart.",
            "{n} far longer stays are left out of the chart.",
        )
    elif indicator == "units":
        parts += _count_of(
            row["stays"] - counts.n.sum(),
            "{n} stay in another unit is left out of the chart.",
            "{n} stays in other units are left out of the chart.",
        )
    if indicator == "age_sex":
        parts.append(
            _say("Each patient counts once, at the first stay; unknown sex or age is left out.")
        )
    return " ".join(parts)


def _count_of(count: Any, one: str, several: str) -> list[str]:
    """The sentence about some stays; none when there is no such stay."""
    if not isinstance(count, str) and count == 0:
        return []
    many = isinstance(count, str) or plural(int(count))
    return [_say(several if many else one, n=_text(count))]


def _reading(row: dict[str, Any], counts: pd.DataFrame, indicator: str, scope: str) -> str:
    if counts.empty or not counts.n.sum():
        return _nothing(indicator)
    if indicator == "units":
        if list(counts.unit.isna()) == [True]:
            if scope == "unit":
                return _say("The unit of these stays is not recorded.")
            return _say("The unit of these stays is not recorded. Unit stays may have one.")
        top = counts.iloc[0]
        name = unit_names(counts)[0]
        return _say("{unit} has the most stays: {n}.", unit=name, n=format_number(top.n))
    if indicator == "length_of_stay":
        if _missing(row["los_q1"]):
            return ""
        quartiles = {name: format_number(row[f"los_{name}"], 1) for name in ("q1", "q3")}
        if scope == "unit":
            return _say("Half of the unit stays last between {q1} and {q3} days.", **quartiles)
        return _say("Half of the hospital stays last between {q1} and {q3} days.", **quartiles)
    if indicator == "age_sex":
        top = counts.nlargest(1, "n").iloc[0]
        band = age_band(int(top.age), top.age_last)
        if top.age == 0 and _missing(top.age_last):
            return ""
        women = "The largest group are women aged {band} years: {n}."
        men = "The largest group are men aged {band} years: {n}."
        largest = women if top.sex == "female" else men
        return _say(largest, band=band, n=format_number(top.n))
    top = counts.nlargest(1, "n").iloc[0]
    return _say(
        "The highest bar counts {n}, from {start} to before {end}.",
        n=format_number(top.n),
        start=format_date(top.start),
        end=format_date(top.end),
    )


def _nothing(indicator: str) -> str:
    """Why there is no bar, and which setting may change that."""
    if disclosure_threshold() is None:
        return _say("There is nothing to draw: no such case was found.")
    return _say(_TOO_SMALL.get(indicator, _TOO_SMALL["admissions"]))


_METHODS = {
    "hospital": "Each hospital stay was counted. "
    "Length of stay was the time from admission to discharge in units of 24 hours, from dates "
    "where times were missing. Age was in completed years at admission, from the year of birth "
    "where the birthday was unknown. A death during a stay lay from the day of admission to "
    "the day of discharge (OECD). A readmission was the next admission for any cause within "
    "{days} days after a discharge alive (CMS).",
    "unit": "Each unit stay was counted. "
    "Length of stay was the time from admission to the unit to discharge from it in units of 24 "
    "hours, from dates where times were missing. Age was in completed years at admission to the "
    "unit, from the year of birth where the birthday was unknown. A death during a unit stay lay "
    "from its first to its last day. A readmission was the next admission to a unit for any cause "
    "within {days} days after leaving one alive; units that follow each other without a gap were "
    "one time in units.",
}


def _counted(counts: pd.DataFrame, indicator: str, scope: str, title: str) -> DataTable:
    columns = {"n": amount_name(indicator, scope), "start": _say("From"), "end": _say("To before"),
               "of": _say("Patients" if indicator == "deaths" else "Discharges alive"),
               "percent": _say("Percent"), "left": _say("From (days)"),
               "right": _say("To before (days)"), "age": _say("Age (years)"),
               "sex": _say("Sex"), "unit": _say("Unit")}  # fmt: skip
    frame = counts.copy()
    if indicator == "units":
        frame["unit"] = unit_names(counts)
    if indicator == "age_sex":
        frame["age"] = [age_band(*ages) for ages in zip(counts.age, counts.age_last, strict=True)]
        frame = frame.drop(columns="age_last")
        frame["sex"] = counts.sex.map({"female": _say("Women"), "male": _say("Men")})
    return data_table(frame, caption=title, columns=columns)


def _say(text: str, **params: object) -> str:
    return translate(text, current_language(), **params)
