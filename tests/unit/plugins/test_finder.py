"""Where plugins are found, and in which order."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from linkr_jupyter.errors import InvalidManifestError, NotFoundError
from linkr_jupyter.plugins import broken_plugins, find_plugins, get_plugin, plugin_folders

PLUGINS = Path(__file__).resolve().parents[2] / "data" / "plugins"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    shutil.copytree(PLUGINS, tmp_path / "study" / "plugins")
    return tmp_path / "study"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own folder of plugins."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "data" / "linkr" / "plugins"
    folder.mkdir(parents=True)
    return folder


def test_the_order_is_study_person_checkout_environment(study, own):
    folders = plugin_folders(study)
    checkout = Path(__file__).resolve().parents[3] / "plugins"
    assert folders[:3] == [study / "plugins", own, checkout]
    assert Path(sys.prefix, "share", "jupyter", "linkr", "plugins") in folders[3:]


def test_a_study_comes_before_the_person(study, own):
    shutil.copytree(PLUGINS / "bars", own / "bars")
    manifest = own / "bars" / "plugin.json"
    manifest.write_text(manifest.read_text().replace('"1.0.0"', '"9.0.0"'))
    assert get_plugin("bars", study).version == "1.0.0"
    assert get_plugin("bars").version == "9.0.0"


def test_a_broken_plugin_hides_no_other(study):
    (study / "plugins" / "bars" / "plugin.json").write_text("{")
    ids = [plugin.id for plugin in find_plugins(study)]
    assert "kinds" in ids and "bars" not in ids and ids == sorted(ids)
    (broken,) = (item for item in broken_plugins(study) if item.folder.parent.parent == study)
    assert broken.folder.name == "bars" and "not JSON" in broken.error.text()
    with pytest.raises(InvalidManifestError):
        get_plugin("bars", study)


def test_names_that_come_near_are_offered(study):
    with pytest.raises(NotFoundError, match="Did you mean kinds"):
        get_plugin("kind", study)
    with pytest.raises(NotFoundError, match="plugin list"):
        get_plugin("\n" * 500, study)


def test_a_change_is_seen_and_a_removal_too(study):
    cell = study / "plugins" / "record" / "cell.py"
    assert "limit" in get_plugin("record", study).cells["python"]
    cell.write_text(cell.read_text().replace("limit(rows)", "head(rows)"))
    assert "head(rows)" in get_plugin("record", study).cells["python"]
    shutil.rmtree(cell.parent)
    assert "record" not in [plugin.id for plugin in find_plugins(study)]


def test_nothing_of_a_plugin_is_run(study, tmp_path):
    trap = f"import pathlib\npathlib.Path({str(tmp_path / 'pwned')!r}).touch()\n"
    for name in ("cell.py", "__init__.py", "test_bars.py", "plugin.py"):
        (study / "plugins" / "bars" / name).write_text(trap)
    assert get_plugin("bars", study).id == "bars"
    assert not (tmp_path / "pwned").exists()


def test_other_files_and_hidden_folders_are_no_plugins(study):
    for name in (".git", "__pycache__", "notes"):
        (study / "plugins" / name).mkdir()
    (study / "plugins" / ".git" / "plugin.json").write_text("{")
    (study / "plugins" / "ruff.txt").write_text("")
    assert not [item for item in broken_plugins(study) if item.folder.is_relative_to(study)]


def test_finding_again_is_quick(study):
    find_plugins(study)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        find_plugins(study)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005


def test_an_absent_or_unreadable_folder_holds_nothing(tmp_path):
    (tmp_path / "plugins").write_text("a file")
    assert isinstance(find_plugins(tmp_path), list)
    assert isinstance(find_plugins(tmp_path / "absent"), list)
    assert os.sep not in "".join(plugin.id for plugin in find_plugins())
