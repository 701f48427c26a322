"""Markdown from people made safe for a page that is shown as it stands, as Voilà does.

The rules depend on no Markdown parser, so a reader that parses differently is not a way around:
no ``<`` is followed by what could begin a tag, and no link or picture points anywhere but to
http(s), a file beside the notebook, or a place on the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator

# Invisible and zero wide; between "<" and a letter, no HTML parser sees a tag any more.
WORD_JOINER = "\u2060"

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# What may stand between "](" or "]:" and its destination.
_LINK = re.compile(r"(\]\([\s>]*<?|\]:[\s>]*<?)([^\s<>)\]]*)")
# A "!" before a bracket, and what makes a picture of ours of it: one destination without tricks.
_PICTURE = re.compile(r"!(?=\[)(?:(?=\[[^\[\]\n]*\]\((attachment:)?([^\s:<>()\\&]*)[\s)]))?")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_AUTOLINK = re.compile(r"(?<!\()<(https?://[^\s<>]*)>")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r" {0,3}##[ \t]+(.+?)[ \t]*#*[ \t]*")


def safe_markdown(text: str, attachments: Collection[str] = ()) -> str:
    """Return ``text`` without raw HTML, script links or remote pictures; it reads the same.

    Parameters
    ----------
    text
        Markdown of a cell.
    attachments
        Names of the pictures that the cell holds itself.

    Examples
    --------
    >>> safe_markdown("[a](javascript:x)")
    '[a](#)'
    >>> safe_markdown("![plan](https://example.org/p.png)")
    '[plan](https://example.org/p.png)'
    >>> "<script" in safe_markdown("<script>x</script>")
    False
    """
    text = _AUTOLINK.sub(r"[\1](\1)", text)
    text = _LINK.sub(_safe_link, text)
    text = _PICTURE.sub(lambda mark: "!" if _is_ours(mark, attachments) else "", text)
    return _TAG.sub(f"<{WORD_JOINER}", text)


def _safe_link(match: re.Match[str]) -> str:
    lead, destination = match.groups()
    return lead + (destination if _is_safe(destination) else "#")


def _is_ours(mark: re.Match[str], attachments: Collection[str]) -> bool:
    attached, place = mark.groups()
    if attached:  # the renderer fails on a picture that is not there
        return place in attachments
    return place is not None


def _is_safe(destination: str) -> bool:
    # As a browser would read it: entities and escapes resolved, control characters dropped.
    plain = html.unescape(destination).replace("\\", "")
    plain = "".join(letter for letter in plain if letter.isprintable() and not letter.isspace())
    scheme = _SCHEME.match(plain)
    if scheme:
        return scheme[0].lower() in ("http:", "https:", "attachment:")
    return not plain.startswith("//") and ":" not in plain.partition("/")[0].partition("#")[0]


def sections(text: str) -> Iterator[tuple[str | None, str]]:
    r"""Split Markdown at its second-level headings, outside of code.

    Yields
    ------
    tuple
        The heading, or None before the first one, and the text below it.

    Examples
    --------
    >>> list(sections("Intro\n## One\ntext"))
    [(None, 'Intro'), ('One', 'text')]
    """
    title: str | None = None
    lines: list[str] = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.fullmatch(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        heading = None if fence else _HEADING.fullmatch(line)
        if heading is None:
            lines.append(line)
            continue
        if title is not None or any(line.strip() for line in lines):
            yield title, "\n".join(lines).strip("\n")
        title, lines = heading[1], []
    if title is not None or any(line.strip() for line in lines):
        yield title, "\n".join(lines).strip("\n")


def plain_title(heading: str) -> str:
    """Return a heading as plain text for a tab's button: without emphasis, code marks or links.

    Examples
    --------
    >>> plain_title("**Vital** `signs` [now](x)")
    'Vital signs now'
    """
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", heading)
    return re.sub(r"(\*\*|\*|`|(?<!\w)_|_(?!\w))", "", text).strip()
