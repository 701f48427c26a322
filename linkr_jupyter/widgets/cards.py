"""Messages in place of results: an empty state, an error in the words of the study."""

from __future__ import annotations

import re
import traceback
from html import escape
from typing import Any

from ..errors import LinkrError
from ..locale import translate

# Inline, because these cards are plain HTML outputs that carry no style sheet of ours.
_CARD = (
    "border-left: 4px solid {edge}; padding: 8px 12px; margin: 4px 0;"
    " color: var(--jp-content-font-color1, #1f1f1f);"
    " background: var(--jp-layout-color2, #f3f3f3);"
)
REPORT = "If this happens again, tell the person who gave you the link to this page."
_EDGES = {"note": "#0072b2", "problem": "#b35900"}


def card(message: str, advice: str = "", *, details: str = "", language: str = "en") -> str:
    """HTML of a message; ``details`` are folded away.

    Examples
    --------
    >>> "A &lt;b&gt;" in card("A <b>")
    True
    >>> "Run <code>ls</code>." in card("A", "Run `ls`.")
    True
    """
    edge = _EDGES["problem" if details else "note"]
    parts = [f"<p style='margin: 0'><strong>{escape(message)}</strong></p>"]
    if advice:
        words = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(advice))
        parts.append(f"<p style='margin: 4px 0 0'>{words}</p>")
    if details:
        summary = escape(translate("Technical details", language))
        parts.append(
            f"<details><summary>{summary}</summary>"
            f"<pre style='white-space: pre-wrap'>{escape(details)}</pre></details>"
        )
    style = _CARD.format(edge=edge)
    lang = escape(language, quote=True)
    return f"<div class='linkr-Card' lang='{lang}' style='{style}'>{''.join(parts)}</div>"


def output(html: str) -> dict[str, Any]:
    """The output of a cell that shows ``html``; its text form says nothing of it."""
    return {
        "output_type": "display_data",
        "data": {"text/html": html, "text/plain": "LinkR message"},
        "metadata": {},
    }


def own_frames(error: BaseException) -> str:
    """The traceback from the cell on: what our own runner adds says nothing to an author."""
    if hasattr(error, "_render_traceback_"):  # errors of R speak for themselves
        return "\n".join(error._render_traceback_())
    frames = traceback.extract_tb(error.__traceback__)
    first = next((n for n, f in enumerate(frames) if f.filename.startswith("<LinkR cell")), None)
    shown = frames if first is None else frames[first:]
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(shown)]
    return "".join([*lines, *traceback.format_exception_only(error)])


def error_card(error: BaseException, sentence: str, language: str, *, details: bool) -> str:
    """An error as a card: a domain error in its own words, any other under ``sentence``.

    Parameters
    ----------
    sentence
        What to say, already translated, of an error that is not one of ours.
    details
        Fold the traceback in; never for clinicians.
    """
    if isinstance(error, LinkrError):
        message = translate(error.message, language, **error.params)
        advice = translate(error.advice, language, **error.params) if error.advice else ""
        return card(message, advice, language=language)
    if details:
        return card(sentence, details=own_frames(error), language=language)
    return card(sentence, translate(REPORT, language), language=language)
