"""HTML of a page's text: what it keeps, and that nothing in it can run or load."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkr_jupyter.voila.text import ELEMENTS, html_of

PICTURE = "iVBORw0KGgo="


class Read(HTMLParser):
    """Elements and attributes as a browser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def check(html: str) -> None:
    read = Read(html)
    assert set(read.elements) <= ELEMENTS
    for tag, name, value in read.attributes:
        assert name in ("href", "src", "title", "alt", "align", "start"), (tag, name)
        if name == "href":
            assert value.startswith(("http://", "https://", "#", "mailto:")), value
        if name == "src":
            assert value.startswith("data:image/"), value


def test_text_tables_lists_and_formulas_stay() -> None:
    html = html_of(
        "### Why\n\n*Sepsis* in `ICU`, $x_1 < 2$\n\n- one\n\n| a | b |\n|---|--:|\n| 1 | 2 |"
    )
    for part in ("<h3>Why</h3>", "<em>Sepsis</em>", "<code>ICU</code>", "$x_1", "<li>one", "<td>2"):
        assert part in html


def test_a_title_becomes_a_heading_below_the_pages_own() -> None:
    assert html_of("# Sepsis").strip() == "<h2>Sepsis</h2>"


def test_attached_pictures_are_in_the_page() -> None:
    html = html_of("![ward](attachment:p.png)", {"p.png": {"image/png": PICTURE}})
    assert f'src="data:image/png;base64,{PICTURE}"' in html
    assert 'alt="ward"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\tscript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//elsewhere.example/p)",
        "![x](https://elsewhere.example/p.png)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "<style>body{background:url(https://elsewhere.example)}</style>",
        "<p style='background:url(https://elsewhere.example)'>x</p>",
        "<link rel=stylesheet href=https://elsewhere.example/x.css>",
        "<meta http-equiv=refresh content='0;url=https://elsewhere.example'>",
        "<base href=https://elsewhere.example>",
        "<form action=https://elsewhere.example><input name=a></form>",
        "<object data=x></object><embed src=x>",
        "<div id=linkr-failed class=linkr-Notice onclick=x>x</div>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<!--><script>alert(1)</script>-->",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<button command=x data-commandlinker-command=x>x</button>",
    ],
)
def test_nothing_runs_or_loads(text: str) -> None:
    check(html_of(text))


@given(st.text(alphabet="<>a/ \"'=:;!-[]()sx&#\n`javscriptonerlm", max_size=80))
def test_no_text_at_all_runs_or_loads(text: str) -> None:
    check(html_of(text))
