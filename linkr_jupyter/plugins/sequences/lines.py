"""The seam to the engine: a parameter line that holds a chain, used as if it held a literal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..languages import Assignment, Edit, Language
from ..languages.code import Item as LiteralItem
from ..literals import Value, same_value
from .changing import change
from .items import ByHand, Item, from_json, to_json
from .kinds import Kind, get_kind
from .reading import Link, language_of, read
from .rows import key_of, layout_of
from .writing import Labels

# Name of the parameter, its kind, and what opens the chain in the plugin's own cell.
Sequences = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class SequenceLine(Assignment):
    """``name = chain``: its value is the list of the chain's items, as JSON.

    ``value_end`` lies behind the items that are off below a chain of R; ``bare`` is the assignment
    as the language sees it.
    """

    bare: Assignment
    kind: Kind
    opening: str = ""

    def read(self) -> Value:
        """Return the items as the value of a parameter.

        Raises
        ------
        ValueError
            When the value is no chain.
        """
        return list[Value](to_json(read(self.kind, self.bare, opening=self.opening).items))

    def items(self) -> list[LiteralItem]:
        """Return the whole numbers in the chain, among them the concepts that have labels."""
        found = []
        for start, end, text in self.code.tokens:
            digits = text.removesuffix("L")
            if self.value_start <= start < self.value_end and digits.isdecimal():
                found.append(LiteralItem(int(digits), end))
        return found

    @property
    def is_edited(self) -> bool:
        """Whether the chain holds code by hand."""
        return any(isinstance(link.item, ByHand) for link in self._links())

    def _links(self) -> tuple[Link, ...]:
        try:
            return read(self.kind, self.bare, opening=self.opening).links
        except ValueError:
            return ()

    def labels(self) -> dict[int, str]:
        """Return the comments beside whole numbers, inside the steps that are on."""
        found: dict[int, str] = {}
        links, text = self._links(), self.code.text
        for item in self.items():
            end = item.end
            while text[end : end + 1] in tuple(")],"):
                end += 1
            comment = self.code.comment_after(end)
            inside = comment and any(link.start <= comment[0] < link.end for link in links)
            if comment and inside and isinstance(item.value, int):
                found[item.value] = comment[2]
        return found

    def comments(self) -> list[str]:
        """Return the comments inside the chain."""
        return [
            text
            for start, _, text in self.code.comments
            if self.value_start <= start < self.value_end
        ]

    def holds(self, value: Any) -> bool:
        """Whether the chain says what a form alone writes for a value."""
        try:
            found = from_json(self.kind, self.read())
            wanted = from_json(self.kind, value)
        except ValueError:
            return False
        return same_value(known_steps(to_json(found)), known_steps(to_json(wanted)))

    def written(self, value: Any, labels: Labels) -> list[Edit]:
        """Return the edits by which a form alone writes a value into the plugin's own cell."""
        ours = self.labels().values()
        return self.put(known_steps(value), labels=labels, ours=ours, again=bool(labels))

    def put(
        self,
        value: Any,
        *,
        labels: Labels | None = None,
        ours: Collection[str] = (),
        again: bool = False,
    ) -> list[Edit]:
        """Return the edits that give the chain the items of a parameter's value.

        Code by hand is never written and never removed: what ``value`` names and the chain lacks
        is left out, and what the chain holds and ``value`` does not name keeps its place.

        Parameters
        ----------
        labels
            The words of concepts.
        ours
            Comments that the form wrote earlier.
        again
            Write steps that stay the same too, so that they get their labels.

        Raises
        ------
        ValueError
            When this is no chain, or the value no sequence.
        InvalidCellError
            When no edit of lines leads to these items.
        """
        old = read(self.kind, self.bare, opening=self.opening).items
        language = language_of(self.code)
        items = kept_by_hand(self.kind, language, old, from_json(self.kind, value))
        return change(
            self.kind, self.bare, items, labels=labels, ours=ours, opening=self.opening,
            again=again,
        )  # fmt: skip


def with_sequences(lines: Iterable[Assignment], sequences: Sequences) -> Iterator[Assignment]:
    """Yield parameter lines, those of sequences as such."""
    kinds = {name: (get_kind(kind), opening) for name, kind, opening in sequences}
    for line in lines:
        if line.name not in kinds:
            yield line
            continue
        kind, opening = kinds[line.name]
        try:
            end = layout_of(kind, line, opening).end
        except ValueError:
            end = line.value_end
        yield SequenceLine(
            line.name, line.start, line.value_start, end, line.line, line.code, line.node,
            line, kind, opening,
        )  # fmt: skip


def opening_of(line: SequenceLine) -> str:
    """Return what opens a chain; ``ValueError`` when the value is none."""
    return read(line.kind, line.bare, opening=line.opening).opening


def kept_by_hand(kind: Kind, language: Language, old: list[Item], new: list[Item]) -> list[Item]:
    """Return the items of ``new`` with all code by hand of ``old``, and no other."""
    there = [key_of(kind, language, item) for item in old if isinstance(item, ByHand)]
    items: list[Item] = []
    for item in new:
        if isinstance(item, ByHand):
            key = key_of(kind, language, item)
            if key not in there:
                continue
            there.remove(key)
        items.append(item)
    if not there:
        return items
    named = [key_of(kind, language, item) for item in items]
    at = 0
    for item in old:
        key = key_of(kind, language, item)
        if isinstance(item, ByHand) and key in there:
            there.remove(key)
            items.insert(at, item)
            named.insert(at, key)
            at += 1
        elif key in named:
            at = named.index(key) + 1
    return items


def known_steps(value: Any) -> Any:
    """Return a sequence without what was written by hand: what a form alone can write."""
    return [item for item in value if "source" not in item]
