"""Settings whose choices another setting decides: ``options_from``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .literals import same_value

LISTS = ("concepts", "choices", "columns")
_FOLLOWERS = {
    "concepts": ("concepts",),
    "choice": ("choices",),
    "choices": ("choices",),
    "column": ("table", "columns"),
    "columns": ("table", "columns"),
}

Properties = Mapping[str, Mapping[str, Any]]


def hints_of(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The ``x-linkr`` part of a setting."""
    hints: Mapping[str, Any] = schema.get("x-linkr", {})
    return hints


def leaders_for(control: str) -> tuple[str, ...]:
    """Controls of another setting that can decide what ``control`` offers."""
    return _FOLLOWERS.get(control, ())


def offered_by(
    schema: Mapping[str, Any], properties: Properties, values: Mapping[str, Any]
) -> list[Any] | None:
    """What the list of another setting lets this one offer; None when no list decides.

    Examples
    --------
    >>> ids = {"type": "array", "x-linkr": {"control": "concepts"}}
    >>> one = {"type": "array", "x-linkr": {"control": "concepts", "options_from": "ids"}}
    >>> offered_by(one, {"ids": ids, "one": one}, {"ids": [3], "one": []})
    [3]
    """
    leader = hints_of(schema).get("options_from", "")
    if hints_of(properties.get(leader, {})).get("control") not in LISTS:
        return None
    chosen = values.get(leader)
    return list(chosen) if isinstance(chosen, list) else []


def not_offered(properties: Properties, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each setting in sight with a value that the setting it follows does not offer."""
    for name, schema in properties.items():
        offered = offered_by(schema, properties, values)
        if offered is None or not _is_shown(schema, values):
            continue
        value = values.get(name)
        for one in value if isinstance(value, list) else [value]:
            if one is not None and not any(same_value(one, other) for other in offered):
                yield name, one
                break


def _is_shown(schema: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return all(
        any(same_value(values.get(other), one) for one in allowed)
        for other, allowed in hints_of(schema).get("when", {}).items()
    )
