"""How charts look: colours that everybody can tell apart, and numbers of the reader's language."""

from __future__ import annotations

from typing import Any

from .formats import NARROW_SPACE, month_names

# Okabe and Ito's colours, in the order in which they stay apart on white.
BLUE, VERMILLION, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#595959"
COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, GREY)
DASHES = ([1, 0], [8, 4], [4, 3], [1, 3], [10, 3, 2, 3])

TEXT, GRID, WHITE = "#1B1B1B", "#E4E4E4", "#FFFFFF"


def chart_config(language: str) -> dict[str, Any]:
    """Vega-Lite configuration shared by every figure."""
    return {
        "background": WHITE,
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": {
            "labelColor": TEXT,
            "titleColor": TEXT,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelLimit": 320,
            "titleLimit": 640,
            "gridColor": GRID,
            "domainColor": GREY,
            "tickColor": GREY,
        },
        "header": {"labelColor": TEXT, "labelFontSize": 12, "labelLimit": 480},
        "legend": {"labelColor": TEXT, "titleColor": TEXT, "labelFontSize": 12},
        "title": {"color": TEXT, "fontSize": 13, "anchor": "start"},
        "text": {"color": TEXT, "fontSize": 12},
        "range": {"category": list(COLOURS)},
        "locale": _locale(language),
    }


def _locale(language: str) -> dict[str, Any]:
    from babel.dates import get_day_names, get_month_names

    french = language == "fr"
    days = (6, 0, 1, 2, 3, 4, 5)  # babel begins with Monday, Vega with Sunday
    wide, short = (
        get_day_names("wide", locale=language),
        get_day_names("abbreviated", locale=language),
    )
    months = get_month_names("wide", locale=language)
    return {
        "number": {
            "decimal": "," if french else ".",
            "thousands": NARROW_SPACE if french else ",",
            "grouping": [3],
            "currency": ["", NARROW_SPACE + "€"] if french else ["$", ""],
            "percent": NARROW_SPACE + "%" if french else "%",
        },
        "time": {
            "dateTime": "%-d %b %Y %H:%M",
            "date": "%-d %b %Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": [wide[day] for day in days],
            "shortDays": [short[day] for day in days],
            "months": [months[month] for month in range(1, 13)],
            "shortMonths": list(month_names(language)),
        },
    }
