"""JSON Schemas: the single source of truth of every file format of ours."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


def import_jsonschema() -> None:
    """Import jsonschema, late and without its grammar of international addresses.

    Building that grammar takes a second in every kernel, and no schema of ours names an address.
    """
    name = "rfc3987_syntax"
    if "jsonschema" in sys.modules or name in sys.modules:
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to make an import fail
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[name]


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Read ``<name>.schema.json``, such as ``plugin`` or ``study``.

    Examples
    --------
    >>> load_schema("study")["title"]
    'Study'
    """
    path = Path(__file__).parent / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def validator(name: str) -> Draft202012Validator:
    """Return a reusable validator of the schema ``name``, which checks formats too."""
    import_jsonschema()
    from jsonschema import Draft202012Validator, FormatChecker

    schema = load_schema(name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())
