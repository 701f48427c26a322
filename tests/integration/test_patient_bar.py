"""The patient bar over the demo hospital: it moves, searches, chooses stays, and tells little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.cdm import Cdm
from linkr_jupyter.cohorts import Roster
from linkr_jupyter.widgets import bar as bar_module
from linkr_jupyter.widgets import place
from linkr_jupyter.widgets.bar import PatientBar
from linkr_jupyter.widgets.patient_view import PatientView, views


@pytest.fixture
def names() -> dict[str, Any]:
    return {}


@pytest.fixture
def bar(demo_cdm: Cdm, names: dict[str, Any]) -> Iterator[PatientBar]:
    bar = PatientBar(demo_cdm, None, names)
    bar.said = []
    bar.send = lambda content, buffers=None: bar.said.append(content)
    bar.start()
    yield bar
    bar.close()


def test_it_starts_with_the_first_patient(
    bar: PatientBar, names: dict[str, Any], demo_cdm: Cdm
) -> None:
    roster = Roster(demo_cdm)
    assert bar.state["position"] == 1 and bar.state["total"] == len(roster) == 300
    assert names["patient"].person_id == roster.person_at(0)
    assert bar.state["person"] == str(roster.person_at(0))
    assert bar.state["generated"]


def test_steps_stay_inside_the_cohort(bar: PatientBar, names: dict[str, Any]) -> None:
    bar.receive({"type": "step", "by": -1})
    assert bar.state["position"] == 1
    bar.receive({"type": "step", "by": 1})
    assert bar.state["position"] == 2
    bar.receive({"type": "goto", "position": 10**9})
    assert bar.state["position"] == 300
    assert str(names["patient"].person_id) == bar.state["person"]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "step", "by": 2},
        {"type": "step", "by": "1"},
        {"type": "goto", "position": 0},
        {"type": "goto", "position": 1.5},
        {"type": "goto", "position": "1"},
        {"type": "choose", "person": "10000001"},
        {"type": "stay", "stay": 99},
        {"type": "stay", "stay": -1},
        {"type": "stay", "stay": "0"},
        {"type": "stay", "stay": True},
        {"type": "hide", "hidden": "no"},
        {"type": "search", "text": "x" * 500, "request": "r"},
        {"type": "search", "text": "1"},
    ],
)
def test_what_the_bar_does_not_send_is_ignored(bar: PatientBar, message: dict[str, Any]) -> None:
    before = bar.state
    bar.receive(message)
    assert bar.state == before and bar.said == []


def test_search_and_choose(bar: PatientBar, demo_cdm: Cdm) -> None:
    wanted = Roster(demo_cdm).person_at(41)
    bar.receive({"type": "search", "text": str(wanted), "request": "r"})
    found = bar.said[-1]["found"]
    assert {"person": str(wanted), "position": 42}.items() <= found[0].items()
    assert "·" in found[0]["text"]
    bar.receive({"type": "goto", "position": found[0]["position"]})
    assert bar.state["position"] == 42


def test_a_stay_narrows_the_patient(bar: PatientBar, names: dict[str, Any]) -> None:
    while not bar.state["stays"]:
        bar.receive({"type": "step", "by": 1})
    place = len(bar.state["stays"]) - 1
    bar.receive({"type": "stay", "stay": place})
    assert bar.state["stay"] == place
    visit = names["patient"].visit
    starts = names["patient"].visit_occurrence.to_pandas().set_index("visit_occurrence_id")
    assert str(starts.loc[visit, "visit_start_date"])[:4] in bar.state["stays"][place]
    assert names["patient"].window is not None
    bar.receive({"type": "stay", "stay": None})
    assert bar.state["stay"] is None and names["patient"].visit is None


def test_hidden_identifiers_leave_the_page(bar: PatientBar) -> None:
    person = bar.state["person"]
    bar.receive({"type": "hide", "hidden": True})
    assert person not in str(bar.state)
    bar.receive({"type": "search", "text": person, "request": "r"})
    assert bar.said[-1]["found"] and person not in str(bar.said)
    bar.receive({"type": "hide", "hidden": False})
    assert bar.state["person"] == person


def test_clinicians_start_with_hidden_identifiers(
    demo_cdm: Cdm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "_in_voila", True)
    bar = PatientBar(demo_cdm, None, {})
    bar.start()
    assert bar.state["person"] == "" and bar.state["hidden"]
    bar.close()


def test_the_saved_text_names_nobody(bar: PatientBar, names: dict[str, Any]) -> None:
    person = str(names["patient"].person_id)
    assert person not in repr(bar) and person not in str(bar._repr_mimebundle_())


def test_cells_follow_the_bar(demo_cdm: Cdm) -> None:
    shell = InteractiveShell.instance()
    view = PatientView(shell, "patient.measurement.count().execute() * 0 + patient.person_id")
    views.add("test", view)
    view.sentinel.receive({"type": "visible", "page": "p", "visible": True})
    bar = PatientBar(demo_cdm, None, shell.user_ns)
    bar.start()
    for _ in range(3):
        bar.receive({"type": "step", "by": 1})
        shown = view.output.outputs[0]["data"]["text/plain"]
        assert str(shell.user_ns["patient"].person_id) in shown
    view.close()
    bar.close()
    shell.user_ns.pop("patient")


def test_running_the_set_up_cell_again_keeps_the_patient(
    demo_cdm: Cdm, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = InteractiveShell.instance()
    shown: list[Any] = []
    monkeypatch.setattr(bar_module, "display", shown.append)
    monkeypatch.setattr(bar_module, "get_ipython", lambda: shell)
    bar_module.patient_bar(demo_cdm)
    shown[0].receive({"type": "goto", "position": 7})
    bar_module.patient_bar(demo_cdm)
    assert shown[1].state["position"] == 7 and shown[0].comm is None
    shown[1].close()
    shell.user_ns.pop("patient")


def test_an_empty_cohort_says_so(demo_cdm: Cdm) -> None:
    from linkr_jupyter.cohorts import Cohort, everyone

    everybody = everyone(demo_cdm)
    nobody = Cohort("nobody", everybody.table.filter(everybody.table.subject_id < 0), ())
    names: dict[str, Any] = {}
    bar = PatientBar(demo_cdm, nobody, names)
    bar.start()
    bar.receive({"type": "step", "by": 1})
    assert bar.state["message"] and bar.state["total"] == 0 and names["patient"] is None
    bar.close()
