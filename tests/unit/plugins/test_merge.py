"""What a form does to a cell that a person may have changed: nothing goes in silence."""

from __future__ import annotations

import re

import pytest

from linkr_jupyter.errors import InvalidValueError
from linkr_jupyter.plugins import CellState, cell_state, plan_write, read_back, render

NAMES = {1: "Heart rate", 2: "Weight", 3: "Height"}
LABELS = {"concept_ids": NAMES}


def write(plugin, values, current, base, base_values, **more):
    return plan_write(
        plugin,
        {**base_values, **values},
        current=current,
        base=base,
        base_values=base_values,
        **more,
    )


def test_a_new_cell_is_the_render(bars):
    for current in (None, "", "  \n"):
        plan = plan_write(bars, {"bins": 50}, current=current, base=None)
        assert plan.source == render(bars, {"bins": 50}) and plan.conflict is None


def test_an_unchanged_cell_is_replaced(bars):
    base = render(bars, {})
    for current in (base, base + "\n", base.replace("\n", "\r\n")):
        plan = write(bars, {"mean_line": True}, current, base, {})
        assert plan.state is CellState.UNCHANGED
        assert plan.source == render(bars, {"mean_line": True})


def test_code_of_somebody_else_is_never_replaced(bars):
    plan = plan_write(bars, {}, current="x = 1", base=None)
    assert (plan.source, plan.state) == (None, CellState.FOREIGN)
    assert plan.conflict.theirs == "x = 1" and plan.conflict.ours == render(bars, {})
    assert "-x = 1" in plan.conflict.diff and "+import altair as alt" in plan.conflict.diff


def test_a_literal_changed_by_hand_is_kept_when_another_changes(bars):
    base = render(bars, {"bins": 40})
    current = base.replace("bins = 40", "bins = 70")
    assert cell_state(bars, current, base) is CellState.LITERALS
    read = read_back(bars, current, base_values={"bins": 40}).values
    plan = plan_write(
        bars, {**read, "concept_ids": [9]}, current=current, base=base, base_values={"bins": 40}
    )
    assert plan.source == render(bars, {"bins": 70, "concept_ids": [9]})


def test_a_literal_and_a_choice_change_over_one_changed_by_hand(bars):
    base = render(bars, {"bins": 40})
    current = base.replace("bins = 40", "bins = 70")
    plan = write(bars, {"bins": 90, "mean_line": True}, current, base, {"bins": 40})
    assert plan.source == render(bars, {"bins": 90, "mean_line": True})


def test_only_the_characters_of_a_literal_change(bars):
    values = {"concept_ids": [1, 2]}
    base = render(bars, values, labels=LABELS)
    current = base.replace("bins = 40", "bins  =   40   # forty, says Ann").replace(
        "chart = (", "# mine\nchart  =  ("
    )
    plan = write(bars, {"bins": 41}, current, base, values, labels=LABELS)
    assert plan.state is CellState.EDITED
    assert plan.source == current.replace("40   #", "41   #")


def test_labels_follow_their_values_and_notes_stay(bars):
    base = render(bars, {"concept_ids": [1]}, labels=LABELS)
    current = "# mine\n" + base
    plan = write(bars, {"concept_ids": [2]}, current, base, {"concept_ids": [1]}, labels=LABELS)
    assert plan.source == "# mine\n" + render(bars, {"concept_ids": [2]}, labels=LABELS)
    plan = write(bars, {"concept_ids": [2, 3]}, current, base, {"concept_ids": [1]}, labels=LABELS)
    assert plan.source == "# mine\n" + render(bars, {"concept_ids": [2, 3]}, labels=LABELS)
    noted = base.replace("# Heart rate", "# chosen with Ann")
    plan = write(bars, {"concept_ids": [2]}, noted, base, {"concept_ids": [1]}, labels=LABELS)
    assert "concept_ids = [2]  # chosen with Ann\n" in plan.source


