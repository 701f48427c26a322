"""Where the parts of a chain stand in code: what each language joins, as offsets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..languages import Assignment
from ..literals import Value


@dataclass(frozen=True)
class Call:
    """What a part calls; ``arguments`` is None where one of them is no literal."""

    function: str
    arguments: tuple[tuple[str, Value], ...] | None


@dataclass(frozen=True)
class Operand:
    """One part: offsets with the sign before it, of its own code, and of the sign after it."""

    start: int
    own: int
    end: int
    sign_end: int
    call: Call | None = None
    name: str = ""


@dataclass(frozen=True)
class Chain:
    """The parts of a value that something joins; the first one opens it and is no item.

    ``tidy`` says that nothing but signs, comments and blanks stands between the parts.
    """

    line: Assignment
    operands: tuple[Operand, ...]
    tidy: bool


def chain_of(line: Assignment, join: str) -> Chain:
    """Return the chain that an assignment holds.

    Raises
    ------
    ValueError
        When the value is no chain whose parts this sign could join.
    """
    from ..languages.python_code import PythonCode
    from .python_chains import links_of, terms_of
    from .r_chains import added, piped

    in_python = isinstance(line.code, PythonCode)
    readers: dict[tuple[str, bool], Callable[[Assignment], Chain]] = {
        (".", True): links_of,
        ("+", True): terms_of,
        ("|>", False): piped,
        ("+", False): added,
    }
    return readers[join, in_python](line)
