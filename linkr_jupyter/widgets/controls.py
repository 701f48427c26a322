"""From the parameters of a plugin to the controls of its form, and their values back and forth.

Browsers get ids as text (a JSON number loses digits past 2^53) and the position of a choice instead
of its value, so that nothing outside the list can be chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..plugins.palettes import PALETTES
from . import incoming
from .form_values import same
from .incoming import MalformedMessageError
from .sequence_steps import read_steps, steps_to_browser, verbs_of

Schema = Mapping[str, Any]

CONTROLS = frozenset(
    {"text", "long_text", "number", "range", "date", "yes_no", "choice", "choices",
     "palette", "concepts", "table", "column", "columns", "visit", "sequence"}
)  # fmt: skip
RADIO_LIMIT = 5
_BY_TYPE = {
    "boolean": "yes_no",
    "integer": "number",
    "number": "number",
    "array": "columns",
    "string": "text",
}


def types_of(schema: Schema) -> set[str]:
    """The JSON types that a parameter accepts."""
    kinds = schema.get("type", "string")
    return {kinds} if isinstance(kinds, str) else set(kinds)


def nullable(schema: Schema) -> bool:
    """True when the parameter may be left empty."""
    return "null" in types_of(schema)


def control_of(schema: Schema) -> str:
    """The control of a parameter: the manifest's hint, else what its type asks for."""
    hinted = hints(schema).get("control")
    if hinted in CONTROLS:
        return str(hinted)
    if "enum" in schema:
        return "choice"
    if "enum" in schema.get("items", {}):
        return "choices"
    kinds = types_of(schema) - {"null"}
    return _BY_TYPE.get(next(iter(sorted(kinds)), "string"), "text")


def hints(schema: Schema) -> Mapping[str, Any]:
    """The ``x-linkr`` part of a parameter."""
    return schema.get("x-linkr", {})


def members(schema: Schema) -> list[Any]:
    """What a choice or an ordered choice offers."""
    found = schema.get("enum", schema.get("items", {}).get("enum", []))
    return [value for value in found if value is not None]


def describe(parameters: Schema, language: str = "en") -> list[dict[str, Any]]:
    """The controls of a form, in the order of the manifest (already localized).

    ``language`` is that of the verbs of sequences, which belong to no manifest.
    """
    required = set(parameters.get("required", ()))
    return [
        _describe(name, schema, name in required, language)
        for name, schema in parameters.get("properties", {}).items()
    ]


def _describe(name: str, schema: Schema, required: bool, language: str) -> dict[str, Any]:
    control, more = control_of(schema), hints(schema)
    labels = more.get("labels", {})
    described = {
        "name": name,
        "control": control,
        "title": schema.get("title", name),
        "description": schema.get("description", ""),
        "required": required and not nullable(schema),
        "nullable": nullable(schema),
        "group": "more" if more.get("group") == "more" else "main",
        "unit": more.get("unit", ""),
        "section": more.get("section", ""),
        "row": more.get("row", ""),
        "follows": "options_from" in more,
        "placeholder": more.get("placeholder", ""),
        "lines": more.get("rows", 4),
        "integer": "integer" in types_of(_bounded(schema, control)),
        "most": schema.get("maxItems"),
        "options": [
            {"key": str(place), "label": str(labels.get(_label_key(value), value))}
            for place, value in enumerate(members(schema))
        ],
        **_limits(_bounded(schema, control)),
    }
    if control == "choice":
        few = len(described["options"]) + nullable(schema) <= RADIO_LIMIT
        described["radio"] = few and not described["follows"]
    if control == "palette":
        described["colours"] = {
            str(place): list(PALETTES.get(name, ())) for place, name in enumerate(members(schema))
        }
    if control == "sequence":
        described["verbs"] = verbs_of(schema, language, describe, to_browser)
    return described


def _label_key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bounded(schema: Schema, control: str) -> Schema:
    """The schema of the numbers themselves: a range keeps it in ``items``."""
    return schema.get("items", {}) if control == "range" else schema


def _limits(schema: Schema) -> dict[str, Any]:
    step = hints(schema).get("step", schema.get("multipleOf"))
    if step is None:
        step = 1 if "integer" in types_of(schema) else "any"
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    return {
        "least": least,
        "largest": schema.get("maximum", schema.get("exclusiveMaximum")),
        "step": step,
        "longest": schema.get("maxLength"),
    }


