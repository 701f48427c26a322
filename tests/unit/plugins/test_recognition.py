"""A cell that came without metadata is recognised by its shape, and by nothing less."""

from __future__ import annotations

import pytest

from linkr_jupyter.plugins import Plugin, find_plugins, render
from linkr_jupyter.plugins.languages.ruff import format_code
from linkr_jupyter.plugins.recognition import best_match, recognise

CELLS = [(plugin, language) for plugin in find_plugins() for language in plugin.languages]


@pytest.mark.parametrize(("plugin", "language"), CELLS, ids=lambda one: getattr(one, "id", one))
def test_every_cell_of_ours_is_recognised(plugin: Plugin, language: str) -> None:
    written = render(plugin, {}, language=language)
    found = recognise(written)
    assert found is not None
    assert (found.plugin.id, found.language, found.share) == (plugin.id, language, 1.0)
    assert found.values == plugin.defaults() and found.problems == ()
    assert found.source == written


def test_what_people_do_to_code_does_not_hide_it(kinds: Plugin, bars: Plugin) -> None:
    values = {"bins": 60, "title": "Mine", "rule": "iqr", "ids": [5, 6]}
    cell = render(kinds, values)
    lines = cell.split("\n")
    place = lines.index('title = "Mine"')
    lines.insert(place + 3, lines.pop(place))  # another order
    changed = "# from a friend\n" + "\n".join(lines).replace("numbers", "amounts") + "\nprint(seen)"
    found = best_match(format_code(changed.replace(", ", ",")), [bars, kinds])
    assert found is not None and found.plugin.id == "kinds"
    assert {name: found.values[name] for name in values} == values


def test_a_copied_cell_may_have_lost_its_magic(record: Plugin) -> None:
    code = render(record, {}).split("\n", 1)[1]
    found = best_match(code, [record])
    assert found is not None and found.plugin.level == "individual"
    assert best_match(f"%%R\n{code}", [record]) is None


def test_what_cannot_be_read_is_said_with_its_line(kinds: Plugin) -> None:
    cell = render(kinds, {}).replace("bins = 40", "bins = len(ids) + 40")
    found = best_match(cell, [kinds])
    assert found is not None
    (problem,) = found.problems
    assert problem.field == "bins"
    assert cell.split("\n")[problem.line - 1] == "bins = len(ids) + 40"


@pytest.mark.parametrize(
    "source",
    [
        "", "import math\nx = 1", "bins = 40\ntitle = 'a'\nplot(bins, title)", "not code at all (",
        "%%bash\nls", "%%R\nx <- 1", "%%patient\npatient.person",
    ],
)  # fmt: skip
def test_other_code_is_no_plugin(source: str, kinds: Plugin, bars: Plugin, record: Plugin) -> None:
    assert best_match(source, [kinds, bars, record]) is None
    assert recognise(source) is None


def test_half_a_cell_is_not_enough(kinds: Plugin) -> None:
    lines = render(kinds, {}).split("\n")
    assert best_match("\n".join(lines[: len(lines) // 2]), [kinds]) is None
