"""What a rendered cell looks like."""

from __future__ import annotations

import ast
import dataclasses

import pytest

from linkr_jupyter.errors import InvalidCellError, InvalidValueError
from linkr_jupyter.plugins import read_back, render


def test_defaults_are_the_cell_of_the_author_without_guards(bars):
    source = render(bars, {})
    assert "# if" not in source
    assert source.startswith("import altair as alt\n")
    assert "concept_ids = [3027018]  # Heart rate" in source
    assert not source.endswith("\n")


def test_choices_keep_and_remove_lines(bars):
    plain = render(bars, {"group_by": None})
    coloured = render(bars, {"group_by": "race_concept_id", "mean_line": True})
    assert "group_by" not in plain and ".join(" not in plain and "mark_rule" not in plain
    assert 'group_by = "race_concept_id"' in coloured
    assert '    .join(cdm.person, "person_id")\n' in coloured
    assert '        color=alt.Color(group_by, type="nominal"),\n' in coloured
    assert "chart += alt.Chart(values.to_pandas()).mark_rule()" in coloured


def test_removed_lines_leave_no_second_gap(kinds):
    assert "\n\n\n" not in render(kinds, {"unit": None, "centre": "none", "rule": "none"})


def test_comments_of_removed_code_go_and_of_kept_code_stay(kinds):
    note = "# The last number is not measured like the others."
    assert note in render(kinds, {"keep_all": False})
    assert note not in render(kinds, {"keep_all": True})


def test_stacked_and_nested_guards(kinds):
    assert "statistics" not in render(kinds, {"centre": "none"})
    mean = render(kinds, {"centre": "mean"})
    assert "    fmean,\n" in mean and "median" not in mean


def test_several_concepts_stand_one_a_line_with_their_names(bars):
    names = {3027018: "Heart rate", 3004249: "Systolic blood pressure"}
    source = render(bars, {"concept_ids": list(names)}, labels={"concept_ids": names})
    assert (
        "concept_ids = [\n    3027018,  # Heart rate\n    3004249,  # Systolic blood pressure\n]\n"
    ) in source


def test_one_concept_stands_on_one_line_with_its_name(bars):
    source = render(bars, {"concept_ids": [1]}, labels={"concept_ids": {"1": "Weight"}})
    assert "concept_ids = [1]  # Weight\n" in source


def test_a_name_without_a_value_never_stays(bars):
    assert "concept_ids = [1]\n" in render(bars, {"concept_ids": [1]})
    assert "Heart rate" not in render(bars, {"concept_ids": [1]})


def test_individual_cells_start_with_the_magic(record):
    assert render(record, {}).startswith("%%patient\nrows = 20\n\nvisits =")


def test_inputs_take_the_names_of_the_notebook(bars):
    source = render(bars, {}, names={"cohort": "my_cohort"})
    assert "my_cohort.table, _.person_id == my_cohort.table.subject_id" in source
    ast.parse(source)


@pytest.mark.parametrize(
    "name",
    [
        "class",
        "a b",
        "x; import os",
        "chart",
        "bins",
        "alt",
        "",
        "__x",
        "1a",
        "ﬁ",
        None,
        "a\n",
        "_",
    ],
)
def test_a_name_that_is_no_free_variable_is_refused(bars, name):
    with pytest.raises(InvalidValueError) as caught:
        render(bars, {}, names={"cohort": name})
    assert caught.value.field == "cohort"


def test_a_name_for_no_input_is_refused(bars):
    with pytest.raises(InvalidValueError, match="no input"):
        render(bars, {}, names={"patients": "x"})


def test_a_language_without_a_cell_is_refused(bars):
    with pytest.raises(InvalidCellError, match="no cell in r"):
        render(bars, {}, language="r")


def test_a_cell_that_breaks_a_rule_is_never_rendered(make_plugin):
    plugin = make_plugin(cell="bins = 40\nprint(bins)  # if: nothing\n")
    with pytest.raises(InvalidCellError, match="which is no parameter"):
        render(plugin, {})