def to_browser(schema: Schema, value: Any) -> Any:
    """A value as the browser code gets it."""
    control = control_of(schema)
    if value is None:
        return None
    if control in {"choice", "palette"}:
        return _position(members(schema), value)
    if control == "choices":
        return [_position(members(schema), one) for one in value]
    if control == "concepts":
        return [str(one) for one in value]
    if control == "sequence":
        return steps_to_browser(schema, value, to_browser)
    if control == "visit":
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _position(offered: list[Any], value: Any) -> str | None:
    places = (str(n) for n, one in enumerate(offered) if one == value and type(one) is type(value))
    return next(places, None)


def from_browser(schema: Schema, value: Any) -> Any:
    """A value as a browser sent it, in the types of Python.

    Raises
    ------
    MalformedMessageError
        When no control of ours can have sent it.
    """
    control = control_of(schema)
    if value is None or (value == "" and nullable(schema)):
        # A browser's empty field; the check of the values says so where one is needed.
        return (
            []
            if control in {"choices", "concepts", "columns", "sequence"} and not nullable(schema)
            else None
        )
    return _READERS[control](schema, value)


def representable(schema: Schema, value: Any) -> bool:
    """Whether the control of a setting can show a value, right or wrong, without changing it."""
    try:
        return same(from_browser(schema, to_browser(schema, value)), value)
    except (MalformedMessageError, TypeError, ValueError):
        return False


def _read_text(schema: Schema, value: Any) -> str:
    return incoming.text({"value": value}, "value").replace("\r\n", "\n")


def _read_number(schema: Schema, value: Any) -> Any:
    return _like(incoming.number(value), schema, schema.get("default"))


def _like(read: int | float | None, schema: Schema, default: Any) -> int | float | None:
    """Browsers know one kind of number; the code keeps the kind that its author chose."""
    if read is None:
        return None
    whole = isinstance(read, int) or read.is_integer()
    if "integer" in types_of(schema):
        return int(read) if whole else read
    return int(read) if whole and isinstance(default, int) else float(read)


def _read_range(schema: Schema, value: Any) -> list[Any]:
    ends = incoming.items(value, 2)
    if len(ends) != 2:
        raise MalformedMessageError
    defaults = schema.get("default") or [None, None]
    return [
        _like(incoming.number(end), schema.get("items", {}), default)
        for end, default in zip(ends, defaults, strict=True)
    ]


def _read_flag(schema: Schema, value: Any) -> bool:
    return incoming.flag({"value": value}, "value")


def _read_choice(schema: Schema, value: Any) -> Any:
    offered = members(schema)
    if not isinstance(value, str) or not value.isdecimal() or not value.isascii():
        raise MalformedMessageError
    if len(value) > 6 or int(value) >= len(offered):
        raise MalformedMessageError
    return offered[int(value)]


def _read_choices(schema: Schema, value: Any) -> list[Any]:
    chosen = [_read_choice(schema, one) for one in incoming.items(value)]
    return [one for place, one in enumerate(chosen) if one not in chosen[:place]]


def _read_concepts(schema: Schema, value: Any) -> list[int]:
    return list(dict.fromkeys(incoming.identifier(one) for one in incoming.items(value)))


def _read_visit(schema: Schema, value: Any) -> int:
    return incoming.identifier(value)


def _read_columns(schema: Schema, value: Any) -> list[str]:
    names = [_read_text(schema, one) for one in incoming.items(value)]
    return list(dict.fromkeys(names))


def _read_sequence(schema: Schema, value: Any) -> list[dict[str, Any]]:
    return read_steps(schema, value, from_browser)


_READERS = {
    "text": _read_text,
    "long_text": _read_text,
    "date": _read_text,
    "table": _read_text,
    "column": _read_text,
    "visit": _read_visit,
    "number": _read_number,
    "range": _read_range,
    "yes_no": _read_flag,
    "choice": _read_choice,
    "palette": _read_choice,
    "choices": _read_choices,
    "concepts": _read_concepts,
    "columns": _read_columns,
    "sequence": _read_sequence,
}
