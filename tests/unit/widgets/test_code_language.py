"""A form writes in the language that was chosen, and says why one cannot be used here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.plugins import Plugin, read_back
from linkr_jupyter.r import status
from linkr_jupyter.widgets.code_language import CodeLanguage

Opener = Callable[..., Any]


def receive(form: Any, **message: Any) -> None:
    form.receive(message)


def test_a_plugin_in_two_languages_offers_both(kinds: Plugin, open_plugin: Opener) -> None:
    form, _ = open_plugin(kinds)
    assert form.view["languages"] == [
        {"name": "python", "title": "Python"},
        {"name": "r", "title": "R"},
    ]
    assert form.state["coding"]["now"] == "python"


def test_the_choice_of_r_writes_r_with_the_same_values(kinds: Plugin, open_plugin: Opener) -> None:
    form, sent = open_plugin(kinds)
    receive(form, type="set", field="bins", value=25, seq="1")
    receive(form, type="language", to="r")
    assert form.state["code"]["text"].startswith("%%R -o seen\n")
    receive(form, type="write", request="w", run=False, mode="auto")
    answer = sent.answer("w")
    assert answer["outcome"] == "ready" and answer["metadata"]["language"] == "r"
    assert read_back(kinds, answer["source"], language="r").values["bins"] == 25


def cell_of(sent: Any, form: Any) -> dict[str, Any]:
    receive(form, type="write", request="first", run=False, mode="auto")
    answer = sent.answer("first")
    receive(form, type="written", request="first", status="written")
    return {"source": answer["source"], "metadata": {"linkr": answer["metadata"]}}


def test_a_cell_in_r_opens_in_r_and_its_edits_are_read(kinds: Plugin, open_plugin: Opener) -> None:
    form, sent = open_plugin(kinds)
    receive(form, type="language", to="r")
    cell = cell_of(sent, form)
    cell["source"] = cell["source"].replace("bins <- 40", "bins <- 55")
    again, _ = open_plugin(kinds, cell=cell)
    assert again.state["coding"]["now"] == "r"
    assert again.state["values"]["bins"] == 55
    assert again.state["cell"] == "literals"


def test_another_language_replaces_a_cell_that_nobody_edited(
    kinds: Plugin, open_plugin: Opener
) -> None:
    form, sent = open_plugin(kinds)
    cell = cell_of(sent, form)
    again, sent = open_plugin(kinds, cell=cell)
    receive(again, type="language", to="r")
    receive(again, type="write", request="w", run=False, mode="auto")
    assert sent.answer("w")["outcome"] == "ready"
    assert sent.answer("w")["place"] == "replace"


def test_edits_by_hand_are_never_lost_to_another_language(
    kinds: Plugin, open_plugin: Opener
) -> None:
    form, sent = open_plugin(kinds)
    cell = cell_of(sent, form)
    cell["source"] += "\nprint(seen)  # mine"
    again, sent = open_plugin(kinds, cell=cell)
    receive(again, type="language", to="r")
    receive(again, type="write", request="w", run=False, mode="auto")
    assert sent.answer("w")["outcome"] == "conflict"
    receive(again, type="write", request="n", run=False, mode="insert")
    assert sent.answer("n")["outcome"] == "ready" and sent.answer("n")["place"] == "insert"


def test_a_language_that_the_plugin_lacks_is_refused(open_plugin: Opener, kinds: Plugin) -> None:
    python = replace(kinds, cells={"python": kinds.cells["python"]})
    form, _ = open_plugin(python)
    receive(form, type="language", to="r")
    assert form.state["coding"]["now"] == "python"


def test_packages_that_r_lacks_are_named(
    shell: InteractiveShell, kinds: Plugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    needy = replace(kinds, requires={"packages": {"r": ["nosuchpackage", "stats"]}})
    coding = CodeLanguage(needy, "en")
    assert coding.problem() == ""
    coding.choose("r")
    assert "R lacks what this code needs: nosuchpackage." in coding.problem()
    french = CodeLanguage(needy, "fr")
    french.choose("r")
    assert french.problem().startswith("Il manque à R")


def test_without_r_the_reason_is_said(
    kinds: Plugin, open_plugin: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("R_HOME", raising=False)
    status.forget()
    try:
        form, _ = open_plugin(kinds)
        receive(form, type="language", to="r")
        assert "R is not installed here" in form.state["coding"]["problem"]
        # It can be written for another machine all the same.
        assert form.state["code"]["text"].startswith("%%R")
    finally:
        monkeypatch.undo()
        status.forget()
