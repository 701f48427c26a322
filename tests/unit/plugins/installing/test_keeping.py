"""From review to folder: exactly what was reviewed, whole or not at all, and back again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from linkr_jupyter.errors import (
    InvalidValueError,
    LinkrError,
    NotFoundError,
    NotSavedError,
    PluginChangedError,
    PluginRefusedError,
)
from linkr_jupyter.plugins import check_plugin, find_plugins, get_plugin
from linkr_jupyter.plugins.installing import (
    fork,
    install,
    installed,
    keeping,
    remove,
    review,
    set_disabled,
    staging,
    undo,
    update,
)
from linkr_jupyter.plugins.installing.records import read_records

from .conftest import small, tarred, written, zipped


def ids() -> set[str]:
    return {plugin.id for plugin in find_plugins()}


def state(plugin_id: str):
    return next(each for each in installed() if each.plugin.id == plugin_id)


def kept(source, **named):
    found = review(source, **named)
    return install(found, trust=found.hash, who="claude")


def test_a_review_keeps_and_runs_nothing(source, own, tmp_path):
    trap = f"import pathlib\npathlib.Path({str(tmp_path / 'pwned')!r}).touch()\n".encode()
    found = review(source({"cell.py": b"bins = 40\n" + trap, "test_small.py": trap}))
    assert not (tmp_path / "pwned").exists() and not own.exists()
    (plugin,) = found.plugins
    assert [each.name for each in plugin.files] == ["cell.py", "plugin.json", "test_small.py"]
    assert (plugin.plugin.version, plugin.plugin.license) == ("1.0.0", "MIT")
    assert plugin.problems and plugin.problems[0].file == "cell.py"
    assert len(found.hash) == len(plugin.files[0].sha256) == 64


def test_every_kind_of_source_has_the_same_hash(source, tmp_path):
    folder = source()
    entries = list(small().items())
    inside = [(f"small-main/{name}", text) for name, text in entries]
    hashes = {review(folder).hash, review(zipped(entries)).hash, review(zipped(inside)).hash}
    hashes |= {review(tarred(inside, packing)).hash for packing in ("", "gz", "bz2", "xz")}
    (tmp_path / "small.zip").write_bytes(zipped(entries))
    assert hashes == {review(str(tmp_path / "small.zip")).hash}


def test_one_changed_byte_is_another_hash(source):
    folder = source()
    before = review(folder).hash
    (folder / "test_small.py").write_text('"""A tests."""\n')
    assert review(folder).hash != before


def test_what_was_reviewed_is_what_is_installed(source, own):
    folder = source()
    found = review(folder)
    (folder / "cell.py").write_text("import os\n")
    (change,) = install(found, trust=found.hash, who="claude")
    assert (own / "small" / "cell.py").read_bytes() == small()["cell.py"]
    assert change.folder == own / "small" and "small" in ids()
    record = state("small").record
    assert (record.who, record.kind, record.source) == ("claude", "folder", str(folder))
    assert record.hash == found.plugins[0].hash and not state("small").modified
    assert state("small").place == "user"


def test_nothing_is_installed_without_trust_in_this_hash(source, own):
    found = review(source())
    for trust in ("", found.hash[:-1], found.hash.upper(), found.plugins[0].hash):
        with pytest.raises(PluginChangedError, match="not what was reviewed"):
            install(found, trust=trust)
    assert not own.exists() or not list(own.iterdir())


def test_an_update_shows_the_difference_and_undo_brings_the_old_one_back(source, own):
    folder = source()
    kept(folder)
    written(folder, small(version="1.1.0"))
    (folder / "cell.py").write_text("bins = 40\nprint(bins + 1)\n")
    found = update("small")
    (plugin,) = found.plugins
    assert plugin.replaces.version == "1.0.0" and not plugin.replaces.modified
    assert set(plugin.replaces.changes) == {"plugin.json", "cell.py"}
    assert "-print(bins)\n+print(bins + 1)" in plugin.replaces.changes["cell.py"]
    (change,) = install(found, trust=found.hash)
    assert get_plugin("small").version == "1.1.0"
    assert undo(change.undo) == "small"
    assert get_plugin("small").version == "1.0.0" and not state("small").modified


def test_a_change_by_hand_is_seen_and_said_before_it_goes(source, own):
    folder = source()
    kept(folder)
    (own / "small" / "cell.py").write_text("bins = 41\nprint(bins)\n")
    assert state("small").modified
    found = update("small")
    assert found.plugins[0].replaces.modified
    assert any("changed by hand" in str(w) for w in found.plugins[0].warnings)
    (own / "small" / "cell.py").write_text("bins = 42\nprint(bins)\n")
    with pytest.raises(PluginChangedError, match="has changed since the review"):
        install(found, trust=found.hash)
    assert "42" in (own / "small" / "cell.py").read_text()


def test_an_older_version_is_never_put_in_silently(source):
    folder = source(version="1.10.0")
    kept(folder)
    written(folder, small(version="1.9.0"))
    assert any("older than" in str(w) for w in review(folder).plugins[0].warnings)


def test_an_imitation_of_a_known_plugin_is_said(source, own, study):
    folder = source(id="data_table")
    found = review(folder)
    assert "in place of the plugin “data_table”" in str(found.plugins[0].warnings[0])
    assert not found.plugins[0].replaces
    assert "in place of" not in str(review(source(id="small")).plugins[0].warnings)


def test_removed_plugins_come_back(source, own):
    kept(source())
    change = remove("small")
    assert "small" not in ids() and read_records().installed == ()
    assert not (own / "small").exists()
    assert undo(change.undo) == "small"
    assert "small" in ids() and state("small").record.who == "claude"
    with pytest.raises(NotFoundError):
        undo(change.undo)


def test_undoing_a_first_installation_takes_it_away(source):
    (change,) = kept(source())
    undo(change.undo)
    assert "small" not in ids() and read_records().installed == ()


def test_what_came_with_linkr_can_only_be_disabled(own):
    with pytest.raises(PluginRefusedError, match="plugin disable data_table"):
        remove("data_table")
    set_disabled("data_table", True)
    assert "data_table" not in ids() and state("data_table").disabled
    with pytest.raises(NotFoundError, match="is disabled"):
        get_plugin("data_table")
    set_disabled("data_table", False)
    assert get_plugin("data_table").id == "data_table"
    for name in ("nothing_like_it", "..", "../x", "a/b", ""):
        with pytest.raises(LinkrError):
            remove(name)
        with pytest.raises(NotFoundError):
            set_disabled(name, True)
    assert not (own / "a").exists()


def test_a_fork_is_a_plugin_of_its_own(own):
    folder = fork("distributions_outliers", "my_outliers", who="claude")
    assert folder == own / "my_outliers"
    plugin = get_plugin("my_outliers")
    assert plugin.cells == get_plugin("distributions_outliers").cells
    assert not plugin.checked_against
    assert state("my_outliers").record.kind == "fork" and not state("my_outliers").modified
    assert (folder / "test_my_outliers.py").is_file()
    assert '"distributions_outliers"' not in (folder / "test_my_outliers.py").read_text()
    assert "file-missing" not in {found.code for found in check_plugin(folder)}
    for taken in ("my_outliers", "data_table", "My", "../x", "a\n"):
        with pytest.raises(InvalidValueError):
            fork("data_table", taken)


def test_a_study_has_plugins_of_its_own(source, study, own):
    kept(source(), where="study", study=study)
    assert (study / "plugins" / "small" / "plugin.json").is_file() and not own.exists()
    (found,) = [each for each in installed(study) if each.plugin.id == "small"]
    assert found.place == "study" and found.record is not None
    remove("small", where="study", study=study)
    assert "small" not in {plugin.id for plugin in find_plugins(study)}
    with pytest.raises(NotFoundError, match="no study"):
        review(source(), where="study", study=study / "plugins")
    with pytest.raises(InvalidValueError):
        review(source(), where="elsewhere")


def test_several_plugins_come_together_or_not_at_all(tmp_path, own, monkeypatch):
    for name in ("one", "two"):
        written(tmp_path / "many" / name, small(name))
    (tmp_path / "many" / "README.md").write_text("Two.")
    found = review(tmp_path / "many")
    real = staging.swap

    def fails(waiting, target, date):
        if target.name == "two":
            raise NotSavedError("Full.", "")
        return real(waiting, target, date)

    monkeypatch.setattr(keeping, "swap", fails)
    with pytest.raises(NotSavedError):
        install(found, trust=found.hash)
    assert not ids() & {"one", "two"} and not list(own.glob(".*.part"))
    monkeypatch.setattr(keeping, "swap", real)
    install(found, trust=found.hash, only=["two"])
    assert ids() & {"one", "two"} == {"two"}


def test_links_in_a_folder_are_refused(source, tmp_path):
    folder = source()
    (folder / "README.md").symlink_to("/etc/passwd")
    with pytest.raises(PluginRefusedError, match=r"README\.md' is a link"):
        review(folder)
    (folder / "README.md").unlink()
    os.link(folder / "cell.py", tmp_path / "twin")
    with pytest.raises(PluginRefusedError, match=r"cell\.py' is a hard link"):
        review(folder)
    (tmp_path / "twin").unlink()
    os.mkfifo(folder / "README.md")
    with pytest.raises(PluginRefusedError, match="a device, a pipe or a socket"):
        review(folder)


def test_traces_of_tools_are_left_out_and_marks_of_programs_too(source, own):
    folder = source({"__pycache__/x.pyc": b"\0", ".git/config": b"x"})
    (folder / "cell.py").chmod(0o755)
    found = review(folder)
    texts = [str(warning) for warning in found.warnings]
    assert len(texts) == 3 and any("marked as a program" in text for text in texts)
    install(found, trust=found.hash)
    assert not (own / "small" / "cell.py").stat().st_mode & 0o111
    assert not (own / "small" / "__pycache__").exists()


def test_a_form_of_millions_of_choices_does_not_stop_the_review():
    values = [str(number) for number in range(500)]
    hints = {"control": "choice", "labels": dict.fromkeys(values, "x")}
    choice = {"type": "string", "title": "x", "default": "0", "enum": values, "x-linkr": hints}
    parameters = {"type": "object", "properties": {f"p{i}": choice for i in range(9)}}
    cell = "".join(f'p{i} = "0"\n' for i in range(9)).encode()
    files = {**small(parameters=parameters), "cell.py": cell}
    found = review(zipped(files.items()))
    assert "too many choices" in str(found.plugins[0].warnings[0])


_OFTEN = """
import sys
from linkr_jupyter.errors import PluginChangedError
from linkr_jupyter.plugins.installing import install, review
for _ in range(5):
    found = review(sys.argv[1])
    try:
        install(found, trust=found.hash)
        print("kept")
    except PluginChangedError:
        print("asked again")
