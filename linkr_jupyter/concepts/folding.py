"""Text as a search compares it: no accents, no capitals; the same in Python and in a database."""

from __future__ import annotations

import re
import unicodedata
from functools import cache


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
_PAIRS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ẞ": "ss"}
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Text without accents and capitals.

    Examples
    --------
    >>> fold("Fréquence CARDIAQUE"), fold("Œdème")
    ('frequence cardiaque', 'oedeme')
    """
    if text.isascii():
        return text.lower()
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


def pattern(word: str) -> str:
    """A regular expression that finds a folded word in text that is not folded.

    A database runs it over millions of names as they are; to fold each of them first takes it
    fifty times as long.

    Examples
    --------
    >>> import re
    >>> bool(re.search(pattern("oedeme"), "ŒDÈME aigu")), bool(re.search(pattern("rate"), "heart"))
    (True, False)
    """
    parts = []
    position = 0
    while position < len(word):
        pair = word[position : position + 2]
        single = "".join(letter for letter, spelled in _PAIRS.items() if spelled == pair)
        if single:
            parts.append(f"(?:{_letter(pair[0])}{_letter(pair[1])}|[{single}])")
        else:
            parts.append(_letter(pair[0]))
        position += 2 if single else 1
    return "".join(parts)


@cache
def _letter(char: str) -> str:
    """A class of everything that folds to one character."""
    plain = {char, char.upper(), char.lower()}
    accented = {accent for accent, base in zip(_ACCENTED, _PLAIN, strict=True) if base in plain}
    return "[" + "".join(sorted(c for c in plain | accented if len(c) == 1)) + "]"
