"""A ``%%deferred`` cell runs when it is first seen, after what stands above it."""

from __future__ import annotations

from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.widgets import deferred, patient_view, place
from linkr_jupyter.widgets.deferred import DeferredCell, DeferredCells, load_ipython_extension
from linkr_jupyter.widgets.patient_view import PatientView, PatientViews


@pytest.fixture
def cells(shell: InteractiveShell) -> DeferredCells:
    shell.user_ns["order"] = []
    return DeferredCells(shell)


def see(cell: DeferredCell, visible: bool = True) -> None:
    cell.sentinel.receive({"type": "visible", "page": "p", "visible": visible})


def shown(cell: DeferredCell) -> list[Any]:
    return [output["data"].get("text/plain") for output in cell.output.outputs]


def test_nothing_runs_before_it_is_seen(cells: DeferredCells, shell: InteractiveShell) -> None:
    cell = cells.add("order.append(1)")
    see(cell, False)
    assert shell.user_ns["order"] == []
    assert cell.output.outputs == ()


def test_until_its_result_is_there_a_place_says_so(
    cells: DeferredCells, shell: InteractiveShell
) -> None:
    good, bad = cells.add("5"), cells.add("raise KeyError('patient 4711')")
    assert good.sentinel.waiting
    assert good.sentinel.texts["waiting"] == "This part is being computed…"
    see(good)
    assert not good.sentinel.waiting
    assert bad.sentinel.waiting
    see(bad)
    assert not bad.sentinel.waiting, "a failure is a result too"


def test_it_runs_once(cells: DeferredCells, shell: InteractiveShell) -> None:
    cell = cells.add("order.append(1)\nlen(order)")
    for _ in range(3):
        see(cell)
        see(cell, False)
    assert shell.user_ns["order"] == [1]
    assert shown(cell) == ["1"]
    assert not cell.sentinel.busy


def test_cells_above_run_first_and_cells_below_wait(
    cells: DeferredCells, shell: InteractiveShell
) -> None:
    first = cells.add("a = 1\norder.append('first')")
    second = cells.add("b = a + 1\norder.append('second')\nb")
    third = cells.add("order.append('third')")
    see(second)
    assert shell.user_ns["order"] == ["first", "second"]
    assert shown(second) == ["2"]
    assert third.output.outputs == ()
    see(third)
    see(first)
    assert shell.user_ns["order"] == ["first", "second", "third"]


def test_a_failure_is_said_in_its_place_and_the_next_runs(
    cells: DeferredCells, shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "_in_voila", True)
    broken = cells.add("raise KeyError('patient 4711')")
    after = cells.add("'shown'")
    see(after)
    html = broken.output.outputs[0]["data"]["text/html"]
    assert "This part could not be shown" in html
    assert "4711" not in html
    assert "Traceback" not in html
    assert shown(after) == ["'shown'"]


def test_the_magic(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    load_ipython_extension(shell)
    shell.user_ns["order"] = []
    result = shell.run_cell("%%deferred\norder.append(1)")
    assert result.success
    assert shell.user_ns["order"] == []
    assert "LinkR" in capsys.readouterr().out


def test_the_first_patient_cells_are_drawn_ahead(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_ipython_extension(shell)
    monkeypatch.setattr(patient_view, "views", PatientViews())
    monkeypatch.setattr(deferred, "views", patient_view.views)
    made = [PatientView(shell, f"order.append({n})") for n in range(3)]
    for n, view in enumerate(made):
        patient_view.views.add(str(n), view)
    shell.user_ns |= {"order": [], "patient": object()}
    shell.run_line_magic("draw_ahead", "2")
    assert shell.user_ns["order"] == [0, 1]
    see_view = made[0].sentinel
    see_view.receive({"type": "visible", "page": "p", "visible": True})
    assert shell.user_ns["order"] == [0, 1], "it is not drawn twice"
    for view in made:
        view.close()
