"""Cells in R keep the rules of those in Python; real R says what the literals mean."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
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

from linkr_jupyter.errors import InvalidValueError
from linkr_jupyter.plugins import CellState, plan_write, read_back, render, validated
from linkr_jupyter.plugins.languages import get_language
from linkr_jupyter.plugins.literals import same_value

R = get_language("r")


class Session:
    """One R for all cells: starting it for each would take most of the time."""

    def __init__(self, folder: Path) -> None:
        self._cell = folder / "cell.R"
        script = Path(__file__).parent / "r_session.R"
        self._process = subprocess.Popen(
            ["R", "--vanilla", "--no-echo"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder)},
            cwd=folder,
        )
        self._say(f'source("{script}")')

    def run(self, source: str) -> dict[str, Any]:
        """Run a cell, and return what it collected in ``seen``."""
        self._cell.write_text(source, encoding="utf-8")
        self._say(f'run_cell("{self._cell}")')
        for line in self._process.stdout or ():
            if line.startswith("#linkr#"):
                return seen(json.loads(line.removeprefix("#linkr#")))
        raise AssertionError("R ended")

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        try:
            self._process.communicate(timeout=120)
        finally:
            self._process.kill()


def seen(said: Any) -> Any:
    """What R said, with vectors as lists."""
    if isinstance(said, list):
        return [seen(item) for item in said]
    if not isinstance(said, dict):
        return said
    assert "error" not in said, said
    if "keys" in said:
        keys = ["".join(map(chr, key)) for key in said["keys"]]
        return dict(zip(keys, map(seen, said["values"]), strict=True))
    ((kind, value),) = said.items()
    if kind == "text":
        return "".join(map(chr, value))
    if kind == "real":
        return float.fromhex(value)
    return {"na": None, "truth": bool(value)}[kind] if kind != "whole" else int(value)


@pytest.fixture(scope="module")
def r(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = Session(tmp_path_factory.mktemp("r"))
    yield session
    session.close()


def written(values: dict[str, Any], **named: Any) -> str:
    return render(KINDS, values, language="r", **named)


def read(source: str, **named: Any) -> Any:
    return read_back(KINDS, source, language="r", **named)


@slow
@given(all_values)
def test_reading_gives_what_was_written(values):
    found = read(written(values))
    assert found.problems == ()
    assert set(found.unwritten) == hidden(values)
    assert_same(found.values, values, hidden(values))


@slow
@given(all_values)
def test_writing_twice_changes_nothing(values):
    source = written(values)
    assert written(read(source).values) == source
    plan = plan_write(KINDS, values, current=source, base=source, base_values=values, language="r")
    assert (plan.source, plan.state) == (source, CellState.UNCHANGED)


def as_vector(value: Any) -> Any:
    """What a value is to R, where a single one is a vector of one."""
    if value is None:
        return None
    if isinstance(value, list):
        return [None if item is None else item for item in value] or None
    return [value]


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal to R, to which 1L and 1 are."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, list) and len(one) == 1 and not isinstance(other, list):
        return alike(one[0], other)  # an element of a list is a vector of one
    if type(one) in (int, float) and type(other) in (int, float):
        return float(one) == float(other) if float in (type(one), type(other)) else one == other
    return type(one) is type(other) and one == other


@slow
@given(values=all_values, labels=st.dictionaries(st.integers(0, 3), texts))
def test_no_value_and_no_label_becomes_code(r, values, labels):
    named = dict(zip(values["ids"], labels.values(), strict=False))
    source = written(values, labels={"ids": named, "title": {values["title"]: "title\n)"}})
    found = r.run(source.split("\n", 1)[1])
    for name in ("title", "note", "bins", "limit", "limits", "start", "ids", "columns"):
        wanted = as_vector(values[name])
        if name == "ids" or wanted is None:
            # 64-bit ids to the last digit; NULL in a list leaves it.
            assert found.get(name) == wanted
        else:
            assert alike(found[name], wanted), (name, found[name], wanted)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_each_hostile_text_is_only_a_text(r, text):
    values = {"title": text, "note": text, "unit": text or None, "ids": [1, 2]}
    source = written(values, labels={"ids": {1: text, 2: text}, "title": {text: text}})
    found = r.run(source.split("\n", 1)[1])
    assert found["title"] == found["note"] == [text]
    assert_same(read(source).values, values)


literals = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(texts.filter(bool), inner, min_size=1, max_size=3),
    ),
)


@given(literals)
def test_every_literal_reads_back_exactly(value):
    (line,) = R.parse(f"x <- {R.write(value, 'x')}").assignments(["x"])
    assert same_value(line.read(), value)


def test_the_number_that_is_missing_to_r_is_refused():
    with pytest.raises(InvalidValueError, match="R has no whole number -9223372036854775808"):
        R.write([-(2**63)], "ids")


@slow
@given(value=st.one_of(texts, st.lists(texts, min_size=1, max_size=3), numbers))
def test_r_reads_the_literals_that_we_write(r, value):
    found = r.run(f"seen <- list(x = {R.write(value, 'x')})")["x"]
    assert alike(found, as_vector(value)), (found, value)


ADDED = [
    ("# A note of mine\n", ""),
    ("", "\nprint(seen) # by hand"),
    ("mine <- 1\n", "\n\nf(mine)"),
]


@slow
@given(all_values, some_values, st.sampled_from(ADDED))
def test_what_is_added_by_hand_survives_every_change(before, changes, added):
    def with_added(source: str) -> str:
        magic, body = source.split("\n", 1)
        return f"{magic}\n{added[0]}{body}{added[1]}"

    base = written(before)
    after = validated(KINDS, {**before, **changes})
    found = read(with_added(base), base_values=before)
    assert found.problems == ()
    assert_same(found.values, before)
    plan = plan_write(
        KINDS, after, current=with_added(base), base=base, base_values=before, language="r"
    )
    assert plan.state is CellState.EDITED
    assert plan.source == with_added(written(after))


@slow
@given(all_values, some_values)
def test_a_renamed_variable_keeps_its_name_through_every_change(before, changes):
    after = validated(KINDS, {**before, **changes})

    def by_hand(source: str) -> str:
        return source.replace("numbers", "amounts")

    base = written({**before, "title": "t", "note": "", "unit": None})
    after = {**after, "title": "t", "note": "", "unit": None}
    plan = plan_write(
        KINDS, after, current=by_hand(base), base=base, base_values=before, language="r"
    )
    assert plan.source == by_hand(written(after))
