"""What a manifest must fulfil beyond being JSON; every error names file, field and value."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import InvalidManifestError, InvalidValueError
from ..schemas import validator
from .manifest import translatable
from .offers import leaders_for, not_offered, offered_by
from .palettes import PALETTES
from .values import check_one, shown

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_NAME_RULE = "Use lower-case ASCII letters, digits and underscores."
_KINDS = {
    "text": "string", "long_text": "string", "number": "number", "range": "array",
    "date": "string", "yes_no": "boolean", "choices": "array", "concepts": "array",
    "palette": "string",
    "table": "string", "column": "string", "columns": "array", "visit": "integer",
    "sequence": "array",
}  # fmt: skip


def check_manifest(manifest: Mapping[str, Any], folder: Path) -> None:
    """Check a manifest against the schema and the rules that no schema can say.

    Raises
    ------
    InvalidManifestError
        For the first thing that is wrong.
    """
    version = manifest.get("schema_version")
    if type(version) is int and version > 1:
        raise InvalidManifestError(
            "{file} needs a newer LinkR: its schema_version is {value}.",
            "Update LinkR, or ask the author for an older version of the plugin.",
            field="schema_version",
            file="plugin.json",
            value=version,
        )
    errors = sorted(
        validator("plugin").iter_errors(manifest), key=lambda error: [str(p) for p in error.path]
    )
    if errors:
        _explain(errors[0])
    for kind in ("inputs", "outputs"):
        for name in manifest.get(kind, {}):
            _check_name(kind, name)
    if manifest["id"] != folder.name:
        _refuse(
            "id", manifest["id"], "Give the plugin the name of its folder, or the other way round."
        )
    properties = manifest["parameters"]["properties"]
    for name in manifest["parameters"].get("required", []):
        if name not in properties:
            _refuse("parameters.required", name, "Name only parameters that exist.")
    for name, schema in properties.items():
        _check_parameter(f"parameters.{name}", name, schema, properties)
    for name in properties:
        _check_leader(f"parameters.{name}", name, properties)
    for kind in ("inputs", "outputs"):
        for name in manifest.get(kind, {}):
            hints = properties.get(name, {}).get("x-linkr", {})
            if name in properties and not (kind == "outputs" and "sequence" in hints):
                _refuse(kind, name, "Give it the name of a variable that is no parameter.")


def _check_parameter(
    place: str, name: str, schema: Mapping[str, Any], properties: Mapping[str, Any]
) -> None:
    _check_name(place, name)
    hints = schema.get("x-linkr", {})
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    main = [kind for kind in kinds if kind != "null"]
    if len(main) != 1:
        _refuse(f"{place}.type", shown(schema["type"]), "Give one type, with or without null.")
    if main == ["array"]:
        _check_list(place, schema, hints)
    wanted = _KINDS.get(hints.get("control", ""))
    if wanted and wanted != main[0] and not (wanted == "number" and main[0] == "integer"):
        _refuse(f"{place}.x-linkr.control", hints["control"],
                "This control sets a value of type {wanted}.", wanted=wanted)  # fmt: skip
    _check_choices(place, schema, hints)
    value = schema["default"]
    try:
        problem = check_one(name, name, schema, schema["default"])
    except InvalidValueError as error:
        _refuse(
            f"{place}.default",
            shown(schema["default"]),
            error.message,
            **dict[str, Any](error.params),
        )
    if problem:
        _refuse(
            f"{place}.default",
            shown(schema["default"]),
            problem.advice,
            **dict[str, Any](problem.params),
        )
    for other, values in hints.get("when", {}).items():
        if other not in properties or other == name:
            _refuse(f"{place}.x-linkr.when", other, "Name another parameter.")
        for value in values:
            known = properties[other].get("enum")
            if known is not None and value not in known:
                _refuse(f"{place}.x-linkr.when.{other}", shown(value),
                        "Choose among the values of {other}.", other=other)  # fmt: skip


def _check_list(place: str, schema: Mapping[str, Any], hints: Mapping[str, Any]) -> None:
    """Check that a list says what it holds: values, or the steps of a kind of sequence."""
    is_sequence = hints.get("control") == "sequence"
    if is_sequence != ("sequence" in hints):
        _refuse(f"{place}.x-linkr.sequence", hints.get("sequence", ""),
                "Say which kind of sequence it is.")  # fmt: skip
    if not is_sequence and "items" not in schema:
        _refuse(f"{place}.items", "", "Say what the list holds, such as {example}.",
                example='{"type": "integer"}')  # fmt: skip


def _check_leader(place: str, name: str, properties: Mapping[str, Any]) -> None:
    """Check ``options_from``: another setting, of a kind that can decide what is offered."""
    schema = properties[name]
    hints = schema.get("x-linkr", {})
    leader = hints.get("options_from")
    if leader is None:
        return
    place = f"{place}.x-linkr.options_from"
    if leader not in properties or leader == name:
        _refuse(place, leader, "Name another parameter.")
    wanted = leaders_for(hints["control"])
    if properties[leader].get("x-linkr", {}).get("control") not in wanted:
        _refuse(
            place,
            leader,
            "For the control {control}, name a setting whose control is one of: {choices}.",
            control=hints["control"],
            choices=", ".join(wanted) or "—",
        )
    offered = properties[leader].get("items", {}).get("enum", ())
    members = schema.get("enum", schema.get("items", {}).get("enum", ()))
    strange = [one for one in members if one is not None and one not in offered]
    if strange:
        _refuse(f"parameters.{name}.enum", strange[0], "Choose among the values of {other}.",
                other=leader)  # fmt: skip
    defaults = {other: one["default"] for other, one in properties.items()}
    for wrong, value in not_offered(properties, defaults):
        if wrong == name:
            allowed = offered_by(schema, properties, defaults) or []
            _refuse(f"parameters.{name}.default", shown(value), "Choose one of: {choices}.",
                    choices=", ".join(map(shown, allowed)) or "—")  # fmt: skip


def _check_name(place: str, name: str) -> None:
    """Refuse what the schema's pattern lets through: a line feed at the end, a word of Python."""
    if not name.isidentifier():
        _refuse(place, name, _NAME_RULE)
    if keyword.iskeyword(name):
        _refuse(place, name, "A word of Python cannot be the name of a parameter.")


