"""Write a sequence as code: values become literals, the formatter lays them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...errors import InvalidValueError
from ..comments import label_of, with_comment
from ..languages import Language, get_language
from ..literals import Value, same_value
from .items import Item, Step
from .kinds import Kind, Verb
from .off import commented
from .rows import UNITS

Labels = Mapping[Any, str]


def write(
    kind: Kind, items: Iterable[Item], language: str = "python", *, labels: Labels | None = None
) -> list[str]:
    """Write the known verbs of a sequence, each as its line or lines, indented.

    Parameters
    ----------
    labels
        The words of concepts, written as comments beside them.

    Raises
    ------
    InvalidValueError
        When an item is by hand, whose code is in a cell only, or its verb has no call in this
        language.

    Examples
    --------
    >>> from .kinds import get_kind
    >>> write(get_kind("criteria"), [Step("require_sex", {"sex": "F"})])
    ['    .require_sex("F")']
    """
    spoken = get_language(language)
    steps = [_checked(kind, item, spoken) for item in items]
    if not steps:
        return []
    blocks = _formatted(kind, steps, spoken, labels or {})
    return [
        _as_comment(block, spoken) if step.off else block
        for block, step in zip(blocks, steps, strict=True)
    ]


def write_value(
    kind: Kind,
    opening: str,
    items: Iterable[Item],
    language: str = "python",
    *,
    labels: Labels | None = None,
) -> str:
    """Write the value of an assignment: what opens the chain, then one verb a line.

    ``opening`` is code of the plugin's own cell, never a value of a form.

    Examples
    --------
    >>> from .kinds import get_kind
    >>> steps = [Step("require_sex", {"sex": "F"})]
    >>> print(write_value(get_kind("criteria"), "everyone(cdm)", steps, "r"))
    everyone(cdm) |>
      require_sex("F")
    """
    items = list(items)
    blocks = write(kind, items, language, labels=labels)
    if language == "python":
        return "\n".join(["(", f"    {opening}", *blocks, ")"])
    last = max((n for n, item in enumerate(items, 1) if not item.off), default=0)
    sign = f" {kind.joins[language]}"
    lines = [opening + (sign if last else "")]
    for number, (item, block) in enumerate(zip(items, blocks, strict=True), 1):
        lines.append(block + (sign if not item.off and number < last else ""))
    return "\n".join(lines)


def _checked(kind: Kind, item: Item, language: Language) -> Step:
    if not isinstance(item, Step):
        raise InvalidValueError(
            "“{title}”: what was written by hand is not in this cell.",
            "Write it in the cell itself; the form keeps it in its place.",
            title=kind.title,
        )
    verb = kind.by_name.get(item.verb)
    if verb is None or language.name not in verb.calls:
        raise InvalidValueError(
            "“{verb}” cannot be said in {language}.",
            "Remove this step, or choose another language.",
            verb=verb.title if verb else item.verb,
            language=language.title,
        )
    return item


def _as_comment(block: str, language: Language) -> str:
    indent = UNITS[language.name]
    lines = [line.removeprefix(indent) for line in block.split("\n")]
    return "\n".join(indent + line for line in commented("\n".join(lines)))


def _formatted(kind: Kind, steps: list[Step], language: Language, labels: Labels) -> list[str]:
    """Return the lines of each call as the formatter lays them out in a chain."""
    from .chains import chain_of
    from .reading import find

    join, indent = kind.joins[language.name], UNITS[language.name]
    calls = [_call(kind.by_name[step.verb], step, language, labels) for step in steps]
    # A comment and a part that goes again keep each part on lines of its own.
    if language.name == "python":
        sign = "." if join == "." else "+ "
        parts = [f"{sign}x()", *(f"{sign}{call}" for call in calls)]
        source = "x = (\n    x()  #\n" + "\n".join(indent + part for part in parts) + "\n)\n"
    else:
        source = f" {join}\n".join(["x <- x", f"{indent}x()", *(indent + call for call in calls)])
    code = language.parse(language.format(source))
    operands = chain_of(find(code, "x"), join).operands[-len(steps) :]
    return [code.text[code.offset(code.line_of(part.start), 0) : part.end] for part in operands]


def _call(verb: Verb, step: Step, language: Language, labels: Labels) -> str:
    """Write a call; where concepts have labels, each argument and each concept has its line."""
    written = [name for name in verb.positional if _is_written(verb, name, step)]
    if written != list(verb.positional)[: len(written)]:
        written = [name for name in verb.positional if name in verb.required]
    named = [
        name for name in verb.properties if name not in written and _is_written(verb, name, step)
    ]
    pieces = [("", _literal(verb, name, step, language, labels)) for name in written]
    assign = "=" if language.name == "python" else " = "
    pieces += [
        (verb.spelled(name, language.name) + assign, _literal(verb, name, step, language, labels))
        for name in named
    ]
    function = verb.calls[language.name]
    if not any(comments for _, (_, comments) in pieces):
        return f"{function}({', '.join(head + text for head, (text, _) in pieces)})"
    lines = []
    for number, (head, (text, comment)) in enumerate(pieces, 1):
        comma = "," if language.comma_after_last or number < len(pieces) else ""
        lines.append(_with_label(f"{head}{text}{comma}", comment.strip(), language))
    return "\n".join([f"{function}(", *lines, ")"])


def _is_written(verb: Verb, name: str, step: Step) -> bool:
    default = verb.properties[name]["default"]
    return name in verb.required or not same_value(step.values.get(name, default), default)


def _literal(
    verb: Verb, name: str, step: Step, language: Language, labels: Labels
) -> tuple[str, str]:
    """Return a literal, and its comment: blank where the comments are inside already."""
    schema = verb.properties[name]
    value: Value = step.values.get(name, schema["default"])
    text = language.write(value, name)
    if schema.get("x-linkr", {}).get("control") != "concepts":
        return text, ""
    items: list[Value] = value if isinstance(value, list) else [value]
    found = [label_of(labels, item) for item in items]
    if not any(found):
        return text, ""
    if len(items) == 1:
        return text, found[0]
    opener, parts = language.elements(items, name)
    commas = [","] * len(parts)
    commas[-1] = "," if language.comma_after_last else ""
    lines = [
        _with_label(f"{part}{comma}", label, language)
        for part, comma, label in zip(parts, commas, found, strict=True)
    ]
    return "\n".join([opener, *lines, language.closer]), " "


def _with_label(line: str, label: str, language: Language) -> str:
    """Add a label; the formatter indents the line by up to three steps."""
    room = language.width - 3 * len(UNITS[language.name])
    head, _, last = line.rpartition("\n")
    text = with_comment(last, label, width=room, gap=language.gap)
    return f"{head}\n{text}" if head else text
