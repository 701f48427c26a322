"""A chain of verbs in a form: what the browser gets, what it may send, what the cell becomes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from linkr_jupyter.plugins import FieldProblem, Plugin, check_values, read_plugin, render
from linkr_jupyter.widgets.controls import (
    describe,
    from_browser,
    representable,
    to_browser,
)
from linkr_jupyter.widgets.form_values import same
from linkr_jupyter.widgets.incoming import MalformedMessageError
from linkr_jupyter.widgets.plugin_form import PluginForm

from .conftest import PLUGINS

Opener = Callable[..., tuple[PluginForm, Any]]
BIG = 2**53 + 1
AGE: dict[str, Any] = {"verb": "require_age", "values": {"at_least": 18, "at_most": None}}
SENT_AGE: dict[str, Any] = {**AGE, "off": False}
HAND = {"source": ".where(my_rule)"}


@pytest.fixture
def steps() -> Plugin:
    return read_plugin(PLUGINS / "steps")


@pytest.fixture
def schema(steps: Plugin) -> Any:
    return steps.properties["eligible"]


def put(form: PluginForm, value: Any) -> None:
    form.receive({"type": "set", "field": "eligible", "seq": "s-1", "value": value})


def event(concepts: list[int]) -> dict[str, Any]:
    values = {"kind": "condition", "concept_ids": concepts, "window": [-365, 0], "at_least": 1}
    return {"verb": "require_event", "values": {**values, "same_visit": False}}


def test_each_verb_is_described_as_settings_are(steps: Plugin) -> None:
    (found,) = (one for one in describe(steps.parameters, "fr") if one["name"] == "eligible")
    assert found["control"] == "sequence"
    verbs = {verb["name"]: verb for verb in found["verbs"]}
    age = verbs["require_age"]
    assert age["title"] == "Âge"
    assert [(one["name"], one["control"], one["unit"]) for one in age["controls"]] == [
        ("at_least", "number", "ans"),
        ("at_most", "number", "ans"),
    ]
    assert age["start"] == {"at_least": None, "at_most": None}
    assert verbs["require_event"]["start"]["kind"] == "0"


def test_steps_come_back_as_they_went(schema: Any) -> None:
    value = [AGE, HAND, {**event([BIG]), "off": True}, {**HAND, "off": True}]
    sent = to_browser(schema, value)
    assert sent[2]["values"]["concept_ids"] == [str(BIG)]
    assert same(from_browser(schema, copy.deepcopy(sent)), value)
    assert representable(schema, value)
    assert from_browser(schema, None) == []


@pytest.mark.parametrize(
    "sent",
    [
        "text",
        [1],
        [{"verb": "require_age", "off": False}],
        [{"verb": "require_age", "values": AGE["values"]}],
        [{**SENT_AGE, "verb": "drop_tables"}],
        [{**SENT_AGE, "verb": ["require_age"]}],
        [{**SENT_AGE, "values": {"at_least": 18}}],
        [{**SENT_AGE, "values": {**AGE["values"], "more": 1}}],
        [{**SENT_AGE, "values": {"at_least": "18", "at_most": None}}],
        [{**SENT_AGE, "off": 1}],
        [{"source": 3, "off": False}],
        [{"source": "a\x00", "off": False}],
        [SENT_AGE] * 501,
    ],
)
def test_what_no_list_of_steps_sends_is_refused(schema: Any, sent: Any) -> None:
    with pytest.raises(MalformedMessageError):
        from_browser(schema, sent)


@pytest.mark.parametrize("value", [["text"], [{"verb": "unknown"}], [{}]])
def test_what_is_no_step_is_not_shown(schema: Any, value: Any) -> None:
    assert to_browser(schema, value) == []
    assert not representable(schema, value)


def test_a_wrong_argument_is_said_with_its_step(open_plugin: Opener, steps: Plugin) -> None:
    wrong = {**SENT_AGE, "values": {"at_least": 200, "at_most": None}}
    problem: FieldProblem = check_values(steps, {"eligible": [wrong]})[0]
    assert problem.field == "eligible"
    for language, words in {
        "en": "Step 2: “At least”",
        "fr": "Étape 2\u202f: «\u202fAu moins",
    }.items():
        form, _ = open_plugin("steps", language=language)
        code = form.state["code"]["text"]
        put(form, [SENT_AGE, wrong])
        assert set(form.state["problems"]) == {"eligible"}
        assert words in form.state["problems"]["eligible"]
        assert form.state["code"]["text"] == code


def test_a_verb_that_the_language_lacks_is_said_instead_of_written(steps: Plugin) -> None:
    from linkr_jupyter.widgets.sequence_steps import problem_of

    schema = {"x-linkr": {"control": "sequence", "sequence": "layers"}}
    trend = [{"verb": "trend", "values": {}}]
    assert "Step 1" in problem_of(schema, trend, "python", "en")
    assert problem_of(schema, trend, "r", "en") == ""


def test_steps_are_written_moved_switched_off_and_brought_back(open_plugin: Opener) -> None:
    form, _ = open_plugin("steps")
    first = {"verb": "require_first_entry", "values": {}, "off": False}
    put(form, [first, {**SENT_AGE, "off": True}])
    assert "# off: .require_age(at_least=18)" in form.state["code"]["text"]
    put(form, [])
    assert form.state["values"]["eligible"] == []
    form.receive({"type": "undo"})
    assert form.state["values"]["eligible"] == [first, {**SENT_AGE, "off": True}]


def test_code_by_hand_comes_from_the_cell_and_from_no_message(
    open_plugin: Opener, steps: Plugin
) -> None:
    values = {**steps.defaults(), "eligible": [AGE, event([201820])]}
    base = render(steps, values)
    cell = base.replace("    .require_age", "    .where(my_rule)\n    .require_age")
    metadata = {"linkr": {"plugin": "steps", "version": "1.0.0", "language": "python",
                          "values": values, "source": base}}  # fmt: skip
    form, _ = open_plugin("steps", cell={"source": cell, "metadata": metadata})
    hand = {**HAND, "off": False}
    assert form.state["values"]["eligible"][:2] == [hand, SENT_AGE]
    last = form.state["values"]["eligible"][2]
    put(form, [SENT_AGE, hand, last, {"source": '.run(__import__("os"))', "off": False}])
    code = form.state["code"]["text"]
    assert code.index(".require_age") < code.index(".where(my_rule)")
    assert "__import__" not in code


def test_the_form_shows_the_code_by_hand_of_the_cell_and_no_other(
    open_plugin: Opener, steps: Plugin
) -> None:
    values = {**steps.defaults(), "eligible": [AGE, event([201820])]}
    base = render(steps, values)
    cell = base.replace("    .require_age", "    .where(my_rule)\n    .require_age")
    metadata = {"linkr": {"plugin": "steps", "version": "1.0.0", "language": "python",
                          "values": values, "source": base}}  # fmt: skip
    form, _ = open_plugin("steps", cell={"source": cell, "metadata": metadata})
    hand = {**HAND, "off": False}
    put(form, [SENT_AGE, {"source": ".other(rule)", "off": False}])
    assert form.state["values"]["eligible"] == [hand, SENT_AGE]
    form.receive({"type": "reset"})
    assert form.state["values"]["eligible"][0] == hand
    form.receive({"type": "undo"})
    assert form.state["values"]["eligible"] == [hand, SENT_AGE]
    form.receive({"type": "cell", "source": None})
    assert hand not in form.state["values"]["eligible"]


def test_concepts_of_steps_have_their_names(open_plugin: Opener, steps: Plugin) -> None:
    labels = {"eligible": {201820: "Diabetes mellitus"}}
    values = {**steps.defaults(), "eligible": [event([201820])]}
    source = render(steps, values, labels=labels)
    metadata = {"linkr": {"plugin": "steps", "version": "1.0.0", "language": "python",
                          "values": values, "source": source}}  # fmt: skip
    form, _ = open_plugin("steps", cell={"source": source, "metadata": metadata})
    assert form.state["labels"]["eligible"] == {"201820": "Diabetes mellitus"}
    put(form, [{**SENT_AGE}, *form.state["values"]["eligible"]])
    assert "# Diabetes mellitus" in form.state["code"]["text"]


def test_concepts_are_searched_for_the_argument_of_a_verb(open_plugin: Opener) -> None:
    form, _ = open_plugin("steps")
    ask = {"type": "search", "request": "r1", "text": "diabetes"}
    form.receive({**ask, "field": "eligible.require_event.concept_ids"})
    for field in ("eligible", "eligible.require_event.kind", "title"):
        form.receive({**ask, "request": field, "field": field})
    assert form._query == ("r1", "eligible.require_event.concept_ids", "diabetes")