def _check_choices(place: str, schema: Mapping[str, Any], hints: Mapping[str, Any]) -> None:
    control = hints.get("control")
    choices = schema.get("enum", schema.get("items", {}).get("enum"))
    if control == "palette":
        unknown = [one for one in choices or () if one is not None and one not in PALETTES]
        if unknown:
            _refuse(f"{place}.enum", shown(unknown[0]), "Choose one of: {choices}.",
                    choices=", ".join(PALETTES))  # fmt: skip
    if control in ("choice", "choices", "palette"):
        if choices is None:
            _refuse(f"{place}.enum", "", "List the choices.")
        labels = hints.get("labels", {})
        missing = [value for value in choices if value is not None and str(value) not in labels]
        if missing:
            _refuse(f"{place}.x-linkr.labels", shown(missing[0]), "Give each choice its words.")
    known = {"null" if value is None else str(value) for value in choices or ()}
    for label in hints.get("labels", {}):
        if choices is not None and label not in known:
            _refuse(f"{place}.x-linkr.labels", label, "Label only choices that exist.")


def check_translation(texts: Mapping[str, Any], manifest: dict[str, Any], file: Path) -> None:
    """Check that every key of a translation is the place of a text, and every value a text."""
    places = [place for place, _, _ in translatable(manifest)]
    for place, text in texts.items():
        if place not in places:
            near = get_close_matches(place, places, n=1)
            _refuse(place, shown(text),
                    "Did you mean {near}?" if near else "plugin.json has no text at this place.",
                    file=f"locale/{file.name}", near=near[0] if near else "")  # fmt: skip
        if not isinstance(text, str) or not text.strip():
            _refuse(place, shown(text), "Write the translation as a text.",
                    file=f"locale/{file.name}")  # fmt: skip


def _refuse(
    place: str, value: object, advice: str, /, *, file: str = "plugin.json", **params: object
) -> NoReturn:
    raise InvalidManifestError(
        "{file}: {place} cannot be “{value}”.",
        advice,
        field=place,
        **{**params, "file": file, "place": place, "value": shown(value)},
    )


def _explain(error: ValidationError) -> NoReturn:
    schema: Any = error.schema
    wanted: Any = error.validator_value
    instance: Any = error.instance
    place = ".".join(str(part) for part in error.absolute_path if part != "properties")
    if error.validator == "additionalProperties" and isinstance(instance, dict):
        known = list(schema.get("properties", {}))
        unknown = next(key for key in instance if key not in known)
        near = get_close_matches(unknown, known, n=1)
        raise InvalidManifestError(
            "{file}: {place} is not known.",
            "Did you mean {near}?" if near else "Known here are: {known}.",
            field=place,
            file="plugin.json",
            place=f"{place}.{unknown}".lstrip("."),
            near=near[0] if near else "",
            known=", ".join(known),
        )
    if error.validator == "required":
        missing = next(key for key in wanted if key not in instance)
        raise InvalidManifestError(
            "{file}: {place} is missing.",
            "Add it; `jupyter linkr plugin new` shows an example.",
            field=f"{place}.{missing}".lstrip("."),
            file="plugin.json",
            place=f"{place}.{missing}".lstrip("."),
        )
    rule = shown({error.validator: wanted})
    if error.validator == "pattern" and "version" in place:
        _refuse(place, error.instance, "Write three numbers, such as 1.0.0.")
    if error.validator == "pattern" and "requires.packages" in place:
        _refuse(place, error.instance, "Write the name of a package, such as {examples}.",
                examples="pandas>=2 · survival (>= 3.5)")  # fmt: skip
    if error.validator == "pattern" and str(wanted).startswith("^[a-z]"):
        _refuse(place, error.instance, _NAME_RULE)
    if error.validator in ("enum", "const"):
        choices = wanted if isinstance(wanted, list) else [wanted]
        _refuse(place, error.instance, "Choose one of: {choices}.",
                choices=", ".join(map(shown, choices)))  # fmt: skip
    _refuse(place or "plugin.json", error.instance, "It must fulfil {rule}.", rule=rule)
