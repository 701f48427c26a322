"""Whether values fit the parameters of a plugin, said in words beside each setting."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Any

from ..errors import InvalidValueError
from ..locale import translate
from ..schemas import import_jsonschema
from .literals import check_builtin
from .manifest import Plugin
from .offers import hints_of, not_offered

LONGEST_TEXT = 200_000
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one setting, and what to do about it."""

    field: str
    message: str
    advice: str = ""
    params: dict[str, object] = dataclasses.field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """Message and advice in ``language``."""
        parts = (self.message, self.advice)
        return " ".join(translate(part, language, **self.params) for part in parts if part)


def check_values(plugin: Plugin, values: Mapping[str, Any]) -> list[FieldProblem]:
    """Return what is wrong with ``values``: at most one problem a setting, in their order.

    A setting that is absent takes its default, so only one without a default can be missing.
    Settings that the form hides are checked too.
    """
    problems = [_unknown(plugin, str(name)) for name in values if name not in plugin.properties]
    defaults = plugin.defaults()
    for name, schema in plugin.properties.items():
        title = schema.get("title", name)
        if name in values:
            found = check_one(name, title, schema, values[name])
        elif name in defaults:
            continue
        else:
            found = FieldProblem(
                name, "“{title}” is missing.", "Give it a value.", {"title": title}
            )
        if found:
            problems.append(found)
    wrong = {problem.field for problem in problems}
    followed = not_offered(plugin.properties, {**defaults, **values})
    return problems + [
        _not_offered(plugin, name, value) for name, value in followed if name not in wrong
    ]


