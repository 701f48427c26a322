"""Which names a plugin's files may have; everything else is refused whole, by name."""

from __future__ import annotations

import re
import unicodedata
from typing import NoReturn

from ...errors import PluginRefusedError
from ...text import visible

LONGEST_NAME = 200
DEEPEST = 6
CODE = re.compile(r"cell\.(py|R)|test_[a-z0-9_]{1,70}\.py")
_CONTRACT = re.compile(
    rf"plugin\.json|{CODE.pattern}|README\.md|LICENSE([.-][A-Za-z0-9]{{1,20}})?"
    r"|picture\.(svg|png)|locale/[a-z]{2,3}(_[A-Z]{2})?\.json"
)
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def refuse(message: str, advice: str, /, *, name: str = "", **params: object) -> NoReturn:
    """Refuse the whole of what came, naming the file that is the reason.

    Raises
    ------
    PluginRefusedError
        Always.
    """
    raise PluginRefusedError(message, advice, field="source", name=visible(name, 120), **params)


def check_name(name: str) -> str:
    """Return the name of an entry, a path with ``/``, or refuse the whole for it.

    Raises
    ------
    PluginRefusedError
        For an absolute path, ``..``, a drive letter, a character that is not printed, a name that
        Windows keeps for itself, and whatever one system reads otherwise than another.

    Examples
    --------
    >>> check_name("bars/cell.py")
    'bars/cell.py'
    >>> check_name("../cell.py")
    Traceback (most recent call last):
    linkr_jupyter.errors.PluginRefusedError: '../cell.py' leaves the folder of the plugin. ...
    """
    ask = "Ask its author for a plugin made of plain files with plain names."
    if not name or len(name) > LONGEST_NAME or any(_hidden(letter) for letter in name):
        refuse("{name} is no name of a file.", ask, name=name)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or "\\" in name:
        refuse("{name} is the path of a place outside the plugin.", ask, name=name)
    parts = name.split("/")
    if ".." in parts:
        refuse("{name} leaves the folder of the plugin.", ask, name=name)
    if len(parts) > DEEPEST:
        refuse("{name} is deeper than {most} folders.", ask, name=name, most=DEEPEST)
    for part in parts:
        odd = part in ("", ".") or part != part.strip() or part.endswith(".") or ":" in part
        if odd or _RESERVED.fullmatch(part.split(".")[0].strip()):
            refuse("{name} is a name that not every system can store.", ask, name=name)
    return name


def _hidden(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "C" or letter in "\u2028\u2029"


def same_file(name: str) -> str:
    """What two names share that some system takes for the same file.

    Examples
    --------
    >>> same_file("Cell.py") == same_file("cell.py")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def in_contract(name: str) -> bool:
    """Whether a plugin's folder may hold a file of this name.

    Examples
    --------
    >>> in_contract("locale/fr.json"), in_contract("setup.py")
    (True, False)
    """
    return _CONTRACT.fullmatch(name) is not None
