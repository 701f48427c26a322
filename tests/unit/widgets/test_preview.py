"""The preview runs in a copy of the names, when it is quick or asked for, and keeps its result."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.errors import MissingTableError
from linkr_jupyter.plugins import Plugin
from linkr_jupyter.widgets.preview import Preview, trial_of


class Bench:
    """A preview over names that a test chooses."""

    def __init__(self, shell: InteractiveShell, plugin: Plugin) -> None:
        self.names: dict[str, Any] = {}
        self.told = 0
        self.preview = Preview(plugin, shell, self.names, "en", self.tell)
        self.preview.seen = True

    def tell(self) -> None:
        self.told += 1

    @property
    def shown(self) -> str:
        return str(self.preview.output.outputs[0]["data"]["text/plain"])


@pytest.fixture
def bench(shell: InteractiveShell, kinds: Plugin) -> Iterator[Bench]:
    bench = Bench(shell, kinds)
    yield bench
    bench.preview.close()


def test_it_waits_to_be_asked_and_then_follows(bench: Bench) -> None:
    preview = bench.preview
    preview.refresh("1")
    assert preview.state == "waiting" and not bench.told
    preview.refresh("1", asked=True)
    assert (preview.state, bench.shown, bench.told) == ("ready", "1", 1)
    preview.refresh("2")
    assert bench.shown == "2", "quick, so it ran unasked"
    preview.refresh("2")
    assert bench.told == 2, "nothing changed, so nothing ran"


def test_a_slow_cell_waits_and_is_out_of_date(bench: Bench) -> None:
    bench.preview.refresh("import time; time.sleep(1.1); 1", asked=True)
    bench.preview.refresh("2")
    assert bench.preview.state == "ready" and bench.preview.outdated and bench.shown == "1"
    bench.preview.refresh("2", asked=True)
    assert not bench.preview.outdated and bench.shown == "2"


def test_demo_data_are_tried_at_once(bench: Bench) -> None:
    bench.names["cdm"] = SimpleNamespace(generated=True, name="demo")
    bench.preview.refresh("1")
    assert bench.shown == "1"


def test_nothing_runs_before_a_browser_shows_the_form(bench: Bench) -> None:
    bench.names["cdm"] = SimpleNamespace(generated=True, name="demo")
    bench.preview.seen = False
    bench.preview.refresh("1")
    assert bench.preview.state == "waiting"


def test_the_names_of_the_notebook_stay(bench: Bench) -> None:
    bench.names["bins"] = 5
    bench.preview.refresh("bins = 6\nnew = 1\nbins", asked=True)
    assert bench.shown == "6" and bench.names == {"bins": 5}


def test_an_error_keeps_the_result(bench: Bench) -> None:
    bench.preview.refresh("1", asked=True)
    bench.preview.refresh("1/0")
    preview = bench.preview
    assert preview.state == "error" and preview.message == "ZeroDivisionError: division by zero"
    assert "1/0" in preview.details and "linkr_jupyter" not in preview.details
    assert preview.outdated and bench.shown == "1"


def test_a_domain_error_is_in_its_own_words(bench: Bench) -> None:
    bench.names["error"] = MissingTableError("No table {t}.", "Choose another source.", t="note")
    bench.preview.refresh("raise error", asked=True)
    preview = bench.preview
    assert (preview.message, preview.advice) == ("No table note.", "Choose another source.")
    assert preview.details == ""


def test_an_interrupt_keeps_the_result(bench: Bench) -> None:
    bench.preview.refresh("1", asked=True)
    bench.preview.refresh("raise KeyboardInterrupt")
    assert bench.preview.state == "cancelled" and bench.preview.message == "Cancelled"
    assert bench.shown == "1"
    bench.preview.refresh("3")
    assert bench.preview.outdated, "after an interrupt nothing runs unasked"


def test_an_invalid_setting_runs_nothing(bench: Bench) -> None:
    bench.preview.refresh("1", asked=True)
    bench.preview.refresh(None, asked=True)
    assert bench.told == 1 and bench.preview.outdated


def test_a_run_that_never_started_is_not_running(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.preview._run_soon, "ask", lambda: None)
    bench.preview.refresh("1", asked=True)
    assert bench.preview.state == "running"
    bench.preview.refresh(None)
    assert bench.preview.state == "waiting"


def test_missing_inputs_and_tables(shell: InteractiveShell) -> None:
    from pathlib import Path

    from linkr_jupyter.plugins import read_plugin

    folder = Path(__file__).resolve().parents[2] / "data" / "plugins" / "bars"
    bench = Bench(shell, read_plugin(folder))
    bench.preview.refresh("1", asked=True)
    assert bench.preview.state == "setup" and "cdm, cohort" in bench.preview.message
    bench.names.update(cdm=SimpleNamespace(tables=("person",), name="ward"), cohort=object())
    bench.preview.refresh("1", asked=True)
    assert bench.preview.state == "table"
    assert "ward" in bench.preview.message and "measurement" in bench.preview.message
    bench.names["cdm"].tables = ("measurement",)
    bench.preview.refresh("1")
    assert bench.preview.state == "waiting"
    bench.preview.close()


def test_trial_of_drops_only_a_magic() -> None:
    assert trial_of("%%patient\na\nb") == "a\nb"
    assert trial_of("a\n%%patient") == "a\n%%patient"
