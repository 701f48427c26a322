"""Markdown that Voilà will deliver as it stands: shown by nbconvert, the renderer it uses."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from linkr_jupyter.studies.markdown import plain_title, safe_markdown, sections

# What the renderer itself makes of Markdown; links and pictures are looked at one by one.
OURS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "img", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr",
    "ul", "input",
}  # fmt: skip


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def dangers(text: str) -> list[str]:
    found = []
    for tag, attributes in Seen(markdown2html_mistune(safe_markdown(text))).tags:
        if tag not in OURS:
            found.append(tag)
        found += [name for name in attributes if name.startswith("on") or name == "style"]
        target = (attributes.get("href") or "").strip().lower()
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", target)
        if scheme and scheme[0] not in ("http:", "https:", "attachment:"):
            found.append(target)
        picture = (attributes.get("src") or "").strip().lower()
        if picture.startswith("//") or re.match(r"[a-z][a-z0-9+.-]*:", picture):
            found.append(picture)
    return found


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text <b onmouseover=alert(1)>x</b>",
    "<!-- --><svg/onload=alert(1)>",
    "```\n<script>alert(1)</script>\n",
    "`<script>alert(1)</script>",
    "`` ` <script>alert(1)</script> ``` `",
    "    <script>indented</script>",
    "~~~x\n~~~~\n<script>alert(1)</script>",
    "$x<script>alert(1)</script>$",
    "$$\n<script>alert(1)</script>\n$$",
    "\\begin{equation}<script>alert(1)</script>\\end{equation}",
    "[x](javascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\njavascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](java\tscript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&#58;alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](file:///etc/passwd)",
    "[x]\n\n[x]: javascript:alert(1)",
    "[x]\n\n[x]:\n   javascript:alert(1)",
    "> [x]\n>\n> [x]:\n> javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](https://canary.example/p.png)",
    "![x](//canary.example/p.png)",
    "![x](http&#58;//canary.example/p.png)",
    "![x]\n\n[x]: https://canary.example/p.png",
    "![x][y]\n\n[y]: https://canary.example/p.png",
    "[![x](https://canary.example/p.png)](https://example.org)",
    "![a [b] c](https://canary.example/p.png)",
    "![x](data:image/svg+xml;base64,AAAA)",
    "![x](<https://canary.example/p.png>)",
    "![x](\\https://canary.example/p.png)",
    "![x](attachment://canary.example/p.png)",
    "[x](https://e.org/\"onmouseover=alert(1)//)",
    "![x\" onerror=\"alert(1)](p.png)",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import 'https://canary.example'</style>",
    "<?php ?><![CDATA[<script>]]>",
    "|a|\n|-|\n|<script>alert(1)</script>|",
    "# <script>alert(1)</script>",
    "- [ ] <form action=https://canary.example>",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_dangerous_reaches_the_page(attack: str) -> None:
    assert dangers(attack) == []
    assert dangers(f"text\n\n{attack}\n\ntext") == []


def test_the_attacks_are_real() -> None:
    """Without our rules the renderer delivers tags and remote pictures."""
    raw = [
        tag
        for attack in ATTACKS
        if "attachment:" not in attack
        for tag, _ in Seen(markdown2html_mistune(attack)).tags
        if tag not in OURS
    ]
    assert {"script", "iframe", "style", "svg"} <= set(raw)


@given(
    st.lists(
        st.sampled_from(
            [*"<>![]()`~$&#;:/\\\"'\n\t ax", "script", "javascript:", "](", "http://e/"]
        ),
        max_size=40,
    ).map("".join)
)
def test_no_combination_of_marks_opens_a_tag_or_a_remote_picture(text: str) -> None:
    assert dangers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A *plain* text, 3 < 5 and a > b.",
        "[guide](https://example.org/a_(b))",
        "[file](notes/plan.md#part)",
        "[top](#timeline)",
        "![plan](figures/plan.png)",
        "`a[i]`: an element",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "Heart rate: 60/min",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert safe_markdown(text) == text


def test_a_picture_shows_when_the_cell_holds_it() -> None:
    """The renderer fails on an attachment that is missing: one bad cell must not cost the page."""
    text = "![plan](attachment:plan.png)"
    assert safe_markdown(text, ["plan.png"]) == text
    assert safe_markdown(text, ["other.png"]) == "[plan](attachment:plan.png)"
    markdown2html_mistune(safe_markdown(text, ["other.png"]))


def test_html_is_shown_as_written() -> None:
    assert "&lt;" in markdown2html_mistune(safe_markdown("`x <y> z`"))
    assert safe_markdown("<https://example.org>") == "[https://example.org](https://example.org)"


def test_headings_in_code_are_no_tabs() -> None:
    text = "## One\n```\n## not a tab\n```\n### deeper\n## Two ##\n"
    assert [title for title, _ in sections(text)] == ["One", "Two"]
    assert list(sections("")) == []
    assert list(sections("##\n##x")) == [(None, "##\n##x")]


@given(st.text())
def test_sections_lose_no_line(text: str) -> None:
    lines = [line for line in text.splitlines() if line.strip()]
    kept = sum(
        (title is not None) + sum(1 for line in part.splitlines() if line.strip())
        for title, part in sections(text)
    )
    assert kept == len(lines)


def test_titles_are_plain() -> None:
    assert plain_title("**Bold** and `code` snake_case_name") == "Bold and code snake_case_name"
