"""Sequences read back as they were written, and change only where they change."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from kind_values import HOSTILE, texts
from kind_values import slow as slow_values
from sequence_values import CASES, COMMENTS, changed, get_kind, hands, read_in, steps, written

from linkr_jupyter.plugins.languages import get_language
from linkr_jupyter.plugins.literals import same_value
from linkr_jupyter.plugins.sequences import ByHand, Item, Kind, Step, to_json

# Each example runs the formatter, a process of its own.
slow = settings(slow_values, max_examples=15)
cases = pytest.mark.parametrize(("name", "language"), CASES, ids=["-".join(case) for case in CASES])


def assert_alike(found: list[Item], items: list[Item]) -> None:
    assert same_value(to_json(found), to_json(items))


@cases
@slow
@given(data=st.data())
def test_reading_gives_what_was_written(name, language, data):
    kind = get_kind(name)
    items = data.draw(steps(kind, language))
    labels = data.draw(st.dictionaries(st.integers(0, 5), texts, max_size=3))
    source = written(kind, language, items, labels=labels)
    assert_alike(read_in(kind, source, language), items)
    formatted = get_language(language).format(source)
    assert_alike(read_in(kind, formatted, language), items)


@cases
@pytest.mark.parametrize("off", [False, True])
def test_no_hostile_text_becomes_code(name, language, off):
    kind = get_kind(name)
    verb, argument = {
        "criteria": ("require_note", "text"),
        "variables": ("with_age", "label"),
        "layers": ("points", "colour"),
    }[name]
    plain = shape_of(kind, language, Step(verb, values_of(kind, verb, argument, "text"), off))
    for text in HOSTILE:
        if not text or len(text) > 40:
            continue
        item = Step(verb, values_of(kind, verb, argument, text), off)
        assert shape_of(kind, language, item).replace(token(language, text), "·") == plain.replace(
            token(language, "text"), "·"
        )
        assert_alike(read_in(kind, written(kind, language, [item]), language), [item])


def values_of(kind: Kind, verb: str, argument: str, value: Any) -> dict[str, Any]:
    return {**kind.by_name[verb].defaults(), argument: value}


def token(language: str, text: str) -> str:
    """How a text stands in a shape."""
    return repr(text) if language == "python" else repr(get_language("r").write(text, ""))


def shape_of(kind: Kind, language: str, item: Step) -> str:
    return get_language(language).parse(written(kind, language, [item])).shape(())


def with_hands(draw: Any, kind: Kind, language: str, items: list[Item]) -> str:
    """A cell in which a person put own steps and comments between those of the form."""
    source = written(kind, language, items)
    lines = source.rstrip("\n").split("\n")
    first = next(n for n, line in enumerate(lines) if "result" in line) + (language == "python")
    last = next(n for n, line in enumerate(lines) if line.startswith("after")) - 1
    sign = kind.joins[language]
    for at in range(last - 1 - (language == "python"), first, -1):
        if not starts_item(lines[at], language, sign) or not draw(st.booleans()):
            continue
        indent = "    " if language == "python" else "  "
        if draw(st.booleans()):
            lines.insert(at, indent + draw(st.sampled_from(COMMENTS)))
        if draw(st.booleans()):
            hand = draw(st.sampled_from(hands(kind, language)))
            if language == "python":
                lines.insert(at, indent + ("+ " if sign == "+" else "") + hand)
            elif lines[at - 1].rstrip().endswith(sign):
                lines.insert(at, f"{indent}{hand} {sign}")
    return "\n".join(lines) + "\n"


def starts_item(line: str, language: str, sign: str) -> bool:
    """Whether an item that is on starts on a line that we wrote."""
    if language == "python":
        return line.startswith(f"    {sign}")
    return line.startswith("  ") and line[2] not in " #)"


@cases
@slow
@given(data=st.data())
def test_what_a_person_wrote_survives_every_change(name, language, data):
    kind = get_kind(name)
    before = data.draw(steps(kind, language))
    source = with_hands(data.draw, kind, language, before)
    items = read_in(kind, source, language)
    assert_alike([item for item in items if isinstance(item, Step)], before)
    after = data.draw(rearranged(kind, language, items))
    result = changed(kind, source, language, after)
    assert_alike(read_in(kind, result, language), after)
    code = get_language(language).parse(source)
    for _, _, comment in code.comments:
        if comment in COMMENTS:
            assert comment in result
    # Code around the chain stays as it is.
    assert result.startswith(source[: source.index("result")])
    assert result.endswith(source[source.index("\nafter") :])
    assert changed(kind, result, language, after) == result
    formatted = get_language(language).format(result)
    assert_alike(normal(kind, read_in(kind, formatted, language)), normal(kind, after))


def normal(kind: Kind, items: list[Item]) -> list[Item]:
    """Code by hand without its layout, which a formatter may change."""
    return [
        ByHand("".join(item.source.split()).replace("'", '"'), item.off)
        if isinstance(item, ByHand)
        else item
        for item in items
    ]


@st.composite
def rearranged(draw: Any, kind: Kind, language: str, items: list[Item]) -> list[Item]:
    """Items added, removed, moved, changed and switched."""
    kept = [item for item in items if draw(st.integers(0, 4))]
    new: list[Item] = [*kept, *draw(steps(kind, language))[:2]]
    new = draw(st.permutations(new)) if draw(st.booleans()) else new
    return [switched(item) if not draw(st.integers(0, 4)) else item for item in new]


def switched(item: Item) -> Item:
    if isinstance(item, Step):
        return Step(item.verb, item.values, not item.off)
    return ByHand(item.source, not item.off)


@cases
@slow
@given(data=st.data())
def test_only_lines_of_what_changes_are_touched(name, language, data):
    kind = get_kind(name)
    before = data.draw(steps(kind, language).filter(bool))
    source = with_hands(data.draw, kind, language, before)
    items = read_in(kind, source, language)
    place = data.draw(st.integers(0, len(items) - 1))
    assume(isinstance(items[place], Step))
    new = data.draw(steps(kind, language).filter(bool))[0]
    after = [*items[:place], new, *items[place + 1 :]]
    result = changed(kind, source, language, after)
    untouched = Counter(lines_of_others(kind, language, source, items, place))
    left = Counter(bare(line, kind, language) for line in result.split("\n"))
    assert not untouched - left


def bare(line: str, kind: Kind, language: str) -> str:
    """A line without the sign at its end, which R takes from the last part."""
    line = line.rstrip()
    return line.removesuffix(kind.joins["r"]).rstrip() if language == "r" else line


def lines_of_others(
    kind: Kind, language: str, source: str, items: list[Item], place: int
) -> list[str]:
    from linkr_jupyter.plugins.sequences import find, read

    code = get_language(language).parse(source)
    link = read(kind, find(code, "result")).links[place]
    assert link.item == items[place]
    first, last = code.line_of(link.start), code.line_of(link.end)
    return [
        bare(line, kind, language)
        for number, line in enumerate(source.split("\n"), 1)
        if not first <= number <= last
    ]


@cases
@slow
@given(data=st.data())
def test_each_change_can_be_undone(name, language, data):
    kind = get_kind(name)
    before = data.draw(steps(kind, language))
    source = written(kind, language, before)
    after = data.draw(rearranged(kind, language, list(before)))
    there = changed(kind, source, language, after)
    assert_alike(read_in(kind, changed(kind, there, language, before), language), before)