def test_notes_inside_a_list_are_never_lost(bars):
    values = {"concept_ids": [1, 2]}
    base = render(bars, values, labels=LABELS)
    current = base.replace("# Weight", "# Weight, only the morning one")
    plan = write(bars, {"concept_ids": [1, 2, 3]}, current, base, values, labels=LABELS)
    assert plan.source is None or "only the morning one" in plan.source
    removed = write(bars, {"concept_ids": [1]}, current, base, values, labels=LABELS)
    assert removed.source is None
    assert any("only the morning one" in line for line in removed.conflict.diff)


def test_hand_written_code_survives_a_change_of_choice(bars):
    base = render(bars, {})
    current = base.replace("bins = 40\n", "bins = 40\nlimit = 250\n").replace(
        "_.value_as_number.notnull())", "_.value_as_number < limit)"
    )
    plan = write(bars, {"mean_line": True, "bins": 60}, current, base, {})
    assert plan.state is CellState.EDITED and plan.conflict is None
    assert "limit = 250\n" in plan.source and "_.value_as_number < limit" in plan.source
    assert "bins = 60\n" in plan.source and "mark_rule" in plan.source
    back = write(bars, {"bins": 60}, plan.source, render(bars, {"mean_line": True, "bins": 60}),
                 {"mean_line": True, "bins": 60})  # fmt: skip
    assert back.source == plan.source


def test_a_hand_edit_of_the_lines_that_a_choice_removes_is_a_conflict(bars):
    base = render(bars, {"mean_line": True})
    current = base.replace("mean(value_as_number)", "median(value_as_number)")
    plan = write(bars, {"mean_line": False}, current, base, {"mean_line": True})
    assert plan.source is None and plan.state is CellState.EDITED
    assert (plan.conflict.base, plan.conflict.theirs) == (base, current)
    assert plan.conflict.ours == render(bars, {"mean_line": False})
    assert any(line.startswith("-") and "median" in line for line in plan.conflict.diff)


def test_a_computed_value_stays_while_the_form_leaves_it_alone(bars):
    base = render(bars, {"bins": 40})
    current = base.replace("bins = 40", "bins = len(concept_ids) * 10")
    same = write(bars, {"concept_ids": [5]}, current, base, {"bins": 40})
    assert "bins = len(concept_ids) * 10\n" in same.source and "concept_ids = [5]" in same.source
    choice = write(bars, {"mean_line": True}, current, base, {"bins": 40})
    assert "bins = len(concept_ids) * 10\n" in choice.source and "mark_rule" in choice.source
    clash = write(bars, {"bins": 60}, current, base, {"bins": 40})
    assert clash.source is None and clash.conflict.theirs == current


def test_a_value_that_the_form_refuses_is_replaced_by_the_valid_one(bars):
    base = render(bars, {"bins": 40})
    current = base.replace("bins = 40", "bins = 4000")
    plan = write(bars, {"bins": 50}, current, base, {"bins": 40})
    assert plan.source == render(bars, {"bins": 50})


def test_a_parameter_line_deleted_by_hand_is_a_conflict_only_when_it_matters(bars):
    base = render(bars, {"bins": 40})
    current = base.replace("bins = 40\n", "").replace("maxbins=bins", "maxbins=33")
    plan = write(bars, {"concept_ids": [8]}, current, base, {"bins": 40})
    assert plan.source is not None and "maxbins=33" in plan.source
    assert "concept_ids = [8]" in plan.source and "bins = 40" not in plan.source
    assert write(bars, {"bins": 50}, current, base, {"bins": 40}).source is None


def test_broken_code_is_merged_by_lines_or_is_a_conflict(bars):
    base = render(bars, {})
    current = base + "\nprint(("
    plan = write(bars, {"mean_line": True}, current, base, {})
    assert plan.source == render(bars, {"mean_line": True}) + "\nprint((" or plan.source is None


