"""Fill a plugin's cell in: values become literals, guards choose lines, the formatter ends it."""

from __future__ import annotations

import ast
import keyword
import unicodedata
from collections.abc import Mapping
from typing import Any

from ..errors import InvalidCellError, InvalidValueError
from .comments import label_of, with_comment
from .formatter import format_code
from .guards import MARKER
from .literals import read_literal, same_value, write_literal
from .manifest import Plugin
from .source import Code
from .template import Assignment, Edit, Template, edited, guard_edits, read_template
from .values import validated

Labels = Mapping[str, Mapping[Any, str]]
PATIENT_MAGIC = "%%patient"


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
    template = read_template(plugin.cells[language], tuple(plugin.properties))
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
    template = template_of(plugin, language)
    settings = validated(plugin, values)
    edits = guard_edits(template, settings)
    written = template.written(settings)
    for name in sorted(written):
        edits += value_edits(
            template.code, template.assignments[name], settings[name], (labels or {}).get(name, {})
        )
    renamed = checked_names(plugin, template, names or {})
    edits += name_edits(template.code, renamed)
    source = format_code(edited(template.code.text, edits)).rstrip("\n")
    if not _is_own_code(template, settings, written, renamed, source):
        raise InvalidCellError(
            "The cell written for {plugin} is not the plugin's own code.",
            "Report this plugin to its author: `jupyter linkr plugin check` names the line.",
            plugin=plugin.id,
        )
    return f"{PATIENT_MAGIC}\n{source}" if plugin.level == "individual" else source


def value_edits(code: Code, line: Assignment, value: Any, labels: Mapping[Any, str]) -> list[Edit]:
    """Edits that put a value, and the labels of its parts, in the place of a literal."""
    if not labels and _holds(line, value):
        return []
    comment = code.comment_after(line.value_end)
    text = literal_with_labels(line.name, value, labels)
    edits: list[Edit] = [(line.value_start, line.value_end, text)]
    if comment and not MARKER.match(comment[2]):
        start = len(code.text[: comment[0]].rstrip(" \t"))
        if start == line.value_end:
            edits = [(line.value_start, comment[1], text)]
        else:
            edits.append((start, comment[1], ""))
    return edits


def _holds(line: Assignment, value: Any) -> bool:
    try:
        return same_value(read_literal(line.node), value)
    except ValueError:
        return False


def literal_with_labels(name: str, value: Any, labels: Mapping[Any, str]) -> str:
    """Write a value with its labels: several values stand one a line, each beside its label.

    Examples
    --------
    >>> print(literal_with_labels("ids", [1, 2], {1: "Heart rate"}))
    [
        1,  # Heart rate
        2,
    ]
    """
    text = write_literal(value, name)
    items = value if isinstance(value, list) else [value]
    found = [label_of(labels, item) for item in items]
    if not any(found):
        return text
    if len(items) == 1:
        head = f"{name} = "
        return with_comment(head + text, found[0])[len(head) :]
    lines = [
        with_comment(f"    {write_literal(item, name)},", label)
        for item, label in zip(items, found, strict=True)
    ]
    return "\n".join(["[", *lines, "]"])


def checked_names(plugin: Plugin, template: Template, names: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs whose variable has another name, each a safe name of a variable.

    Raises
    ------
    InvalidValueError
        When a name is no variable name, or the cell uses it for something else.
    """
    renamed: dict[str, str] = {}
    taken = {node.id for node in ast.walk(template.code.tree) if isinstance(node, ast.Name)} | set(
        plugin.properties
    )
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
        if not is_variable_name(target) or target in taken:
            raise InvalidValueError(
                "“{name}” cannot be the variable of the input {input}.",
                "Give the name of a variable of the notebook that the cell does not use itself.",
                field=source,
                name=str(target)[:80],
                input=source,
            )
        renamed[source] = target
    return renamed


def is_variable_name(name: object) -> bool:
    """Whether a text is the name of a variable, and reads as the same name to Python.

    Examples
    --------
    >>> is_variable_name("my_cohort"), is_variable_name("class"), is_variable_name("a b")
    (True, False, False)
    """
    return (
        type(name) is str
        and len(name) <= 80
        and name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("__")
        and unicodedata.normalize("NFKC", name) == name
    )


def name_edits(code: Code, renamed: Mapping[str, str]) -> list[Edit]:
    """Edits that give variables other names, wherever the code names them."""
    return [
        (*code.span(node), renamed[node.id])
        for node in code.walk()
        if isinstance(node, ast.Name) and node.id in renamed
    ]


def _is_own_code(
    template: Template,
    settings: Mapping[str, Any],
    written: set[str],
    renamed: Mapping[str, str],
    source: str,
) -> bool:
    """Whether a cell is the plugin's own code with the literals in their places, and no more."""
    expected = ast.parse(edited(template.code.text, guard_edits(template, settings)))
    for node in ast.walk(expected):
        if isinstance(node, ast.Name):
            node.id = renamed.get(node.id, node.id)
    code = Code(source)
    lines = {
        statement.targets[0].id: statement
        for statement in code.tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }
    exact = all(
        name in lines and same_value(read_literal(lines[name].value), settings[name])
        for name in written
    )
    return exact and _shape(expected, written) == _shape(code.tree, written)


def _shape(tree: ast.Module, names: set[str]) -> str:
    """Return the syntax tree as text, without the values of the parameter lines."""
    body = []
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in names:
                body.append(f"{name} = …")
                continue
        body.append(ast.dump(statement))
    return "\n".join(body)
