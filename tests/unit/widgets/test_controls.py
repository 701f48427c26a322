"""Every parameter gets a control, and its values survive the way to the browser and back."""

from __future__ import annotations

from typing import Any

import pytest

from linkr_jupyter.plugins import Plugin
from linkr_jupyter.widgets.controls import (
    control_of,
    describe,
    from_browser,
    to_browser,
)
from linkr_jupyter.widgets.field_visibility import hidden_fields
from linkr_jupyter.widgets.form_values import same
from linkr_jupyter.widgets.incoming import MalformedMessageError


def test_defaults_come_back_as_they_went(kinds: Plugin) -> None:
    for name, schema in kinds.properties.items():
        default = schema["default"]
        assert same(from_browser(schema, to_browser(schema, default)), default), name


def test_ids_travel_as_text() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "x-linkr": {"control": "concepts"}}
    big = 2**53 + 1
    assert to_browser(schema, [big]) == [str(big)]
    assert from_browser(schema, [str(big), str(big)]) == [big]


@pytest.mark.parametrize(
    ("schema", "sent"),
    [
        ({"type": "string", "enum": ["a", "b"]}, "2"),
        ({"type": "string", "enum": ["a", "b"]}, "-1"),
        ({"type": "string", "enum": ["a", "b"]}, "a"),
        ({"type": "string", "enum": ["a", "b"]}, "1000000000"),
        ({"type": "string", "enum": ["a", "b"]}, 0),
        ({"type": "array", "items": {"enum": ["a"]}}, ["0", "1"]),
        ({"type": "boolean"}, "true"),
        ({"type": "boolean"}, 1),
        ({"type": "number"}, "1"),
        ({"type": "number"}, float("nan")),
        ({"type": "string"}, {"a": 1}),
        ({"type": "string"}, "a\x00"),
        ({"type": "array", "x-linkr": {"control": "range"}}, [1]),
        ({"type": "array", "x-linkr": {"control": "range"}}, [1, "2"]),
        ({"type": "array", "x-linkr": {"control": "concepts"}}, [3027018]),
        ({"type": "array", "x-linkr": {"control": "concepts"}}, ["1; DROP TABLE person"]),
        ({"type": "array", "x-linkr": {"control": "concepts"}}, ["1"] * 3000),
        ({"type": "array", "x-linkr": {"control": "columns"}}, "value_as_number"),
        ({"type": "integer", "x-linkr": {"control": "visit"}}, 12),
    ],
)
def test_what_no_control_sends_is_refused(schema: dict[str, Any], sent: Any) -> None:
    with pytest.raises(MalformedMessageError):
        from_browser(schema, sent)


@pytest.mark.parametrize(
    ("schema", "sent", "kept"),
    [
        ({"type": "integer", "default": 4}, 5.0, 5),
        ({"type": "integer", "default": 4}, 5.5, 5.5),
        ({"type": "number", "default": 1.5}, 2, 2.0),
        ({"type": "number", "default": 1}, 2, 2),
        ({"type": ["number", "null"], "default": 1.0}, None, None),
        ({"type": ["string", "null"], "default": "a"}, "", None),
        ({"type": "string", "default": "a"}, "", ""),
    ],
)
def test_numbers_keep_the_kind_of_the_author(schema: dict[str, Any], sent: Any, kept: Any) -> None:
    assert same(from_browser(schema, sent), kept)


def test_range_keeps_the_kind_of_each_end() -> None:
    schema = {
        "type": "array",
        "items": {"type": "number"},
        "default": [0.0, 200],
        "x-linkr": {"control": "range"},
    }
    assert same(from_browser(schema, [0, 150]), [0.0, 150])


def test_an_emptied_list_is_empty_and_not_missing() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "x-linkr": {"control": "concepts"}}
    assert from_browser(schema, None) == []


def test_few_choices_are_radio_buttons_and_many_a_select() -> None:
    few, many = (
        describe({"properties": {"a": {"type": "string", "enum": list("abcdefgh")[:count]}}})[0]
        for count in (5, 6)
    )
    assert few["radio"] and not many["radio"]


def test_labels_of_choices_and_limits(kinds: Plugin) -> None:
    controls = {one["name"]: one for one in describe(kinds.parameters)}
    assert controls["rule"]["options"][1] == {"key": "1", "label": "IQR"}
    assert (controls["bins"]["least"], controls["bins"]["largest"]) == (5, 200)
    assert controls["bins"]["step"] == 1 and controls["limit"]["step"] == "any"
    assert controls["ids"]["required"] and not controls["bins"]["required"]
    assert controls["k"]["group"] == "more"


def test_every_type_has_a_control_without_a_hint() -> None:
    found = [
        control_of({"type": kind}) for kind in ("boolean", "integer", "number", "string", "array")
    ]
    assert found == ["yes_no", "number", "number", "text", "columns"]


def test_hidden_until_the_other_setting_has_the_value(kinds: Plugin) -> None:
    assert hidden_fields(kinds.properties, {"rule": "none"}) == ["k"]
    assert hidden_fields(kinds.properties, {"rule": "sd"}) == []
