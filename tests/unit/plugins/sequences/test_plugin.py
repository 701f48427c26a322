"""A plugin whose setting is a chain of verbs: form and cell in step, in Python and in R."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linkr_jupyter.plugins import (
    CellState,
    check_plugin,
    plan_write,
    read_back,
    read_plugin,
    render,
    written_labels,
)
from linkr_jupyter.plugins.recognition import best_match
from linkr_jupyter.widgets.linked_lines import setting_lines

FOLDER = Path(__file__).parents[3] / "data" / "plugins" / "steps"
STEPS = read_plugin(FOLDER)
AGE: dict[str, Any] = {"verb": "require_age", "values": {"at_least": 18, "at_most": None}}
EVENT: dict[str, Any] = {
    "verb": "require_event",
    "values": {
        "kind": "condition", "concept_ids": [201820], "window": [-365, 0], "at_least": 1,
        "same_visit": False,
    },
}  # fmt: skip
FIRST: dict[str, Any] = {"verb": "require_first_entry", "values": {}}
HAND = {"python": {"source": ".where(my_rule)"}, "r": {"source": "where(my_rule)"}}
LINE = {"python": "    .where(my_rule)", "r": "  where(my_rule) |>"}
languages = pytest.mark.parametrize("language", ["python", "r"])


class People:
    """Verbs that only say what they were told."""

    def __init__(self, said: tuple[Any, ...] = ()) -> None:
        self.said = said

    def everyone(self) -> People:
        return People()

    def __getattr__(self, verb: str) -> Any:
        if verb.startswith("_"):
            raise AttributeError(verb)
        return lambda *given, **named: People((*self.said, (verb, given, named)))


def ran(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"people": People(), "my_rule": "mine"}
    exec(source, names)  # noqa: S102
    return dict(names["seen"])


def by_hand(source: str, language: str) -> str:
    """The cell after a person added a comment and a step before the second one."""
    lines = source.split("\n")
    at = next(n for n, line in enumerate(lines) if "require_event" in line)
    indent = "    " if language == "python" else "  "
    return "\n".join([*lines[:at], f"{indent}# a line that I wrote", LINE[language], *lines[at:]])


def test_the_plugin_keeps_the_contract():
    def run(plugin: Any, source: str, values: Any, language: str) -> None:
        if language == "python":
            ran(source)

    assert check_plugin(FOLDER, run=run) == []


def test_the_cell_runs_the_verbs_in_order():
    off = {**EVENT, "off": True}
    source = render(STEPS, {"eligible": [FIRST, off, AGE]})
    assert ran(source) == {
        "title": "Eligible",
        "said": (("require_first_entry", (), {}), ("require_age", (), {"at_least": 18})),
        "count": 2,
    }
    assert read_back(STEPS, source).values["eligible"] == [FIRST, off, AGE]


@languages
def test_a_cell_reads_back_as_it_was_written(language):
    for items in ([], [FIRST], [AGE, {**FIRST, "off": True}], [EVENT, AGE, EVENT]):
        source = render(STEPS, {"eligible": items, "title": "x"}, language=language)
        found = read_back(STEPS, source, language=language)
        assert (found.values["eligible"], found.problems) == (items, ())


@languages
def test_steps_by_hand_survive_every_change(language):
    values = {"eligible": [AGE, EVENT], "title": "Eligible", "listed": True}
    base = render(STEPS, values, language=language)
    cell = by_hand(base, language)
    found = read_back(STEPS, cell, language=language, base_values=values)
    assert found.values["eligible"] == [AGE, HAND[language], EVENT]
    assert found.problems == ()
    changes = {
        "changed": [{**AGE, "values": {"at_least": 21, "at_most": None}}, HAND[language], EVENT],
        "removed": [HAND[language], EVENT],
        "moved": [EVENT, AGE, HAND[language]],
        "added": [AGE, FIRST, HAND[language], EVENT],
        "off": [{**AGE, "off": True}, HAND[language], EVENT],
        "unknown to the form": [AGE, EVENT],
    }
    for items in changes.values():
        for listed in (True, False):
            plan = plan_write(
                STEPS, {**found.values, "eligible": items, "listed": listed}, current=cell,
                base=base, base_values=values, language=language,
            )  # fmt: skip
            assert plan.source is not None
            assert plan.state is CellState.EDITED
            assert "# a line that I wrote" in plan.source
            again = read_back(STEPS, plan.source, language=language, base_values=values)
            wanted = items if HAND[language] in items else [AGE, HAND[language], EVENT]
            assert again.values["eligible"] == wanted
            assert again.values["listed"] is listed
            if language == "python":
                assert ("where", ("mine",), {}) in ran(plan.source).get("said", ran(cell)["said"])


@languages
def test_a_changed_value_in_the_code_is_a_changed_literal(language):
    base = render(STEPS, {"title": "x"}, language=language)
    cell = base.replace("18", "21")
    plan = plan_write(
        STEPS, {"title": "y", "eligible": [AGE]}, current=cell, base=base, language=language
    )
    assert plan.state is CellState.LITERALS
    read = read_back(STEPS, cell, language=language)
    assert read.values["eligible"][0]["values"]["at_least"] == 21


@languages
def test_concepts_have_their_names_beside_them(language):
    labels = {"eligible": {201820: "Diabetes mellitus", 4329847: "Myocardial infarction"}}
    two = {**EVENT, "values": {**EVENT["values"], "concept_ids": [201820, 4329847]}}
    source = render(STEPS, {"eligible": [two, EVENT]}, language=language, labels=labels)
    assert source.count("# Diabetes mellitus") == 2
    assert written_labels(STEPS, source, language)["eligible"] == labels["eligible"]
    assert read_back(STEPS, source, language=language).values["eligible"] == [two, EVENT]
    plan = plan_write(
        STEPS, {"eligible": [EVENT]}, current=by_hand(source, language), base=source,
        labels=labels, language=language,
    )  # fmt: skip
    assert plan.source is not None
    assert "Myocardial" not in plan.source
    assert plan.source.count("# Diabetes mellitus") == 1


@languages
def test_a_value_cannot_bring_code(language):
    hostile = {"source": '.where(__import__("os").system("id"))'}
    source = render(STEPS, {"eligible": [AGE, hostile]}, language=language)
    assert source == render(STEPS, {"eligible": [AGE]}, language=language)


def test_what_is_no_chain_is_said_with_its_line():
    source = render(STEPS, {}).split("eligible = (")[0] + "eligible = other + 1\n"
    (problem, *_) = read_back(STEPS, source).problems
    assert (problem.field, problem.line) == ("eligible", 2)
    assert "no plain value" in problem.text()


@languages
def test_a_cell_that_came_alone_is_recognised_with_its_steps(language):
    cell = by_hand(render(STEPS, {"eligible": [AGE, EVENT]}, language=language), language)
    magic = "%%R\n" if language == "r" and not cell.startswith("%%R") else ""
    found = best_match(magic + cell, [STEPS])
    assert found is not None
    assert found.values["eligible"] == [AGE, HAND[language], EVENT]


def test_every_line_of_a_chain_belongs_to_its_setting():
    off = {**EVENT, "off": True}
    source = render(STEPS, {"eligible": [AGE, off]})
    lines = setting_lines(STEPS, source, {**STEPS.defaults(), "eligible": [AGE, off]})
    texts = [source.split("\n")[number - 1] for number in lines["eligible"]]
    assert texts[0].startswith("eligible = (")
    assert any(".require_age" in text for text in texts)
    assert any("off: .require_event" in text for text in texts)