"""


def test_two_installations_at_once(tmp_path, own):
    folders = [written(tmp_path / name, small(version=f"{name}.0.0")) for name in ("1", "2")]
    both = [
        subprocess.Popen([sys.executable, "-c", _OFTEN, str(f)], stdout=subprocess.PIPE, text=True)
        for f in folders
    ]
    outcomes = "".join(process.communicate(timeout=120)[0] for process in both).splitlines()
    assert len(outcomes) == 10 and "kept" in outcomes
    assert set(outcomes) <= {"kept", "asked again"}
    assert get_plugin("small").version in ("1.0.0", "2.0.0") and not state("small").modified
    assert len([r for r in read_records().installed if r.id == "small"]) == 1
    assert not list(own.glob(".*.part"))


_CRASH = """
import os, sys
from linkr_jupyter.plugins.installing import install, review, staging
from pathlib import Path
point, source = sys.argv[1:]
found = review(source)
real = Path.rename
def rename(self, target):
    if point == "staged" or (point == "between" and self.name.endswith(".part")):
        os._exit(9)
    done = real(self, target)
    if point == "placed" and self.name.endswith(".part") and Path(target).name == "small":
        os._exit(9)
    return done
Path.rename = rename
install(found, trust=found.hash)
"""


@pytest.mark.parametrize("point", ["staged", "between", "placed"])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("look", [installed, lambda: fork("data_table", "another")])
def test_a_crash_leaves_the_old_plugin_or_the_new_one(source, own, point, before, look):
    folder = source()
    if before:
        kept(folder)
    written(folder, small(version="2.0.0"))
    done = subprocess.run([sys.executable, "-c", _CRASH, point, str(folder)], check=False)
    assert done.returncode == 9
    whole = {path.name for path in own.iterdir() if not path.name.startswith(".")}
    assert whole <= {"small"}
    assert not [item for item in find_plugins() if item.id.startswith(".")]
    look()  # whatever looks next repairs what the crash left
    version = get_plugin("small").version if "small" in ids() else ""
    expected = {"placed": "2.0.0"}.get(point, "1.0.0" if before else "")
    assert version == expected
    kept(folder)
    assert get_plugin("small").version == "2.0.0" and not state("small").modified


def test_a_review_after_a_crash_compares_with_what_will_stand(source):
    folder = source()
    kept(folder)
    written(folder, small(version="2.0.0"))
    subprocess.run([sys.executable, "-c", _CRASH, "between", str(folder)], check=False)
    found = review(folder)
    assert found.plugins[0].replaces.version == "1.0.0"
    install(found, trust=found.hash)
    assert get_plugin("small").version == "2.0.0"


def test_a_disk_that_cannot_be_written_keeps_everything(source, own, monkeypatch):
    folder = source()
    kept(folder)
    written(folder, small(version="2.0.0"))

    def full(*_):
        raise OSError(28, "No space left on device")

    found = review(folder)
    monkeypatch.setattr(staging.os, "fsync", full)
    with pytest.raises(NotSavedError, match="No space left"):
        install(found, trust=found.hash)
    monkeypatch.undo()
    os.environ["JUPYTER_DATA_DIR"] = str(own.parents[1])
    assert get_plugin("small").version == "1.0.0"


def test_the_bin_stays_small(source, monkeypatch):
    monkeypatch.setattr(staging, "KEPT", 3)
    for _ in range(6):
        kept(source())
        remove("small")
    assert len(staging.tickets()) <= 5


def test_a_damaged_list_hides_no_plugin_and_says_so(own):
    own.mkdir(parents=True)
    (own.parent / "plugins.json").write_text("{")
    assert "data_table" in ids()
    with pytest.raises(LinkrError, match="is damaged"):
        read_records()


def test_records_hold_no_more_than_they_say(source, own):
    kept(source())
    document = json.loads((own.parent / "plugins.json").read_text())
    (record,) = document["installed"]
    assert set(record) == {
        "folder", "id", "version", "source", "kind", "commit", "hash", "date", "who",
    }  # fmt: skip
    shutil.rmtree(own / "small")
    assert "small" not in {each.plugin.id for each in installed()}
