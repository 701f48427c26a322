"""Interactive charts that need no network: Vega-Lite, bundled, in a widget of ours."""

from __future__ import annotations

from typing import Any, NamedTuple

import traitlets

from ..locale import current_language, translate
from . import incoming
from .sealed import STATIC, SealedWidget, asset

TWIN_ROWS = 500


class ChartParts(NamedTuple):
    """What a chart shows: a Vega-Lite specification, texts, key figures and tables."""

    spec: dict[str, Any]
    words: dict[str, str]
    numbers: list[list[str]]
    twins: list[dict[str, Any]]


def chart_texts(language: str) -> dict[str, str]:
    """What the browser code of a chart says."""
    return {
        "drawing": translate("Drawing the chart", language),
        "failed": translate("This chart cannot be drawn", language),
        "show_table": translate("Show as table", language),
        "save_svg": translate("Save as SVG", language),
        "save_png": translate("Save as PNG", language),
        "methods": translate("Methods", language),
    }


class Chart(SealedWidget):
    """One chart. :meth:`draw` shows another one in the same place."""

    NEUTRAL = "LinkR chart"
    MESSAGES = {"library": "_send_library"}  # noqa: RUF012
    _esm = asset("chart.js")
    _css = asset("chart.css")

    spec = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    numbers: Any = traitlets.List().tag(sync=True)
    twins: Any = traitlets.List().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(texts=chart_texts(current_language()), **kwargs)

    def draw(self, parts: ChartParts) -> None:
        """Show another chart, as one change."""
        with self.hold_sync():
            self.spec, self.words, self.numbers, self.twins = parts

    def _send_library(self, message: incoming.Message) -> None:
        # One megabyte, so it travels once a page and not once a chart.
        request = incoming.text(message, "request", incoming.REQUEST_LIMIT)
        file = STATIC / "vega.js"
        code = file.read_bytes() if file.is_file() else b""
        self.send({"type": "library", "request": request}, buffers=[code])


def altair_parts(chart: Any) -> ChartParts:
    """The parts of a plain Altair chart, its data inside."""
    import altair

    # The person's own transformer may write files or ask a server: neither reaches a browser.
    with altair.data_transformers.enable("default", max_rows=None):
        spec = dict(chart.to_dict(validate=False))
    return ChartParts(spec, {"alt": _described(spec), "lang": current_language()}, [], [])


def _described(spec: dict[str, Any]) -> str:
    """The author's description, else the title, else the kind of thing it is."""
    if isinstance(spec.get("description"), str):
        return str(spec["description"])
    title = spec.get("title")
    text = title.get("text") if isinstance(title, dict) else title
    if isinstance(text, list):
        text = " ".join(str(line) for line in text)
    return text if isinstance(text, str) and text else translate("Chart", current_language())


def figure_parts(figure: Any) -> ChartParts:
    """The parts of a figure of :mod:`linkr_jupyter.analysis`."""
    names = ("title", "caption", "alt", "reading", "methods")
    words = {name: str(value) for name in names if (value := getattr(figure, name))}
    words["lang"] = figure.language
    return ChartParts(
        {} if figure.empty else figure.spec,
        words,
        [[str(label), str(text)] for label, text in figure.numbers.items()],
        [twin_of(table) for table in figure.tables],
    )


def twin_of(table: Any) -> dict[str, Any]:
    """A data table as texts, capped at :data:`TWIN_ROWS` rows."""
    texts = table.texts(TWIN_ROWS)
    numeric = table.numeric
    return {
        "caption": table.described(TWIN_ROWS),
        "columns": [table.headings.get(str(name), str(name)) for name in texts],
        "numeric": [str(name) in numeric for name in texts],
        "rows": [list(row) for row in texts.itertuples(index=False, name=None)],
    }
