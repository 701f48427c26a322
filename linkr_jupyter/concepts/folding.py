"""Text as a search compares it: no accents, no capitals; the same in Python and in a database."""

from __future__ import annotations

import re
import unicodedata

import ibis.expr.types as ir


def _accents() -> tuple[str, str]:
    plain, accented = [], []
    for code in range(0xC0, 0x180):
        base = unicodedata.normalize("NFKD", chr(code))[0]
        if base.isascii() and base.isalpha():
            accented.append(chr(code))
            plain.append(base)
    return "".join(accented), "".join(plain)


_ACCENTED, _PLAIN = _accents()
_TABLE = str.maketrans(_ACCENTED, _PLAIN)
_PAIRS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Text without accents and capitals.

    Examples
    --------
    >>> fold("Fréquence CARDIAQUE"), fold("Œdème")
    ('frequence cardiaque', 'oedeme')
    """
    text = unicodedata.normalize("NFC", text)
    for letter, pair in _PAIRS.items():
        text = text.replace(letter, pair)
    return text.translate(_TABLE).lower()


def words(text: str) -> list[str]:
    """The folded words of a text, in order, each once.

    Examples
    --------
    >>> words("Pression, artérielle pression")
    ['pression', 'arterielle']
    """
    return list(dict.fromkeys(_WORD.findall(fold(text))))


def folded(column: ir.StringValue) -> ir.StringValue:
    """:func:`fold` as a database expression."""
    for letter, pair in _PAIRS.items():
        column = column.replace(letter, pair)
    return column.translate(_ACCENTED, _PLAIN).lower()
