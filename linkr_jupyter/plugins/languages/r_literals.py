"""Values as R literals, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...errors import InvalidValueError
from ..literals import Value, check_builtin

if TYPE_CHECKING:
    from tree_sitter import Node

_LARGEST_COUNT = 99_999
_LARGEST_INTEGER = 2**31 - 1
_LARGEST_EXACT = 2**53
_NAME = re.compile(r"(?:[A-Za-z]|\.(?![0-9]))[A-Za-z0-9._]*\Z")
_RESERVED = frozenset(
    {"if", "else", "repeat", "while", "function", "for", "next", "break", "in", "TRUE", "FALSE",
     "NULL", "Inf", "NaN", "NA", "NA_integer_", "NA_real_", "NA_complex_", "NA_character_"}
)  # fmt: skip
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WRITTEN = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,4})\}|u([0-9a-fA-F]{1,4})|U\{([0-9a-fA-F]{1,8})\}|U([0-9a-fA-F]{1,8})"
    r"|x([0-7][0-9a-fA-F]?)|([0-7]{1,3})|(.))",
    re.DOTALL,
)
_RAW = re.compile(r"[rR](['\"])(-*)([\[({])(.*)[\])}]\2\1\Z", re.DOTALL)
_EMPTY = ("c", "character", "integer", "numeric", "logical", "double")


def write_literal(value: Value, field: str = "") -> str:
    r"""Write a value as an R literal.

    Counts are integers (``40L``); larger whole numbers, which are ids, are written as R users
    write them (``3027018``), or with ``bit64`` past 2^53, where R would round them. Several values
    of one kind are a vector, others a list; nothing is ``NULL``, and ``NA`` inside a vector.

    Examples
    --------
    >>> write_literal(["it's", None]), write_literal(2), write_literal({"low": 0.5})
    ('c("it\'s", NA)', '2L', 'list(low = 0.5)')
    """
    check_builtin(value, field)
    return _written(value)


def _written(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        if _is_large(value):
            return _large(value)
        return f"{value}L" if abs(value) <= _LARGEST_COUNT else str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return f'"{"".join(map(_letter, value))}"'
    if isinstance(value, dict):
        parts = [f"{_part_name(name)} = {_written(item)}" for name, item in value.items()]
        return f"list({', '.join(parts)})"
    opener, parts = elements(value)
    return f"{opener}{', '.join(parts)})"


def elements(values: list[Value], field: str = "") -> tuple[str, list[str]]:
    """Return what a vector of these values starts with, ``c(`` or ``list(``, and its elements.

    Examples
    --------
    >>> elements([1, None]), elements([1, "a"])
    (('c(', ['1L', 'NA']), ('list(', ['1L', '"a"']))
    """
    check_builtin(values, field)
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and any(_is_large(value) for value in values):
        # R takes the kind of the first one for all, so all are large.
        return "c(", [
            "bit64::NA_integer64_" if value is None else _large(value) for value in values
        ]
    mixed = len(kinds) > 1 or kinds & {list, dict}
    texts = ["NA" if value is None else _written(value) for value in values]
    return "list(" if mixed else "c(", texts


def _is_large(value: Value) -> bool:
    return type(value) is int and abs(value) > _LARGEST_EXACT


def _large(value: Value) -> str:
    if value == -(2**63):  # this pattern of bits is NA
        raise InvalidValueError(
            "R has no whole number {value}.",
            "Enter a number of at most 18 digits.",
            value=str(value),
        )
    return f'bit64::as.integer64("{value}")'


def _part_name(name: str) -> str:
    return name if is_name(name) else f'"{"".join(map(_letter, name))}"'


def is_name(name: str) -> bool:
    """Whether a text is the name of a variable of R without quotes.

    Examples
    --------
    >>> is_name("measured.values"), is_name("_hidden"), is_name("if")
    (True, False, False)
    """
    return _NAME.match(name) is not None and name not in _RESERVED and not name.startswith("..")


def _letter(letter: str) -> str:
    if letter in _WRITTEN:
        return _WRITTEN[letter]
    if letter.isprintable():
        return letter
    return f"\\U{{{ord(letter):x}}}" if ord(letter) > 0xFFFF else f"\\u{{{ord(letter):x}}}"


def read_literal(node: Node) -> Value:
    """Read the value of a literal in a syntax tree of tree-sitter.

    Raises
    ------
    ValueError
        When the expression is not a literal that a form can set.
    """
    value = _read(node)
    check_builtin(value)
    return value


def _read(node: Node) -> Value:
    kind, text = node.type, (node.text or b"").decode()
    if kind == "parenthesized_expression" and node.named_child_count == 1:
        return _read(node.named_children[0])
    if kind in ("null", "na") or text == "bit64::NA_integer64_":
        return None
    if kind in ("true", "false"):
        return kind == "true"
    if kind == "string":
        return _text(text)
    if kind in ("integer", "float"):
        return _number(text)
    if kind == "unary_operator" and text[:1] in "+-" and node.child_count == 2:
        number = _read(node.children[1])
        if type(number) in (int, float):
            return -number if text[0] == "-" else number  # type: ignore[operator]
    if kind == "call":
        return _call(node)
    raise ValueError("not a literal")


def _number(text: str) -> int | float:
    """Read a number: a whole one where it is written as one, with ``L`` or without."""
    digits = text.removesuffix("L")
    if digits[:2].lower() == "0x":
        number = float.fromhex(digits) if set("pP.") & set(digits) else int(digits, 16)
    else:
        number = int(digits) if digits.isdecimal() else float(digits)
    if isinstance(number, int) and abs(number) > _LARGEST_EXACT:
        raise ValueError("R rounds this number")
    if text.endswith("L"):
        if number != int(number) or abs(number) > _LARGEST_INTEGER:
            raise ValueError("not an integer of R")
        return int(number)
    return number


def _text(text: str) -> str:
    raw = _RAW.match(text)
    if raw:
        return raw[4]
    return _ESCAPE.sub(_unescaped, text[1:-1])


def _unescaped(found: re.Match[str]) -> str:
    *hexadecimal, octal, other = found.groups()
    for digits in hexadecimal:
        if digits:
            return chr(int(digits, 16))
    if octal:
        if int(octal, 8) > 0x7F:
            raise ValueError("a byte, not a letter")
        return chr(int(octal, 8))
    if other in _SHORT:
        return _SHORT[other]
    if other in "\\\"'` \n":
        return str(other)
    raise ValueError("an escape that R does not know")


def _call(node: Node) -> Value:
    function = (node.child_by_field_name("function").text or b"").decode()  # type: ignore[union-attr]
    parts = list(arguments(node))
    if function == "bit64::as.integer64" and len(parts) == 1 and parts[0][1].type == "string":
        digits = _text((parts[0][1].text or b"").decode())
        if re.fullmatch(r"-?\d{1,19}", digits, re.ASCII):
            return int(digits)
    names = [name for name, _ in parts]
    if function == "list" and parts and all(names):
        if len(set(names)) != len(names):
            raise ValueError("a name stands twice")
        return {name: _read(value) for name, value in parts}
    if any(names) or (function not in ("c", "list") and (parts or function not in _EMPTY)):
        raise ValueError("not a literal")
    values = [_read(value) for _, value in parts]
    if function == "c" and any(
        isinstance(value, list | dict) or (value is None and part.type == "null")
        for value, (_, part) in zip(values, parts, strict=True)
    ):
        raise ValueError("R would flatten this")
    return values


def arguments(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield name and value of each argument of a call; the name is empty where there is none."""
    brackets = node.child_by_field_name("arguments")
    parts = brackets.named_children if brackets else []
    given = [part for part in parts if part.type == "argument"]
    if sum(part.type == "comma" for part in parts) != max(len(given) - 1, 0):
        raise ValueError("an argument is empty")
    for argument in given:
        value = argument.child_by_field_name("value")
        if value is None:
            raise ValueError("an argument is empty")
        name = argument.child_by_field_name("name")
        label = (name.text or b"").decode() if name else ""
        yield _text(label) if label[:1] in ("'", '"') else label.strip("`"), value
