"""What LinkR adds to a kernel, and what it takes away from Voilà's environment."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.analysis import data_table, figure
from linkr_jupyter.widgets import charts, place
from linkr_jupyter.widgets.display import Stage
from linkr_jupyter.widgets.notebook import activate
from linkr_jupyter.widgets.tables import TableView


def test_activating_twice_registers_once(shell: InteractiveShell) -> None:
    registered = len(shell.events.callbacks["pre_run_cell"])
    activate(shell)
    assert len(shell.events.callbacks["pre_run_cell"]) == registered
    assert "patient" in shell.magics_manager.magics["cell"]


def test_no_shell_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkr_jupyter.widgets.notebook.get_ipython", lambda: None)
    activate()


def test_the_token_of_a_visitor_leaves_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    monkeypatch.setenv("QUERY_STRING", "token=secret")
    place.look_around()
    assert place.in_voila() and not place.shows_details()
    import os

    assert "QUERY_STRING" not in os.environ


def test_an_ordinary_kernel_keeps_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SERVER_SOFTWARE", raising=False)
    monkeypatch.setenv("QUERY_STRING", "mine")
    place.look_around()
    assert not place.in_voila()


def test_a_plain_chart_is_shown_offline(shell: InteractiveShell) -> None:
    import altair as alt

    chart = alt.Chart(pd.DataFrame({"a": range(9000)}), title="Ages").mark_bar().encode(x="a:Q")
    bundle, _ = shell.display_formatter.format(chart)
    assert bundle["text/plain"] == "LinkR chart" and "text/html" not in bundle
    layered, _ = shell.display_formatter.format(chart + chart)
    assert layered["text/plain"] == "LinkR chart"
    parts = charts.altair_parts(chart)
    assert parts.words["alt"] == "Ages"
    assert len(next(iter(parts.spec["datasets"].values()))) == 9000, "no limit of rows"


def test_a_figure_is_itself_outside_a_patient_cell(shell: InteractiveShell) -> None:
    empty = figure(None, title="Heart rate", reading="No value.")
    bundle, _ = shell.display_formatter.format(empty)
    assert "<figure" in bundle["text/html"]
    with Stage().open():
        bundle, _ = shell.display_formatter.format(empty)
    assert bundle["text/plain"] == "LinkR chart"


def test_parts_of_a_figure(shell: InteractiveShell) -> None:
    import altair as alt

    frame = pd.DataFrame({"person_id": [2**53 + 1], "value": [42.1293]})
    chart = alt.Chart(frame).mark_point().encode(x="value")
    made = figure(chart, frame, title="Values", caption="All.", numbers={"Patients": "1"})
    parts = charts.figure_parts(made)
    assert parts.words["title"] == "Values" and parts.numbers == [["Patients", "1"]]
    assert parts.twins[0]["rows"] == [[str(2**53 + 1), "42.13"]]
    json.dumps(parts)


def test_the_library_is_sent_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = charts.Chart()
    sent = []
    chart.send = lambda content, buffers=None: sent.append((content, buffers))
    chart.receive({"type": "library", "request": "r"})
    chart.receive({"type": "library", "request": 5})
    assert len(sent) == 1 and sent[0][0] == {"type": "library", "request": "r"}
    chart.close()


def test_a_table_says_how_many_rows_a_browser_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkr_jupyter.widgets.tables.TABLE_ROWS", 3)
    view = TableView()
    view.draw(data_table(pd.DataFrame({"n": range(7)}), caption="Rows."))
    assert len(view.table["rows"]) == len(view.table["order"][0]) == 3
    assert view.table["caption"].startswith("Rows. 3 of 7 rows. More rows would make the page slow")
    view.close()


@pytest.mark.parametrize(
    ("rows", "reader", "pages"), [(11, True, True), (10, True, False), (11, False, False)]
)
def test_readers_of_a_page_turn_through_long_tables(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, rows: int, reader: bool, pages: bool
) -> None:
    monkeypatch.setattr(place, "_in_voila", reader)
    table = data_table(pd.DataFrame({"n": range(rows)}), caption="Rows.")
    bundle, _ = shell.display_formatter.format(table)
    assert ("application/vnd.jupyter.widget-view+json" in bundle) is pages
    assert ("text/html" in bundle) is not pages


def test_a_table_sorts_by_value_and_not_by_text() -> None:
    frame = pd.DataFrame(
        {
            "value": [10.0, 9.0, None],
            "date": pd.to_datetime(["2024-02-01", "2023-12-01", "2024-01-05"]),
            "name": ["b", "a", "C"],
        }
    )
    view = TableView()
    view.draw(data_table(frame, caption="Rows"))
    assert view.table["order"][:2] == [[2, 1, 3], [3, 1, 2]]
    assert view.table["rows"][0][:2] == ["10", "1 Feb 2024"]
    assert repr(view) == "LinkR table"
    json.dumps(view.table)
    view.close()
