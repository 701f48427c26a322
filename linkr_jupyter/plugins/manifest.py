"""A plugin is a folder of data: its manifest, its cells and its translations, read and checked."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import InvalidManifestError
from ..schemas.strict import decoder_reason, parse_json, reason_of

CELL_FILES = {"python": "cell.py", "r": "cell.R"}
_LARGEST_FILE = 1_000_000


@dataclass(frozen=True, eq=False)
class Plugin:
    """An analysis: what it needs, the settings of its form, and its cell in each language.

    ``parameters`` is a JSON Schema whose properties carry hints for controls under ``x-linkr``;
    ``cells`` holds the text of the cell by language (``python``, ``r``); ``translations`` the
    texts of each other human language by their place in ``plugin.json``.
    """

    id: str
    version: str
    title: str
    summary: str
    level: str
    category: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    requires: dict[str, Any]
    parameters: dict[str, Any]
    folder: Path
    cells: dict[str, str]
    license: str = ""
    authors: tuple[str, ...] = ()
    checked_against: tuple[str, ...] = ()
    picture: str = ""
    translations: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which the cell exists: ``python``, ``r``."""
        return tuple(self.cells)

    @property
    def properties(self) -> dict[str, dict[str, Any]]:
        """The schema of each parameter, in the order of the form."""
        properties: dict[str, dict[str, Any]] = self.parameters["properties"]
        return properties

    @property
    def hash(self) -> str:
        """SHA-256 of the manifest and the cells: what a written cell depends on."""
        digest = hashlib.sha256()
        for name in ("plugin.json", *CELL_FILES.values()):
            path = self.folder / name
            if path.is_file():
                content = path.read_bytes()
                digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    @property
    def sequences(self) -> tuple[tuple[str, str], ...]:
        """Name and kind of each parameter that is a chain of verbs in the cell."""
        return tuple(
            (name, schema["x-linkr"]["sequence"])
            for name, schema in self.properties.items()
            if schema.get("x-linkr", {}).get("control") == "sequence"
        )

    def defaults(self, language: str = "en") -> dict[str, Any]:
        """Return a fresh copy of the default of every parameter, in a human language."""
        texts = self.translations.get(language, {})
        values = {
            name: copy.deepcopy(texts.get(f"parameters.{name}.default", schema["default"]))
            for name, schema in self.properties.items()
        }
        return self.with_whole_steps(values)

    def with_whole_steps(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return values in which each step of a sequence has all its arguments."""
        if not self.sequences:
            return values
        from .sequences.items import canonical
        from .sequences.kinds import get_kind

        whole = {
            name: canonical(get_kind(kind), values[name])
            for name, kind in self.sequences
            if name in values
        }
        return {**values, **whole}

    def localized(self, language: str) -> Plugin:
        """Return the plugin with its texts in a human language; a missing text stays English."""
        texts = self.translations.get(language)
        if not texts:
            return self
        manifest: dict[str, Any] = {
            "title": self.title,
            "summary": self.summary,
            "inputs": copy.deepcopy(self.inputs),
            "outputs": copy.deepcopy(self.outputs),
            "parameters": copy.deepcopy(self.parameters),
            "checked_against": list(self.checked_against),
        }
        for place, holder, key in translatable(manifest):
            if place in texts:
                holder[key] = texts[place]
        manifest["checked_against"] = tuple(manifest["checked_against"])
        return replace(self, **manifest)


def translatable(manifest: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Every text of a manifest that a person reads: its place, and the object and key that hold it.

    Examples
    --------
    >>> [place for place, _, _ in translatable({"title": "Bars", "summary": "Draws bars."})]
    ['title', 'summary']
    """
    found: list[tuple[str, Any, Any]] = [(key, manifest, key) for key in ("title", "summary")]
    cited = manifest.get("checked_against", [])
    found += [(f"checked_against.{number}", cited, number) for number in range(len(cited))]
    for kind in ("inputs", "outputs"):
        for name, item in manifest.get(kind, {}).items():
            if "title" in item:
                found.append((f"{kind}.{name}.title", item, "title"))
    for name, schema in manifest.get("parameters", {}).get("properties", {}).items():
        place = f"parameters.{name}"
        found += [
            (f"{place}.{key}", schema, key) for key in ("title", "description") if schema.get(key)
        ]
        if _is_prose(schema):
            found.append((f"{place}.default", schema, "default"))
        hints = schema.get("x-linkr", {})
        found += [
            (f"{place}.{key}", hints, key)
            for key in ("unit", "placeholder", "section")
            if hints.get(key)
        ]
        labels = hints.get("labels", {})
        found += [(f"{place}.labels.{key}", labels, key) for key in labels]
    return found


def _is_prose(schema: Mapping[str, Any]) -> bool:
    """Whether the default of a parameter is a text for people, such as the title of an axis."""
    control = schema.get("x-linkr", {}).get("control", "text")
    return bool(
        isinstance(schema.get("default"), str)
        and schema["default"].strip()
        and "enum" not in schema
        and control in ("text", "long_text")
    )


def read_plugin(folder: Path) -> Plugin:
    """Read the plugin in ``folder``. No code of it is run or imported.

    Raises
    ------
    InvalidManifestError
        When a file is missing or breaks the schema: names the file, the field and the value.
    """
    from .manifest_checks import check_manifest, check_translation
    from .pictures import read_picture

    manifest = _read_json(folder / "plugin.json")
    check_manifest(manifest, folder)
    if "picture" in manifest:
        read_picture(folder, manifest["picture"])
    cells = _read_cells(folder)
    translations = {}
    for file in sorted((folder / "locale").glob("*.json")):
        texts = _read_json(file)
        check_translation(texts, manifest, file)
        translations[file.stem] = texts
    return Plugin(
        id=manifest["id"],
        version=manifest["version"],
        title=manifest["title"],
        summary=manifest["summary"],
        level=manifest["level"],
        category=manifest["category"],
        inputs=manifest.get("inputs", {}),
        outputs=manifest.get("outputs", {}),
        requires=manifest.get("requires", {}),
        parameters=manifest["parameters"],
        folder=folder,
        cells=cells,
        license=manifest.get("license", ""),
        authors=tuple(manifest.get("authors", ())),
        checked_against=tuple(manifest.get("checked_against", ())),
        picture=manifest.get("picture", ""),
        translations=translations,
    )


def _read_cells(folder: Path) -> dict[str, str]:
    cells = {
        language: _read_text(folder / name)
        for language, name in CELL_FILES.items()
        if (folder / name).is_file()
    }
    if not cells:
        raise InvalidManifestError(
            "{file} has no cell.",
            "Put the code of the analysis in cell.py (or cell.R) beside plugin.json.",
            file=folder.name,
        )
    return cells


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InvalidManifestError(
                "{file} is larger than 1 MB.", "A plugin holds no data.", file=path.name
            )
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InvalidManifestError(
            "{folder} has no {file}.",
            "`jupyter linkr plugin new` makes a folder with every file.",
            file=path.name,
            folder=path.parent.name,
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidManifestError(
            "{file} cannot be read: {reason}.",
            "Save it as UTF-8 text.",
            file=path.name,
            reason=str(error)[:200],
        ) from None
    return text


def _read_json(path: Path) -> dict[str, Any]:
    text = _read_text(path)
    try:
        document = parse_json(text)
    except json.JSONDecodeError as error:
        raise InvalidManifestError(
            "{file} is not JSON: {reason} (line {line}).",
            "Correct this line.",
            file=path.name,
            reason=decoder_reason(error),
            line=error.lineno,
        ) from None
    except ValueError as error:
        raise InvalidManifestError(
            "{file} is not JSON that can be trusted: {reason}.",
            "Correct the file.",
            file=path.name,
            reason=reason_of(error),
        ) from None
    if not isinstance(document, dict):
        raise InvalidManifestError(
            "{file} holds no JSON object.",
            "Start the file with {brace}.",
            file=path.name,
            brace="{",
        )
    return document
