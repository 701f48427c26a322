"""The parts of a sequence as values of a form: known verbs, and what was written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import InvalidValueError
from ..literals import Value
from ..values import FieldProblem, check_one, shown
from .kinds import Kind, Verb


@dataclass(frozen=True)
class Step:
    """A verb that the form knows, with the value of every argument; ``off`` keeps it unused."""

    verb: str
    values: Mapping[str, Value]
    off: bool = False


@dataclass(frozen=True)
class ByHand:
    """Code that only a person can change.

    ``source`` tells which part of the cell is meant. It is looked up there, never written: a value
    of a form cannot become code.
    """

    source: str
    off: bool = False


Item = Step | ByHand


def to_json(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return a sequence as the value of a parameter.

    Examples
    --------
    >>> to_json([Step("require_sex", {"sex": "F"}), ByHand(".where(rule)", off=True)])
    [{'verb': 'require_sex', 'values': {'sex': 'F'}}, {'source': '.where(rule)', 'off': True}]
    """
    found = []
    for item in items:
        one: dict[str, Any] = (
            {"verb": item.verb, "values": dict(item.values)}
            if isinstance(item, Step)
            else {"source": item.source}
        )
        found.append({**one, "off": True} if item.off else one)
    return found


def from_json(kind: Kind, value: Any) -> list[Item]:
    """Return the sequence that a parameter holds; arguments that are absent take their defaults.

    Raises
    ------
    InvalidValueError
        For the first thing that is wrong.
    """
    problem = check_items(kind, value)
    if problem:
        raise InvalidValueError(
            problem.message, problem.advice, field=problem.field, **problem.params
        )
    items: list[Item] = []
    for one in value:
        off = one.get("off", False)
        if "source" in one:
            items.append(ByHand(one["source"], off))
        else:
            verb = kind.by_name[one["verb"]]
            items.append(Step(verb.name, completed(verb, one.get("values", {})), off))
    return items


def completed(verb: Verb, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a verb's arguments, with the defaults, in their order."""
    complete = {**verb.defaults(), **values}
    return {name: complete[name] for name in verb.properties}


def canonical(kind: Kind, value: Any) -> Any:
    """Return a sequence with every argument of every verb; as it is when it breaks the schema."""
    return value if check_items(kind, value) else to_json(from_json(kind, value))


def check_items(kind: Kind, value: Any, field: str = "") -> FieldProblem | None:
    """Return what is wrong with a sequence, if anything: the first problem, with its place."""
    title = kind.title
    if type(value) is not list:
        return _problem(field, "“{title}” is no list.", "Give a list.", title=title)
    for number, one in enumerate(value, 1):
        found = _check(kind, one, number, field)
        if found:
            return found
    return None


def _check(kind: Kind, one: Any, number: int, field: str) -> FieldProblem | None:
    place = {"title": kind.title, "number": number}
    shape = set(one) if type(one) is dict else set()
    hand = type(one) is dict and type(one.get("source")) is str and shape <= {"source", "off"}
    known = (
        type(one) is dict and type(one.get("verb")) is str and shape <= {"verb", "values", "off"}
    )
    if not (hand or known) or type(one.get("off", False)) is not bool:
        return _problem(
            field, "“{title}”, number {number}: this is no step.",
            "Choose one of the steps that the form offers.", **place,
        )  # fmt: skip
    if hand:
        return None
    verb = kind.by_name.get(one["verb"])
    if verb is None:
        return _problem(
            field, "“{title}”, number {number}: there is no step “{verb}”.",
            "Choose one of: {known}.", **place, verb=shown(one["verb"]),
            known=", ".join(kind.by_name),
        )  # fmt: skip
    values = one.get("values", {})
    if type(values) is not dict or not set(values) <= set(verb.properties):
        return _problem(
            field, "“{title}”, number {number}: “{verb}” has other settings.",
            "Its settings are: {known}.", **place, verb=verb.name,
            known=", ".join(verb.properties) or "—",
        )  # fmt: skip
    return next(filter(None, (check_argument(verb, name, values[name]) for name in values)), None)


def check_argument(verb: Verb, name: str, value: object) -> FieldProblem | None:
    """Return what is wrong with the value of one argument, if anything."""
    schema = verb.properties[name]
    return check_one(name, schema.get("title", name), schema, value)


def _problem(field: str, message: str, advice: str, **params: object) -> FieldProblem:
    return FieldProblem(field, message, advice, params)
