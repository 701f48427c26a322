"""A ``%%patient`` cell is drawn when it is seen, once for the last patient, in plain words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets.widgets.widget import _instances

from linkr_jupyter.errors import MissingTableError
from linkr_jupyter.widgets import patient_view, place, scheduling
from linkr_jupyter.widgets.patient_view import PatientView, PatientViews, patient_magic

CHART = (
    "import altair as alt, pandas as pd\n"
    "alt.Chart(pd.DataFrame({'a': [patient.person_id]})).mark_point().encode(x='a')"
)


@pytest.fixture
def view(shell: InteractiveShell) -> Iterator[PatientView]:
    view = PatientView(shell, "patient.person_id")
    yield view
    view.close()


def see(view: PatientView, visible: bool = True, page: str = "p") -> None:
    view.sentinel.receive({"type": "visible", "page": page, "visible": visible})


def choose(view: PatientView, shell: InteractiveShell, person: int) -> None:
    shell.user_ns["patient"] = SimpleNamespace(person_id=person)
    view.changed()


def text(view: PatientView) -> str:
    return str(view.output.outputs[0]["data"]["text/plain"])


def html(view: PatientView) -> str:
    return str(view.output.outputs[-1]["data"]["text/html"])


def test_it_runs_when_it_is_seen(view: PatientView, shell: InteractiveShell) -> None:
    choose(view, shell, 1)
    assert view.output.outputs == ()
    see(view)
    assert text(view) == "1"


def test_a_hidden_cell_waits_for_its_tab(view: PatientView, shell: InteractiveShell) -> None:
    see(view)
    choose(view, shell, 1)
    see(view, False)
    choose(view, shell, 2)
    assert text(view) == "1" and view.stale
    see(view)
    assert text(view) == "2"


def test_one_page_that_shows_it_is_enough(view: PatientView, shell: InteractiveShell) -> None:
    see(view, page="a")
    see(view, False, page="b")
    choose(view, shell, 3)
    assert text(view) == "3"


def test_without_a_patient_it_says_what_to_do(view: PatientView) -> None:
    see(view)
    assert "Run the set-up cell first" in html(view)


def test_only_the_last_of_quick_changes_is_drawn(
    view: PatientView, shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    shell.user_ns["note"] = lambda: drawn.append(shell.user_ns["patient"].person_id)
    view._source = "note()"

    async def quickly() -> None:
        monkeypatch.setattr(scheduling, "_main_loop", asyncio.get_running_loop())
        see(view)
        for person in range(10):
            choose(view, shell, person)
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.2)

    asyncio.run(quickly())
    assert drawn == [9]


def test_a_chart_stays_and_only_its_data_change(shell: InteractiveShell) -> None:
    view = PatientView(shell, CHART)
    see(view)
    choose(view, shell, 1)
    first = list(view.output.outputs)
    model = first[0]["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
    before = set(_instances)
    choose(view, shell, 2)
    assert list(view.output.outputs) == first, "the page keeps the chart"
    assert "2" in str(next(iter(_instances[model].spec["datasets"].values())))
    assert set(_instances) == before, "no widget is left over"
    assert first[0]["data"]["text/plain"] == "LinkR chart"
    view.close()
    assert model not in _instances


def test_widgets_of_a_run_are_closed_with_it(shell: InteractiveShell) -> None:
    view = PatientView(shell, "import ipywidgets\nipywidgets.IntText(value=patient.person_id)")
    see(view)
    choose(view, shell, 1)
    before = set(_instances)
    for person in range(2, 6):
        choose(view, shell, person)
    assert len(set(_instances)) == len(before)
    view.close()


@pytest.mark.parametrize("clinicians", [False, True])
def test_errors_are_in_the_words_of_the_study(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, clinicians: bool
) -> None:
    monkeypatch.setattr(place, "_in_voila", clinicians)
    view = PatientView(shell, "secret = 70001\nraise ValueError(secret)")
    see(view)
    choose(view, shell, 1)
    assert "could not be shown for this patient" in html(view)
    assert ("Traceback" in html(view)) is not clinicians
    assert ("70001" in html(view)) is not clinicians
    view.close()


def test_a_missing_table_is_named(shell: InteractiveShell) -> None:
    shell.user_ns["gone"] = MissingTableError("<b>No</b> table {t}.", "Look elsewhere.", t="note")
    view = PatientView(shell, "raise gone")
    see(view)
    choose(view, shell, 1)
    assert "&lt;b&gt;No&lt;/b&gt; table note." in html(view) and "Look elsewhere." in html(view)
    assert "Traceback" not in html(view)
    view.close()


def test_an_interrupt_says_so(shell: InteractiveShell) -> None:
    view = PatientView(shell, "raise KeyboardInterrupt")
    see(view)
    choose(view, shell, 1)
    assert "Cancelled" in html(view)
    view.close()


def test_nothing_of_a_patient_is_saved(view: PatientView, shell: InteractiveShell) -> None:
    see(view)
    choose(view, shell, 70001)
    for widget in (view.box, view.output, view.sentinel):
        assert "70001" not in repr(widget) and "70001" not in str(widget._repr_mimebundle_())


def test_running_a_cell_again_replaces_its_view(shell: InteractiveShell) -> None:
    views = PatientViews()
    first, second = PatientView(shell, "1"), PatientView(shell, "1")
    views.add("cell", first)
    views.add("cell", second)
    assert first.box.comm is None and second.box.comm is not None
    second.close()


@pytest.mark.parametrize("line", ["--language SAS", "--what", "'", "70001"])
def test_a_wrong_first_line_is_explained(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(patient_view, "display", lambda value, **_: seen.append(value))
    patient_magic(shell, line, "1")
    assert "Traceback" not in seen[0]["text/html"] and "linkr-Card" in seen[0]["text/html"]


@pytest.mark.parametrize("page", [None, 5, "x" * 100, "a\x00"])
def test_only_whole_messages_count(view: PatientView, page: Any) -> None:
    view.sentinel.receive({"type": "visible", "page": page, "visible": True})
    view.sentinel.receive({"type": "visible", "page": "p", "visible": "yes"})
    assert not view.sentinel.visible
