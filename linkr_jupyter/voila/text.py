"""Markdown of a page as HTML with a short list of elements, attributes and addresses.

A study may come from elsewhere, and a page is shown with the reader's rights. ``to_page`` has
already taken raw HTML and script links out of the Markdown; this is the second wall, after the
Markdown has been turned into HTML, and the page's content security policy is the third.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import bleach
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

ELEMENTS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "small", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_ADDRESS = re.compile(r"(?:https?://|#|mailto:)", re.IGNORECASE)


def _allowed(element: str, attribute: str, value: str) -> bool:
    if element == "img":
        return attribute in ("alt", "title") or (attribute == "src" and bool(_PICTURE.match(value)))
    if element == "a":
        return attribute == "title" or (attribute == "href" and bool(_ADDRESS.match(value)))
    return element in ("td", "th", "ol") and attribute in ("align", "start")


def html_of(markdown: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Turn Markdown into HTML that can run nothing and load nothing.

    Parameters
    ----------
    markdown
        The text of a cell. First-level headings become second-level ones: the page has its own
        title.
    attachments
        Pictures of the cell, by name, as in a notebook file.

    Examples
    --------
    >>> html_of("**Sepsis** <script>alert(1)</script>").strip()
    '<p><strong>Sepsis</strong> alert(1)</p>'
    """
    renderer = IPythonRenderer(
        escape=False, attachments=dict(attachments or {}), exclude_anchor_links=True
    )
    raw = MarkdownWithMath(renderer=renderer).render(markdown)
    raw = re.sub(r"<(/?)h1\b", r"<\1h2", raw)
    return str(
        bleach.clean(
            raw,
            tags=ELEMENTS,
            attributes=_allowed,
            protocols={"http", "https", "mailto", "data"},
            strip=True,
            strip_comments=True,
        )
    )
