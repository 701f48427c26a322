"""Propose a plugin for a cell that somebody has written: its literals become settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..cdm.tables import omop_tables
from ..errors import InvalidCellError
from .languages import NOTEBOOK_NAMES, Assignment, Code, get_language, with_unix_lines
from .languages.ruff import lint_code
from .literals import Value
from .reading import read_cell
from .recognition import spoken_in
from .scaffold import write_plugin

_INPUTS = ("cdm", "cohort", "patient")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_SNAKE = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
_CONCEPT_OF = {
    "measurement": "Measurement", "condition": "Condition", "drug": "Drug",
    "procedure": "Procedure", "observation": "Observation", "device": "Device",
}  # fmt: skip
_FIGURES = re.compile(r"chart|figure|plot", re.IGNORECASE)


def plugin_from_cell(source: str, plugin_id: str, folder: Path | str) -> Path:
    """Make the folder of a plugin from a cell, and return it.

    Raises
    ------
    InvalidCellError
        When the cell is no code, or no literal stands at its top level to make a setting of.
    InvalidValueError
        When the id is no name in snake_case, or the folder exists already.
    """
    return write_plugin(plugin_id, folder, propose_plugin(source, plugin_id))


def propose_plugin(source: str, plugin_id: str) -> dict[str, str]:
    """Propose the files of a plugin for a cell: the texts of ``plugin.json`` and of the cell.

    Every literal that the cell assigns at top level and uses becomes a setting; its kind, and its
    control, follow from the value and the name. Inputs are the names that the cell uses and does
    not make, outputs those it makes and does not use.

    Parameters
    ----------
    source
        The whole cell, with its magic.

    Raises
    ------
    InvalidCellError
        When the cell is no code, or no literal stands at its top level to make a setting of.
    """
    spoken, individual = spoken_in(with_unix_lines(source))
    language = get_language(spoken)
    try:
        code: Code = read_cell(source, (), spoken).code
        code = language.parse(language.format(code.text))
    except SyntaxError as error:
        raise InvalidCellError(
            "The cell is not valid {language}: {reason} (line {line}).",
            "Correct this line; it must run as it stands, without magics.",
            language=language.title,
            reason=error.msg,
            line=error.lineno or 1,
        ) from None
    parameters = {line.name: _parameter(line, code) for line in _settings(code)}
    if not parameters:
        raise InvalidCellError(
            "No setting was found in this cell.",
            "Give what a form should set a name at the top of the cell, such as bins = 40.",
        )
    names = _inputs(code, spoken)
    individual = individual if individual is not None else "patient" in names
    manifest = _manifest(plugin_id, code, parameters)
    manifest["level"] = "individual" if individual else "aggregated"
    manifest["inputs"] = {name: {"kind": _kind_of(name)} for name in names}
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    return {"plugin.json": text + "\n", language.file: code.text}


def _manifest(plugin_id: str, code: Code, parameters: dict[str, Any]) -> dict[str, Any]:
    title = plugin_id.replace("_", " ").capitalize()
    remark = next((text.lstrip("#' ") for start, _, text in code.comments if start == 0), "")
    return {
        "schema_version": 1,
        "id": plugin_id,
        "version": "0.1.0",
        "title": title,
        "summary": remark[:400].strip() or f"{title}.",
        "level": "aggregated",
        "category": "describe",
        "inputs": {},
        "outputs": {
            name: {"kind": "figure" if _FIGURES.search(name) else "table", "title": _title(name)}
            for name in _outputs(code, parameters)
        },
        "requires": {"tables": _tables(code)},
        "parameters": {"type": "object", "properties": parameters},
    }


def _settings(code: Code) -> Iterator[Assignment]:
    """Yield the top-level literals that the cell uses, each assigned once."""
    read, made = code.reads(), list(code.assignments(code.sets()))
    names = [line.name for line in made]
    changed = {name for name, _ in code.set_again(made)}
    for line in made:
        usable = _SNAKE.match(line.name) and line.name in read and line.name not in changed
        if usable and names.count(line.name) == 1 and line.is_literal and _is_setting(line.read()):
            yield line


def _is_setting(value: Value) -> bool:
    if isinstance(value, list):
        kinds = {type(item) for item in value}
        return (len(kinds) == 1 and kinds <= {int, float, str}) or kinds == {int, float}
    return value is not None and not isinstance(value, dict)


def _parameter(line: Assignment, code: Code) -> dict[str, Any]:
    value = line.read()
    return {**_schema(line.name, value, code), "title": _title(line.name), "default": value}


def _schema(name: str, value: Value, code: Code) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"type": "boolean", "x-linkr": {"control": "yes_no"}}
    if isinstance(value, int | float):
        kind = "integer" if isinstance(value, int) else "number"
        return {"type": kind, "x-linkr": {"control": "number"}}
    if isinstance(value, str):
        if _DATE.match(value):
            return {"type": "string", "format": "date", "x-linkr": {"control": "date"}}
        control = "long_text" if "\n" in value else "text"
        return {"type": "string", "x-linkr": {"control": control}}
    return _list_schema(name, value if isinstance(value, list) else [], code)


def _list_schema(name: str, values: list[Value], code: Code) -> dict[str, Any]:
    if "concept" in name and all(type(item) is int for item in values):
        hints = {"control": "concepts", **_domain(name, code)}
        return {"type": "array", "items": {"type": "integer"}, "uniqueItems": True,
                "x-linkr": hints}  # fmt: skip
    if isinstance(values[0], str):
        labels = {str(item): str(item) or "—" for item in values}
        return {
            "type": "array",
            "items": {"type": "string", "enum": list(dict.fromkeys(values))},
            "x-linkr": {"control": "choices", "labels": labels},
        }
    limits: dict[str, Any] = {"minItems": 2, "maxItems": 2} if len(values) == 2 else {}
    control = "range" if limits else "concepts"
    kind = "number" if limits else "integer"
    return {"type": "array", "items": {"type": kind}, **limits, "x-linkr": {"control": control}}


def _domain(name: str, code: Code) -> dict[str, str]:
    """Domain of the concepts: by the column that the code compares them with, or by the name."""
    columns = re.findall(r"\b(\w+?)_concept_id\b", code.text)
    for word in (*columns, *name.split("_")):
        if word in _CONCEPT_OF:
            return {"domain": _CONCEPT_OF[word]}
    return {}


def _title(name: str) -> str:
    name = re.sub(r"(concept)_ids?\Z", r"\1s", name)
    return name.replace("_", " ").replace(".", " ").strip().capitalize() or name


def _inputs(code: Code, language: str) -> list[str]:
    """Names of the notebook that the cell uses: those of every study, and what it did not make."""
    read, made = code.reads(), set(code.sets())
    known = [name for name in _INPUTS if name in read and name not in made]
    if language != "python":  # a bare name of R may as well be a column
        return known
    undefined = (text for _, text, _ in lint_code(code.text, rules="F821", names=NOTEBOOK_NAMES))
    found = [re.sub(r".*`(.+)`.*", r"\1", text) for text in undefined]
    return list(dict.fromkeys([*known, *filter(_SNAKE.match, found)]))


def _kind_of(name: str) -> str:
    return name if name in _INPUTS else "table"


def _outputs(code: Code, parameters: dict[str, Any]) -> list[str]:
    read = code.reads()
    return [
        name
        for name in code.sets()
        if name not in parameters and name not in read and _SNAKE.match(name)
    ]


def _tables(code: Code) -> list[str]:
    """OMOP tables that the cell asks ``cdm`` or ``patient`` for."""
    named = re.findall(r"\b(?:cdm|patient)\s*(?:\.|\$|\[+\s*['\"])\s*(\w+)", code.text)
    return [name for name in dict.fromkeys(named) if name in omop_tables()]
