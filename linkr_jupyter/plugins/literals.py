"""The values that a form can set: exact built-in types only, equal only to their like."""

from __future__ import annotations

import math

from ..errors import InvalidValueError

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]

_LARGEST = 2**63


def check_builtin(value: object, field: str = "") -> None:
    """Refuse a value that no literal stands for.

    Subclasses are refused too: their ``repr`` is code that we did not write.

    Raises
    ------
    InvalidValueError
        With the field and the type.
    """
    if type(value) is list:
        for item in value:
            check_builtin(item, field)
    elif type(value) is dict:
        for key, item in value.items():
            if type(key) is not str or not key:
                raise InvalidValueError(
                    "“{name}” holds an object with a key that is no text.",
                    "Give every part of the object a name.",
                    field=field,
                    name=field,
                )
            check_builtin(key, field)
            check_builtin(item, field)
    else:
        _check_scalar(value, field)


def _check_scalar(value: object, field: str) -> None:
    if type(value) is str:
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise InvalidValueError(
                "“{name}” holds a character that no file can store.",
                "Remove the NUL characters and the incomplete characters from the text.",
                field=field,
                name=field,
            )
    elif type(value) is int:
        if not -_LARGEST <= value < _LARGEST:
            raise InvalidValueError(
                "“{name}” holds a number that is too large.",
                "Enter a number of at most 18 digits.",
                field=field,
                name=field,
            )
    elif type(value) is float:
        if not math.isfinite(value):
            raise InvalidValueError(
                "“{name}” holds a number that is not finite.",
                "Enter an ordinary number.",
                field=field,
                name=field,
            )
    elif value is not None and type(value) is not bool:
        raise InvalidValueError(
            "“{name}” holds a value of type {kind}, which a form cannot set.",
            "Give a text, a number, yes or no, a list or an object of these, or nothing.",
            field=field,
            name=field,
            kind=type(value).__name__,
        )


def same_value(one: object, other: object) -> bool:
    """Whether two values are the same literal: 1, 1.0 and True differ, as do 0.0 and -0.0.

    Examples
    --------
    >>> same_value([1], [True])
    False
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_value, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(map(same_value, one.values(), other.values()))
    return repr(one) == repr(other)
