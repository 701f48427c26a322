"""Settings that are chains of verbs: what a browser offers, and their steps back and forth.

Each argument of a verb gets the control that a setting of its schema would have. Code by hand goes
to the browser as text and comes back as the name of a part of the cell: it is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import InvalidValueError
from ..locale import translate
from ..plugins.languages import get_language, language_title
from ..plugins.sequences import Kind, Verb, check_items, from_json, get_kind, to_json
from ..plugins.sequences.lines import kept_by_hand
from . import incoming
from .incoming import MalformedMessageError

Schema = Mapping[str, Any]
Convert = Callable[[Schema, Any], Any]

STEP_LIMIT = 500


def kind_of(schema: Schema) -> Kind:
    """The kind of sequence that a setting holds."""
    return get_kind(schema["x-linkr"]["sequence"])


def verbs_of(
    schema: Schema, language: str, describe: Callable[..., list[dict[str, Any]]], convert: Convert
) -> list[dict[str, Any]]:
    """What the form asks for each verb, and the values that a new step starts with."""
    return [
        {
            "name": verb.name,
            "title": verb.title,
            "description": verb.description,
            "controls": describe(verb.parameters, language),
            "start": _converted(verb, verb.defaults(), convert),
        }
        for verb in kind_of(schema).localized(language).verbs
    ]


def steps_to_browser(schema: Schema, value: Any, convert: Convert) -> list[dict[str, Any]]:
    """The steps as the browser code gets them; what is no step is left out."""
    verbs = kind_of(schema).by_name
    steps: list[dict[str, Any]] = []
    for one in _dicts(value):
        off = one.get("off") is True
        if isinstance(one.get("source"), str):
            steps.append({"source": one["source"], "off": off})
        elif one.get("verb") in verbs:
            verb = verbs[one["verb"]]
            values = {**verb.defaults(), **one.get("values", {})}
            converted = _converted(verb, values, convert)
            steps.append({"verb": verb.name, "values": converted, "off": off})
    return steps


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in value if isinstance(one, dict))


def _converted(verb: Verb, values: Mapping[str, Any], convert: Convert) -> dict[str, Any]:
    return {name: convert(schema, values[name]) for name, schema in verb.properties.items()}


def read_steps(schema: Schema, value: Any, convert: Convert) -> list[dict[str, Any]]:
    """The steps that a browser sent, as the value of the setting.

    Raises
    ------
    MalformedMessageError
        When no control of ours can have sent them.
    """
    kind = kind_of(schema)
    return [_read_step(kind, one, convert) for one in incoming.items(value, STEP_LIMIT)]


def _read_step(kind: Kind, sent: Any, convert: Convert) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise MalformedMessageError
    off = {"off": True} if incoming.flag(sent, "off") else {}
    if "verb" not in sent:
        return {"source": incoming.text(sent, "source", incoming.SOURCE_LIMIT), **off}
    verb = kind.by_name[incoming.choice(sent, "verb", kind.by_name)]
    values = sent.get("values")
    if not isinstance(values, dict) or values.keys() != verb.properties.keys():
        raise MalformedMessageError
    return {"verb": verb.name, "values": _converted(verb, values, convert), **off}


def problem_of(schema: Schema, value: Any, written_in: str, language: str) -> str:
    """What is wrong with a sequence, in words: its first wrong step; empty when nothing is.

    Parameters
    ----------
    written_in
        Language of the code: not every verb exists in each.
    language
        Of the words.
    """
    kind = kind_of(schema).localized(language)
    for number, one in enumerate(value, 1):
        found = check_items(kind, [one])
        if found:
            return translate(
                "Step {number}: {reason}", language, number=number, reason=found.text(language)
            )
        verb = kind.by_name.get(one.get("verb", ""))
        if verb is not None and written_in not in verb.calls:
            return translate(
                "Step {number}: “{verb}” does not exist in {language}. Remove it or choose the "
                "other language.",
                language,
                number=number,
                verb=verb.title,
                language=language_title(written_in),
            )
    return ""


def with_code_of(schema: Schema, value: Any, there: Any, written_in: str) -> Any:
    """The steps of a form, with the code by hand that stands in the cell and no other.

    Saved settings and an undo can name code that the cell does not hold, or lack what it holds.
    """
    kind = kind_of(schema)
    try:
        old, new = from_json(kind, there), from_json(kind, value)
    except InvalidValueError:
        return value
    return to_json(kept_by_hand(kind, get_language(written_in), old, new))


def concepts_in(schema: Schema, value: Any) -> list[Any]:
    """The concepts in the steps of a sequence, in their order."""
    verbs = kind_of(schema).by_name
    return [
        concept
        for one in _dicts(value or ())
        if one.get("verb") in verbs
        for name in concept_arguments(verbs[one["verb"]])
        for concept in one.get("values", {}).get(name) or ()
    ]


def concept_arguments(verb: Verb) -> list[str]:
    """The arguments of a verb that are lists of concepts."""
    return [
        name
        for name, schema in verb.properties.items()
        if schema.get("x-linkr", {}).get("control") == "concepts"
    ]


def searched(name: str, schema: Schema) -> dict[str, Schema]:
    """The schema of each argument that searches concepts, by its place in the form.

    Examples
    --------
    >>> list(searched("eligible", {"x-linkr": {"sequence": "criteria"}}))[0]
    'eligible.require_event.concept_ids'
    """
    return {
        f"{name}.{verb.name}.{argument}": verb.properties[argument]
        for verb in kind_of(schema).verbs
        for argument in concept_arguments(verb)
    }
