"""Whatever the values are: a cell reads back to them, writes the same twice, and runs no value."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager
from kind_values import (
    HOSTILE,
    KINDS,
    all_values,
    assert_same,
    hidden,
    numbers,
    slow,
    some_values,
    texts,
)

from linkr_jupyter.plugins import CellState, plan_write, read_back, render, validated
from linkr_jupyter.plugins.languages.python_literals import read_literal, write_literal
from linkr_jupyter.plugins.languages.ruff import LINE_LENGTH
from linkr_jupyter.plugins.literals import same_value


def ran(source: str) -> dict[str, Any]:
    """Run a cell as IPython would, and return what it collected."""
    names: dict[str, Any] = {"__builtins__": {**vars(__import__("builtins")), "open": None}}
    exec(compile(TransformerManager().transform_cell(source), "<cell>", "exec"), names)  # noqa: S102
    return names["seen"]


@slow
@given(all_values)
def test_reading_gives_what_was_written(values):
    read = read_back(KINDS, render(KINDS, values))
    assert read.problems == ()
    assert set(read.unwritten) == hidden(values)
    assert_same(read.values, values, hidden(values))
    known = read_back(KINDS, render(KINDS, values), base_values=values)
    assert_same(known.values, values)


@slow
@given(all_values)
def test_writing_twice_changes_nothing(values):
    source = render(KINDS, values)
    again = read_back(KINDS, source).values
    assert render(KINDS, again) == source
    plan = plan_write(KINDS, values, current=source, base=source, base_values=values)
    assert (plan.source, plan.state) == (source, CellState.UNCHANGED)


def shape(source: str) -> list[str]:
    """The syntax tree, statement by statement, without literals at the top of the cell."""
    found = []
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id in KINDS.properties:
            read_literal(statement.value)
            found.append(statement.targets[0].id)
        else:
            found.append(ast.dump(statement))
    return found


@slow
@given(all_values, st.dictionaries(st.integers(0, 3), texts))
def test_no_value_and_no_label_becomes_code(values, labels):
    choices = {name: values[name] for name in ("centre", "rule", "upper", "keep_all")}
    choices["unit"] = values["unit"] and "kg"
    choices["pieces"] = values["pieces"]
    named = dict(zip(values["ids"], labels.values(), strict=False))
    given_labels = {"ids": named, "title": {values["title"]: "title\n!x"}}
    source = render(KINDS, values, labels=given_labels)
    assert shape(source) == shape(render(KINDS, choices))
    seen = ran(source)
    for name in ("title", "note", "bins", "limit", "limits", "start", "ids", "columns"):
        assert same_value(seen[name], values[name])
    assert TransformerManager().transform_cell(source).rstrip("\n") == source


@slow
@given(st.lists(texts, min_size=1, max_size=4))
def test_labels_are_one_printable_line_each(labels):
    ids = list(range(len(labels)))
    source = render(KINDS, {"ids": ids}, labels={"ids": dict(zip(ids, labels, strict=True))})
    assert_same(read_back(KINDS, source).values, {"ids": ids})
    start = source.index("ids = ")
    for line in source[start : source.index("columns = ")].strip().split("\n"):
        code, _, label = line.partition("  # ")
        assert label.isprintable() and "\\" not in label and len(line) <= LINE_LENGTH, code
        assert not label.startswith(("if:", "fmt:", "noqa", "type:")) and "#" not in label.replace(
            "#1", ""
        )


@pytest.mark.parametrize("text", [*HOSTILE, "\\\"'\n" * 25_000], ids=range(len(HOSTILE) + 1))
def test_each_hostile_text_is_only_a_text(text):
    values = {"title": text, "note": text, "unit": text or None, "ids": [1, 2]}
    source = render(KINDS, values, labels={"ids": {1: text, 2: text}, "title": {text: text}})
    assert TransformerManager().transform_cell(source).rstrip("\n") == source
    seen = ran(source)
    assert seen["title"] == seen["note"] == text
    assert_same(read_back(KINDS, source).values, values)


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), numbers, texts),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(texts.filter(bool), inner, max_size=3)
        ),
    )
)
def test_every_literal_reads_back_exactly(value):
    text = write_literal(value)
    assert same_value(read_literal(ast.parse(text, mode="eval").body), value)


NUMBERS = re.compile(r"\bnumbers\b")
ADDED = [
    ("# A note of mine\n", ""),
    ("", "\nprint(seen)  # by hand"),
    ("mine = 1\n", "\n\nmine += 1"),
    ("%matplotlib inline\n", "\n!true"),
    ("", "\nfiles = !ls"),
]


@slow
@given(all_values, some_values, st.sampled_from(ADDED))
def test_what_is_added_by_hand_survives_every_change(before, changes, added):
    base = render(KINDS, before)
    current = added[0] + base + added[1]
    after = validated(KINDS, {**before, **changes})
    read = read_back(KINDS, current, base_values=before)
    assert read.problems == ()
    assert_same(read.values, before)
    plan = plan_write(KINDS, after, current=current, base=base, base_values=before)
    assert plan.state is CellState.EDITED
    assert plan.source == added[0] + render(KINDS, after) + added[1]


@slow
@given(all_values, some_values, st.integers(0, 100))
def test_a_comment_survives_wherever_it_stands(before, changes, place):
    base = render(KINDS, before)
    lines = base.split("\n")
    place %= len(lines) + 1
    current = "\n".join([*lines[:place], "# A note of mine", *lines[place:]])
    after = validated(KINDS, {**before, **changes})
    assert_same(read_back(KINDS, current, base_values=before).values, before)
    plan = plan_write(KINDS, after, current=current, base=base, base_values=before)
    if plan.source is None:
        # Only a note inside what goes cannot stay.
        assert 0 < place < len(lines) and "# A note of mine" in plan.conflict.theirs
        above, below = lines[place - 1].strip(), lines[place].strip()
        assert above not in render(KINDS, after) or below not in render(KINDS, after)
    else:
        assert plan.source.count("# A note of mine") == 1
        assert ast.dump(ast.parse(plan.source)) == ast.dump(ast.parse(render(KINDS, after)))


@slow
@given(all_values, some_values)
def test_a_renamed_variable_keeps_its_name_through_every_change(before, changes):
    base = render(KINDS, before)
    after = validated(KINDS, {**before, **changes})
    current = NUMBERS.sub("amounts", base)
    plan = plan_write(KINDS, after, current=current, base=base, base_values=before)
    assert plan.source is not None
    expected = NUMBERS.sub("amounts", render(KINDS, after))
    assert ast.dump(ast.parse(plan.source)) == ast.dump(ast.parse(expected))


@slow
@given(all_values, all_values)
def test_literals_changed_by_hand_are_read_and_kept(before, by_hand):
    literals = ("title", "note", "bins", "limit", "limits", "start", "ids", "columns")
    base = render(KINDS, before)
    wanted = {**before, **{name: by_hand[name] for name in literals}}
    current = render(KINDS, wanted)
    read = read_back(KINDS, current, base_values=before)
    assert_same(read.values, wanted)
    plan = plan_write(KINDS, wanted, current=current, base=base, base_values=before)
    assert plan.source == current
    turned = {**wanted, "upper": not wanted["upper"], "rule": "sd"}
    plan = plan_write(KINDS, turned, current=current, base=base, base_values=before)
    assert plan.source == render(KINDS, turned)
