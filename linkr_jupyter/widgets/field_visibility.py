"""Which settings a form shows, and which of those need a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .controls import Schema, hints
from .form_values import same


def hidden_fields(properties: Schema, values: Mapping[str, Any]) -> list[str]:
    """Parameters whose control is not shown, because another setting has none of the values asked.

    Examples
    --------
    >>> hidden_fields({"k": {"x-linkr": {"when": {"rule": ["iqr"]}}}}, {"rule": "none"})
    ['k']
    """
    return [
        name
        for name, schema in properties.items()
        if not all(
            any(same(values.get(other), one) for one in allowed)
            for other, allowed in hints(schema).get("when", {}).items()
        )
    ]


def missing_fields(properties: Schema, values: Mapping[str, Any]) -> list[str]:
    """Parameters that need a value while they are shown, and have none: not even a part of one.

    Examples
    --------
    >>> needed = {"x-linkr": {"needed": True}}
    >>> missing_fields({"a": needed, "b": needed, "c": {}}, {"a": [None, None], "b": [None, 1]})
    ['a']
    """
    hidden = hidden_fields(properties, values)
    return [
        name
        for name, schema in properties.items()
        if hints(schema).get("needed") and name not in hidden and _is_empty(values.get(name))
    ]


def _is_empty(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_empty, value))
    return value is None or (isinstance(value, str) and not value.strip())
