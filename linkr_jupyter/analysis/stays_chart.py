"""Drawing stays: bars over time, lengths of stay, an age pyramid, units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..locale import current_language, translate
from .appearance import BLUE, VERMILLION
from .formats import NARROW_SPACE

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT, ROW, HALF = 620, 220, 20, 280
AGES = "Age (years)"


def stays_chart(
    counts: pd.DataFrame, indicator: str = "admissions", *, scope: str = "hospital"
) -> alt.TopLevelMixin | None:
    """Draw the counts of stays.

    Parameters
    ----------
    counts
        As made by ``stay_counts``.
    indicator, scope
        The same as there and in ``hospital_stays``.

    Returns
    -------
    chart or None
        None when there is nothing to count.
    """
    if counts.empty or not counts.n.sum():
        return None
    draw = {"length_of_stay": _lengths, "age_sex": _pyramid, "units": _units}.get(indicator)
    amount = amount_name(indicator, scope)
    chart: alt.TopLevelMixin = (
        draw(counts, amount) if draw else _over_time(counts, amount, _date_title(indicator, scope))
    )
    return chart


_AMOUNTS = {
    "hospital": {
        "admissions": "Admissions",
        "deaths": "Patients who died during a hospital stay",
        "readmissions": "Discharges followed by a readmission",
        "age_sex": "Patients",
        "stays": "Hospital stays",
    },
    "unit": {
        "admissions": "Admissions to a unit",
        "deaths": "Patients who died during a unit stay",
        "readmissions": "Discharges from a unit followed by a readmission to one",
        "age_sex": "Patients",
        "stays": "Unit stays",
    },
}


def amount_name(indicator: str, scope: str = "hospital") -> str:
    """What the bars of an indicator count, in the current language."""
    names = _AMOUNTS[scope]
    return translate(names.get(indicator, names["stays"]), current_language())


def unit_names(counts: pd.DataFrame) -> list[str]:
    """The names of units, and the word for none."""
    unknown = translate("Not recorded", current_language())
    return [unknown if pd.isna(unit) else str(unit) for unit in counts.unit]


def age_band(first: int, last: Any) -> str:
    """A band of ages in words; one without a last year is open."""
    if pd.isna(last):
        return f"{first}+" if first else _word("All ages")
    return f"{first}–{int(last)}"


def _all_bands(counts: pd.DataFrame) -> list[str]:
    """The bands from the youngest to the oldest drawn, without gaps."""
    closed = counts.dropna(subset=["age_last"])
    bands: dict[int, str] = {}
    if len(closed):
        width = int(closed.age_last.iloc[0] - closed.age.iloc[0]) + 1
        end = int(counts.age.max())
        bands = {age: age_band(age, age + width - 1)
                 for age in range(int(closed.age.min()), end + 1, width)}  # fmt: skip
    for age in counts[counts.age_last.isna()].age:
        bands[int(age)] = age_band(int(age), None)
    return [bands[age] for age in sorted(bands)]


def _over_time(counts: pd.DataFrame, amount: str, date_title: str) -> Any:
    import altair as alt

    # The bar is as wide as the time that it counts.
    span = [_day(counts.start.min()), _day(counts.end.max())]
    drawn = counts.assign(start=counts.start.map(_day), end=counts.end.map(_day))
    tooltip = [alt.Tooltip("start:T", title=_word("From")), alt.Tooltip("n:Q", title=amount)]
    if "percent" in drawn:
        tooltip.append(alt.Tooltip("percent:Q", title=_word("Percent")))
    axis = alt.Axis(labelOverlap=True, tickCount=8)
    scale = alt.Scale(domain=span, type="utc")
    return (
        alt.Chart(drawn, width=WIDTH, height=HEIGHT)
        .mark_bar(color=BLUE, stroke="white", strokeWidth=0.5)
        .encode(
            alt.X("start:T", scale=scale, axis=axis, title=date_title),
            alt.X2("end:T"),
            alt.Y("n:Q", title=amount, axis=_whole(counts.n.max())),
            alt.Y2Datum(0),
            tooltip=tooltip,
        )
    )


def _date_title(indicator: str, scope: str) -> str:
    if scope == "unit":
        into = indicator == "admissions"
        return _word("Date of admission to the unit" if into else "Date of discharge from the unit")
    return _word("Date of admission" if indicator == "admissions" else "Date of discharge")


def _lengths(counts: pd.DataFrame, amount: str) -> Any:
    import altair as alt

    span = [0, float(counts.right.max())]
    return (
        alt.Chart(counts, width=WIDTH, height=HEIGHT)
        .mark_bar(color=BLUE, binSpacing=1)
        .encode(
            alt.X(
                "left:Q",
                bin="binned",
                scale=alt.Scale(domain=span, nice=False),
                title=_word("Length of stay (days)"),
            ),
            alt.X2("right:Q"),
            alt.Y("n:Q", title=amount, axis=_whole(counts.n.max())),
            tooltip=[alt.Tooltip(name, format=".2f") for name in ("left:Q", "right:Q")]
            + [alt.Tooltip("n:Q", title=amount)],
        )
    )


def _pyramid(counts: pd.DataFrame, amount: str) -> Any:
    """Women on the left, men on the right, on axes of the same length; all labels positive."""
    import altair as alt

    order = _all_bands(counts)[::-1]
    names = [age_band(*ages) for ages in zip(counts.age, counts.age_last, strict=True)]
    drawn = counts.drop(columns="age_last").assign(band=names)
    most = int(counts.n.max())

    def side(sex: str, name: str, colour: str, *, mirrored: bool) -> Any:
        head = alt.Title(name, frame="group")
        labels = alt.Axis(title=None, ticks=False, domain=False, labels=not mirrored,
                          labelAlign="center", labelPadding=24)  # fmt: skip
        return (
            alt.Chart(drawn[drawn.sex == sex], width=HALF, height=ROW * len(order), title=head)
            .mark_bar(color=colour)
            .encode(
                alt.X(
                    "n:Q",
                    title=amount,
                    axis=_whole(most),
                    scale=alt.Scale(domain=[0, most], nice=False, reverse=mirrored),
                ),
                alt.Y("band:N", scale=alt.Scale(domain=order), axis=labels),
                tooltip=[
                    alt.Tooltip("band:N", title=_word(AGES)),
                    alt.Tooltip("n:Q", title=name),
                ],
            )
        )

    women = side("female", _word("Women"), VERMILLION, mirrored=True)
    men = side("male", _word("Men"), BLUE, mirrored=False)
    return alt.hconcat(women, men, spacing=4)


def _units(counts: pd.DataFrame, amount: str) -> Any:
    import altair as alt

    names = unit_names(counts)
    language = current_language()
    separator = NARROW_SPACE if language == "fr" else ","
    drawn = pd.DataFrame({"name": names, "n": counts.n})
    drawn["text"] = [f"{n:,}".replace(",", separator) for n in drawn.n]
    base = alt.Chart(drawn, width=WIDTH - 200, height=max(ROW * 1.3 * len(drawn), 40)).encode(
        alt.X("n:Q", title=amount, axis=_whole(counts.n.max())),
        alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, labelLimit=320)),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("n:Q", title=amount)],
    )
    numbers = base.mark_text(align="left", dx=4).encode(text="text:N")
    return base.mark_bar(color=BLUE) + numbers


def _whole(most: float) -> alt.Axis:
    """An axis of counts: no halves of a stay."""
    import altair as alt

    return alt.Axis(format=",d", tickMinStep=1, tickCount=min(int(most), 6))


def _day(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}T00:00:00Z"


def _word(text: str) -> str:
    return translate(text, current_language())
