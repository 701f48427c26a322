"""Whatever choices change, what a person wrote into the cell of a plugin stays, and the cell runs.

For every plugin, in each of its languages, every choice is changed to every other: a cell that
holds a note, a statement and a renamed variable of a person is written again, and must be what the
form writes with the same note, statement and name in it.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from linkr_jupyter.analysis.for_r import r_host
from linkr_jupyter.cdm import Cdm
from linkr_jupyter.cohorts import Roster, everyone
from linkr_jupyter.plugins import Plugin, find_plugins, plan_write, render
from linkr_jupyter.plugins.cell import template_of, without_magic
from linkr_jupyter.plugins.languages import Code, edited, get_language
from linkr_jupyter.plugins.trial import runner
from linkr_jupyter.plugins.variants import variants

CELLS = [(plugin, language) for plugin in find_plugins() for language in plugin.languages]
MOST_PAIRS = 150
RUN = 3  # of the cells that each edit leaves; the others are equal to cells that the contract runs
NOTE = "# A note of mine"


def head_of(source: str) -> str:
    return source[: len(source) - len(without_magic(source))]


def noted(source: str, plugin: Plugin, language: str) -> str:
    body = without_magic(source)
    first = next(iter(parsed(body, language).assignments(plugin.properties)))
    return head_of(source) + body[: first.start] + NOTE + "\n" + body[first.start :]


def extended(source: str, plugin: Plugin, language: str) -> str:
    del plugin
    return source + ("\n\nmine <- 1 + 1" if language == "r" else "\n\nmine = 1 + 1")


def renamed(source: str, plugin: Plugin, language: str) -> str:
    body = without_magic(source)
    found = local_name(plugin, language)
    return head_of(source) + edited(body, parsed(body, language).renamed({found: "of_mine"}))


@cache
def local_name(plugin: Plugin, language: str) -> str:
    """A variable that every variant of the cell makes and reads, and that is no output."""
    common: set[str] | None = None
    for row in variants(plugin, template_of(plugin, language)):
        code = parsed(without_magic(render(plugin, row, language=language)), language)
        local = set(code.sets()) & code.reads() - set(plugin.properties) - set(plugin.outputs)
        common = local if common is None else common & local
    return min(common or {""})


def parsed(body: str, language: str) -> Code:
    return get_language(language).parse_cell(body)


EDITS: list[Callable[[str, Plugin, str], str]] = [noted, extended, renamed]


def pairs(plugin: Plugin, language: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    rows = variants(plugin, template_of(plugin, language))
    every = list(itertools.permutations(rows, 2)) or [(rows[0], rows[0])]
    random.Random(1).shuffle(every)  # noqa: S311
    return every[:MOST_PAIRS]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
@pytest.mark.parametrize(("plugin", "language"), CELLS, ids=lambda one: getattr(one, "id", one))
def test_an_edit_by_hand_survives_every_change_of_choices(
    plugin: Plugin, language: str, edit: Any, demo_cdm: Cdm
) -> None:
    cohort = everyone(demo_cdm)
    run = runner(demo_cdm, cohort, Roster(demo_cdm, cohort).person_at(0), r_host=r_host)
    if edit is renamed and not local_name(plugin, language):
        return  # no variable of its own that could have another name
    for number, (before, after) in enumerate(pairs(plugin, language)):
        base = render(plugin, before, language=language)
        plan = plan_write(
            plugin,
            after,
            current=edit(base, plugin, language),
            base=base,
            base_values=before,
            language=language,
        )
        assert plan.source is not None, changed(before, after)
        wanted = edit(render(plugin, after, language=language), plugin, language)
        assert shape(plan.source, language) == shape(wanted, language), changed(before, after)
        assert NOTE in plan.source or edit is not noted
        if number < RUN:
            run(plugin, plan.source, after, language)


def shape(source: str, language: str) -> list[str]:
    body = parsed(without_magic(source), language)
    return [head_of(source), *(text for text, _ in body.statements())]


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: (before[name], after[name]) for name in after if after[name] != before[name]}
