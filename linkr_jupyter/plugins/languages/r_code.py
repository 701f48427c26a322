"""R as the engine reads it, by the grammar of tree-sitter: no R is needed to read or to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ...errors import MissingDependencyError
from ..literals import Value
from .code import ANY, Assignment, Atom, Code, Edit, Item, Name, Token, Unit
from .r_literals import arguments, read_literal

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LEFT, RIGHT = ("<-", "=", "<<-"), ("->", "->>")
_WHOLE = ("string", "integer", "float", "complex", "na")


@cache
def _parser() -> Parser:
    try:
        from tree_sitter_language_pack import get_parser
    except ImportError:
        raise MissingDependencyError(
            "Cells in R cannot be read here: the grammar of R is not installed.",
            'Install it with `pip install "linkr-jupyter[r]"`, or choose Python.',
            field="language",
        ) from None
    return get_parser("r")


class RCode(Code):
    """A piece of R."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._bytes = text.encode()
        self._places = None if text.isascii() else _letters_before(text)
        self.root = _parser().parse(self._bytes).root_node
        if self.root.has_error:
            broken = next(node for node in walk(self.root) if node.is_error or node.is_missing)
            line = broken.start_point[0] + 1
            raise SyntaxError("this is no R", (None, line, 0, ""))

    def _at(self, byte: int) -> int:
        return self._places[byte] if self._places else byte

    def span(self, node: Node) -> tuple[int, int]:
        """Offsets of a node of the tree, which counts in UTF-8 bytes."""
        return self._at(node.start_byte), self._at(node.end_byte)

    def word(self, node: Node) -> str:
        """Text of a node."""
        return self._bytes[node.start_byte : node.end_byte].decode()

    @cached_property
    def _leaves(self) -> list[Node]:
        return [
            node
            for node in walk(self.root, into=lambda node: node.type not in _WHOLE)
            if node.type in _WHOLE or (not node.child_count and node is not self.root)
        ]

    @cached_property
    def tokens(self) -> list[Token]:
        return [
            (*self.span(leaf), self.word(leaf)) for leaf in self._leaves if leaf.type != "comment"
        ]

    @cached_property
    def comments(self) -> list[Token]:
        return [
            (*self.span(leaf), self.word(leaf)) for leaf in self._leaves if leaf.type == "comment"
        ]

    @property
    def body(self) -> list[Node]:
        """The top-level statements."""
        return [node for node in self.root.named_children if node.type != "comment"]

    def literal(self, node: Any) -> Value:
        return read_literal(node)

    def items(self, node: Any) -> Iterator[Item]:
        while node.type == "parenthesized_expression" and node.named_child_count == 1:
            node = node.named_children[0]
        try:
            several = isinstance(read_literal(node), list)
            parts = [value for _, value in arguments(node)] if several else [node]
        except ValueError:
            parts = []
        for part in parts:
            yield Item(read_literal(part), self.span(part)[1])

    def assignments(self, names: Iterable[str]) -> Iterator[Assignment]:
        wanted = set(names)
        for statement in self.body:
            target, value = target_and_value(statement)
            if target is not None and value is not None and self.word(target) in wanted:
                start, line = self.span(statement)[0], statement.start_point[0] + 1
                yield Assignment(self.word(target), start, *self.span(value), line, self, value)

    def units(self) -> dict[int, Unit]:
        from .r_units import units_of

        return units_of(self)

    def dangling(self, removed: list[tuple[int, int]]) -> list[Edit]:
        from .r_units import dangling

        return dangling(self, removed)

    @cached_property
    def stored(self) -> set[str]:
        """Names of the variables that the code sets."""
        return {self.word(node) for node in walk(self.root) if is_stored(node)}

    def is_variable(self, node: Node) -> bool:
        """Whether a node names a variable: no function of a package, no argument, no column."""
        if node.type != "identifier" or node.parent is None:
            return False
        parent = node.parent
        if parent.type == "namespace_operator":
            return False
        if parent.type == "argument":
            return parent.child_by_field_name("name") != node
        if parent.type == "extract_operator":
            return parent.child_by_field_name("rhs") != node
        if parent.type == "call":
            return self.word(node) in self.stored
        return True

    def names(self) -> list[Name]:
        return [
            Name(*self.span(node), self.word(node), is_stored(node), node.start_point[0] + 1)
            for node in walk(self.root)
            if self.is_variable(node)
        ]

    def words(self) -> set[str]:
        return {self.word(node) for node in walk(self.root) if node.type == "identifier"}

    def sets(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for statement in self.body:
            target, _ = target_and_value(statement)
            if target is not None:
                found.setdefault(self.word(target), target.start_point[0] + 1)
        return found

    def reads(self) -> set[str]:
        return {
            self.word(node)
            for node in walk(self.root)
            if node.type == "identifier" and not is_stored(node)
        }

    def atoms(self, parameters: Iterable[str]) -> list[tuple[int, Atom]]:
        from .r_atoms import atoms_of

        return atoms_of(self, parameters)

    def statements(self, masked: Iterable[str] = ()) -> list[tuple[str, list[str]]]:
        hidden = set(masked)
        return [
            (
                self._shape(statement, hidden),
                [self.word(node) for node in walk(statement) if self.is_variable(node)],
            )
            for statement in self.body
        ]

    def shape(self, parameters: Iterable[str]) -> str:
        names = set(parameters)
        body = []
        for statement in self.body:
            target, _ = target_and_value(statement)
            known = target is not None and self.word(target) in names
            body.append(f"{self.word(target)} = …" if known and target else self._shape(statement))
        return "\n".join(body)

    def _shape(self, root: Node, hidden: Iterable[str] = ()) -> str:
        words = []
        for node in walk(root, into=lambda node: node.type not in _WHOLE):
            if node.type == "comment":
                continue
            if node.type in _WHOLE or not node.child_count:
                word = self.word(node)
                words.append(ANY if word in hidden and self.is_variable(node) else repr(word))
            elif node.is_named:
                words.append(f"{node.type}/{_size(node)}")
        return " ".join(words)

    def set_again(self, lines: Iterable[Assignment]) -> Iterator[tuple[str, int]]:
        names, own = set(), set()
        for line in lines:
            names.add(line.name)
            own.add(line.start)
        for node in walk(self.root, into=lambda node: node.type != "function_definition"):
            if node.type == "identifier" and self.word(node) in names:
                changed = _changed_by(node)
                if changed is not None and self.span(changed)[0] not in own:
                    yield self.word(node), node.start_point[0] + 1


def walk(root: Node, into: Any = None) -> Iterator[Node]:
    """Yield the nodes under a root and itself, in the order of the text, without recursion."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if into is None or into(node):
            waiting.extend(reversed(node.children))


def target_and_value(statement: Node) -> tuple[Node | None, Node | None]:
    """Return the one variable that a statement sets, and to what."""
    sides = _sides(statement)
    if sides and sides[0].type == "identifier":
        return sides
    return None, None


def _sides(node: Node) -> tuple[Node, Node] | None:
    """Return what an assignment sets, and to what; None for anything else."""
    if node.type != "binary_operator":
        return None
    left, sign, right = (node.child_by_field_name(name) for name in ("lhs", "operator", "rhs"))
    if left is None or sign is None or right is None:
        return None
    if sign.type in LEFT:
        return left, right
    return (right, left) if sign.type in RIGHT else None


def is_stored(node: Node) -> bool:
    """Whether a variable is set where it is named."""
    if node.type != "identifier" or node.parent is None:
        return False
    if node.parent.type == "for_statement":
        return node.parent.child_by_field_name("variable") == node
    sides = _sides(node.parent)
    return sides is not None and sides[0] == node


def _changed_by(node: Node) -> Node | None:
    """Return the statement that sets a variable or, as ``x[1] <- 2``, a part of it."""
    inner, outer = node, node.parent
    while outer is not None and outer.type in ("subset", "subset2", "extract_operator"):
        if outer.children[0] != inner:
            return None
        inner, outer = outer, outer.parent
    if outer is None:
        return None
    if outer.type == "for_statement":
        return outer if outer.child_by_field_name("variable") == inner else None
    sides = _sides(outer)
    return outer if sides and sides[0] == inner else None


def _size(node: Node) -> int:
    return sum(child.type != "comment" for child in node.children)


def _letters_before(text: str) -> list[int]:
    """Offset of the letter at each byte of the UTF-8 text, and of its end."""
    starts = [1 if byte & 0xC0 != 0x80 else 0 for byte in text.encode()]
    letters = zip(accumulate(starts), starts, strict=True)
    return [*(count - start for count, start in letters), len(text)]
