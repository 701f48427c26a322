"""Items that are switched off: a comment that begins with ``off:`` and reads back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..languages import Code, Language
from .chains import Operand, chain_of
from .items import Item
from .kinds import Kind
from .reading import item_of

_OFF = re.compile(r"[ \t]*#[ \t]*off:[ \t]?(.*)\Z")
_MORE = re.compile(r"[ \t]*#(?: {0,6})(.*)\Z")
_FIRST, _NEXT = "# off: ", "#      "
_MOST_LINES = 200


@dataclass(frozen=True)
class Off:
    """An item that is off: how many lines it takes, its code, and the comments in it."""

    count: int
    text: str
    item: Item
    reason: str
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Snippet:
    """The code of one item outside any cell."""

    code: Code
    operand: Operand

    @property
    def source(self) -> str:
        """The code of the item, without the sign that joins it."""
        return self.code.text[self.operand.own : self.operand.end]

    @property
    def shape(self) -> str:
        """The item without layout and comments."""
        return self.code.shape(())

    @property
    def comments(self) -> tuple[str, ...]:
        """The comments inside the item and behind it."""
        return tuple(text for _, _, text in self.code.comments)

    @property
    def is_one_token_a_line(self) -> bool:
        """Whether no text runs over several lines, so that comments can hold each line."""
        return not any("\n" in text for _, _, text in self.code.tokens)


def snippet_of(kind: Kind, language: Language, source: str) -> Snippet | None:
    """Parse the code of one item, without its sign; None when it is not just that."""
    join = kind.joins[language.name]
    if language.name == "python":
        text = f"_ = (_{'' if join == '.' else ' + '}{source}\n)"
    else:
        text = f"x <- x {join} {source}"
    try:
        code = language.parse(text)
        lines = list(code.assignments(["_", "x"]))
        chain = chain_of(lines[0], join)
    except (SyntaxError, ValueError, IndexError, RecursionError, MemoryError):
        return None
    alone = len(code.statements()) == 1 and len(chain.operands) == 2 and chain.tidy
    return Snippet(code, chain.operands[1]) if alone else None


def commented(text: str) -> list[str]:
    r"""Return the lines of an item's code as comments.

    Examples
    --------
    >>> commented(".require_sex(\n    'F'\n)")
    ['# off: .require_sex(', "#          'F'", '#      )']
    """
    first, *rest = text.split("\n")
    return [(_FIRST + first).rstrip(), *((_NEXT + line).rstrip() for line in rest)]


def read_off(kind: Kind, language: Language, lines: list[str], at: int) -> Off | None:
    """Read the item that is off in the comments from ``lines[at]`` on, if one begins there."""
    found = _OFF.match(lines[at])
    if not found:
        return None
    text, count = found[1], 1
    while True:
        snippet = snippet_of(kind, language, unsigned(kind, language, text))
        if snippet is not None:
            item, reason = item_of(kind, snippet.operand.call, language.name, snippet.source)
            return Off(count, text, item, reason, snippet.comments)
        if at + count >= len(lines) or count >= _MOST_LINES:
            return None
        more = _MORE.match(lines[at + count])
        if not more or _OFF.match(lines[at + count]):
            return None
        text, count = f"{text}\n{more[1]}", count + 1


def uncommented(text: str) -> str:
    """Return the code of an item that is off."""
    first, *rest = text.split("\n")
    found = _OFF.match(first)
    more = [_MORE.match(line) for line in rest]
    return "\n".join([found[1] if found else "", *(one[1] if one else "" for one in more)])


def unsigned(kind: Kind, language: Language, text: str) -> str:
    """Return the code of an item without the sign that joins it to others, where one stands."""
    sign = kind.joins[language.name]
    if language.name == "python":
        return text.strip().removeprefix("+").lstrip() if sign == "+" else text.strip()
    kept = text.strip()
    for one in (sign, "%>%"):
        if kept.endswith(one):
            return kept.removesuffix(one).rstrip()
    return kept
