"""Static drawings that take the width of the page, with panels side by side where there is room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .svg import to_svg

Spec = dict[str, Any]

# Marks a chart of panels below each other that need not share a drawing.
PANELS = {"linkr": "panels"}
READABLE, LEAST = 960, 480  # pixels: beyond or below them letters are too large or too small
_ROOM, _WIDEST = 460, 720  # pixels of one panel among others
_WIDTH = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)"')


def drawings(spec: Spec) -> str:
    """A specification as SVG that fills the width it has, up to a readable size.

    A chart whose ``usermeta`` is :data:`PANELS` becomes one drawing a panel: as many stand in a
    row as the page has room for.

    Parameters
    ----------
    spec
        Vega-Lite specification with its data inside.
    """
    panels = list(_panels(spec))
    if len(panels) == 1:
        return _fluid(to_svg(panels[0]), READABLE)
    room = f"flex:1 1 {_ROOM}px;min-width:0;max-width:{_WIDEST}px"
    items = "".join(
        f'<div style="{room}">{_fluid(to_svg(panel), _WIDEST)}</div>' for panel in panels
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:16px 24px">{items}</div>'


def _panels(spec: Spec) -> Iterator[Spec]:
    if spec.get("usermeta") != PANELS:
        yield spec
        return
    shared = {key: value for key, value in spec.items() if key not in ("vconcat", "spacing")}
    stored = shared.pop("datasets", {})
    for panel in spec["vconcat"]:
        used = set(_data_names(panel))
        datasets = {name: rows for name, rows in stored.items() if name in used}
        yield {**shared, **panel, "datasets": datasets}


def _data_names(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        data = part.get("data")
        if isinstance(data, dict) and isinstance(data.get("name"), str):
            yield data["name"]
        for value in part.values():
            yield from _data_names(value)
    elif isinstance(part, list):
        for value in part:
            yield from _data_names(value)


def _fluid(drawing: str, readable: int) -> str:
    """Let a drawing follow the width of the page; its viewBox keeps its proportions."""
    found = _WIDTH.search(drawing)
    if not found:
        return drawing
    own = round(float(found[1]))
    style = f"width:100%;height:auto;max-width:{max(own, readable)}px;min-width:{min(own, LEAST)}px"
    # One picture with one text alternative around it: single marks have no names to read.
    return drawing.replace("<svg ", f'<svg aria-hidden="true" style="{style}" ', 1)
