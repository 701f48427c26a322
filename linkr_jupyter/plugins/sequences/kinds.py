"""The kinds of sequence, each with its verbs, described as data in ``kinds/*.json``."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ...errors import InvalidManifestError
from ...locale import translate

KINDS = ("criteria", "variables", "layers")


@dataclass(frozen=True)
class Verb:
    """One verb: what a form asks for it, and how each language calls it.

    Attributes
    ----------
    calls
        For a language, what is called; a language that is absent cannot say this verb.
    positional
        Arguments that stand without their names, in order.
    names
        For a language, the names of the arguments that are spelled otherwise there.
    parameters
        JSON Schema with hints for the controls, as in a plugin. An argument at its default is not
        written, unless it is required: the default is that of the verb itself.
    """

    name: str
    title: str
    description: str
    calls: Mapping[str, str]
    positional: tuple[str, ...]
    names: Mapping[str, Mapping[str, str]]
    parameters: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Mapping[str, Any]]:
        """The schema of each argument, in their order."""
        found: Mapping[str, Mapping[str, Any]] = self.parameters["properties"]
        return found

    @property
    def required(self) -> tuple[str, ...]:
        """Arguments that are always written."""
        return tuple(self.parameters.get("required", ()))

    def defaults(self) -> dict[str, Any]:
        """Return a fresh copy of the default of every argument."""
        return {name: copy.deepcopy(one["default"]) for name, one in self.properties.items()}

    def spelled(self, argument: str, language: str) -> str:
        """Return the name of an argument in a language."""
        return self.names.get(language, {}).get(argument, argument)

    def localized(self, language: str) -> Verb:
        """Return the verb with its texts in a human language."""
        parameters = copy.deepcopy(dict(self.parameters))
        for schema in parameters["properties"].values():
            _translate(schema, ("title", "description"), language)
            hints = schema.get("x-linkr", {})
            _translate(hints, ("unit", "placeholder"), language)
            _translate(hints.get("labels", {}), tuple(hints.get("labels", {})), language)
        title, description = (translate(text, language) for text in (self.title, self.description))
        return replace(self, title=title, description=description, parameters=parameters)


@dataclass(frozen=True)
class Kind:
    """One kind of sequence: what joins its verbs in each language, and the verbs.

    ``joins`` is ``.`` for links of a chain (Python), ``|>`` for a pipeline (R), ``+`` for layers.
    """

    name: str
    title: str
    joins: Mapping[str, str]
    verbs: tuple[Verb, ...]

    @cached_property
    def by_name(self) -> dict[str, Verb]:
        """The verbs by their names."""
        return {verb.name: verb for verb in self.verbs}

    def called(self, function: str, language: str) -> Verb | None:
        """Return the verb that calls a function of a language, if any does."""
        return next((v for v in self.verbs if v.calls.get(language) == function), None)

    def localized(self, language: str) -> Kind:
        """Return the kind with its texts in a human language."""
        verbs = tuple(verb.localized(language) for verb in self.verbs)
        return replace(self, title=translate(self.title, language), verbs=verbs)


def _translate(holder: dict[str, Any], keys: tuple[str, ...], language: str) -> None:
    for key in keys:
        if isinstance(holder.get(key), str):
            holder[key] = translate(holder[key], language)


def parse_kind(document: Mapping[str, Any]) -> Kind:
    """Make a kind from its description.

    Examples
    --------
    >>> parse_kind({"kind": "steps", "title": "Steps", "joins": {"python": "."}, "verbs": []}).name
    'steps'
    """
    joins = document["joins"]
    verbs = tuple(
        Verb(
            name=verb["name"],
            title=verb["title"],
            description=verb.get("description", ""),
            calls=verb.get("calls", dict.fromkeys(joins, verb["name"])),
            positional=tuple(verb.get("positional", ())),
            names=verb.get("names", {}),
            parameters=verb["parameters"],
        )
        for verb in document["verbs"]
    )
    return Kind(document["kind"], document["title"], joins, verbs)


@cache
def get_kind(name: str) -> Kind:
    """Return a kind of sequence by its name.

    Raises
    ------
    InvalidManifestError
        When there is none of this name.

    Examples
    --------
    >>> get_kind("criteria").title
    'Criteria'
    """
    if name not in KINDS:
        raise InvalidManifestError(
            "There is no sequence “{name}”.",
            "Choose one of: {known}.",
            field="sequence",
            name=str(name)[:80],
            known=", ".join(KINDS),
        )
    file = Path(__file__).parent / "kinds" / f"{name}.json"
    return parse_kind(json.loads(file.read_text(encoding="utf-8")))
