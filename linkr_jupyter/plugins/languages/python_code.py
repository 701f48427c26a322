"""Python as the engine reads it: lines, tokens and syntax tree under one roof."""

from __future__ import annotations

import ast
import copy
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from ..literals import Value
from .code import ANY, Assignment, Atom, Code, Item, Name, Token, Unit
from .python_literals import read_literal

_INVISIBLE = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.COMMENT,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
_MAGIC = re.compile(r"\s*([%!?]|[\w., ()\[\]]+=\s*[%!]|[\w.%]+\?{1,2}\s*$)")
_SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.JoinedStr,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


class PythonCode(Code):
    """A piece of Python."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.tree = ast.parse(text)
        try:
            reader = io.StringIO(text, newline="\n").readline
            self._all_tokens = list(tokenize.generate_tokens(reader))
        except tokenize.TokenError as error:
            raise SyntaxError(error.args[0], (None, error.args[1][0], 0, "")) from None

    @cached_property
    def tokens(self) -> list[Token]:
        return [
            (self.offset(*token.start), self.offset(*token.end), token.string)
            for token in self._all_tokens
            if token.type not in _INVISIBLE
        ]

    @cached_property
    def comments(self) -> list[Token]:
        return [
            (self.offset(*token.start), self.offset(*token.end), token.string)
            for token in self._all_tokens
            if token.type == tokenize.COMMENT
        ]

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

    def walk(self) -> Iterator[ast.AST]:
        """Every node outside f-strings, whose inner places Python 3.11 does not know."""
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            yield node
            if not isinstance(node, ast.JoinedStr):
                waiting.extend(ast.iter_child_nodes(node))

    def literal(self, node: Any) -> Value:
        return read_literal(node)

    def items(self, node: Any) -> Iterator[Item]:
        for item in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
            try:
                yield Item(read_literal(item), self.span(item)[1])
            except ValueError:
                continue

    def assignments(self, names: Iterable[str]) -> Iterator[Assignment]:
        wanted = set(names)
        for statement in self.tree.body:
            target, value = _target_and_value(statement)
            if target is None or target.id not in wanted:
                continue
            start, end = self.span(statement)
            value_start, value_end = self.span(value)
            if end != value_end or not self._bare(value_start):
                value_start, value_end = self._in_brackets(start, end, value_start)
            yield Assignment(
                target.id, start, value_start, value_end, statement.lineno, self, value
            )

    def _bare(self, value_start: int) -> bool:
        return self.tokens[self.index_at[value_start] - 1][2] == "="

    def _in_brackets(self, start: int, end: int, value_start: int) -> tuple[int, int]:
        """Offsets of a value with the redundant brackets around it."""
        index = self.index_at[value_start]
        while self.tokens[index - 1][2] == "(" and self.tokens[index - 1][0] > start:
            index -= 1
        return self.tokens[index][0], end

    def units(self) -> dict[int, Unit]:
        from .python_units import units_of

        return units_of(self)

    def names(self) -> list[Name]:
        return sorted(
            (
                Name(*self.span(node), node.id, isinstance(node.ctx, ast.Store), node.lineno)
                for node in self.walk()
                if isinstance(node, ast.Name)
            ),
            key=lambda name: name.start,
        )

    def words(self) -> set[str]:
        return {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}

    def sets(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for statement in self.tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                found.setdefault(statement.name, statement.lineno)
            if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
                for node in ast.walk(statement):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        found.setdefault(node.id, node.lineno)
        return found

    def reads(self) -> set[str]:
        return {
            node.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }

    def atoms(self, parameters: Iterable[str]) -> list[tuple[int, Atom]]:
        from .python_atoms import atoms_of

        return atoms_of(self.tree, parameters)

    def statements(self, masked: Iterable[str] = ()) -> list[tuple[str, list[str]]]:
        hidden = set(masked)
        return [
            (_without_names(statement, hidden), _names(statement)) for statement in self.tree.body
        ]

    def shape(self, parameters: Iterable[str]) -> str:
        names = set(parameters)
        body = []
        for statement in self.tree.body:
            target, _ = _target_and_value(statement)
            known = target is not None and target.id in names
            body.append(f"{target.id} = …" if known and target else ast.dump(statement))
        return "\n".join(body)

    def set_again(self, lines: Iterable[Assignment]) -> Iterator[tuple[str, int]]:
        names, own = set(), set()
        for line in lines:
            names.add(line.name)
            own.add(line.start)
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Name) and node.id in names:
                if not isinstance(node.ctx, ast.Load) and self.span(node)[0] not in own:
                    yield node.id, node.lineno
            elif not isinstance(node, _SCOPES):
                waiting += ast.iter_child_nodes(node)


def parse_cell(body: str) -> PythonCode:
    """Parse code in which lines that only IPython knows count as empty expressions."""
    lines = body.split("\n")
    for _ in range(len(lines)):
        try:
            return PythonCode("\n".join(lines))
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not 0 <= at < len(lines) or not _MAGIC.match(lines[at]):
                raise
            blank = len(lines[at]) - len(lines[at].lstrip())
            lines[at] = (lines[at][:blank] + "0").ljust(len(lines[at]))
    return PythonCode("\n".join(lines))


def _target_and_value(statement: ast.stmt) -> tuple[ast.Name | None, ast.expr]:
    """Return the one variable that a statement sets, and to what."""
    target: ast.expr | None = None
    value: ast.expr | None = None
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign):
        target, value = statement.target, statement.value
    if isinstance(target, ast.Name) and value is not None:
        return target, value
    return None, ast.Constant(None)


def _names(tree: ast.AST) -> list[str]:
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def _without_names(statement: ast.stmt, names: set[str]) -> str:
    if not names:
        return ast.dump(statement)
    masked = copy.deepcopy(statement)
    for node in ast.walk(masked):
        if isinstance(node, ast.Name) and node.id in names:
            node.id = ANY
    return ast.dump(masked)
