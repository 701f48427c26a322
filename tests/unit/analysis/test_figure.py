"""Figures say the same to everybody, escape what comes from data, and name no row."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import altair as alt
import pandas as pd
import pytest

from linkr_jupyter.analysis import data_table, figure
from linkr_jupyter.analysis.appearance import COLOURS
from linkr_jupyter.locale import set_language

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language("en")


def chart(labels: list[str]) -> alt.Chart:
    frame = pd.DataFrame({"label": labels, "n": [12_345.5] * len(labels)})
    return alt.Chart(frame).mark_bar().encode(x="n:Q", y="label:N")


def test_everything_from_outside_is_escaped() -> None:
    frame = pd.DataFrame({EVIL: [EVIL]})
    shown = figure(
        chart([EVIL]), frame, title=EVIL, caption=EVIL, reading=EVIL, numbers={EVIL: EVIL}
    )
    html = shown._repr_mimebundle_()["text/html"]
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 7


def test_the_text_form_names_the_title_alone() -> None:
    secret = pd.DataFrame({"person_id": [4242]})
    shown = figure(chart(["secret"]), secret, title="Ages", caption="4242", reading="secret")
    assert shown._repr_mimebundle_()["text/plain"] == repr(shown) == "Figure: Ages"
    assert repr(data_table(secret, caption="secret")) == "Table. Run the cell to see it."


def test_the_chart_has_a_text_alternative_and_a_table() -> None:
    frame = pd.DataFrame({"label": ["a"], "n": [3]})
    html = figure(chart(["a"]), frame, title="Ages", reading="Most are 40.").to_html()
    assert '<div class="linkr-Figure-chart" role="img" aria-label="Ages. Most are 40.">' in html
    assert "<summary>Show as table</summary>" in html
    assert '<th scope="col"' in html
    assert '<figure class="linkr-Figure" lang="en" aria-label="Ages">' in html


def test_two_drawings_on_a_page_share_no_id() -> None:
    clipped = [chart(["a"]).mark_bar(clip=True), chart(["b"]).mark_bar(clip=True)]
    drawn = [figure(one, title="Ages").to_svg() for one in clipped]
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in drawn]
    assert ids[0]
    assert not ids[0] & ids[1]
    for svg, known in zip(drawn, ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= known


@pytest.mark.usefixtures("french")
def test_french_numbers_and_words() -> None:
    frame = pd.DataFrame({"n": [12345.5]})
    shown = figure(chart(["a"]), frame, title="Âges")
    html = shown.to_html()
    assert 'lang="fr"' in html
    assert "12\u202f345,5" not in shown.to_svg()
    assert "10\u202f000" in shown.to_svg()
    assert "12\u202f346" in html
    assert "Afficher en tableau" in html
    assert repr(shown) == "Figure\u202f: Âges"


def test_an_empty_table_leaves_the_reason_instead_of_a_drawing() -> None:
    nothing = pd.DataFrame({"n": []})
    shown = figure(chart(["a"]), nothing, title="Ages", reading="No value was recorded.")
    assert shown.empty
    assert "<svg" not in shown.to_html()
    assert "No value was recorded." in shown.to_html()
    assert shown.spec["encoding"]["text"]["value"] == "No value was recorded."
    assert "No value was recorded." in shown.to_svg()


def test_a_specification_is_as_good_as_a_chart_and_stays_itself() -> None:
    spec = {"data": {"values": [{"x": 1}]}, "mark": "point", "config": {"axis": {"grid": False}}}
    shown = figure(spec, title="Points", alt="One point")
    assert shown.spec["config"]["axis"]["grid"] is False
    assert shown.spec["config"]["axis"]["labelLimit"] == 320
    assert shown.spec["config"]["range"]["category"] == list(COLOURS)
    assert shown.spec["description"] == "One point"
    assert spec["config"] == {"axis": {"grid": False}}


def test_several_tables_and_key_figures() -> None:
    tables = [data_table(pd.DataFrame({"n": [1]}), caption=name) for name in ("First.", "Second.")]
    shown = figure(chart(["a"]), tables, title="Ages", numbers={"Patients": "100"})
    html = shown.to_html()
    assert shown.table is tables[0]
    assert html.index("First. 1 row.") < html.index("Second. 1 row.")
    assert "<dt>Patients</dt><dd>100</dd>" in html


def test_no_picture_is_fetched_from_anywhere() -> None:
    spec = {
        "data": {"values": [{"url": "http://127.0.0.1:9/picture.png"}]},
        "mark": {"type": "image", "width": 10, "height": 10},
        "encoding": {"url": {"field": "url", "type": "nominal"}},
    }
    svg = figure(spec, title="Picture").to_svg()
    assert "base64" not in svg


def test_altair_is_loaded_when_a_chart_is_made_and_not_before() -> None:
    code = (
        "import sys; from linkr_jupyter.analysis import figure, timeline_chart; "
        "sys.exit('altair' in sys.modules or 'vl_convert' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_contrast_of_the_colours_for_marks() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(1.05 / (luminance(colour) + 0.05) >= 3 for colour in COLOURS)