def validated(plugin: Plugin, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` completed by the defaults, in the order of the parameters.

    Raises
    ------
    InvalidValueError
        When a value breaks its schema; it names the setting and the value.
    """
    problems = check_values(plugin, values)
    if problems:
        first = problems[0]
        raise InvalidValueError(first.message, first.advice, field=first.field, **first.params)
    complete = plugin.with_whole_steps({**plugin.defaults(), **values})
    return {name: complete[name] for name in plugin.properties}


def _unknown(plugin: Plugin, name: str) -> FieldProblem:
    near = get_close_matches(name, plugin.properties, n=1)
    advice = "Did you mean {near}?" if near else "Its settings are: {known}."
    return FieldProblem(
        name,
        "{plugin} has no setting “{name}”.",
        advice,
        {
            "plugin": plugin.id,
            "name": shown(name),
            "near": near[0] if near else "",
            "known": ", ".join(plugin.properties),
        },
    )


def _not_offered(plugin: Plugin, name: str, value: object) -> FieldProblem:
    schema = plugin.properties[name]
    leader = plugin.properties[hints_of(schema)["options_from"]]
    return FieldProblem(
        name,
        "“{title}” is {value}, which “{leader}” does not hold.",
        "Choose it there, or choose another one here.",
        {
            "title": schema.get("title", name),
            "value": hints_of(schema).get("labels", {}).get(str(value), shown(value)),
            "leader": leader.get("title", ""),
        },
    )


def shown(value: object) -> str:
    """Return a value as short printable text, for a message."""
    text = value if isinstance(value, str) else _as_json(value)
    text = "".join(letter if letter.isprintable() else "·" for letter in text[:61])
    return text if len(text) <= 60 else text[:59] + "…"


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return type(value).__name__


def check_one(
    name: str, title: str, schema: Mapping[str, Any], value: object
) -> FieldProblem | None:
    """Return what is wrong with one value, if anything, under the schema of its parameter."""
    try:
        check_builtin(value, title)
    except InvalidValueError as error:
        return FieldProblem(name, error.message, error.advice, dict(error.params))
    except RecursionError:
        value = "…"
    refusals = sorted(
        _validator(json.dumps(schema)).iter_errors(value),
        key=lambda error: (len(error.path), error.validator != "enum"),
    )
    if refusals:
        refusal = refusals[0]
        labels = schema.get("x-linkr", {}).get("labels", {})
        advice, params = _advice(refusal.validator, refusal.schema, labels)
        wrong = refusal.instance
        message = "“{title}” cannot be empty."
        if wrong not in ("", [], None):
            message = "“{title}” cannot be {value}."
        return FieldProblem(
            name, message, advice, {"title": title, "value": shown(wrong), **params}
        )
    return _check_control(name, title, schema, value)


def _check_control(
    name: str, title: str, schema: Mapping[str, Any], value: object
) -> FieldProblem | None:
    control = schema.get("x-linkr", {}).get("control")
    wrong: object = None
    if control == "sequence":
        from .sequences.items import check_items
        from .sequences.kinds import get_kind

        found = check_items(get_kind(schema["x-linkr"]["sequence"]), value)
        return dataclasses.replace(found, field=name) if found else None
    if control in ("table", "columns", "column"):
        items = value if isinstance(value, list) else [value]
        wrong = next((i for i in items if i is not None and not _COLUMN.match(str(i))), None)
        if wrong is not None:
            return FieldProblem(
                name,
                "“{title}” cannot be {value}.",
                "Choose a name of OMOP: lower-case letters, digits and underscores.",
                {"title": title, "value": shown(wrong)},
            )
    if control == "range" and isinstance(value, list) and len(value) == 2:
        low, high = value
        if low is not None and high is not None and low > high:
            return FieldProblem(
                name,
                "“{title}” runs from {low} to {high}.",
                "Enter the smaller value first.",
                {"title": title, "low": shown(low), "high": shown(high)},
            )
    return None


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if not _DATE.match(value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_exactly(kind: type, _checker: object, value: object) -> bool:
    return type(value) is kind


@lru_cache(maxsize=1024)
def _validator(schema: str) -> Any:
    """Return a validator that takes exact built-in types only: True is no number."""
    import_jsonschema()
    from jsonschema import Draft202012Validator, FormatChecker, TypeChecker, validators

    exact = {"null": type(None), "boolean": bool, "integer": int, "string": str, "array": list}
    checker = TypeChecker(
        {name: partial(_is_exactly, kind) for name, kind in exact.items()}
    ).redefine("number", lambda _, value: type(value) in (int, float))
    formats = FormatChecker(formats=())
    formats.checks("date")(_is_date)
    kind: Any = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, type_checker=checker
    )
    parsed = json.loads(schema)
    if "string" in parsed.get("type", ()):
        parsed.setdefault("maxLength", LONGEST_TEXT)
    return kind(parsed, format_checker=formats)


_TYPES = {
    "integer": "Enter a whole number.",
    "number": "Enter a number.",
    "string": "Enter a text.",
    "boolean": "Answer yes or no.",
    "array": "Give a list.",
    "null": "Leave it empty.",
}


def _advice(
    keyword: str, schema: Mapping[str, Any], labels: Mapping[str, str]
) -> tuple[str, dict[str, object]]:
    """Return what to enter instead, for the keyword of the schema that refused a value."""
    low, high = schema.get("minimum"), schema.get("maximum")
    limits: dict[str, object] = {"minimum": low, "maximum": high}
    if keyword in ("minimum", "maximum"):
        if low is not None and high is not None:
            return "Enter a number between {minimum} and {maximum}.", limits
        if low is not None:
            return "Enter a number of at least {minimum}.", limits
        return "Enter a number of at most {maximum}.", limits
    if keyword == "type":
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return _TYPES[kinds[0]], {}
    if keyword in ("enum", "const"):
        known = [labels.get(str(value), shown(value)) for value in schema.get("enum", [])]
        return "Choose one of: {choices}.", {"choices": ", ".join(known)}
    limit = schema.get(keyword)
    sentence = {
        "exclusiveMinimum": "Enter a number above {limit}.",
        "exclusiveMaximum": "Enter a number below {limit}.",
        "multipleOf": "Enter a multiple of {limit}.",
        "minItems": "Choose at least {limit}.",
        "maxItems": "Choose at most {limit}.",
        "uniqueItems": "Choose each value once.",
        "minLength": "Enter at least {limit} characters.",
        "maxLength": "Enter at most {limit} characters.",
        "format": "Enter a date such as 2026-11-22.",
    }.get(keyword, "Enter another value.")
    return sentence, {"limit": limit}
