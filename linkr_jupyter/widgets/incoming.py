"""Reading messages from browsers: each field has a type and a limit, or the message is ignored."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

Message = Mapping[str, Any]

REQUEST_LIMIT = 64
SOURCE_LIMIT = 400_000
TEXT_LIMIT = 20_000
LIST_LIMIT = 2_000
LARGEST_ID = 2**63 - 1


class MalformedMessageError(Exception):
    """A message that none of our browser code sends. It is dropped without an answer."""


def text(message: Message, name: str, limit: int = TEXT_LIMIT) -> str:
    """The text ``name``, at most ``limit`` characters, free of what no store can carry."""
    value = message.get(name)
    if not isinstance(value, str) or len(value) > limit:
        raise MalformedMessageError(name)
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise MalformedMessageError(name)
    return value


def optional_text(message: Message, name: str, limit: int = TEXT_LIMIT) -> str | None:
    """The text ``name``, or None when it is null or absent."""
    return None if message.get(name) is None else text(message, name, limit)


def choice(message: Message, name: str, allowed: Collection[str]) -> str:
    """The text ``name`` when it is one of ``allowed``."""
    value = text(message, name, 200)
    if value not in allowed:
        raise MalformedMessageError(name)
    return value


def flag(message: Message, name: str) -> bool:
    """The boolean ``name``."""
    value = message.get(name)
    if not isinstance(value, bool):
        raise MalformedMessageError(name)
    return value


def whole(message: Message, name: str, least: int, most: int) -> int:
    """The whole number ``name`` between ``least`` and ``most``."""
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise MalformedMessageError(name)
    return value


def identifier(value: object) -> int:
    """A 64-bit id that JSON carries as text of digits.

    Examples
    --------
    >>> identifier("9007199254740993")
    9007199254740993
    """
    if not isinstance(value, str) or len(value) > 20:
        raise MalformedMessageError
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or abs(int(value)) > LARGEST_ID:
        raise MalformedMessageError
    return int(value)


def number(value: object) -> int | float | None:
    """A finite number, or None for an empty field."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedMessageError
    if isinstance(value, float) and not math.isfinite(value):
        raise MalformedMessageError
    return value


def items(value: object, limit: int = LIST_LIMIT) -> list[Any]:
    """A list of at most ``limit`` items."""
    if not isinstance(value, list) or len(value) > limit:
        raise MalformedMessageError
    return value