def test_an_ordinary_cell_made_of_a_patient_cell_stays_ordinary(record):
    base = render(record, {})
    current = base.removeprefix("%%patient\n")
    plan = write(record, {"rows": 5}, current, base, {})
    assert plan.source == current.replace("rows = 20", "rows = 5")
    plan = write(record, {"since": "2021-01-01"}, current, base, {})
    assert plan.source == render(record, {"since": "2021-01-01"}).removeprefix("%%patient\n")


def test_a_renamed_variable_keeps_its_name_in_new_lines(bars):
    base = render(bars, {})
    current = re.sub(r"\bvalues\b", "heart_rates", base)
    plan = write(bars, {"mean_line": True}, current, base, {})
    assert plan.source == re.sub(r"\bvalues\b", "heart_rates", render(bars, {"mean_line": True}))


def test_the_names_of_inputs_survive(bars):
    names = {"cohort": "septic"}
    base = render(bars, {}, names=names)
    plan = write(bars, {"mean_line": True}, "# mine\n" + base, base, {}, names=names)
    assert plan.source == "# mine\n" + render(bars, {"mean_line": True}, names=names)


def test_edits_by_hand_survive_write_after_write(kinds):
    values: dict = {}
    plan = plan_write(kinds, values, current=None, base=None)
    current, base = plan.source + "\nmine = 1  # by hand", plan.base
    for change in (
        {"bins": 50}, {"rule": "sd", "k": 2.0}, {"centre": "none"}, {"upper": False, "bins": 60},
        {"rule": "none"}, {"centre": "median", "keep_all": False}, {"ids": [1, 2, 3]},
    ):  # fmt: skip
        before, values = values, {**values, **change}
        plan = plan_write(kinds, values, current=current, base=base, base_values=before)
        assert plan.base == render(kinds, values)
        assert plan.source == plan.base + "\nmine = 1  # by hand"
        current, base = plan.source, plan.base


def test_a_bad_value_plans_nothing(bars):
    with pytest.raises(InvalidValueError):
        plan_write(bars, {"bins": 1}, current=None, base=None)


def test_a_new_line_never_names_a_variable_that_is_gone(make_plugin):
    cell = 'bins = 40\ntotal = bins + 1\nprint(total)\nprint(f"{total} in all")  # if: told\n'
    told = {"type": "boolean", "title": "Told", "default": False}
    properties = {"bins": {"type": "integer", "title": "Bins", "default": 40}, "told": told}
    plugin = make_plugin(cell=cell, parameters={"type": "object", "properties": properties})
    base = render(plugin, {})
    current = base.replace("total", "amount")
    plan = plan_write(plugin, {"told": True}, current=current, base=base, base_values={})
    assert plan.source is None or "{amount}" in plan.source


def test_a_label_never_swallows_code_on_the_same_line(bars):
    base = render(bars, {"concept_ids": [1]})
    current = base.replace("concept_ids = [1]", "concept_ids = [1]; mine = 2")
    plan = write(bars, {"concept_ids": [2]}, current, base, {"concept_ids": [1]}, labels=LABELS)
    assert "concept_ids = [2]; mine = 2\n" in plan.source


def test_a_malformed_base_is_no_exception(bars):
    current = render(bars, {}) + "\nprint(1)"
    for base in ("def f(:", "", "\0", "bins = f()\nconcept_ids = 3", "%%bash\nls"):
        plan = plan_write(bars, {"bins": 50}, current=current, base=base, base_values={"bins": []})
        assert plan.source is not None or plan.conflict.theirs == current


def test_a_value_changed_by_hand_on_a_line_that_goes_is_no_conflict(kinds):
    before = {"rule": "iqr", "k": 2.0}
    base = render(kinds, before)
    current = "# mine\n" + base.replace("k = 2.0", "k = 3.0")
    after = {**before, "rule": "none", "k": 3.0}
    plan = plan_write(kinds, after, current=current, base=base, base_values=before)
    assert plan.source == "# mine\n" + render(kinds, after)
