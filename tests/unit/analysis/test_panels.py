"""Static drawings take the width of the page and stay readable."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import pytest

from linkr_jupyter.analysis import figure
from linkr_jupyter.analysis.panels import LEAST, PANELS, READABLE


def chart(name: str, width: int = 300) -> alt.Chart:
    frame = pd.DataFrame({"label": [name], "n": [1]})
    return alt.Chart(frame, width=width).mark_bar().encode(x="n:Q", y="label:N")


def drawn(chart: object) -> list[str]:
    return re.findall(r"<svg.*?</svg>", figure(chart, title="t").to_html(), re.DOTALL)


@pytest.mark.parametrize("width", [300, 1200])
def test_a_chart_fills_the_page_up_to_a_readable_width(width: int) -> None:
    (svg,) = drawn(chart("a", width))
    style = re.search(r'style="([^"]*)"', svg)[1]
    least, most = (int(re.search(rf"{end}-width:(\d+)px", style)[1]) for end in ("min", "max"))
    assert "width:100%;height:auto" in style
    assert "viewBox" in svg
    assert 'aria-hidden="true"' in svg, "the text alternative stands around the drawing"
    assert least <= LEAST
    assert most == READABLE if width == 300 else most >= 1200


def test_panels_are_drawings_of_their_own_with_their_data_alone() -> None:
    panels = drawn(alt.vconcat(chart("first"), chart("second"), usermeta=PANELS))
    assert [("first" in svg, "second" in svg) for svg in panels] == [(True, False), (False, True)]
    assert (
        "flex-wrap:wrap"
        in figure(alt.vconcat(chart("a"), chart("b"), usermeta=PANELS), title="t").to_html()
    )


def test_other_compositions_stay_one_drawing() -> None:
    assert len(drawn(alt.vconcat(chart("first"), chart("second")))) == 1
