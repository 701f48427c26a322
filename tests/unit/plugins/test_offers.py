"""What one setting offers follows another: ``options_from``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linkr_jupyter.errors import InvalidManifestError
from linkr_jupyter.plugins import Plugin, check_plugin, check_values, read_plugin
from linkr_jupyter.widgets.choices import Choices
from linkr_jupyter.widgets.controls import describe, from_browser, to_browser

LABELS = {"n": "Number", "mean": "Mean", "sd": "SD"}
SETTINGS: dict[str, Any] = {
    "ids": {
        "type": "array", "items": {"type": "integer"}, "title": "Concepts", "default": [3, 5],
        "x-linkr": {"control": "concepts"},
    },
    "reference": {
        "type": "array", "items": {"type": "integer"}, "maxItems": 1, "title": "Reference",
        "default": [3], "x-linkr": {"control": "concepts", "options_from": "ids"},
    },
    "shown": {
        "type": "array", "items": {"type": "string", "enum": list(LABELS)}, "title": "Show",
        "default": ["n", "mean"], "x-linkr": {"control": "choices", "labels": LABELS},
    },
    "sorted_by": {
        "type": "string", "enum": list(LABELS), "title": "Sort by", "default": "mean",
        "x-linkr": {"control": "choice", "labels": LABELS, "options_from": "shown"},
    },
    "table": {
        "type": "string", "title": "Table", "default": "measurement",
        "x-linkr": {"control": "table"},
    },
    "columns": {
        "type": "array", "items": {"type": "string"}, "title": "Columns", "default": [],
        "x-linkr": {"control": "columns", "options_from": "table"},
    },
    "first": {
        "type": ["string", "null"], "title": "First", "default": None,
        "x-linkr": {"control": "column", "options_from": "columns",
                    "when": {"table": ["measurement"]}},
    },
}  # fmt: skip


@pytest.fixture
def plugin(tmp_path) -> Plugin:
    return read_plugin(write(tmp_path, SETTINGS))


def write(folder, settings: dict[str, Any]):
    folder = folder / "follows"
    folder.mkdir(exist_ok=True)
    manifest = {
        "schema_version": 1, "id": "follows", "version": "1.0.0", "title": "Follows",
        "summary": "Follows.", "level": "aggregated", "category": "describe",
        "parameters": {"type": "object", "properties": settings},
    }  # fmt: skip
    (folder / "plugin.json").write_text(json.dumps(manifest))
    lines = [f"{name} = {schema['default']!r}" for name, schema in settings.items()]
    used = f"print({', '.join(settings)})\n"
    (folder / "cell.py").write_text("\n".join(lines).replace("'", '"') + "\n\n" + used)
    (folder / "test_follows.py").write_text('"""A test."""\n')
    return folder


def test_offered_is_what_the_other_setting_holds(plugin, demo_cdm) -> None:
    choices = Choices(plugin, {"cdm": demo_cdm})
    offered = choices.options(plugin.defaults())
    assert [one["key"] for one in offered["reference"]] == ["3", "5"]
    assert [one["label"] for one in offered["sorted_by"]] == ["Number", "Mean"]
    assert "value_as_number" in [one["key"] for one in offered["columns"]]
    assert offered["first"] == []
    changed = choices.options(
        {**plugin.defaults(), "table": "person", "columns": ["person_id"], "shown": ["sd"]}
    )
    assert "gender_concept_id" in [one["key"] for one in changed["columns"]]
    assert [one["key"] for one in changed["first"]] == ["person_id"]
    # What is chosen stays in sight, so that a form never changes it in silence.
    assert [one["label"] for one in changed["sorted_by"]] == ["Mean", "SD"]


def test_concepts_offered_have_their_names(plugin) -> None:
    choices = Choices(plugin, {})
    choices.remember("ids = [\n    3,  # Heart rate\n    5,\n]\n", "python")
    offered = choices.options(plugin.defaults())["reference"]
    assert offered == [{"key": "3", "label": "Heart rate"}, {"key": "5", "label": "5"}]


def test_the_name_in_a_cell_stays_where_the_source_knows_none(plugin, demo_cdm) -> None:
    choices = Choices(plugin, {"cdm": demo_cdm})
    choices.remember("ids = [\n    3,  # Of another hospital\n    3027018,  # Pulse\n]\n", "python")
    values = {**plugin.defaults(), "ids": [3, 5, 3027018]}
    choices.fetch(values)
    names = choices.labels(values)["ids"]
    assert names == {3: "Of another hospital", 5: "Unknown (5)", 3027018: "Heart rate"}
    assert not choices.lacking(values)


@pytest.mark.parametrize(
    ("values", "field", "text"),
    [
        (
            {"ids": [5]},
            "reference",
            "“Reference” is 3, which “Concepts” does not hold. "
            "Choose it there, or choose another one here.",
        ),
        (
            {"shown": ["n"]},
            "sorted_by",
            "“Sort by” is Mean, which “Show” does not hold. "
            "Choose it there, or choose another one here.",
        ),
        (
            {"first": "person_id"},
            "first",
            "“First” is person_id, which “Columns” does not hold. "
            "Choose it there, or choose another one here.",
        ),
    ],
)
def test_a_value_that_is_not_held_any_more_is_said(plugin, values, field, text) -> None:
    (problem,) = check_values(plugin, values)
    assert (problem.field, problem.text()) == (field, text)
    assert problem.text("fr") != text


def test_nothing_is_wrong_with_what_is_hidden_empty_or_only_known_to_the_source(plugin) -> None:
    assert check_values(plugin, {}) == []
    assert check_values(plugin, {"reference": []}) == []
    assert check_values(plugin, {"columns": ["anything"]}) == []
    assert check_values(plugin, {"first": "person_id", "table": "person"}) == []


def test_the_contract_tries_only_what_can_be_chosen(tmp_path) -> None:
    folder = write(tmp_path, {name: SETTINGS[name] for name in ("shown", "sorted_by")})
    cell = (folder / "cell.py").read_text()
    guarded = "print(len(shown))  # if: sorted_by == 'sd'\n"
    (folder / "cell.py").write_text(cell + guarded)
    assert check_plugin(folder, builtin=False) == []


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("reference", {"options_from": "nothing"}, "Name another parameter."),
        ("reference", {"options_from": "reference"}, "Name another parameter."),
        ("reference", {"options_from": "shown"}, "a setting whose control is one of: concepts."),
        ("columns", {"options_from": "ids"}, "is one of: table, columns."),
        ("table", {"options_from": "columns"}, "is one of: —."),
    ],
)
def test_manifests_name_a_setting_that_can_decide(tmp_path, name, change, words) -> None:
    schema = {**SETTINGS[name], "x-linkr": {**SETTINGS[name]["x-linkr"], **change}}
    with pytest.raises(InvalidManifestError) as caught:
        read_plugin(write(tmp_path, {**SETTINGS, name: schema}))
    assert words in caught.value.text()
    assert caught.value.text("fr") != caught.value.text()


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("reference", {"default": [7]}, "default cannot be “7”. Choose one of: 3, 5."),
        ("sorted_by", {"default": "sd"}, "default cannot be “sd”. Choose one of: n, mean."),
    ],
)
def test_defaults_are_on_offer(tmp_path, name, change, words) -> None:
    with pytest.raises(InvalidManifestError) as caught:
        read_plugin(write(tmp_path, {**SETTINGS, name: {**SETTINGS[name], **change}}))
    assert words in caught.value.text()


def test_choices_of_a_follower_are_among_those_of_the_other(tmp_path) -> None:
    labels = {**LABELS, "max": "Most"}
    follower = {
        **SETTINGS["sorted_by"],
        "enum": list(labels),
        "x-linkr": {"control": "choice", "labels": labels, "options_from": "shown"},
    }
    with pytest.raises(InvalidManifestError, match="max") as caught:
        read_plugin(write(tmp_path, {**SETTINGS, "sorted_by": follower}))
    assert "Choose among the values of shown." in caught.value.text()


PALETTE = {
    "type": "string", "enum": ["okabe_ito", "viridis"], "title": "Colours", "default": "viridis",
    "x-linkr": {"control": "palette", "labels": {"okabe_ito": "Okabe-Ito", "viridis": "Viridis"}},
}  # fmt: skip


def test_palettes_are_chosen_by_name_and_shown_by_colour() -> None:
    (described,) = describe({"properties": {"colours": PALETTE}})
    assert described["colours"]["0"][0] == "#0072B2"
    assert to_browser(PALETTE, "viridis") == "1"
    assert from_browser(PALETTE, "0") == "okabe_ito"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"enum": ["rainbow", "viridis"]}, "cannot be “rainbow”. Choose one of: okabe_ito"),
        ({"enum": ["#FF0000", "viridis"]}, "cannot be “#FF0000”. Choose one of: okabe_ito"),
        ({"enum": None}, "List the choices."),
    ],
)
def test_manifests_name_palettes_that_exist(tmp_path, change, words) -> None:
    schema = {key: one for key, one in {**PALETTE, **change}.items() if one is not None}
    with pytest.raises(InvalidManifestError) as caught:
        read_plugin(write(tmp_path, {"colours": schema}))
    assert words in caught.value.text()


def test_rows_and_followers_are_described_for_the_browser() -> None:
    beside = {"type": "integer", "default": 1, "x-linkr": {"control": "number", "row": "size"}}
    described = describe({"properties": {**SETTINGS, "width": beside}})
    by_name = {one["name"]: one for one in described}
    assert by_name["width"]["row"] == "size"
    assert [name for name, one in by_name.items() if one["follows"]] == [
        "reference", "sorted_by", "columns", "first",
    ]  # fmt: skip
    assert by_name["sorted_by"]["radio"] is False
