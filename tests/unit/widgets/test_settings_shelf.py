"""A form keeps its settings in the study under names, and takes those of other cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.plugins import Plugin, cell_metadata, render
from linkr_jupyter.plugins.saved_settings import save_settings, saved_names
from linkr_jupyter.widgets import place

Opener = Callable[..., Any]


@pytest.fixture
def study(shell: InteractiveShell, tmp_path: Path) -> Path:
    shell.user_ns["study"] = SimpleNamespace(folder=tmp_path)
    return tmp_path


def ask(form: Any, action: str, **more: Any) -> dict[str, Any]:
    form.receive({"type": "saved", "action": action, **more})
    return dict(form.state["saved"])


def put(form: Any, field: str, value: Any) -> None:
    form.receive({"type": "set", "field": field, "seq": field, "value": value})


def test_settings_are_saved_loaded_and_renamed(
    kinds: Plugin, open_plugin: Opener, study: Path
) -> None:
    form, _ = open_plugin(kinds)
    put(form, "bins", 25)
    assert ask(form, "save", name="Mine", replace=False)["names"] == ["Mine"]
    assert form.state["status"]["text"] == "The settings are saved as “Mine”."
    put(form, "bins", 50)
    epoch = form.state["epoch"]
    ask(form, "load", name="Mine")
    assert form.state["values"]["bins"] == 25 and form.state["epoch"] == epoch + 1
    form.receive({"type": "undo"})
    assert form.state["values"]["bins"] == 50
    assert ask(form, "rename", name="Mine", to="Yours")["names"] == ["Yours"]


def test_a_taken_name_is_offered_for_replacement(
    kinds: Plugin, open_plugin: Opener, study: Path
) -> None:
    save_settings(study, kinds, "Mine", {"bins": 30})
    form, _ = open_plugin(kinds)
    assert ask(form, "save", name="Mine", replace=False)["taken"] == "Mine"
    assert "exist already" in form.state["status"]["text"]
    put(form, "bins", 25)
    assert ask(form, "save", name="Mine", replace=True)["taken"] == ""
    put(form, "bins", 60)
    ask(form, "load", name="Mine")
    assert form.state["values"]["bins"] == 25


def test_deleting_can_be_undone(kinds: Plugin, open_plugin: Opener, study: Path) -> None:
    save_settings(study, kinds, "Mine", {})
    form, _ = open_plugin(kinds)
    state = ask(form, "delete", name="Mine")
    assert state["names"] == [] and state["removed"] == "Mine"
    assert saved_names(study, kinds.id) == []
    state = ask(form, "restore")
    assert state["names"] == ["Mine"] and state["removed"] == ""


def test_wrong_settings_and_hostile_names_are_refused_in_words(
    kinds: Plugin, open_plugin: Opener, study: Path
) -> None:
    form, _ = open_plugin(kinds, language="fr")
    ask(form, "save", name="../out", replace=False)
    assert "ne peut pas être le nom" in form.state["status"]["text"]
    put(form, "bins", 5000)
    ask(form, "save", name="Mine", replace=False)
    assert "5000" in form.state["status"]["text"]
    assert not list(study.rglob("*.json"))


def test_what_no_longer_fits_is_said(kinds: Plugin, open_plugin: Opener, study: Path) -> None:
    save_settings(study, kinds, "Old", {"bins": 25})
    file = study / "settings" / kinds.id / "Old.json"
    file.write_text(file.read_text().replace('"bins": 25', '"bins": 25000'))
    form, _ = open_plugin(kinds)
    ask(form, "load", name="Old")
    assert form.state["values"]["bins"] == 40
    assert "no longer fits" in form.state["status"]["text"]


def test_without_a_study_it_says_so(kinds: Plugin, open_plugin: Opener) -> None:
    form, _ = open_plugin(kinds)
    assert form.state["saved"]["study"] is False
    ask(form, "save", name="Mine", replace=False)
    assert "set-up cell" in form.state["status"]["text"]


def test_clinicians_load_and_change_nothing(
    kinds: Plugin, open_plugin: Opener, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(study, kinds, "Mine", {"bins": 25})
    monkeypatch.setattr(place, "_in_voila", True)
    form, _ = open_plugin(kinds)
    ask(form, "load", name="Mine")
    assert form.state["values"]["bins"] == 25
    for message in (
        {"action": "save", "name": "Other", "replace": True},
        {"action": "delete", "name": "Mine"},
        {"action": "rename", "name": "Mine", "to": "Other"},
    ):
        form.receive({"type": "saved", **message})
    assert saved_names(study, kinds.id) == ["Mine"]


@pytest.mark.parametrize("language", ["python", "r"])
def test_settings_come_from_other_cells_as_they_stand_there(
    kinds: Plugin, open_plugin: Opener, language: str
) -> None:
    form, _ = open_plugin(kinds)
    source = render(kinds, {}, language=language)
    metadata = cell_metadata(kinds, kinds.defaults(), source, language)
    sign = "<-" if language == "r" else "="
    edited = source.replace(f"bins {sign} 40", f"bins {sign} 55")
    cells = [
        {"id": "a", "title": "Cell 3", "source": edited, "metadata": metadata},
        {"id": "b", "title": "Cell 4", "source": source, "metadata": metadata},
        {"id": "c", "title": "Cell 5", "source": "1", "metadata": {"plugin": 7}},
    ]  # fmt: skip
    state = ask(form, "cells", cells=cells)
    assert [(one["id"], one["words"]) for one in state["cells"]] == [
        ("a", "Bins: 55"),
        ("b", "the same settings"),
    ]
    ask(form, "copy", cell="a")
    assert form.state["values"]["bins"] == 55
    assert "Cell 3" in form.state["status"]["text"]
    ask(form, "copy", cell="nowhere")
    assert form.state["values"]["bins"] == 55
