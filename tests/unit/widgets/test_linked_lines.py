"""Which lines of a cell a setting decides, whatever a person has done to the cell since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linkr_jupyter.plugins import Plugin, find_plugins, get_plugin, render
from linkr_jupyter.widgets.linked_lines import setting_lines

Opener = Callable[..., Any]


def linked(plugin: Plugin, source: str, values: dict[str, Any], name: str) -> list[str]:
    lines = setting_lines(plugin, source, values).get(name, [])
    return [source.splitlines()[line - 1].strip() for line in lines]


@pytest.fixture
def distributions() -> Plugin:
    return get_plugin("distributions_outliers")


def test_a_setting_is_linked_to_its_line(distributions: Plugin) -> None:
    source = render(distributions, {})
    assert linked(distributions, source, distributions.defaults(), "plot") == ['plot = "histogram"']


def test_a_choice_is_linked_to_the_lines_that_it_keeps(distributions: Plugin) -> None:
    values = {**distributions.defaults(), "rule": "iqr", "action": "winsorise"}
    source = render(distributions, values)
    assert linked(distributions, source, values, "rule") == ['rule = "iqr"', "k = 1.5", "k=k,"]
    assert linked(distributions, source, values, "action") == [
        "from ibis import _",
        "values = values.mutate(value=_.value.clip(_.lower, _.upper))",
    ]


def test_edits_by_hand_move_the_lines_along(distributions: Plugin) -> None:
    values = {**distributions.defaults(), "rule": "iqr"}
    source = render(distributions, values)
    edited = "# A note\n\n" + source.replace("values", "clean").replace(
        "figure(chart", "print(title)\nfigure(chart"
    )
    assert linked(distributions, edited, values, "rule") == ['rule = "iqr"', "k = 1.5", "k=k,"]


def test_several_lines_of_one_value_belong_to_it(distributions: Plugin) -> None:
    ids = [3027018, 3024171]
    labels = {"concept_ids": {3027018: "Heart rate", 3024171: "Respiratory rate"}}
    source = render(distributions, {"concept_ids": ids}, labels=labels)
    assert len(linked(distributions, source, {"concept_ids": ids}, "concept_ids")) == 4


def test_a_magic_counts_as_a_line_in_both_languages(kinds: Plugin) -> None:
    for language in kinds.languages:
        source = render(kinds, {}, language=language)
        (line,) = setting_lines(kinds, source, kinds.defaults(), language)["bins"]
        assert source.splitlines()[line - 1].startswith("bins ")


def test_a_cell_that_is_no_code_shows_nothing(distributions: Plugin) -> None:
    assert setting_lines(distributions, "bins = (", {}) == {}


@pytest.mark.parametrize("plugin", find_plugins(), ids=lambda plugin: plugin.id)
def test_every_written_setting_of_every_plugin_has_a_line(plugin: Plugin) -> None:
    for language in plugin.languages:
        source = render(plugin, {}, language=language)
        found = setting_lines(plugin, source, plugin.defaults(), language)
        sign = " <- " if language == "r" else " = "
        written = {
            name
            for name in plugin.properties
            if any(line.startswith(f"{name}{sign}") for line in source.splitlines())
        }
        assert written and written <= set(found)


def test_a_form_says_the_lines_of_its_cell_and_of_its_code(
    kinds: Plugin, open_plugin: Opener
) -> None:
    source = render(kinds, {})
    metadata = {
        "plugin": kinds.id,
        "version": kinds.version,
        "language": "python",
        "values": kinds.defaults(),
        "source": source,
    }
    edited = f"# by hand\n{source}"
    form, _ = open_plugin(kinds, cell={"source": edited, "metadata": {"linkr": metadata}})
    (line,) = form.state["lines"]["cell"]["bins"]
    assert edited.splitlines()[line - 1].startswith("bins = ")
    (line,) = form.state["lines"]["code"]["bins"]
    assert form.state["code"]["text"].splitlines()[line - 1].startswith("bins = ")
    alone, _ = open_plugin(kinds)
    assert alone.state["lines"]["cell"] == {}
