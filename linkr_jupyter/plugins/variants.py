"""Every cell that the choices of a plugin can make, each checked as if a person had written it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import LinkrError
from .cell import PATIENT_MAGIC, render
from .combinations import combine
from .formatter import format_code, lint_code
from .guards import MARKER
from .literals import read_literal, same_value
from .manifest import Plugin
from .problems import Problem, problem
from .reading import possible_values, read_back
from .source import Code
from .template import Template
from .values import check_one, shown

FILE = "cell.py"
NOTEBOOK_NAMES = ("cdm", "cohort", "patient", "display")
Run = Callable[[Plugin, str, Mapping[str, Any]], None]


def check_parameters(plugin: Plugin, template: Template) -> Iterator[Problem]:
    """Check that each parameter is a literal that the cell uses, or steers a guard."""
    read = {
        node.id
        for node in ast.walk(template.code.tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    guarding = {guard.condition.name for guard in template.guards}
    for name, schema in plugin.properties.items():
        line = template.assignments.get(name)
        if line is None:
            if name not in guarding:
                yield problem(
                    "parameter-unused", FILE, 1,
                    "The parameter {name} is neither assigned at top level nor named by a guard.",
                    name=name,
                )  # fmt: skip
            continue
        if name not in read:
            yield problem(
                "parameter-unused", FILE, line.line,
                "{name} is assigned, but no line uses it: name it in guards only.", name=name,
            )  # fmt: skip
        try:
            value = read_literal(line.node)
        except ValueError:
            yield problem(
                "parameter-not-literal",
                FILE,
                line.line,
                "The value of {name} is no literal.",
                name=name,
            )
            continue
        if not same_value(value, schema["default"]):
            default = schema["default"]
            if default is not None or name not in guarding or check_one(name, name, schema, value):
                yield problem(
                    "parameter-default", FILE, line.line,
                    "{name} is {value} here, but its default in plugin.json is {default}.",
                    name=name, value=shown(value), default=shown(default),
                )  # fmt: skip


def variants(plugin: Plugin, template: Template) -> list[dict[str, Any]]:
    """Values for every combination of choices that guards tell apart."""
    defaults = plugin.defaults()
    names = dict.fromkeys(guard.condition.name for guard in template.guards)
    rows = combine(
        {name: possible_values(plugin, template, name, defaults[name]) for name in names}
    )
    return [{**defaults, **row} for row in rows]


def check_variants(plugin: Plugin, template: Template, run: Run | None) -> Iterator[Problem]:
    """Render every combination of choices, and check each cell; a repeated problem is said once."""
    said: set[tuple[str, int, str]] = set()
    for values in variants(plugin, template):
        for found in _check_variant(plugin, template, values, run):
            key = (found.code, found.line, str(found.params.get("what", "")))
            if key not in said:
                said.add(key)
                yield found


def _check_variant(
    plugin: Plugin, template: Template, values: dict[str, Any], run: Run | None
) -> Iterator[Problem]:
    when = _when(plugin, values, template)
    try:
        source = render(plugin, values)
    except (LinkrError, SyntaxError) as error:
        what = error.text() if isinstance(error, LinkrError) else str(error.msg)
        text = "With {when}, the cell is not valid Python: {what}"
        yield problem("variant-syntax", FILE, 1, text, when=when, what=what)
        return
    body = source.removeprefix(f"{PATIENT_MAGIC}\n")
    if format_code(body).rstrip("\n") != body:
        yield problem(
            "variant-format", FILE, 1, "With {when}, the cell is not formatted.", when=when
        )
    code = Code(body)
    yield from _check_markers(template, code, when)
    try:
        render(plugin, values, names={name: f"{name}_2" for name in plugin.inputs})
    except LinkrError as error:
        yield problem(
            "input-name", FILE, 1,
            "With {when}, the cell cannot take other names for its inputs: {what}",
            when=when, what=error.text(),
        )  # fmt: skip
    yield from _check_reading(plugin, template, values, source, when)
    yield from _check_names(plugin, template, code, when)
    if run is not None:
        try:
            run(plugin, source, values)
        except Exception as error:
            yield problem(
                "run", FILE, _failing_line(template, code, error),
                "With {when}, the cell fails on the demo hospital: {what}",
                when=when, what=f"{type(error).__name__}: {error}".split("\n")[0][:300],
            )  # fmt: skip


def _check_markers(template: Template, code: Code, when: str) -> Iterator[Problem]:
    for start, _, text in code.comments:
        if MARKER.match(text):
            line = _line_in(template, code, code.line_of(start))
            yield problem(
                "marker-left", FILE, line, "With {when}, a guard is left in the cell.", when=when
            )


def _when(plugin: Plugin, values: Mapping[str, Any], template: Template) -> str:
    names = dict.fromkeys(guard.condition.name for guard in template.guards)
    return ", ".join(f"{name} = {shown(values[name])}" for name in names) or "its defaults"


def _check_reading(
    plugin: Plugin, template: Template, values: dict[str, Any], source: str, when: str
) -> Iterator[Problem]:
    read = read_back(plugin, source)
    for name in plugin.properties:
        if name not in read.unwritten and not same_value(read.values[name], values[name]):
            yield problem(
                "read-back", FILE, 1,
                "With {when}, the cell reads back with {what} = {read} instead of {value}.",
                when=when, what=name, read=shown(read.values[name]), value=shown(values[name]),
            )  # fmt: skip
    for unread in read.problems:
        yield problem(
            "read-back", FILE, 1, "With {when}, reading the cell back says: {what}",
            when=when, what=unread.text(),
        )  # fmt: skip
    if not read.problems and render(plugin, read.values) != source:
        yield problem(
            "read-back",
            FILE,
            1,
            "With {when}, writing what was read makes another cell.",
            when=when,
        )


def _check_names(plugin: Plugin, template: Template, code: Code, when: str) -> Iterator[Problem]:
    known = (*NOTEBOOK_NAMES, *plugin.inputs)
    for rule, text, line in lint_code(code.text, rules="F", names=known):
        yield problem(
            f"ruff-{rule}", FILE, _line_in(template, code, line), "With {when}: {what} ({rule}).",
            when=when, what=text, rule=rule,
        )  # fmt: skip
    stored, loaded = _names(code.tree)
    for name in plugin.outputs:
        if name not in stored:
            yield problem(
                "output-missing",
                FILE,
                1,
                "With {when}, the cell makes no variable {what}.",
                when=when,
                what=name,
            )
    for name, line in stored.items():
        if name not in loaded and name not in plugin.outputs and not name.startswith("_"):
            yield problem(
                "name-unused",
                FILE,
                _line_in(template, code, line),
                "With {when}, {what} is assigned and never used: guard the line.",
                when=when,
                what=name,
            )


def _names(tree: ast.Module) -> tuple[dict[str, int], set[str]]:
    """Names that the cell assigns at top level, with their line, and all names that it reads."""
    stored: dict[str, int] = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            stored.setdefault(statement.name, statement.lineno)
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    stored.setdefault(node.id, node.lineno)
    loaded = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return stored, loaded


def _line_in(template: Template, code: Code, line: int) -> int:
    """Line of the author's cell that stands at a line of a rendered one; 1 when unsure."""
    text = code.lines[line - 1].split("  #")[0].strip()
    for number, original in enumerate(template.code.lines, 1):
        if text and original.split("  #")[0].strip() == text:
            return number
    return 1


def _failing_line(template: Template, code: Code, error: BaseException) -> int:
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == f"<{FILE}>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return _line_in(template, code, line) if 0 < line <= len(code.lines) else 1
