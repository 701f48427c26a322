"""Rows as a table that a screen reader can read; the widgets show the same object with paging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from ..locale import current_language, translate
from .dark import CARD, EDGE, INK, on_dark
from .formats import format_date, format_exact, format_moments, format_number, whole_days
from .headings import heading

# More rows than this make a notebook heavy; the widgets page through all of them.
HTML_ROWS = 500


@dataclass(frozen=True, repr=False)
class DataTable:
    """A table with its caption and headings. Its text form names no row.

    Attributes
    ----------
    frame
        The rows, with typed columns.
    caption
        What the rows are.
    total
        Rows that there are, of which ``frame`` may hold the first ones.
    headings
        Column name -> heading in the language of the table.
    language
        Language of headings, numbers and dates.
    exact
        Whether numbers are shown as recorded, or rounded to four significant digits.
    more
        When ``frame`` holds only some of the rows: why, and what brings the others.
    """

    frame: pd.DataFrame
    caption: str
    total: int
    headings: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    exact: bool = False
    more: str = ""

    @property
    def count(self) -> str:
        """How many of the rows are in ``frame``, as a sentence."""
        return self._count(len(self.frame))

    def _count(self, shown: int) -> str:
        if self.total == 0:
            return translate("No row.", self.language)
        if shown == self.total == 1:
            return translate("1 row.", self.language)
        text = "{total} rows." if shown == self.total else "{shown} of {total} rows."
        numbers = {"shown": format_number(shown), "total": format_number(self.total)}
        return translate(text, self.language, **numbers)

    def described(self, limit: int | None = None) -> str:
        """The caption, how many rows are shown when ``limit`` is the most, and why no more."""
        computed = len(self.frame)
        shown = computed if limit is None else min(limit, computed)
        reason = self.more if shown < self.total else ""
        if shown < computed:
            text = "More rows would make the page slow: narrow the choice to see the others."
            reason = translate(text, self.language)
        return " ".join(part for part in (self.caption, self._count(shown), reason) if part)

    @property
    def numeric(self) -> set[str]:
        """Columns to align on the right."""
        kinds = pd.api.types.is_numeric_dtype
        return {str(name) for name in self.frame if kinds(self.frame[name]) and not _plain(name)}

    def texts(self, limit: int | None = None) -> pd.DataFrame:
        """The first ``limit`` rows as texts in the language of the table."""
        frame = self.frame if limit is None else self.frame.head(limit)
        return pd.DataFrame(
            {name: _column_texts(frame[name], self.exact) for name in frame},
            index=frame.index,
            dtype=object,
        )

    def to_html(self, limit: int | None = HTML_ROWS) -> str:
        """HTML table with a caption and column headers, everything escaped."""
        texts, numeric = self.texts(limit), self.numeric
        kinds = [' class="linkr-Table-number"' if str(name) in numeric else "" for name in texts]
        head = "".join(
            f'<th scope="col"{kind}>{escape(self.headings.get(str(name), str(name)))}</th>'
            for name, kind in zip(texts, kinds, strict=True)
        )
        body = "".join(
            "<tr>"
            + "".join(
                f"<td{kind}>{escape(value)}</td>" for value, kind in zip(row, kinds, strict=True)
            )
            + "</tr>"
            for row in texts.itertuples(index=False, name=None)
        )
        caption = escape(self.described(limit))
        return (
            f'<div class="linkr-Table" lang="{self.language}" role="region" tabindex="0"'
            f' aria-label="{escape(self.caption)}"><table><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def __repr__(self) -> str:
        return translate("Table. Run the cell to see it.", self.language)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": STYLE + self.to_html(), "text/plain": repr(self)}


def data_table(
    frame: pd.DataFrame,
    *,
    caption: str,
    total: int | None = None,
    columns: Mapping[str, str] | None = None,
    exact: bool = False,
    more: str = "",
) -> DataTable:
    """Show rows as an accessible table.

    Parameters
    ----------
    frame
        The rows to show.
    caption
        What they are.
    total
        Rows that there are, when ``frame`` holds only some of them.
    columns
        Headings by column name. Columns without one get LinkR's usual heading or their name.
    exact
        Show numbers as recorded; otherwise they are rounded to four significant digits.
    more
        Why ``frame`` holds only some of the rows, and what brings the others: a sentence.

    Examples
    --------
    >>> import pandas as pd
    >>> data_table(pd.DataFrame({"person_id": [1]}), caption="Patients").headings
    {'person_id': 'Patient'}
    """
    language = current_language()
    given = dict(columns or {})
    headings = {str(name): given.get(str(name)) or heading(str(name), language) for name in frame}
    return DataTable(
        frame.reset_index(drop=True),
        caption,
        len(frame) if total is None else total,
        headings,
        language,
        exact,
        more,
    )


def _plain(name: object) -> bool:
    """Identifiers and years are no quantities: no thousands separators."""
    return str(name).endswith("_id") or str(name).startswith("year")


def _column_texts(values: pd.Series, exact: bool) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return format_moments(values, whole_days(values))
    if _plain(values.name):
        return ["" if pd.isna(value) else _identifier(value) for value in values.tolist()]
    return [_text(value, exact) for value in values.tolist()]


def _identifier(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def _text(value: object, exact: bool) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return format_date(value, time=True)
    if isinstance(value, dt.date):
        return format_date(value)
    if isinstance(value, bool):
        return translate("yes" if value else "no", current_language())
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if hasattr(value, "__float__"):
        return format_exact(float(value)) if exact else format_number(float(value))
    return str(value)


STYLE = (
    "<style>"
    ".linkr-Table{max-width:100%;max-height:32em;overflow:auto;background:#fff;color:#1b1b1b}"
    ".linkr-Table table{border-collapse:collapse;font-size:13px;margin:0}"
    ".linkr-Table caption{text-align:left;padding:4px 8px;color:#1b1b1b;caption-side:top}"
    ".linkr-Table th,.linkr-Table td{padding:4px 8px;text-align:left;vertical-align:top;"
    "border-bottom:1px solid #d0d0d0;color:#1b1b1b;background:#fff;max-width:32em;"
    "white-space:pre-wrap}"
    ".linkr-Table th{border-bottom:2px solid #595959;position:sticky;top:0;font-weight:600}"
    ".linkr-Table th,.linkr-Table th.linkr-Table-number{white-space:normal;overflow-wrap:normal;"
    "word-break:normal;hyphens:none}"
    ".linkr-Table .linkr-Table-number{text-align:right;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}"
    + on_dark(
        f""".linkr-Table{{background:{CARD};color:{INK}}}
.linkr-Table :is(caption,th,td){{color:{INK}}}
.linkr-Table :is(th,td){{background:{CARD};border-color:{EDGE}}}"""
    )
    + "</style>"
)
