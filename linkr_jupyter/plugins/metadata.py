"""What a written cell remembers, under ``metadata.linkr`` of the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import InvalidCellError, InvalidValueError
from .languages import get_language
from .literals import check_builtin
from .manifest import Plugin


@dataclass(frozen=True)
class CellMetadata:
    """The plugin and version that wrote a cell, the values, and the source as last written."""

    plugin: str
    version: str
    language: str
    values: dict[str, Any]
    source: str
    names: dict[str, str] = field(default_factory=dict)


def cell_metadata(
    plugin: Plugin,
    values: Mapping[str, Any],
    source: str,
    language: str = "python",
    *,
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what to store under ``metadata.linkr`` of a cell that was just written."""
    stored: dict[str, Any] = {
        "plugin": plugin.id,
        "version": plugin.version,
        "language": language,
        "values": dict(values),
        "source": source,
    }
    if names:
        stored["names"] = dict(names)
    return stored


def parse_metadata(stored: object) -> CellMetadata:
    """Read the metadata of a cell: either ``cell.metadata`` or its ``linkr``.

    Raises
    ------
    InvalidCellError
        When a notebook made elsewhere holds something else.
    """
    if isinstance(stored, Mapping) and "plugin" not in stored and "linkr" in stored:
        stored = stored["linkr"]
    if not isinstance(stored, Mapping):
        raise _malformed("linkr")
    texts = {}
    for key, fallback in (
        ("plugin", None), ("version", ""), ("language", "python"), ("source", None)
    ):  # fmt: skip
        text = stored.get(key, fallback)
        if type(text) is not str or (fallback is None and not text) or len(text) > 2_000_000:
            raise _malformed(key)
        texts[key] = text
    is_variable_name = get_language("python").is_variable_name
    values = stored.get("values", {})
    names = stored.get("names", {})
    if not isinstance(values, Mapping) or not all(type(name) is str for name in values):
        raise _malformed("values")
    for name, value in values.items():
        try:
            check_builtin(value, name)
        except (InvalidValueError, RecursionError):
            raise _malformed(f"values.{name[:80]}") from None
    if not isinstance(names, Mapping) or not all(
        is_variable_name(name) for pair in names.items() for name in pair
    ):
        raise _malformed("names")
    return CellMetadata(values=dict(values), names=dict(names), **texts)


def _malformed(place: str) -> InvalidCellError:
    return InvalidCellError(
        "What LinkR stored with this cell cannot be read: “{place}” is missing or malformed.",
        "The code of the cell still runs. Insert a new cell to use the form again.",
        field=place,
        place=place,
    )
