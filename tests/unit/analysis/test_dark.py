"""Figures on dark pages: every colour has its counterpart, readable and the same everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from linkr_jupyter.analysis import appearance, data_table, figure
from linkr_jupyter.analysis.dark import CARD, DARK, INK, QUIET

BROWSER = Path(appearance.__file__).parents[1] / "widgets" / "browser"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [INK, QUIET, DARK[appearance.GREY]])
def test_text_can_be_read(colour: str) -> None:
    assert contrast(colour, CARD) >= 4.5


@pytest.mark.parametrize("light", appearance.COLOURS)
def test_marks_stand_out_at_least_as_on_white(light: str) -> None:
    assert contrast(DARK[light], CARD) >= max(3, contrast(light, "#FFFFFF"))


def test_every_colour_of_a_drawing_is_exchanged() -> None:
    rows = pd.DataFrame({"x": [1, 2], "y": [3, 4], "kind": ["a", "b"]})
    channels = {
        "x": {"field": "x", "type": "quantitative"},
        "y": {"field": "y", "type": "quantitative"},
        "color": {"field": "kind", "type": "nominal"},
    }
    spec = {
        "data": {"values": rows.to_dict("records")},
        "mark": {"type": "bar", "stroke": "white"},
        "encoding": channels,
    }
    html = figure(spec, rows, title="Two")._repr_mimebundle_()["text/html"]
    drawn = set(re.findall(r'(?<!\[)(fill|stroke)="(#\w+|white|black)"', html))
    assert len(drawn) >= 5
    for part, colour in drawn:
        assert re.search(rf'\[{part}="{colour}" i\]\{{{part}:#\w+\}}', html), (part, colour)


def test_paper_and_light_pages_keep_the_light_colours() -> None:
    bundle = data_table(pd.DataFrame({"x": [1]}), caption="One")._repr_mimebundle_()
    style = bundle["text/html"].split("</style>")[0]
    before, after = style.split("@media screen{")
    assert CARD not in before
    assert after.count("{") == after.count('[data-jp-theme-light="false"]')


def test_widgets_use_the_same_colours() -> None:
    css = (BROWSER / "dark.css").read_text()
    script = (BROWSER / "theme.ts").read_text()
    for light, dark in {**DARK, "white": CARD, "black": INK}.items():
        assert f"{light.lower()}': '{dark.lower()}'" in script or (
            f"{light}: '{dark.lower()}'" in script
        )
        for part in ("fill", "stroke"):
            rule = rf"\[{part}='{light.lower()}' i\] \{{\s*{part}: {dark.lower()};"
            assert re.search(rule, css), (part, light)
