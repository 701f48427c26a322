"""A figure whose chart was drawn elsewhere, such as a plot of R."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from ..locale import current_language
from .data_table import DataTable
from .figure import Figure, figure

# More than this makes a page slow: thousands of points are shown as pixels.
_SVG_LIMIT = 1_000_000  # characters


@dataclass(frozen=True, repr=False)
class DrawnFigure(Figure):
    """A :class:`Figure` with a finished drawing instead of a specification.

    Attributes
    ----------
    drawing
        SVG, or an empty text when there is nothing to draw.
    """

    drawing: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.drawing

    def to_svg(self) -> str:
        """The drawing."""
        return self.drawing

    def _drawing(self) -> str:
        return f'<div class="linkr-Figure-chart">{picture(self.drawing, self.alt)}</div>'


def drawn_figure(
    drawing: str | None,
    table: pd.DataFrame | DataTable | None = None,
    *,
    title: str,
    caption: str = "",
    alt: str | None = None,
    reading: str | None = None,
    methods: str | None = None,
) -> DrawnFigure:
    """Present a finished drawing as :func:`figure` presents a chart.

    Parameters
    ----------
    drawing
        SVG; None when there is nothing to draw.
    table, title, caption, alt, reading, methods
        As for :func:`figure`.

    Examples
    --------
    >>> drawn_figure(None, title="Survival", reading="Nobody is in the cohort.")
    Figure: Survival
    """
    plain = figure(
        None, table, title=title, caption=caption, alt=alt, reading=reading, methods=methods
    )
    first = plain.table
    shown = "" if drawing is None or (first is not None and not first.total) else drawing
    parts: Mapping[str, Any] = {
        name: getattr(plain, name)
        for name in ("tables", "title", "caption", "alt", "reading", "methods", "numbers")
    }
    return DrawnFigure(None, **parts, language=current_language(), drawing=shown)


def picture(drawing: str, alt: str) -> str:
    """HTML of a drawing with its text alternative. As a picture, it can run no code.

    Examples
    --------
    >>> picture("<svg/>", "Two lines")[:24]
    '<img alt="Two lines" src'
    """
    if len(drawing) > _SVG_LIMIT:
        import vl_convert

        kind, data = "png", vl_convert.svg_to_png(drawing, scale=2)
    else:
        kind, data = "svg+xml", drawing.encode()
    coded = base64.b64encode(data).decode("ascii")
    return (
        f'<img alt="{escape(alt)}" src="data:image/{kind};base64,{coded}"'
        ' style="max-width:100%;height:auto;background:#fff">'
    )
