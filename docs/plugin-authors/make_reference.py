"""Write reference.md: ``python docs/plugin-authors/make_reference.py``.

Meaning, type, limits and example of every field come from ``plugin.schema.json`` alone, looks and
examples of the controls from ``controls.json``. A test fails when reference.md is stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linkr_jupyter.schemas import load_schema

HERE = Path(__file__).parent
REFERENCE = HERE / "reference.md"

HEAD = """\
# Reference of plugin.json

Written by `make_reference.py` from `linkr_jupyter/schemas/plugin.schema.json` and `controls.json`.
Change it there. A field in **bold** must be given; any other name is refused. New here? Start with
[a first plugin in fifteen minutes](fifteen-minutes.md). Settings that depend on each other,
palettes and localised text: [settings.md](settings.md).
"""
NAMED = {
    "name": "name in snake_case, at most 63 letters",
    "kinds": "name of a type, or a list of them",
    "kind": "name of a type",
    "scalar": "any single value",
    "hints": "see Hints",
    "items": "see Items of a list",
    "parameter": "see A setting",
}
WORDS = {
    "string": "text",
    "object": "object",
    "boolean": "true or false",
    "integer": "whole number",
}
LIMITS = {
    "minItems": "at least {}",
    "maxItems": "at most {}",
    "maxProperties": "at most {} entries",
    "maxLength": "at most {} letters",
    "minimum": "from {}",
    "maximum": "to {}",
    "exclusiveMinimum": "above {}",
}


def fields(schema: dict[str, Any], definitions: dict[str, Any], place: str = "") -> Iterator[str]:
    """Yield a row of the table for every property, and for those inside it."""
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        whole = {**_followed(field, definitions), **field}
        shown = f"{place}{name}"
        label = f"**`{shown}`**" if name in required else f"`{shown}`"
        meaning = whole.get("description", "")
        if not meaning:
            raise ValueError(f"plugin.schema.json says nothing about {shown}.")
        example = whole["examples"][0] if "examples" in whole else None
        written = f"`{json.dumps(example, ensure_ascii=False)}`" if example is not None else ""
        yield f"| {label} | {meaning} | {_type(whole, definitions)} | {written} |"
        inside = whole.get("additionalProperties")
        if field.get("$ref", "").endswith(("/hints", "/parameter", "/items")):
            continue
        yield from fields(whole, definitions, f"{shown}.")
        if isinstance(inside, dict) and "properties" in inside:
            yield from fields(inside, definitions, f"{shown}.NAME.")


def _followed(field: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = definitions.get(field.get("$ref", "").rpartition("/")[2], {})
    return found


def _type(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Type and limits of a field, in words."""
    reference = field.get("$ref", "").rpartition("/")[2]
    if reference in NAMED:
        return NAMED[reference]
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"])
    if "anyOf" in field:
        return " or ".join(_inner(one, definitions) for one in field["anyOf"])
    kind = field.get("type", "")
    if kind == "array":
        return f"list{_limits(field)}; each: {_inner(field['items'], definitions)}"
    return (WORDS.get(kind, kind) or "any value") + _limits(field)


def _inner(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    return _type({**_followed(field, definitions), **field}, definitions)


def _limits(field: dict[str, Any]) -> str:
    parts = [words.format(field[name]) for name, words in LIMITS.items() if name in field]
    return f", {', '.join(parts)}" if parts else ""


def _table(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    rows = "\n".join(fields(schema, definitions))
    return f"| field | meaning | type and limits | example |\n|---|---|---|---|\n{rows}\n"


def _controls(names: list[str]) -> Iterator[str]:
    controls = json.loads((HERE / "controls.json").read_text(encoding="utf-8"))
    for name in names:
        example = json.dumps({name: controls[name]["setting"]}, ensure_ascii=False, indent=2)
        looks = controls[name]["looks"]
        yield f"### `{name}`\n\n{looks}\n\n<!-- parameter -->\n```json\n{example}\n```\n"


def reference() -> str:
    """Return the whole page."""
    schema = load_schema("plugin")
    definitions = schema["$defs"]
    hints = definitions["hints"]
    parts = [
        HEAD,
        f"## The plugin\n\n{_table(schema, definitions)}",
        f"## A setting\n\n{_table(definitions['parameter'], definitions)}",
        f"## Items of a list\n\n{_table(definitions['items'], definitions)}",
        f"## Hints\n\n`x-linkr` says how the form shows a setting.\n\n{_table(hints, definitions)}",
        "## Controls\n\nEach with what it looks like and the schema that it needs.\n",
        *_controls(hints["properties"]["control"]["enum"]),
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
