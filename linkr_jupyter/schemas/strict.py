"""JSON read strictly: what one reader could take for another document is refused."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from ..locale import Phrase


class RefusedJsonError(ValueError):
    """JSON that one reader could take for another document than the next one does."""

    def __init__(self, text: str, /, **params: object) -> None:
        self.reason = Phrase(text, **params)
        super().__init__(str(self.reason))


def reason_of(error: Exception) -> Phrase:
    """Why JSON could not be read, as a phrase that a sentence can hold in any language."""
    if isinstance(error, RefusedJsonError):
        return error.reason
    if isinstance(error, json.JSONDecodeError):
        return Phrase(
            "{reason}, at line {line}, column {column}",
            reason=decoder_reason(error),
            line=error.lineno,
            column=error.colno,
        )
    return Phrase(str(error)[:200].replace("{", "").replace("}", ""))


def decoder_reason(error: json.JSONDecodeError) -> Phrase:
    """What Python's reader expected and did not find."""
    return Phrase(error.msg)


def parse_json(text: str | bytes) -> Any:
    """Parse JSON, refusing duplicate keys, ``NaN``, NUL and lone surrogates.

    Raises
    ------
    RefusedJsonError, json.JSONDecodeError
        ValueErrors whose :func:`reason_of` says what is wrong and where.

    Examples
    --------
    >>> parse_json('{"a": [1, 2]}')
    {'a': [1, 2]}
    >>> parse_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    linkr_jupyter.schemas.strict.RefusedJsonError: duplicate key 'a'
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RefusedJsonError("not UTF-8 text at byte {place}", place=error.start) from None
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except RecursionError:
        raise RefusedJsonError("nested too deeply") from None
    _refuse_bad_text(value)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RefusedJsonError("duplicate key {key}", key=repr(key))
        found[key] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise RefusedJsonError("{name} is not JSON", name=name)


def _refuse_bad_text(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\0" in item or any("\ud800" <= letter <= "\udfff" for letter in item):
                raise RefusedJsonError("text with a NUL or a lone surrogate")
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
