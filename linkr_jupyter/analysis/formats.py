"""Numbers and dates as the reader of a study expects them, in the study's language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from functools import cache, lru_cache

import pandas as pd

from ..locale import current_language, day_of_month, takes_plural

# Thousands and percent signs are set with a narrow no-break space in French (U+202F).
NARROW_SPACE = "\u202f"
_SMALLEST, _LARGEST = 1e-9, 1e15
# From this share of midnights on, midnight means that the time of day is not known.
MOSTLY = 0.5


def format_number(value: float | int | None, decimals: int | None = None) -> str:
    """Write a number in the current language.

    Parameters
    ----------
    value
        The number. A missing one gives an empty text.
    decimals
        Decimals to show. Without it, whole numbers have none and others show four significant
        digits, without trailing zeros.

    Examples
    --------
    >>> format_number(12431), format_number(42.1293), format_number(0.5, 2)
    ('12,431', '42.13', '0.50')
    """
    if value is None or pd.isna(value):
        return ""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return _written(value, _pattern(value, decimals), current_language())


def format_exact(value: float | int | None) -> str:
    """Write a number as it was recorded: every digit that a measurement can have, none added.

    Examples
    --------
    >>> format_exact(1234.56), format_exact(0.1 + 0.2), format_exact(37.0)
    ('1,234.56', '0.3', '37')
    """
    if value is None or pd.isna(value) or math.isinf(value):
        return format_number(value)
    return _written(float(f"{value:.12g}"), "#,##0.####################", current_language())


@lru_cache(maxsize=4096)
def _written(value: float, pattern: str, language: str) -> str:
    from babel.numbers import format_decimal

    if value and not _SMALLEST <= abs(value) < _LARGEST:
        # Nobody counts that many zeros.
        text = f"{value:.4g}"
        return text.replace(".", ",") if language == "fr" else text
    return str(format_decimal(value, format=pattern, locale=language))


def _pattern(value: float, decimals: int | None) -> str:
    if decimals is not None:
        return "#,##0." + "0" * decimals if decimals else "#,##0"
    if value == 0 or float(value).is_integer():
        return "#,##0"
    shown = max(0, 3 - math.floor(math.log10(abs(value))))
    return "#,##0." + "#" * shown if shown else "#,##0"


def format_percent(part: float, whole: float) -> str:
    """Write a share: without decimals below 100 cases, with one above; a dash for no cases.

    Examples
    --------
    >>> format_percent(15, 100), format_percent(1, 3), format_percent(1, 0)
    ('15.0%', '33%', '–')
    """
    if not whole:
        return "–"
    number = format_number(100 * part / whole, 1 if whole >= 100 else 0)
    return f"{number}{NARROW_SPACE}%" if current_language() == "fr" else f"{number}%"


@cache
def month_names(language: str) -> tuple[str, ...]:
    """Abbreviated names of the twelve months."""
    from babel.dates import get_month_names

    names = get_month_names("abbreviated", "format", language)
    return tuple(names[month] for month in range(1, 13))


def format_date(value: dt.date | dt.datetime | pd.Timestamp | None, *, time: bool = False) -> str:
    """Write a date as ``21 Nov 2026``, with its time of day when ``time`` is true.

    Examples
    --------
    >>> format_date(dt.datetime(2026, 11, 21, 14, 5), time=True)
    '21 Nov 2026 14:05'
    """
    if value is None or pd.isna(value):
        return ""
    language = current_language()
    month = month_names(language)[value.month - 1]
    day = f"{day_of_month(value.day, language)} {month} {value.year}"
    return f"{day} {value:%H:%M}" if time else day


def format_moments(moments: pd.Series, date_only: pd.Series | bool = False) -> list[str]:
    """Write a column of timestamps; those that are only known to the day get no time of day.

    Parameters
    ----------
    moments
        Timestamps; missing ones give an empty text.
    date_only
        For each of them (or all), whether only the day is known.
    """
    language = current_language()
    months = month_names(language)
    written = [day_of_month(day, language) for day in range(32)]
    stamps = pd.to_datetime(moments)
    known = stamps.notna()
    days = [date_only] * len(stamps) if isinstance(date_only, bool) else date_only.tolist()
    parts = (stamps.dt.day, stamps.dt.month, stamps.dt.year, stamps.dt.hour, stamps.dt.minute)
    columns = [part.fillna(1).astype(int).tolist() for part in parts]
    return [
        (
            ""
            if not present
            else f"{written[day]} {months[month - 1]} {year}"
            if whole_day
            else f"{written[day]} {months[month - 1]} {year} {hour:02d}:{minute:02d}"
        )
        for present, whole_day, day, month, year, hour, minute in zip(
            known.tolist(), days, *columns, strict=True
        )
    ]


def moment_texts(moments: Sequence[dt.datetime | None]) -> list[str]:
    """Write moments for an axis: with the time of day where one of them is no midnight."""
    given = pd.Series(list(moments), dtype=object)
    stamps = pd.to_datetime(given, utc=True).dt.tz_localize(None)
    return format_moments(stamps, bool(stamps.dropna().eq(stamps.dropna().dt.normalize()).all()))


def whole_days(moments: pd.Series) -> pd.Series:
    """For each moment of a column, whether only its day is known.

    A midnight is one, where at least half of the column are midnights: sources that know the day
    alone store midnight, and hourly values have one midnight a day.
    """
    midnights = moments.eq(moments.dt.normalize())
    known = int(moments.notna().sum())
    return midnights & bool(known and midnights.sum() >= MOSTLY * known)


def plural(count: float) -> bool:
    """Whether ``count`` takes the plural: all but one in English, two and more in French.

    Examples
    --------
    >>> plural(0), plural(1)
    (True, False)
    """
    return takes_plural(count, current_language())
