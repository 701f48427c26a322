"""French (and later other languages) of every sentence that Python shows.

The English sentence is the key. ``fr/<area>.json`` maps it to French; the panels' own catalogue,
in the format that JupyterLab reads, is ``fr_FR/LC_MESSAGES/linkr_jupyter.json``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every translated sentence of ``language``, keyed by the English one."""
    entries: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / language).glob("*.json")):
        entries.update(json.loads(file.read_text(encoding="utf-8")))
    return entries


def supported(language: str) -> str:
    """The supported language nearest to a tag such as ``fr-FR`` or ``fr_CA``; else English."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else "en"


def translate(text: str, language: str = "en", /, **params: object) -> str:
    """Translate an English sentence and fill its ``{name}`` fields.

    Examples
    --------
    >>> translate("{n} patients", "en", n=3)
    '3 patients'
    """
    language = supported(language)
    if language != "en":
        text = catalogue(language).get(text, text)
    return text.format(**params) if params else text


_current = "en"


def set_language(language: str) -> None:
    """Choose the language of the sentences that this process generates."""
    global _current
    _current = supported(language)


def current_language() -> str:
    """The language of the sentences that this process generates."""
    return _current
