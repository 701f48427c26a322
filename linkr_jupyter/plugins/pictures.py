"""The picture on a plugin's card: a drawing that can do nothing but be seen."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from ..errors import InvalidManifestError
from ..text import visible

PICTURES = {"picture.svg": "image/svg+xml", "picture.png": "image/png"}
LARGEST_PICTURE = 500_000
_LARGEST_SIDE = 4_000
_SVG = "http://www.w3.org/2000/svg"
# Nothing that draws another part again: a few of those can keep a browser busy for hours.
_ELEMENTS = frozenset(
    {"svg", "g", "path", "rect", "line", "circle", "ellipse", "polyline", "polygon", "text",
     "tspan", "title", "desc", "defs", "clipPath", "linearGradient", "radialGradient", "stop"}
)  # fmt: skip
_REFERENCE = re.compile(r"url\(\s*['\"]?(?!['\"]?#)", re.IGNORECASE)
_ACTIVE = re.compile(r"javascript:|data:|@import|expression\s*\(|\\", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"


def check_picture(name: str, content: bytes) -> None:
    """Refuse a picture that is more than a still drawing.

    Parameters
    ----------
    name
        ``picture.svg`` or ``picture.png``.

    Raises
    ------
    InvalidManifestError
        For a script, an event handler, a foreign object, a reference to anything outside, a
        document type, or an image of no reasonable size.
    """
    if name not in PICTURES:
        _refuse(name, "It must be called picture.svg or picture.png.")
    if len(content) > LARGEST_PICTURE:
        _refuse(name, "Make it smaller than {most} bytes.", most=LARGEST_PICTURE)
    if name.endswith(".png"):
        _check_png(name, content)
    else:
        _check_svg(name, content)


def read_picture(folder: Path, name: str) -> bytes:
    """Read and check the picture of a plugin.

    Raises
    ------
    InvalidManifestError
        When it is missing or not safe.
    """
    path = folder / name
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST_PICTURE:
            _refuse(name, "Make it smaller than {most} bytes.", most=LARGEST_PICTURE)
        content = path.read_bytes()
    except OSError:
        _refuse(name, "Put the file beside plugin.json, or leave the field picture out.")
    check_picture(name, content)
    return content


def _check_svg(name: str, content: bytes) -> None:
    parser = expat.ParserCreate("utf-8", " ")
    depth = [0]

    def start(element: str, attributes: dict[str, str]) -> None:
        space, _, local = element.rpartition(" ")
        depth[0] += 1
        if space != _SVG or local not in _ELEMENTS or depth[0] > 60:
            _refuse(name, "It may not hold the element {what}.", what=visible(local))
        if depth[0] == 1 and local != "svg":
            _refuse(name, "It may not hold the element {what}.", what=visible(local))
        for key, value in attributes.items():
            _check_attribute(name, key.rpartition(" ")[2].lower(), value)

    def end(_element: str) -> None:
        depth[0] -= 1

    def refuse_declaration(*_: object) -> None:
        _refuse(name, "It may not hold a document type or a processing instruction.")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = refuse_declaration
    parser.EntityDeclHandler = refuse_declaration
    parser.ProcessingInstructionHandler = refuse_declaration
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        _refuse(name, "Save it as a plain SVG, in UTF-8.")


def _check_attribute(name: str, key: str, value: str) -> None:
    outside = key in ("href", "src") and not value.startswith("#")
    if key.startswith("on") or outside or _REFERENCE.search(value):
        _refuse(name, "It may not hold {what}.", what=visible(f"{key}={value}"))
    if key not in ("aria-label", "d") and _ACTIVE.search(value):
        _refuse(name, "It may not hold {what}.", what=visible(f"{key}={value}"))


def _check_png(name: str, content: bytes) -> None:
    """Walk the chunks: what stands after the last one is no picture."""
    place, kind = len(_PNG), b""
    while content.startswith(_PNG) and kind != b"IEND" and place + 12 <= len(content):
        length, kind = struct.unpack_from(">L4s", content, place)
        if place == len(_PNG) and kind == b"IHDR" and length == 13:
            sides = struct.unpack_from(">2L", content, place + 8)
            if not all(0 < side <= _LARGEST_SIDE for side in sides):
                _refuse(name, "Make it at most {most} pixels wide and high.", most=_LARGEST_SIDE)
        elif place == len(_PNG):
            break
        place += 12 + length
    if kind != b"IEND" or place != len(content):
        _refuse(name, "Save it as a plain PNG.")


def _refuse(name: str, advice: str, /, **params: object) -> NoReturn:
    raise InvalidManifestError(
        "{file} cannot be the picture of a plugin.", advice, field="picture", file=name, **params
    )
