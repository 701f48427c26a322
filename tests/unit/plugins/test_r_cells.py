"""What people write in R is read as R reads it; what is no plain value is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linkr_jupyter.errors import InvalidCellError, InvalidValueError
from linkr_jupyter.plugins import (
    CellState,
    check_plugin,
    plan_write,
    read_back,
    read_plugin,
    render,
)
from linkr_jupyter.plugins.languages import get_language

R = get_language("r")
BINS = {"type": "integer", "minimum": 1, "title": "Bins", "default": 40,
        "x-linkr": {"control": "number"}}  # fmt: skip
PLAIN = {"type": "boolean", "title": "Plain", "default": True, "x-linkr": {"control": "yes_no"}}


def value_of(text: str) -> Any:
    (line,) = R.parse(f"x <- {text}").assignments(["x"])
    return line.read()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40L", 40), ("40", 40), ("40.0", 40.0), ("1e3", 1000.0), ("0x1FL", 31), ("-2", -2),
        ("(3)", 3), ("TRUE", True), ("NULL", None), ("NA", None), ("NA_character_", None),
        ("'it\\'s'", "it's"), ('"a\\tb\\n"', "a\tb\n"),
        ('r"(C:\\new)"', "C:\\new"), ('R"--[a"]b]--"', 'a"]b'), ('"\\u00e9\\U{1F600}"', "é😀"),
        ('"\\x41\\102"', "AB"), ("c()", []), ("character()", []), ("c(1, NA)", [1, None]),
        ('c("a", "b")', ["a", "b"]), ("list(1L, 'a')", [1, "a"]),
        ("list(low = 1, `b c` = TRUE)", {"low": 1, "b c": True}),
        ('bit64::as.integer64("9007199254740993")', 2**53 + 1),
        ("c(1L, # one\n  2L)", [1, 2]),
    ],
)  # fmt: skip
def test_literals_are_read_as_r_reads_them(text: str, value: Any) -> None:
    assert repr(value_of(text)) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        "y", "1 + 1", "T", "Inf", "NaN", "c(a = 1)", "c(1, c(2, 3))", "c(1, NULL)", "f(1)",
        "3e9L", "9007199254740993", "c(1, , 2)", "list(a = 1, 2)", "list(a = 1, a = 2)",
        '"\\xff"', "function(x) x", "-TRUE", "1i", '"\\0"',
    ],
)  # fmt: skip
def test_what_is_no_plain_value_is_not_read(text: str) -> None:
    (line,) = R.parse(f"x <- {text}").assignments(["x"])
    assert not line.is_literal


@pytest.mark.parametrize("line", ["bins <- 25", "bins = 25L", "25 -> bins", "bins<-(25)"])
def test_every_way_to_assign_is_read(write_plugin, line: str) -> None:
    plugin = r_plugin(write_plugin, "bins <- 40L\nprint(bins)\n")
    assert read_back(plugin, f"{line}\nprint(bins)", language="r").values == {"bins": 25}


def r_plugin(write_plugin: Any, cell: str, **parameters: Any) -> Any:
    return read_plugin(r_folder(write_plugin, cell, **parameters))


def r_folder(write_plugin: Any, cell: str, *, inputs: Any = None, **parameters: Any) -> Path:
    properties = {"bins": BINS, **parameters}
    schema = {"type": "object", "properties": properties}
    folder: Path = write_plugin(parameters=schema, inputs=inputs)
    (folder / "cell.py").unlink()
    (folder / "cell.R").write_text(cell, encoding="utf-8")
    return folder


def test_other_changes_of_a_setting_are_said_with_their_line(write_plugin) -> None:
    plugin = r_plugin(write_plugin, "bins <- 40L\nprint(bins)\n")
    source = "%%R\nbins <- 40L\nfor (i in 1:2) {\n  bins[i] <- 3\n}\nf <- function(bins) bins <- 1"
    (problem,) = read_back(plugin, source, language="r").problems
    assert (problem.field, problem.line) == ("bins", 4)


def test_code_that_is_no_r_is_said_with_its_line(write_plugin) -> None:
    plugin = r_plugin(write_plugin, "bins <- 40L\nprint(bins)\n")
    (problem,) = read_back(plugin, "%%R\nbins <- 40L\nprint(bins", language="r").problems
    assert problem.line >= 2 and "not complete" in problem.text()


GUARDED = """\
bins <- 40L

