"""What the engine asks of code in any language: where things stand, and what may change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..literals import Value

OPENERS = {"(": ")", "[": "]", "{": "}", "[[": "]]"}
ANY = "·"  # a word that a person may change at will
NOTEBOOK_NAMES = ("cdm", "cohort", "patient", "display")

Edit = tuple[int, int, str]
Token = tuple[int, int, str]
Atom = tuple[object, ...]


def with_unix_lines(text: str) -> str:
    """Return ``text`` with every line ending as one line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def edited(text: str, edits: list[Edit]) -> str:
    """Apply replacements of spans; a span inside one that starts earlier goes with it."""
    pieces: list[str] = []
    place = 0
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start < place:
            continue
        pieces += [text[place:start], new]
        place = end
    return "".join([*pieces, text[place:]])


@dataclass(frozen=True)
class Unit:
    """A part that a guard can keep or remove, as offsets into the code."""

    start: int
    end: int


@dataclass(frozen=True)
class Name:
    """One place where the code names a variable, and whether it sets it there."""

    start: int
    end: int
    text: str
    stored: bool
    line: int


@dataclass(frozen=True)
class Item:
    """One element of a list that stands as a literal, and where it ends."""

    value: Value
    end: int


@dataclass(frozen=True)
class Assignment:
    """``name = literal`` at top level: the offsets of the statement and of its value."""

    name: str
    start: int
    value_start: int
    value_end: int
    line: int
    code: Code
    node: object

    @property
    def span(self) -> tuple[int, int]:
        """Offsets of the value."""
        return self.value_start, self.value_end

    @property
    def is_literal(self) -> bool:
        """Whether a form can read the value."""
        try:
            self.read()
        except ValueError:
            return False
        return True

    def read(self) -> Value:
        """Return the value.

        Raises
        ------
        ValueError
            When it is not a literal that a form can set.
        """
        return self.code.literal(self.node)

    def items(self) -> list[Item]:
        """Return the elements of the value that are literals; a single value is one element."""
        return list(self.code.items(self.node))


class Code(ABC):
    """A piece of code and the places of its parts, as offsets into its text.

    Raises
    ------
    SyntaxError
        When the text is no code of this language.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    # What every language says of itself.

    @cached_property
    @abstractmethod
    def tokens(self) -> list[Token]:
        """Start, end and text of every token that is code."""

    @cached_property
    @abstractmethod
    def comments(self) -> list[Token]:
        """Start, end and text of every comment."""

    @abstractmethod
    def literal(self, node: object) -> Value:
        """Return the value of a literal; ``ValueError`` when it is none that a form can set."""

    @abstractmethod
    def items(self, node: object) -> Iterator[Item]:
        """Yield the elements of a value that are literals."""

    @abstractmethod
    def assignments(self, names: Iterable[str]) -> Iterator[Assignment]:
        """Every top-level assignment to one of ``names`` alone, literal or not, in order."""

    @abstractmethod
    def units(self) -> dict[int, Unit]:
        """Every part that could be guarded, by its start; of several, the largest."""

    def dangling(self, removed: list[tuple[int, int]]) -> list[Edit]:
        """Edits that take away what would join kept code to the lines that go."""
        del removed
        return []

    @abstractmethod
    def names(self) -> list[Name]:
        """Every place where a variable is named that a person could rename, in order."""

    @abstractmethod
    def words(self) -> set[str]:
        """Every name that the code uses in any way, those in strings that are code too."""

    @abstractmethod
    def sets(self) -> dict[str, int]:
        """Names that top-level statements set, each with its first line."""

    @abstractmethod
    def reads(self) -> set[str]:
        """Names of variables that the code reads anywhere."""

    @abstractmethod
    def atoms(self, parameters: Iterable[str]) -> list[tuple[int, Atom]]:
        """Every small part of the code, with its line.

        The values of parameter lines are left out, and so are the names of local variables and
        inputs, which a person may change at will.
        """

    @abstractmethod
    def statements(self, masked: Iterable[str] = ()) -> list[tuple[str, list[str]]]:
        """Return the shape of each top-level statement, and the variables it names, in order.

        Shapes are free of layout and comments. In a shape ``masked`` names all look alike.
        """

    @abstractmethod
    def shape(self, parameters: Iterable[str]) -> str:
        """Return the code without layout, comments and the values of the parameter lines."""

    @abstractmethod
    def set_again(self, lines: Iterable[Assignment]) -> Iterator[tuple[str, int]]:
        """Yield the names of ``lines``, and where else the code sets them."""

    # What follows from it.

    def offset(self, line: int, column: int) -> int:
        """Offset of a token's place (1-based line, column in characters)."""
        return self._starts[line - 1] + column

    def line_span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of whole lines (1-based, both included), with the line feed that ends them."""
        return self._starts[first - 1], min(self._starts[last], len(self.text))

    def line_of(self, offset: int) -> int:
        """1-based number of the line that holds ``offset``."""
        return self.text.count("\n", 0, offset) + 1

    def starts_line(self, offset: int) -> bool:
        """Whether only blanks stand before ``offset`` on its line."""
        return not self.text[self.text.rfind("\n", 0, offset) + 1 : offset].strip()

    @cached_property
    def index_at(self) -> dict[int, int]:
        """Index of the token that starts at an offset."""
        return {start: index for index, (start, _, _) in enumerate(self.tokens)}

    @cached_property
    def index_ending(self) -> dict[int, int]:
        """Index of the token that ends at an offset."""
        return {end: index for index, (_, end, _) in enumerate(self.tokens)}

    @cached_property
    def partner(self) -> dict[int, int]:
        """Index of the bracket that closes (or opens) the bracket at an index."""
        pairs: dict[int, int] = {}
        waiting: list[int] = []
        for index, (_, _, text) in enumerate(self.tokens):
            if text in OPENERS:
                waiting.append(index)
            elif text in OPENERS.values() and waiting:
                opener = waiting.pop()
                pairs[opener], pairs[index] = index, opener
        return pairs

    def rest_of_line(self, offset: int) -> str:
        """Text between ``offset`` and the end of its line, without blanks around it."""
        end = self.text.find("\n", offset)
        return self.text[offset : end if end >= 0 else len(self.text)].strip()

    def comment_after(self, offset: int) -> Token | None:
        """Return the comment that ends the line of ``offset``, when only blanks are between."""
        for start, end, text in self.comments:
            if start >= offset:
                return (start, end, text) if not self.text[offset:start].strip(" \t") else None
        return None

    def renamed(self, names: dict[str, str]) -> list[Edit]:
        """Edits that give variables other names, wherever the code names them."""
        return [
            (place.start, place.end, names[place.text])
            for place in self.names()
            if place.text in names
        ]
