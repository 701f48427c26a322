"""What a form learns from the code of its cell."""

from __future__ import annotations

import re

import pytest

from linkr_jupyter.plugins import read_back, render
from linkr_jupyter.plugins.languages.ruff import format_code

CHOSEN = {
    "centre": "median", "rule": "sd", "k": 2.5, "upper": False, "keep_all": False,
    "pieces": ["b"], "unit": "kg", "ids": [1, 2], "title": "It's",
}  # fmt: skip


def read(plugin, source, **known):
    found = read_back(plugin, source, **known)
    return found.values, [(problem.field, problem.line) for problem in found.problems]


def test_every_setting_is_read(kinds):
    values, problems = read(kinds, render(kinds, CHOSEN))
    assert problems == []
    assert {name: values[name] for name in CHOSEN} == CHOSEN


def test_reformatting_changes_nothing(kinds):
    source = render(kinds, CHOSEN)
    squeezed = re.sub(r",\n\s+", ", ", source).replace('"', "'").replace("It's", "It\\'s")
    assert squeezed != source and format_code(squeezed)
    assert read(kinds, squeezed) == read(kinds, source)


def test_parameter_lines_in_any_order(kinds):
    lines = render(kinds, {**CHOSEN, "ids": [7]}).split("\n")
    first = next(index for index, line in enumerate(lines) if line.startswith("title ="))
    block = lines[first : first + 8]
    lines[first : first + 8] = reversed(block)
    values, problems = read(kinds, "\n".join(lines))
    assert problems == [] and values["ids"] == [7] and values["title"] == "It's"


def test_other_names_for_outputs_and_locals(bars):
    source = render(bars, {"group_by": "race_concept_id", "mean_line": True})
    source = re.sub(r"\bvalues\b", "heart_rates", source)
    source = re.sub(r"\bchart\b", "picture", source).replace("cohort.", "mine.")
    values, problems = read(bars, source)
    assert problems == [] and values["mean_line"] and values["group_by"] == "race_concept_id"


def test_a_constant_changed_inside_kept_code_does_not_hide_the_choice(bars):
    source = render(bars, {"mean_line": True}).replace("mean(value", "median(value")
    assert read(bars, source)[0]["mean_line"] is True


@pytest.mark.parametrize("choice", [True, False])
def test_added_code_does_not_look_like_a_choice(bars, choice):
    added = 'alt.Chart(values.to_pandas()).mark_bar().encode(x="mean(value_as_number)")'
    source = render(bars, {"mean_line": choice}) + f"\n{added}\n"
    assert read(bars, source)[0]["mean_line"] is choice


@pytest.mark.parametrize("known", [True, False])
def test_code_that_is_half_changed_says_what_was_last_known(bars, known):
    source = render(bars, {"mean_line": True})
    source = source.replace(".mark_rule()", ".mark_line()").replace("chart += ", "chart = chart + ")
    assert read(bars, source, base_values={"mean_line": known})[0]["mean_line"] is known


@pytest.mark.parametrize("known", ["a", "b", "none"])
@pytest.mark.parametrize("rule", ["a", "b", "none"])
def test_choices_that_look_alike_are_told_apart(make_plugin, rule, known):
    schema = {"type": "string", "enum": ["a", "b", "none"], "title": "Rule", "default": "none"}
    plugin = make_plugin(
        cell="total = 40\n"
        "total = round(total / 3, 1)  # if: rule == 'a'\n"
        "total = round(total / 3, 2)  # if: rule == 'b'\n"
        "print(total)\n",
        parameters={"type": "object", "properties": {"rule": schema}},
    )
    source = render(plugin, {"rule": rule})
    assert read(plugin, source, base_values={"rule": known}) == ({"rule": rule}, [])


def test_magics_do_not_hide_the_code(record):
    source = render(record, {"since": "2021-05-06", "rows": 3})
    source = source.replace("\nvisits =", "\n%time 1 + 1\n!ls\nx = !ls\nvisits?\nvisits =", 1)
    values, problems = read(record, source)
    assert (values["since"], values["rows"], problems) == ("2021-05-06", 3, [])


def test_the_magic_of_the_first_line_may_go_or_grow(record):
    source = render(record, {"rows": 7})
    bare = source.removeprefix("%%patient\n")
    grown = source.replace("%%patient", "%%patient --language python")
    assert read(record, source) == read(record, bare) == read(record, grown)


