"""A chart with everything a reader needs: title, caption, reading aid and the table behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..locale import current_language, translate
from .appearance import chart_config
from .dark import CARD, EDGE, INK, QUIET, drawing_rules, on_dark
from .data_table import STYLE as TABLE_STYLE
from .data_table import DataTable, data_table
from .panels import drawings
from .svg import to_svg

if TYPE_CHECKING:
    import altair as alt

Spec = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Figure:
    """A chart and what goes with it. Its text form names the title alone.

    Attributes
    ----------
    chart
        The Altair chart, its Vega-Lite specification, or None when there is nothing to draw.
    tables
        The same facts as tables.
    title, caption, alt, reading, methods
        Texts, already in ``language``: the title; what was counted; the text alternative of the
        chart; one sentence that helps to read it; one sentence for a report's methods section.
    numbers
        Key figures to show above the chart: label -> text.
    """

    chart: alt.TopLevelMixin | Spec | None
    tables: tuple[DataTable, ...]
    title: str
    caption: str
    alt: str
    reading: str = ""
    methods: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.chart is None

    @property
    def table(self) -> DataTable | None:
        """The first of the tables."""
        return self.tables[0] if self.tables else None

    @cached_property
    def spec(self) -> Spec:
        """The complete Vega-Lite specification, as a browser or vl-convert draws it."""
        spec = _specification(self.chart, self.reading)
        config = chart_config(self.language)
        for name, value in spec.get("config", {}).items():
            mixed = isinstance(value, dict) and isinstance(config.get(name), dict)
            config[name] = {**config[name], **value} if mixed else value
        return {**spec, "config": config, "description": self.alt}

    def to_svg(self) -> str:
        """The chart as SVG, drawn without a browser."""
        return to_svg(self.spec)

    def to_html(self) -> str:
        """Accessible HTML: figure, caption, reading aid and the tables, everything escaped."""
        drawing = "" if self.empty else self._drawing()
        parts = [self._heading(), self._numbers(), drawing, self._notes(), self._tables()]
        return (
            f'<figure class="linkr-Figure" lang="{self.language}"'
            f' aria-label="{escape(self.title)}">{"".join(parts)}</figure>'
        )

    def _heading(self) -> str:
        return f'<figcaption class="linkr-Figure-title">{escape(self.title)}</figcaption>'

    def _drawing(self) -> str:
        return (
            f'<div class="linkr-Figure-chart" role="img" aria-label="{escape(self.alt)}">'
            f"{drawings(self.spec)}</div>"
        )

    def _numbers(self) -> str:
        cards = "".join(
            f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>"
            for label, text in self.numbers.items()
        )
        return f'<dl class="linkr-Figure-numbers">{cards}</dl>' if cards else ""

    def _notes(self) -> str:
        texts = [("reading", self.reading), ("caption", self.caption)]
        return "".join(
            f'<p class="linkr-Figure-{name}">{escape(text)}</p>' for name, text in texts if text
        )

    def _tables(self) -> str:
        label = escape(translate("Show as table", self.language))
        if not self.tables:
            return ""
        tables = "".join(table.to_html() for table in self.tables)
        return f"<details><summary>{label}</summary>{tables}</details>"

    def __repr__(self) -> str:
        return translate("Figure: {title}", self.language, title=self.title)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": STYLE + TABLE_STYLE + self.to_html(), "text/plain": repr(self)}


def figure(
    chart: alt.TopLevelMixin | Spec | None,
    table: pd.DataFrame | DataTable | Sequence[DataTable] | None = None,
    *,
    title: str,
    caption: str = "",
    alt: str | None = None,
    reading: str | None = None,
    methods: str | None = None,
    numbers: Mapping[str, str] | None = None,
) -> Figure:
    """Present a chart to people who can and who cannot see it.

    Parameters
    ----------
    chart
        An Altair chart or a Vega-Lite specification; None when there is nothing to draw, and then
        ``reading`` says why.
    table
        The same facts as one table or several. When the first has no row, nothing is drawn.
    title, caption, reading, methods
        See :class:`Figure`.
    alt
        Text alternative of the chart; without it, the title and the reading aid.
    numbers
        Key figures: label -> text.

    Examples
    --------
    >>> figure(None, title="Heart rate", reading="No value was recorded.")
    Figure: Heart rate
    """
    tables = _as_tables(table, caption or title)
    if tables and not tables[0].total:
        chart = None
    spoken = alt or " ".join(text for text in (f"{title}.", reading or caption) if text)
    return Figure(
        chart,
        tables,
        title,
        caption,
        spoken,
        reading or "",
        methods or "",
        dict(numbers or {}),
        current_language(),
    )


def _as_tables(
    table: pd.DataFrame | DataTable | Sequence[DataTable] | None, caption: str
) -> tuple[DataTable, ...]:
    if table is None:
        return ()
    if isinstance(table, pd.DataFrame):
        return (data_table(table, caption=caption),)
    return (table,) if isinstance(table, DataTable) else tuple(table)


def _specification(chart: alt.TopLevelMixin | Spec | None, reading: str) -> Spec:
    if chart is None:
        text = {"type": "text", "align": "left", "limit": 700}
        return {"data": {"values": [{}]}, "mark": text, "encoding": {"text": {"value": reading}}}
    if isinstance(chart, dict):
        return chart
    # Altair checks every channel when it is built; a second pass would cost each redraw dearly.
    return dict(chart.to_dict(validate=False))


STYLE = (
    "<style>"
    ".linkr-Figure{margin:0;padding:12px 16px;background:#fff;color:#1b1b1b;border-radius:4px;"
    "font-size:14px;line-height:1.45}"
    ".linkr-Figure-title{font-weight:600;font-size:16px;margin:0 0 8px}"
    ".linkr-Figure-chart{overflow-x:auto}"
    ".linkr-Figure-chart svg{display:block}"
    ".linkr-Figure p{margin:6px 0;max-width:48em;color:#1b1b1b}"
    ".linkr-Figure .linkr-Figure-caption{color:#595959;font-size:13px}"
    ".linkr-Figure summary{cursor:pointer;padding:4px 0;min-height:24px}"
    ".linkr-Figure-numbers{display:flex;flex-wrap:wrap;gap:8px 12px;margin:0 0 12px}"
    ".linkr-Figure-numbers div{border:1px solid #767676;border-radius:4px;padding:6px 12px;"
    "display:flex;flex-direction:column-reverse}"
    ".linkr-Figure-numbers dt{font-size:13px;color:#595959;font-weight:normal}"
    ".linkr-Figure-numbers dd{font-size:20px;margin:0;color:#1b1b1b}"
    + on_dark(
        f""".linkr-Figure{{background:{CARD};color:{INK};border:1px solid {EDGE}}}
.linkr-Figure :is(p,dd){{color:{INK}}}
.linkr-Figure :is(dt,.linkr-Figure-caption){{color:{QUIET}}}
.linkr-Figure-numbers div{{border-color:{EDGE}}}
{drawing_rules(".linkr-Figure-chart")}"""
    )
    + "</style>"
)