@pytest.mark.parametrize(
    "change",
    [
        ("bins = 41", "bins = 42"),
        ("bins = 41", "bins = 41\nimport os"),
        ("print(bins)", "print(bins, 1)"),
        ("bins = 41", "bins = 41.0"),
    ],
)
def test_a_cell_that_is_not_the_plugins_code_is_never_returned(make_plugin, monkeypatch, change):
    from linkr_jupyter.plugins.languages import LANGUAGES

    python = LANGUAGES["python"]

    def tampered(source: str) -> str:
        return python.format(source).replace(*change)

    plugin = make_plugin()
    monkeypatch.setitem(LANGUAGES, "python", dataclasses.replace(python, format=tampered))
    with pytest.raises(InvalidCellError, match="not the plugin's own code"):
        render(plugin, {"bins": 41})


@pytest.mark.parametrize(("value", "kept"), [(None, False), (0, True), (0.0, True), (3, True)])
def test_zero_is_a_setting_like_any_other(make_plugin, value, kept):
    line = {"type": ["number", "null"], "title": "Line", "default": None}
    plugin = make_plugin(
        cell="line = 5  # if: line\nprint(line)  # if: line\nprint(1)\n",
        parameters={"type": "object", "properties": {"line": line}},
    )
    assert ("print(line)" in render(plugin, {"line": value})) is kept
    assert read_back(plugin, render(plugin, {"line": value})).values == {"line": value}


def test_guards_above_and_beside_arguments_links_and_operands(make_plugin):
    from linkr_jupyter.plugins.languages.ruff import format_code

    template = """\
bins = 40
# if: a
# a note on what follows
@staticmethod
def made(x):
    return x


values = (
    str(bins)
    # if: a
    .strip()
    .replace("a", "b")  # if: b
    .replace(
        "é",  # if: not b
        "c",
        *(),
    )
    .upper()
)
found = {
    "é": (1 + 2),  # if: a
    **{},  # if: b
    # if: not a
    "z": [
        2,
    ],
}
print(values, found)
made(1)  # if: a
"""
    flags = {n: {"type": "boolean", "title": n, "default": True} for n in "ab"}
    properties = {"bins": {"type": "integer", "title": "Bins", "default": 40}, **flags}
    template = format_code(template)
    plugin = make_plugin(cell=template, parameters={"type": "object", "properties": properties})
    both = render(plugin, {"a": True, "b": True})
    none = render(plugin, {"a": False, "b": False})
    assert "# if" not in both + none
    assert ".strip()" in both and '.replace("a", "b")' in both and '"é": (1 + 2),' in both
    assert "**{}," in both and '"z"' not in both and "# a note" in both
    assert ".strip()" not in none and "def made" not in none and "staticmethod" not in none
    assert '"é",' in none and '"é": (1' not in none and '"z": [' in none
    assert "# a note" not in none and "made(1)" not in none
    for a in (True, False):
        for b in (True, False):
            values = {"a": a, "b": b, "bins": 40}
            assert read_back(plugin, render(plugin, values)).values == values


def test_a_value_in_redundant_brackets_is_replaced_whole(make_plugin):
    plugin = make_plugin(cell="bins = (40)\nprint(bins)\n")
    assert render(plugin, {"bins": 41}) == "bins = 41\nprint(bins)"


def test_an_argument_inside_a_tuple_without_brackets_is_guarded_alone(make_plugin):
    cell = """\
bins = 40
values = 1, max(
    bins,  # if: told
    1,
    2,
)
print(values)
"""
    told = {"type": "boolean", "title": "Told", "default": True}
    properties = {"bins": {"type": "integer", "title": "Bins", "default": 40}, "told": told}
    plugin = make_plugin(cell=cell, parameters={"type": "object", "properties": properties})
    whole, part = render(plugin, {}).split(), render(plugin, {"told": False}).split()
    assert "#" not in whole and whole.count("bins,") == 1
    assert part == [word for word in whole if word != "bins,"]
