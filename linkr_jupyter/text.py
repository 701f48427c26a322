"""Text that comes from outside: what no store can carry is refused at the door.

A NUL cuts the SQL text short on PostgreSQL and DuckDB; a lone surrogate cannot be encoded at all.
"""

from __future__ import annotations

import unicodedata

from .errors import InvalidTextError

_SHOWN = 60  # characters of a refused value that its message repeats


def clean_text(value: str, field: str = "") -> str:
    """Return ``value`` unchanged, or refuse it.

    Parameters
    ----------
    value
        Text typed by a person or read from a file.
    field
        Name of the setting or column, for the message.

    Raises
    ------
    InvalidTextError
        When the text holds a NUL or a lone surrogate, or is no text at all.

    Examples
    --------
    >>> clean_text("Fréquence cardiaque", "text")
    'Fréquence cardiaque'
    """
    name = field or "text"
    if not isinstance(value, str):
        raise InvalidTextError(
            "{name} must be text, not {kind}.",
            "Give a text between quotes.",
            field=name,
            name=name,
            kind=type(value).__name__,
        )
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
        raise InvalidTextError(
            "{name} holds a character that cannot be stored: {value}.",
            "Remove the NUL or the broken character, then try again.",
            field=name,
            name=name,
            value=visible(value),
        )
    return value


def visible(value: str, limit: int = _SHOWN) -> str:
    r"""``value`` in quotes, its invisible characters written as escapes, cut at ``limit``.

    Examples
    --------
    >>> visible("a" + chr(0) + "b")
    "'a\\x00b'"
    """
    shown = value[:limit]
    escaped = "".join(
        char if unicodedata.category(char)[0] != "C" else char.encode("unicode_escape").decode()
        for char in shown
    )
    return f"'{escaped}{'…' if len(value) > limit else ''}'"
