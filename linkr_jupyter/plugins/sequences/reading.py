"""Read a sequence from code: known verbs with their values, and what was written by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..languages import Assignment, Code, Language, get_language
from ..literals import Value
from .chains import Call, Chain, Operand, chain_of
from .items import ByHand, Item, Step, check_argument, completed
from .kinds import Kind, Verb

NO_VERB = "The form does not know this step."
NO_VALUE = "A value here is no plain value."
NO_ARGUMENT = "The step has other arguments than the form knows."
REFUSED = "The form refuses a value of this step."


@dataclass(frozen=True)
class Link:
    """One item where it stands.

    ``start`` and ``end`` are offsets of its code, or of its comment when it is off; ``line`` its
    first line; ``reason`` an English sentence that says why the form cannot change it.
    """

    item: Item
    start: int
    end: int
    line: int
    reason: str = ""


@dataclass(frozen=True)
class Sequence:
    """A chain as read: what opens it, and its items in order."""

    opening: str
    links: tuple[Link, ...]

    @property
    def items(self) -> list[Item]:
        """The items in order."""
        return [link.item for link in self.links]


def find(code: Code, name: str) -> Assignment:
    """Return the line that sets ``name`` last.

    Raises
    ------
    ValueError
        When no top-level line does.
    """
    lines = list(code.assignments([name]))
    if not lines:
        raise ValueError(f"{name} is not set")
    return lines[-1]


def read(kind: Kind, line: Assignment, *, opening: str = "") -> Sequence:
    """Read the sequence that an assignment holds.

    Parameters
    ----------
    opening
        What opens the chain in the plugin's own cell, such as ``linkr.everyone(cdm)``: it tells
        where the items begin. Without it they begin at the first known verb or at the first link
        that starts a line.

    Raises
    ------
    ValueError
        When the value is no chain.
    """
    from .rows import layout_of

    layout = layout_of(kind, line, opening)
    links = tuple(row.link for row in layout.rows if row.link is not None)
    return Sequence(layout.opening, links)


def language_of(code: Code) -> Language:
    """Return the language of a piece of code."""
    from ..languages.python_code import PythonCode

    return get_language("python" if isinstance(code, PythonCode) else "r")


def opened(kind: Kind, chain: Chain, opening: str) -> Chain:
    """Return a chain whose first part is all that opens it."""
    operands = chain.operands
    code = chain.line.code
    count = 1
    if language_of(code).name == "python" and kind.joins["python"] == ".":
        count = _opening_links(kind, chain, opening)
    if count == 1:
        return chain
    first, last = operands[0], operands[count - 1]
    head = Operand(first.start, first.own, last.end, last.end)
    return replace(chain, operands=(head, *operands[count:]))


def _opening_links(kind: Kind, chain: Chain, opening: str) -> int:
    """Count the links that open a chain; those of the plugin's own cell, when they are there."""
    names = [operand.name for operand in chain.operands]
    if opening:
        line = find(get_language("python").parse(f"_ = {opening}"), "_")
        wanted = [operand.name for operand in chain_of(line, ".").operands]
        if names[: len(wanted)] == wanted:
            return len(wanted)
    code = chain.line.code
    for place, operand in enumerate(chain.operands[1:], 1):
        known = operand.call and kind.called(operand.call.function, "python")
        if known or code.starts_line(operand.start):
            return place
    called = (place for place, name in enumerate(names, 1) if name.endswith("()"))
    return next(called, len(names))


def item_of(kind: Kind, call: Call | None, language: str, source: str) -> tuple[Item, str]:
    """Return the item that a call stands for, and why a form cannot change it."""
    verb = kind.called(call.function, language) if call else None
    if call is None or verb is None:
        return ByHand(source), NO_VERB
    if call.arguments is None:
        return ByHand(source), NO_VALUE
    values = _values(verb, call.arguments, language)
    if values is None:
        return ByHand(source), NO_ARGUMENT
    if any(check_argument(verb, name, value) for name, value in values.items()):
        return ByHand(source), REFUSED
    return Step(verb.name, completed(verb, values)), ""


def _values(
    verb: Verb, arguments: tuple[tuple[str, Value], ...], language: str
) -> dict[str, Value] | None:
    """Return the arguments by their names; None when the verb has no such arguments."""
    spelled = {verb.spelled(name, language): name for name in verb.properties}
    waiting, values = list(verb.positional), dict[str, Value]()
    for word, value in arguments:
        name = spelled.get(word, "") if word else (waiting.pop(0) if waiting else "")
        if not name or name in values:
            return None
        values[name] = _fitting(verb, name, value)
        if name in waiting:
            waiting.remove(name)
    missing = [name for name in verb.required if name not in values]
    return None if missing else values


def _fitting(verb: Verb, name: str, value: Value) -> Value:
    """One id where a list is wanted is a list of one."""
    kinds = verb.properties[name]["type"]
    return [value] if "array" in kinds and type(value) in (int, str) else value
