"""Every cell that the choices of a plugin can make, each checked as if a person had written it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import LinkrError
from .cell import render, without_magic
from .combinations import combine
from .guards import MARKER
from .languages import NOTEBOOK_NAMES, Code, get_language
from .languages.ruff import lint_code
from .literals import same_value
from .manifest import Plugin
from .offers import not_offered
from .problems import Problem, problem
from .reading import possible_values, read_back
from .sequences.lines import SequenceLine
from .template import Template
from .values import check_one, shown

Run = Callable[[Plugin, str, Mapping[str, Any], str], None]


def check_parameters(plugin: Plugin, template: Template, file: str) -> Iterator[Problem]:
    """Check that each parameter is a literal that the cell uses, or steers a guard."""
    read = template.code.reads()
    guarding = {guard.condition.name for guard in template.guards}
    for name, schema in plugin.properties.items():
        line = template.assignments.get(name)
        if line is None:
            if name not in guarding:
                yield problem(
                    "parameter-unused", file, 1,
                    "The parameter {name} is neither assigned at top level nor named by a guard.",
                    name=name,
                )  # fmt: skip
            continue
        if name not in read and name not in plugin.outputs:
            yield problem(
                "parameter-unused", file, line.line,
                "{name} is assigned, but no line uses it: name it in guards only.", name=name,
            )  # fmt: skip
        try:
            value = line.read()
        except ValueError:
            yield problem(
                "parameter-not-literal",
                file,
                line.line,
                "The value of {name} is no literal.",
                name=name,
            )
            continue
        if isinstance(line, SequenceLine) and line.holds(schema["default"]):
            continue
        if not same_value(value, schema["default"]):
            default = schema["default"]
            if default is not None or name not in guarding or check_one(name, name, schema, value):
                yield problem(
                    "parameter-default", file, line.line,
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
    made = [{**defaults, **row} for row in rows]
    return [values for values in made if not any(not_offered(plugin.properties, values))]


def check_variants(
    plugin: Plugin, template: Template, run: Run | None, language: str = "python"
) -> Iterator[Problem]:
    """Render every combination of choices, and check each cell; a repeated problem is said once."""
    said: set[tuple[str, int, str]] = set()
    for values in variants(plugin, template):
        for found in _check_variant(plugin, template, values, run, language):
            key = (found.code, found.line, str(found.params.get("what", "")))
            if key not in said:
                said.add(key)
                yield found


def _check_variant(
    plugin: Plugin, template: Template, values: dict[str, Any], run: Run | None, name: str
) -> Iterator[Problem]:
    language = get_language(name)
    file = language.file
    when = _when(plugin, values, template)
    try:
        source = render(plugin, values, language=name)
    except (LinkrError, SyntaxError) as error:
        what = error.text() if isinstance(error, LinkrError) else str(error.msg)
        text = "With {when}, the cell is not valid code: {what}"
        yield problem("variant-syntax", file, 1, text, when=when, what=what)
        return
    body = without_magic(source)
    if language.format(body).rstrip("\n") != body:
        yield problem(
            "variant-format", file, 1, "With {when}, the cell is not formatted.", when=when
        )
    code = language.parse(body)
    yield from _check_markers(template, code, when, file)
    try:
        others = {given: f"{given}_2" for given in plugin.inputs}
        render(plugin, values, names=others, language=name)
    except LinkrError as error:
        yield problem(
            "input-name", file, 1,
            "With {when}, the cell cannot take other names for its inputs: {what}",
            when=when, what=error.text(),
        )  # fmt: skip
    yield from _check_reading(plugin, values, source, when, name)
    yield from _check_names(plugin, template, code, when, name)
    if run is not None:
        try:
            run(plugin, source, values, name)
        except Exception as error:
            yield problem(
                "run", file, _failing_line(template, code, error, file),
                "With {when}, the cell fails on the demo hospital: {what}",
                when=when, what=f"{type(error).__name__}: {error}".split("\n")[0][:300],
            )  # fmt: skip


def _check_markers(template: Template, code: Code, when: str, file: str) -> Iterator[Problem]:
    for start, _, text in code.comments:
        if MARKER.match(text):
            line = _line_in(template, code, code.line_of(start))
            yield problem(
                "marker-left", file, line, "With {when}, a guard is left in the cell.", when=when
            )


def _when(plugin: Plugin, values: Mapping[str, Any], template: Template) -> str:
    names = dict.fromkeys(guard.condition.name for guard in template.guards)
    return ", ".join(f"{name} = {shown(values[name])}" for name in names) or "its defaults"


def _check_reading(
    plugin: Plugin, values: dict[str, Any], source: str, when: str, language: str
) -> Iterator[Problem]:
    file, read = get_language(language).file, read_back(plugin, source, language=language)
    for name in plugin.properties:
        if name not in read.unwritten and not same_value(read.values[name], values[name]):
            yield problem(
                "read-back", file, 1,
                "With {when}, the cell reads back with {what} = {read} instead of {value}.",
                when=when, what=name, read=shown(read.values[name]), value=shown(values[name]),
            )  # fmt: skip
    for unread in read.problems:
        yield problem(
            "read-back", file, 1, "With {when}, reading the cell back says: {what}",
            when=when, what=unread.text(),
        )  # fmt: skip
    if not read.problems and render(plugin, read.values, language=language) != source:
        yield problem(
            "read-back",
            file,
            1,
            "With {when}, writing what was read makes another cell.",
            when=when,
        )


def _check_names(
    plugin: Plugin, template: Template, code: Code, when: str, language: str
) -> Iterator[Problem]:
    file, known = get_language(language).file, (*NOTEBOOK_NAMES, *plugin.inputs)
    found = lint_code(code.text, rules="F", names=known) if language == "python" else []
    for rule, text, line in found:
        yield problem(
            f"ruff-{rule}", file, _line_in(template, code, line), "With {when}: {what} ({rule}).",
            when=when, what=text, rule=rule,
        )  # fmt: skip
    stored, loaded = code.sets(), code.reads()
    for name in plugin.outputs:
        if name not in stored:
            yield problem(
                "output-missing",
                file,
                1,
                "With {when}, the cell makes no variable {what}.",
                when=when,
                what=name,
            )
    for name, line in stored.items():
        if name not in loaded and name not in plugin.outputs and not name.startswith("_"):
            yield problem(
                "name-unused",
                file,
                _line_in(template, code, line),
                "With {when}, {what} is assigned and never used: guard the line.",
                when=when,
                what=name,
            )


def _line_in(template: Template, code: Code, line: int) -> int:
    """Line of the author's cell that stands at a line of a rendered one; 1 when unsure."""
    text = code.lines[line - 1].split("  #")[0].strip()
    for number, original in enumerate(template.code.lines, 1):
        if text and original.split("  #")[0].strip() == text:
            return number
    return 1


def _failing_line(template: Template, code: Code, error: BaseException, file: str) -> int:
    # R says the line itself, of its own errors and of those of the verbs that it called.
    line = next((at for e in (error, error.__cause__) if (at := getattr(e, "line", 0))), 0)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == f"<{file}>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return _line_in(template, code, line) if 0 < line <= len(code.lines) else 1
