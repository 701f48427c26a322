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


class Phrase:
    """A part of a sentence, such as a reason: translated with the sentence whose field it fills.

    Examples
    --------
    >>> translate("Refused: {reason}.", "en", reason=Phrase("duplicate key {key}", key="a"))
    'Refused: duplicate key a.'
    """

    def __init__(self, text: str, /, **params: object) -> None:
        self._text = text
        self._params = params

    def text(self, language: str = "en") -> str:
        """The phrase in ``language``."""
        return translate(self._text, language, **self._params)

    def __str__(self) -> str:
        return self.text()


def translate(text: str, language: str = "en", /, **params: object) -> str:
    """Translate an English sentence and fill its ``{name}`` fields.

    A field may be a :class:`Phrase`, which is said in the same language.

    Examples
    --------
    >>> translate("{n} patients", "en", n=3)
    '3 patients'
    """
    language = supported(language)
    if language != "en":
        text = catalogue(language).get(text, text)
    if not params:
        return text
    words = {
        name: value.text(language) if isinstance(value, Phrase) else value
        for name, value in params.items()
    }
    return text.format(**words)


def takes_plural(count: float, language: str) -> bool:
    """Whether a count takes the plural: all but one in English, two and more in French.

    Examples
    --------
    >>> takes_plural(0, "en"), takes_plural(0, "fr"), takes_plural(1.5, "fr")
    (True, False, False)
    """
    return count >= 2 if supported(language) == "fr" else count != 1


def translate_count(
    one: str, several: str, count: int, language: str = "en", /, **params: object
) -> str:
    """Translate the sentence of the number that a count takes in ``language``.

    Parameters
    ----------
    one, several
        The English sentence for one and for several; both may have the field ``{count}``.
    count
        The count; it fills ``{count}`` as numbers are written in ``language``.

    Examples
    --------
    >>> [translate_count("{count} row", "{count} rows", n) for n in (1, 2000)]
    ['1 row', '2,000 rows']
    """
    from babel.numbers import format_decimal

    language = supported(language)
    written = format_decimal(count, locale=language)
    text = several if takes_plural(count, language) else one
    return translate(text, language, **{**params, "count": written})


def day_of_month(day: int, language: str) -> str:
    """A day of the month as it is written in a date: the first of a month is "1er" in French.

    Examples
    --------
    >>> day_of_month(1, "fr"), day_of_month(2, "fr"), day_of_month(1, "en")
    ('1er', '2', '1')
    """
    return "1er" if day == 1 and supported(language) == "fr" else str(day)


_current = "en"


def set_language(language: str) -> None:
    """Choose the language of the sentences that this process generates."""
    global _current
    _current = supported(language)


def current_language() -> str:
    """The language of the sentences that this process generates."""
    return _current
