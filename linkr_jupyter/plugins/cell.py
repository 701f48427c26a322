"""Fill a plugin's cell in: values become literals, guards choose lines, the formatter ends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import InvalidCellError, InvalidValueError
from .comments import label_of, with_comment
from .guards import MARKER
from .languages import Assignment, Edit, Language, edited, get_language
from .literals import same_value
from .manifest import Plugin
from .sequences.lines import SequenceLine, with_sequences
from .template import Template, guard_edits, read_template
from .values import validated

Labels = Mapping[str, Mapping[Any, str]]
PATIENT_MAGICS = {"python": "%%patient", "r": "%%patient --language R"}


def template_of(plugin: Plugin, language: str = "python") -> Template:
    """Return the plugin's cell in ``language``, read as a template.

    Raises
    ------
    InvalidCellError
        When the plugin has no such cell or the cell breaks a rule.
    """
    if language not in plugin.cells:
        raise InvalidCellError(
            "{plugin} has no cell in {language}.",
            "Choose one of: {languages}.",
            plugin=plugin.id,
            language=language,
            languages=", ".join(plugin.languages),
        )
    template = read_template(
        plugin.cells[language], tuple(plugin.properties), language, plugin.sequences
    )
    if template.faults:
        fault = template.faults[0]
        params: dict[str, Any] = {**fault.params, "line": fault.line}
        raise InvalidCellError(fault.message, "Correct the plugin's cell.", **params)
    return template


def render(
    plugin: Plugin,
    values: Mapping[str, Any],
    *,
    language: str = "python",
    labels: Labels | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """Write the cell that a form writes, without a line feed at its end.

    Parameters
    ----------
    values
        Values of the parameters; those that are absent take their defaults.
    labels
        For a parameter, the words of its values (concept names), written as comments.
    names
        For an input, the name of the variable that holds it in the notebook.

    Raises
    ------
    InvalidValueError
        When a value breaks its schema or a name is no variable name.
    InvalidCellError
        When the plugin's cell breaks the rules of a cell.
    """
    template, spoken = template_of(plugin, language), get_language(language)
    settings = validated(plugin, values)
    edits = guard_edits(template, settings)
    written = template.written(settings)
    for name in sorted(written):
        edits += value_edits(
            template.assignments[name], settings[name], (labels or {}).get(name, {}), spoken
        )
    renamed = checked_names(plugin, template, names or {}, spoken)
    edits += template.code.renamed(renamed)
    source = spoken.format(edited(template.code.text, edits)).rstrip("\n")
    if not _is_own_code(template, settings, written, renamed, source, spoken):
        raise InvalidCellError(
            "The cell written for {plugin} is not the plugin's own code.",
            "Report this plugin to its author: `jupyter linkr plugin check` names the line.",
            plugin=plugin.id,
        )
    return magic_line(plugin, language, renamed) + source


def magic_line(plugin: Plugin, language: str, renamed: Mapping[str, str] | None = None) -> str:
    """Return the line before the code of a cell, with its line feed; empty where none is needed.

    Examples
    --------
    A cell in R of level ``aggregated`` names what it takes from Python and what it gives back:
    ``%%R -i cdm -i cohort -o summary``.
    """
    if plugin.level == "individual":
        return f"{PATIENT_MAGICS[language]}\n"
    if language != "r":
        return ""
    given = [f"-i {(renamed or {}).get(name, name)}" for name in plugin.inputs]
    back = [f"-o {name}" for name in plugin.outputs]
    return " ".join(["%%R", *given, *back]) + "\n"


def without_magic(source: str) -> str:
    """Return the code of a cell that ``render`` wrote."""
    head, _, body = source.partition("\n")
    return body if head.startswith("%%") else source


def value_edits(
    line: Assignment, value: Any, labels: Mapping[Any, str], language: Language
) -> list[Edit]:
    """Edits that put a value, and the labels of its parts, in the place of a literal."""
    if not labels and _holds(line, value):
        return []
    code = line.code
    if isinstance(line, SequenceLine):
        return line.written(value, labels)
    comment = code.comment_after(line.value_end)
    text = literal_with_labels(line.name, value, labels, language)
    edits: list[Edit] = [(line.value_start, line.value_end, text)]
    if comment and not MARKER.match(comment[2]):
        start = len(code.text[: comment[0]].rstrip(" \t"))
        if start == line.value_end:
            edits = [(line.value_start, comment[1], text)]
        else:
            edits.append((start, comment[1], ""))
    return edits


def _holds(line: Assignment, value: Any) -> bool:
    if isinstance(line, SequenceLine):
        return line.holds(value)
    try:
        return same_value(line.read(), value)
    except ValueError:
        return False


def literal_with_labels(
    name: str, value: Any, labels: Mapping[Any, str], language: Language
) -> str:
    """Write a value with its labels: several values stand one a line, each beside its label.

    Examples
    --------
    >>> print(literal_with_labels("ids", [1, 2], {1: "Heart rate"}, get_language("python")))
    [
        1,  # Heart rate
        2,
    ]
    """
    text = language.write(value, name)
    items = value if isinstance(value, list) else [value]
    found = [label_of(labels, item) for item in items]
    if not any(found):
        return text
    if len(items) == 1:
        head = f"{name} = "
        return _with_label(head + text, found[0], language)[len(head) :]
    opener, parts = language.elements(items, name)
    commas = [","] * len(parts)
    if not language.comma_after_last:
        commas[-1] = ""
    lines = [
        _with_label(f"    {part}{comma}", label, language)
        for part, comma, label in zip(parts, commas, found, strict=True)
    ]
    return "\n".join([opener, *lines, language.closer])


def _with_label(line: str, label: str, language: Language) -> str:
    return with_comment(line, label, width=language.width, gap=language.gap)


def checked_names(
    plugin: Plugin, template: Template, names: Mapping[str, str], language: Language
) -> dict[str, str]:
    """Return the inputs whose variable has another name, each a safe name of a variable.

    Raises
    ------
    InvalidValueError
        When a name is no variable name, or the cell uses it for something else.
    """
    renamed: dict[str, str] = {}
    taken = template.code.words() | set(plugin.properties)
    for source, target in names.items():
        if source not in plugin.inputs:
            raise InvalidValueError(
                "{plugin} has no input “{name}”.",
                "Its inputs are: {inputs}.",
                field=source,
                plugin=plugin.id,
                name=source,
                inputs=", ".join(plugin.inputs) or "—",
            )
        if target == source:
            continue
        if not language.is_variable_name(target) or target in taken:
            raise InvalidValueError(
                "“{name}” cannot be the variable of the input {input}.",
                "Give the name of a variable of the notebook that the cell does not use itself.",
                field=source,
                name=str(target)[:80],
                input=source,
            )
        renamed[source] = target
    return renamed


def _is_own_code(
    template: Template,
    settings: Mapping[str, Any],
    written: set[str],
    renamed: Mapping[str, str],
    source: str,
    language: Language,
) -> bool:
    """Whether a cell is the plugin's own code with the literals in their places, and no more."""
    kept = language.parse(edited(template.code.text, guard_edits(template, settings)))
    expected = language.parse(edited(kept.text, kept.renamed(dict(renamed))))
    code = language.parse(source)
    found = with_sequences(code.assignments(written), template.sequences)
    lines = {line.name: line for line in found}
    exact = all(name in lines and _holds(lines[name], settings[name]) for name in written)
    return exact and expected.shape(written) == code.shape(written)
