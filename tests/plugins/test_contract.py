"""Every plugin of the project fulfils the contract, and every cell that it can write runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkr_jupyter.analysis.for_r import r_host
from linkr_jupyter.cohorts import Roster, everyone
from linkr_jupyter.plugins import check_plugin, find_plugins, read_plugin
from linkr_jupyter.plugins.drawing import draw_picture
from linkr_jupyter.plugins.pictures import check_picture
from linkr_jupyter.plugins.trial import runner

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
FOLDERS = sorted(file.parent for file in PLUGINS.glob("*/plugin.json"))


@pytest.fixture(scope="module")
def run(demo_cdm):
    """Runs a cell on the demo hospital, as a notebook would."""
    cohort = everyone(demo_cdm)
    return runner(demo_cdm, cohort, Roster(demo_cdm, cohort).person_at(0), r_host=r_host)


def test_there_are_plugins_and_all_are_found():
    assert FOLDERS
    assert {folder.name for folder in FOLDERS} <= {plugin.id for plugin in find_plugins()}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_contract(folder):
    assert [str(problem) for problem in check_plugin(folder, builtin=True)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_combination_of_choices_runs(folder, run):
    problems = check_plugin(folder, run=run, builtin=True)
    assert [problem.message for problem in problems] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_both_languages_are_complete(folder):
    plugin = read_plugin(folder)
    assert plugin.localized("fr").title != plugin.title or plugin.title == plugin.title.upper()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_card_has_a_picture_and_says_what_it_was_checked_against(folder):
    plugin = read_plugin(folder)
    assert plugin.picture == "picture.svg"
    assert plugin.checked_against
    french = plugin.localized("fr").checked_against
    assert len(french) == len(plugin.checked_against)
    assert not set(french) & set(plugin.checked_against)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_picture_is_drawn_from_the_plugin_and_always_the_same(folder, demo_cdm):
    cohort = everyone(demo_cdm)
    patient = demo_cdm.patient(Roster(demo_cdm, cohort).person_at(0))
    names = {"cdm": demo_cdm, "cohort": cohort, "patient": patient}
    drawings = {draw_picture(read_plugin(folder), names) for _ in range(2)}
    assert len(drawings) == 1
    check_picture("picture.svg", drawings.pop().encode())
