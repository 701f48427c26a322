"""Labels as trailing comments: names come from a database, so they are hostile until cleaned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# Words that make a comment speak to a tool instead of a person.
_PRAGMA = re.compile(
    r"noqa\b|nosec\b"
    r"|(if|type|pragma|fmt|ruff|yapf|isort|black|mypy|pylint|pyright|flake8|vim|coding)\s*[:=]",
    re.IGNORECASE,
)


def _width(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "FW" else 1


def is_pragma(text: str) -> bool:
    """Whether the text of a comment speaks to a tool."""
    return _PRAGMA.match(text) is not None


def clean_label(label: str, width: int) -> str:
    r"""Turn a label into one line of printable text of at most ``width`` columns; may be empty.

    Control characters, line breaks, bidirectional marks and backslashes go; so does a ``#`` that
    could start an instruction to a tool.

    Examples
    --------
    >>> clean_label("Heart\nrate", 40)
    'Heart rate'
    >>> clean_label("noqa: F401", 40)
    '"noqa: F401"'
    """
    text = "".join(
        " " if not letter.isprintable() or letter in "\\\xa0" else letter for letter in label[:500]
    )
    text = " ".join(re.sub(r"#(?!\d)", " ", text).split())
    if is_pragma(text) or text[:1] in "%!?+-:":
        text = f'"{text}"' if text else ""
    used, kept = 0, ""
    for letter in text:
        used += _width(letter)
        if used > width:
            return kept[:-1].rstrip() + "…" if kept else ""
        kept += letter
    return kept


def label_of(labels: Mapping[Any, str], value: object) -> str:
    """Return the label of a value; JSON spells the keys of its objects as text."""
    if isinstance(value, list):
        return ""
    for key in (value, str(value)):
        found = labels.get(key)
        if isinstance(found, str) and not isinstance(key, bool):
            return found
    return ""


def with_comment(line: str, label: str, *, width: int = 88, gap: str = "  ") -> str:
    """Return ``line`` and its label as a trailing comment, within the length of a line."""
    room = width - sum(map(_width, line)) - len(gap) - len("# ")
    text = clean_label(label, room) if label and room >= 4 else ""
    return f"{line}{gap}# {text}" if text else line
