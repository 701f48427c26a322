"""The contract of a plugin: everything that must be true of its folder before anybody uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import LinkrError
from .finder import checkout_plugins
from .guards import CellFault
from .languages import get_language
from .manifest import Plugin, read_plugin, translatable
from .problems import Problem, problem
from .template import read_template
from .variants import Run, check_parameters, check_variants

MOST_LINES = 60
_FORMATTERS = {"python": "ruff format --isolated", "r": "air format --no-configuration"}

# Words that French and English share; anything else that is equal was forgotten.
_SAME_IN_FRENCH = re.compile(
    r"(action|age|altitude|axe|centre|code|concept|description|date|direction|distance|distribution|dose|figure"
    r"|format|horizontal|image|index|iqr|max|maximum|min|minimum|mode|module|note|observation|option|page|palette"
    r"|patient|percentile|population|position|question|ratio|score|signal|simple|source|table|test|texte|total|type"
    r"|variable|vertical|visite|zone|bpm|mmhg|mmol|px)s?"
)


def check_plugin(
    folder: Path | str, *, run: Run | None = None, builtin: bool | None = None
) -> list[Problem]:
    """Check a plugin's folder against the whole contract.

    Parameters
    ----------
    run
        Called with the plugin, each cell that its choices make, and the values; raises when the
        cell fails. None: no code is run.
    builtin
        Whether README and French are needed too; None: when the folder is one of LinkR's own.

    Returns
    -------
    list of Problem
        Empty when the plugin is good.
    """
    folder = Path(folder).resolve()
    try:
        plugin = read_plugin(folder)
    except LinkrError as error:
        file = str(error.params.get("file", "plugin.json"))
        return [_of_error("manifest", file, error, _line_of_field(folder / file, error.field))]
    if builtin is None:
        builtin = folder.parent == checkout_plugins()
    found = [*_check_files(plugin, builtin), *_check_translations(plugin, builtin)]
    for language in plugin.languages:
        found += _check_cell(plugin, run, language)
    return found


def _check_files(plugin: Plugin, builtin: bool) -> Iterator[Problem]:
    wanted = [f"test_{plugin.id}.py"] + (["README.md", "locale/fr.json"] if builtin else [])
    for name in wanted:
        path = plugin.folder / name
        if not path.is_file() or not path.read_text(encoding="utf-8").strip():
            yield problem("file-missing", name, 1, "{name} is missing or empty.", name=name)


def _check_translations(plugin: Plugin, builtin: bool) -> Iterator[Problem]:
    manifest = {
        "title": plugin.title, "summary": plugin.summary, "inputs": plugin.inputs,
        "outputs": plugin.outputs, "parameters": plugin.parameters,
    }  # fmt: skip
    languages = set(plugin.translations) | ({"fr"} if builtin else set())
    for language in sorted(languages):
        file, texts = f"locale/{language}.json", plugin.translations.get(language, {})
        for place, holder, key in translatable(manifest):
            if place not in texts:
                yield problem(
                    "translation-missing", file, 1, "{place} is not translated.", place=place
                )
            elif texts[place] == holder[key] and _is_english(str(texts[place])):
                yield problem(
                    "translation-equal",
                    file,
                    _line_of_field(plugin.folder / file, place),
                    "{place} is the same as in English: “{text}”.", place=place, text=texts[place],
                )  # fmt: skip


def _is_english(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return any(not _SAME_IN_FRENCH.fullmatch(word) for word in words)


def _check_cell(plugin: Plugin, run: Run | None, name: str) -> Iterator[Problem]:
    language, text = get_language(name), plugin.cells[name]
    file = language.file
    try:
        template = read_template(text, tuple(plugin.properties), name, plugin.sequences)
    except LinkrError as error:
        yield _of_error("cell-syntax", file, error, 1)
        return
    count = len(text.rstrip("\n").split("\n"))
    if count > MOST_LINES:
        yield problem(
            "cell-too-long", file, MOST_LINES + 1,
            "The cell has {count} lines; at most {most} make one plugin.",
            count=count, most=MOST_LINES,
        )  # fmt: skip
    if language.format(text) != text:
        yield problem(
            "cell-format", file, _first_difference(text, language.format(text)),
            "The cell is not formatted: run `{formatter}`.", formatter=_FORMATTERS[name],
        )  # fmt: skip
    yield from (_of_fault(file, fault) for fault in template.faults)
    yield from check_parameters(plugin, template, file)
    if not template.faults:
        yield from check_variants(plugin, template, run, name)


def _of_error(code: str, file: str, error: LinkrError, line: int) -> Problem:
    at = error.params.get("line", line)
    return Problem(code, file, at if isinstance(at, int) else line, error.text(), error)


def _line_of_field(path: Path, field: str) -> int:
    """Line of a field such as ``parameters.bins.default`` in a JSON file; 1 when it is absent."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return 1
    place = 0
    for part in [field] if f'"{field}"' in text else field.split("."):
        found = text.find(f'"{part}"', place)
        place = found if found >= 0 else place
    return text.count("\n", 0, place) + 1


def _of_fault(file: str, fault: CellFault) -> Problem:
    return problem(fault.code, file, fault.line, fault.message, **fault.params)


def _first_difference(one: str, other: str) -> int:
    for number, (a, b) in enumerate(zip(one.split("\n"), other.split("\n"), strict=False), 1):
        if a != b:
            return number
    return 1
