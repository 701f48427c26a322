"""The languages of cells: how each is read, written and formatted."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from ...errors import InvalidCellError
from ..literals import Value
from . import air, python_literals, r_literals, ruff
from .code import Code
from .python_code import PythonCode, parse_cell
from .r_code import RCode


@dataclass(frozen=True)
class Language:
    """One language of cells.

    ``parse`` reads the code of a plugin, ``parse_cell`` that of a notebook's cell, which may hold
    more; both raise ``SyntaxError``. ``write`` makes a literal; ``elements`` the bracket that
    opens several values and the text of each, for ``closer`` to end. ``width`` is the length of a
    line, ``gap`` what stands before a comment that ends one.
    """

    name: str
    title: str
    file: str
    parse: Callable[[str], Code]
    parse_cell: Callable[[str], Code]
    write: Callable[[Value, str], str]
    elements: Callable[[list[Value], str], tuple[str, list[str]]]
    closer: str
    comma_after_last: bool
    format: Callable[[str], str]
    is_name: Callable[[str], bool]
    width: int
    gap: str

    def is_variable_name(self, name: object) -> bool:
        """Whether a text is the name of a variable here and in Python, where inputs come from.

        Examples
        --------
        >>> is_variable_name = PYTHON.is_variable_name
        >>> is_variable_name("my_cohort"), is_variable_name("class"), is_variable_name("a b")
        (True, False, False)
        >>> R.is_variable_name("_mine"), R.is_variable_name("function")
        (False, False)
        """
        return type(name) is str and _is_python_name(name) and self.is_name(name)


def _is_python_name(name: str) -> bool:
    return (
        len(name) <= 80
        and name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("__")
        and unicodedata.normalize("NFKC", name) == name
    )


PYTHON = Language(
    name="python",
    title="Python",
    file="cell.py",
    parse=PythonCode,
    parse_cell=parse_cell,
    write=python_literals.write_literal,
    elements=python_literals.elements,
    closer="]",
    comma_after_last=True,
    format=ruff.format_code,
    is_name=_is_python_name,
    width=88,
    gap="  ",
)
R = Language(
    name="r",
    title="R",
    file="cell.R",
    parse=RCode,
    parse_cell=RCode,
    write=r_literals.write_literal,
    elements=r_literals.elements,
    closer=")",
    comma_after_last=False,
    format=air.format_code,
    is_name=r_literals.is_name,
    width=80,
    gap=" ",
)
LANGUAGES = {language.name: language for language in (PYTHON, R)}


def language_title(name: str) -> str:
    """Return how people call a language: ``R``, ``Python``."""
    return LANGUAGES[name].title if name in LANGUAGES else name


def get_language(name: str) -> Language:
    """Return a language by its name.

    Raises
    ------
    InvalidCellError
        When no cell can be written in it.
    """
    if name not in LANGUAGES:
        raise InvalidCellError(
            "There is no language “{language}” for cells.",
            "Choose one of: {languages}.",
            field="language",
            language=str(name)[:80],
            languages=", ".join(LANGUAGES),
        )
    return LANGUAGES[name]
