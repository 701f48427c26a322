"""Where things stand in a piece of Python: lines, tokens and syntax tree under one roof."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import cached_property

OPENERS = {"(": ")", "[": "]", "{": "}"}
_INVISIBLE = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.COMMENT,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def with_unix_lines(text: str) -> str:
    """Return ``text`` with every line ending as one line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Code:
    """A piece of Python and the places of its parts, as offsets into its text.

    Raises
    ------
    SyntaxError
        When the text is no Python.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.tree = ast.parse(text)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        try:
            reader = io.StringIO(text, newline="\n").readline
            self._all_tokens = list(tokenize.generate_tokens(reader))
        except tokenize.TokenError as error:
            raise SyntaxError(error.args[0], (None, error.args[1][0], 0, "")) from None

    def offset(self, line: int, column: int) -> int:
        """Offset of a token's place (1-based line, column in characters)."""
        return self._starts[line - 1] + column

    def line_span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of whole lines (1-based, both included), with the line feed that ends them."""
        return self._starts[first - 1], min(self._starts[last], len(self.text))

    def line_of(self, offset: int) -> int:
        """1-based number of the line that holds ``offset``."""
        return self.text.count("\n", 0, offset) + 1

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Offsets of a node of the tree, which counts columns in UTF-8 bytes."""
        line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]
        end_line, end_column = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return self._byte_offset(line, column), self._byte_offset(end_line, end_column)

    def _byte_offset(self, line: int, column: int) -> int:
        text = self.lines[line - 1]
        if not text.isascii():
            column = len(text.encode()[:column].decode())
        return self._starts[line - 1] + column

    @cached_property
    def tokens(self) -> list[tuple[int, int, str]]:
        """Start, end and text of every token that is code."""
        return [
            (self.offset(*token.start), self.offset(*token.end), token.string)
            for token in self._all_tokens
            if token.type not in _INVISIBLE
        ]

    @cached_property
    def comments(self) -> list[tuple[int, int, str]]:
        """Start, end and text of every comment."""
        return [
            (self.offset(*token.start), self.offset(*token.end), token.string)
            for token in self._all_tokens
            if token.type == tokenize.COMMENT
        ]

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

    def walk(self) -> Iterator[ast.AST]:
        """Every node outside f-strings, whose inner places Python 3.11 does not know."""
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            yield node
            if not isinstance(node, ast.JoinedStr):
                waiting.extend(ast.iter_child_nodes(node))

    def rest_of_line(self, offset: int) -> str:
        """Text between ``offset`` and the end of its line, without blanks around it."""
        end = self.text.find("\n", offset)
        return self.text[offset : end if end >= 0 else len(self.text)].strip()

    def comment_after(self, offset: int) -> tuple[int, int, str] | None:
        """Return the comment that ends the line of ``offset``, when only blanks are between."""
        for start, end, text in self.comments:
            if start >= offset:
                return (start, end, text) if not self.text[offset:start].strip(" \t") else None
        return None