def test_broken_code_is_said_with_its_line(record):
    source = render(record, {"rows": 7}).replace("rows = 7", "rows = (7")
    values, problems = read(record, source, base_values={"rows": 7})
    assert values["rows"] == 7
    assert problems[0][0] == "" and problems[0][1] >= 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("bins = len(concept_ids)", "no plain value"),
        ("bins = 500", "refuses: 500"),
        ("bins = 40.5", "refuses: 40.5"),
        ("bins = True", "refuses: true"),
        ("bins = 1e999", "no plain value"),
        ("bins = b'x'", "no plain value"),
        ("bins = 20\nbins = 30", "more than once"),
    ],
)
def test_what_cannot_be_read_is_said_with_field_and_line(bars, line, words):
    source = render(bars, {"bins": 50}).replace("bins = 50", line)
    found = read_back(bars, source, base_values={"bins": 50})
    (problem,) = found.problems
    assert problem.field == "bins" and words in problem.text()
    assert source.split("\n")[problem.line - 1].startswith("bins")
    assert found.values["bins"] == (30 if "30" in line else 50)


def test_a_missing_line_is_said(bars):
    found = read_back(bars, render(bars, {}).replace("bins = 40\n", ""))
    assert [problem.text() for problem in found.problems] == ["The line that sets bins is missing."]
    assert found.values["bins"] == 40


def test_lines_of_a_magic_count(record):
    source = render(record, {}).replace("rows = 20", "rows = n")
    assert read_back(record, source).problems[0].line == 2


def test_annotations_tuples_and_single_ids_are_understood(bars):
    source = render(bars, {"bins": 50}).replace("bins = 50", "bins: int = 51")
    assert read(bars, source)[0]["bins"] == 51
    for text, ids in (("(1, 2)", [1, 2]), ("7", [7]), ("[-1]", [-1])):
        changed = re.sub(r"concept_ids = \[.*", f"concept_ids = {text}", source)
        assert read(bars, changed) == ({**read(bars, source)[0], "concept_ids": ids}, [])


def test_settings_without_a_line_are_named(kinds):
    found = read_back(kinds, render(kinds, {"rule": "none"}), base_values={"k": 9.0})
    assert found.unwritten == ("k",) and found.values["k"] == 9.0 and found.problems == ()


def test_unreadable_base_values_are_ignored(kinds):
    base = {"k": "nine", "gone": 1, "rule": "none"}
    assert read_back(kinds, render(kinds, {}), base_values=base).values["k"] == 1.5


def test_foreign_code_is_read_without_an_exception(kinds):
    for source in ("", "x = 1", "%%bash\nls", "\ufeff", "def f(:", "%%patient", "\n\n", "a\r\nb\r"):
        assert set(read_back(kinds, source).values) == set(kinds.properties)


def test_problems_speak_french(bars):
    found = read_back(bars, render(bars, {}).replace("bins = 40\n", ""))
    assert found.problems[0].text("fr") == "La ligne qui définit bins est absente."


def test_words_of_settings_in_long_cells_of_many_choices_are_found(make_plugin):
    names = [f"c{number}" for number in range(12)]
    cell = "seen = [\n" + "".join(f'    "{n} line",  # if: {n}\n' for n in names) + "]\n"
    plugin = make_plugin(
        cell=cell + "seen\n",
        outputs={"seen": {"kind": "table"}},
        parameters={
            "type": "object",
            "properties": {n: {"type": "boolean", "title": n, "default": False} for n in names},
        },
    )
    wanted = {name: index % 3 == 0 for index, name in enumerate(names)}
    assert read(plugin, render(plugin, wanted)) == (wanted, [])


@pytest.mark.parametrize(
    "line", ["bins += 10", "for bins in (1, 2):\n    pass", "if 1:\n    bins = 5"]
)
def test_a_setting_that_changes_again_is_said(bars, line):
    source = render(bars, {}) + f"\n{line}"
    found = read_back(bars, source)
    (problem,) = found.problems
    assert (problem.field, found.values["bins"]) == ("bins", 40)
    assert "bins" in source.split("\n")[problem.line - 1]


def test_names_of_other_scopes_are_no_settings(bars):
    source = (
        render(bars, {}) + "\ndef f(bins):\n    bins = 2\n    return bins\n[bins for bins in ()]\n"
    )
    assert read_back(bars, source).problems == ()


def test_very_deep_code_is_read(bars):
    source = (
        render(bars, {"bins": 50})
        + "\nx = "
        + "+".join(["1"] * 900)
        + "\ny = "
        + "(" * 90
        + ")" * 90
    )
    assert read(bars, source)[0]["bins"] == 50
    for text in ("x = " + "[" * 5000, "x = " + "+".join("1" * 20_000), "x = " + "-" * 20_000 + "1"):
        assert set(read_back(bars, render(bars, {}) + "\n" + text).values) == set(bars.properties)