chart <- ggplot(
  values,
  aes(value),
  environment() # if: plain
) +
  geom_histogram(bins = bins) +
  theme_minimal() # if: plain
"""


def test_what_joins_kept_code_to_removed_code_goes_too(write_plugin) -> None:
    plugin = r_plugin(write_plugin, GUARDED, plain=PLAIN)
    kept = render(plugin, {"plain": True}, language="r")
    assert "theme_minimal()" in kept and "environment()" in kept and "# if" not in kept
    bare = render(plugin, {"plain": False}, language="r")
    assert bare.rstrip().endswith("geom_histogram(bins = bins)")
    assert "aes(value)\n" in bare or "aes(value))" in bare
    for values in ({"plain": True}, {"plain": False}):
        source = render(plugin, values, language="r")
        assert read_back(plugin, source, language="r").values == {"bins": 40, **values}


def test_a_change_by_hand_stays_when_a_choice_changes(write_plugin) -> None:
    plugin = r_plugin(write_plugin, GUARDED, plain=PLAIN)
    before = {"bins": 40, "plain": True}
    base = render(plugin, before, language="r")
    mine = base.replace("bins <- 40L", "# mine\nbins <- 12").replace("chart", "drawing")
    read = read_back(plugin, mine, language="r", base_values=before)
    assert read.values == {"bins": 12, "plain": True} and read.problems == ()
    plan = plan_write(
        plugin, {"bins": 12, "plain": False}, current=mine, base=base, base_values=before,
        language="r",
    )  # fmt: skip
    assert plan.state is CellState.EDITED and plan.source is not None
    assert "# mine\nbins <- 12" in plan.source and "drawing <- ggplot(" in plan.source
    assert "theme_minimal" not in plan.source


def test_the_same_lines_changed_twice_are_a_conflict(write_plugin) -> None:
    plugin = r_plugin(write_plugin, GUARDED, plain=PLAIN)
    before = {"bins": 40, "plain": True}
    base = render(plugin, before, language="r")
    mine = base.replace("theme_minimal()", "theme_bw()")
    plan = plan_write(
        plugin, {**before, "plain": False}, current=mine, base=base, base_values=before,
        language="r",
    )  # fmt: skip
    assert plan.source is None and plan.conflict is not None
    assert any("theme_bw" in line for line in plan.conflict.diff)


@pytest.mark.parametrize(
    ("cell", "code", "line"),
    [
        ("bins <- 40\nprint(bins\n", "cell-syntax", 2),
        ("bins<-40L\nprint(bins)\n", "cell-format", 1),
        ("bins <- 30L\nprint(bins)\n", "parameter-default", 1),
        ("bins <- f(40)\nprint(bins)\n", "parameter-not-literal", 1),
        ("bins <- 40L\nprint(1)\n", "parameter-unused", 1),
        ("bins <- 40L\nprint(bins)\nx <- 1 # if: nope\n", "guard-unknown", 3),
        ("bins <- 40L\nprint(bins)\nx <- bins\n", "name-unused", 3),
    ],
)
def test_each_breach_of_a_cell_in_r_is_found(write_plugin, cell, code, line) -> None:
    found = [(p.code, p.file, p.line) for p in check_plugin(r_folder(write_plugin, cell))]
    assert (code, "cell.R", line) in found, found


def test_inputs_take_names_that_r_and_python_share(write_plugin) -> None:
    inputs = {"cdm": {"kind": "cdm"}}
    folder = r_folder(write_plugin, "bins <- 40L\nprint(cdm, bins)\n", inputs=inputs)
    plugin = read_plugin(folder)
    source = render(plugin, {}, language="r", names={"cdm": "hospital"})
    assert source.startswith("%%R -i hospital\n") and "print(hospital, bins)" in source
    for name in ("_mine", "function", "a.b", "in"):
        with pytest.raises(InvalidValueError, match="cannot be the variable"):
            render(plugin, {}, language="r", names={"cdm": name})


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidCellError, match="no language “julia”"):
        get_language("julia")
