"""Settings kept under a name in a study: safe names, whole files, and only what still fits."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from linkr_jupyter.errors import (
    InvalidTextError,
    InvalidValueError,
    NotFoundError,
    NotSavedError,
    PathNotAllowedError,
)
from linkr_jupyter.plugins import Plugin, read_plugin
from linkr_jupyter.plugins.saved_settings import (
    NameTakenError,
    delete_settings,
    load_settings,
    rename_settings,
    restore_settings,
    save_settings,
    saved_names,
)


def test_settings_come_back_as_they_were(tmp_path: Path, kinds: Plugin) -> None:
    values = {**kinds.defaults(), "bins": 25, "limit": 2.0, "ids": [2**53 + 1], "note": "« é »"}
    assert save_settings(tmp_path, kinds, "  Adults,  IQR ", values) == "Adults, IQR"
    assert saved_names(tmp_path, kinds.id) == ["Adults, IQR"]
    loaded = load_settings(tmp_path, kinds, "Adults, IQR")
    assert loaded.values == values and loaded.left_out == ()
    assert type(loaded.values["limit"]) is float
    content = json.loads((tmp_path / "settings" / kinds.id / "Adults, IQR.json").read_text())
    assert content["plugin"] == kinds.id and content["version"] == kinds.version


def test_what_no_longer_fits_is_left_out_and_said(tmp_path: Path, kinds: Plugin) -> None:
    save_settings(tmp_path, kinds, "Old", {"bins": 25, "rule": "iqr"})
    properties = {
        **kinds.properties,
        "bins": {**kinds.properties["bins"], "maximum": 10, "minimum": 1, "default": 5},
    }
    del properties["rule"]
    parameters = {**kinds.parameters, "properties": properties}
    newer = replace(kinds, parameters=parameters)
    loaded = load_settings(tmp_path, newer, "Old")
    assert {one.field for one in loaded.left_out} == {"bins", "rule"}
    assert "bins" not in loaded.values and loaded.values["title"] == "Values"


@pytest.mark.parametrize(
    "name",
    ["", "  ", "..", ".hidden", "../out", "a/b", "a\\b", "C:x", "nul", "Con.txt", "a\nb", "x" * 61,
     "end.", "-rf", "a\u202eb", "é" * 200],
)  # fmt: skip
def test_hostile_names_are_refused(tmp_path: Path, kinds: Plugin, name: str) -> None:
    for act in (
        lambda: save_settings(tmp_path, kinds, name, {}),
        lambda: load_settings(tmp_path, kinds, name),
        lambda: delete_settings(tmp_path, kinds.id, name),
        lambda: rename_settings(tmp_path, kinds.id, "a", name),
    ):
        with pytest.raises((InvalidValueError, InvalidTextError)):
            act()
    assert list(tmp_path.rglob("*.json")) == []


def test_nul_and_lone_surrogates_are_refused(tmp_path: Path, kinds: Plugin) -> None:
    for name in ("a\0b", "a\ud800b"):
        with pytest.raises((InvalidValueError, InvalidTextError)):
            save_settings(tmp_path, kinds, name, {})


def test_a_taken_name_is_replaced_only_on_request(tmp_path: Path, kinds: Plugin) -> None:
    save_settings(tmp_path, kinds, "Mine", {"bins": 25})
    with pytest.raises(NameTakenError):
        save_settings(tmp_path, kinds, "mine", {"bins": 30})
    assert save_settings(tmp_path, kinds, "mine", {"bins": 30}, replace=True) == "Mine"
    assert saved_names(tmp_path, kinds.id) == ["Mine"]
    assert load_settings(tmp_path, kinds, "Mine").values["bins"] == 30


def test_names_change_and_deleting_can_be_undone(tmp_path: Path, kinds: Plugin) -> None:
    save_settings(tmp_path, kinds, "One", {"bins": 25})
    save_settings(tmp_path, kinds, "Two", {})
    with pytest.raises(NameTakenError):
        rename_settings(tmp_path, kinds.id, "One", "two")
    assert rename_settings(tmp_path, kinds.id, "One", "one") == "one"
    content = delete_settings(tmp_path, kinds.id, "one")
    assert saved_names(tmp_path, kinds.id) == ["Two"]
    with pytest.raises(NotFoundError):
        load_settings(tmp_path, kinds, "one")
    restore_settings(tmp_path, kinds.id, "one", content)
    assert load_settings(tmp_path, kinds, "one").values["bins"] == 25
    with pytest.raises(NameTakenError):
        restore_settings(tmp_path, kinds.id, "one", content)


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"schema_version": 2}', "{" * 5000, '{"a": 1, "a": 2}', "nul\0",
     '{"schema_version": 1, "plugin": "bars", "version": "1", "values": {}}',
     '{"schema_version": 1, "plugin": "kinds", "version": "1", "values": {"bins": NaN}}',
     '{"schema_version": 1, "plugin": "kinds", "version": "1", "values": [], "more": 1}'],
)  # fmt: skip
def test_a_damaged_file_is_refused_in_words(tmp_path: Path, kinds: Plugin, text: str) -> None:
    save_settings(tmp_path, kinds, "Bad", {})
    (tmp_path / "settings" / kinds.id / "Bad.json").write_text(text)
    with pytest.raises(InvalidValueError, match="Bad"):
        load_settings(tmp_path, kinds, "Bad")


def test_links_are_not_followed(tmp_path: Path, kinds: Plugin) -> None:
    outside, study = tmp_path / "outside", tmp_path / "study"
    outside.mkdir()
    study.mkdir()
    (study / "settings").symlink_to(outside)
    assert saved_names(study, kinds.id) == []
    with pytest.raises(PathNotAllowedError):
        save_settings(study, kinds, "Mine", {})
    assert list(outside.iterdir()) == []


def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, kinds: Plugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(tmp_path, kinds, "Mine", {"bins": 25})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("linkr_jupyter.plugins.settings_files.os.fsync", full)
    with pytest.raises(NotSavedError):
        save_settings(tmp_path, kinds, "Mine", {"bins": 30}, replace=True)
    monkeypatch.undo()
    assert load_settings(tmp_path, kinds, "Mine").values["bins"] == 25
    folder = tmp_path / "settings" / kinds.id
    assert not list(folder.glob("*.part"))


def test_a_visit_never_enters_a_study(tmp_path: Path, write_plugin: Callable[..., Path]) -> None:
    visit = {
        "type": ["integer", "null"], "default": None, "title": "Stay",
        "x-linkr": {"control": "visit"},
    }  # fmt: skip
    parameters = {"type": "object", "properties": {"visit": visit}}
    plugin = read_plugin(
        write_plugin("visit = None\nprint(visit)\n", parameters=parameters, folder="stay")
    )
    save_settings(tmp_path, plugin, "Mine", {"visit": 987654321})
    text = (tmp_path / "settings" / plugin.id / "Mine.json").read_text()
    assert "987654321" not in text
    assert "visit" not in load_settings(tmp_path, plugin, "Mine").values
