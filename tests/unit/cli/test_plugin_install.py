"""``jupyter linkr plugin review|install|update|...``: nothing without an explicit trust."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from linkr_jupyter.cli.main import main
from linkr_jupyter.plugins import find_plugins

PLUGINS = Path(__file__).resolve().parents[2] / "data" / "plugins"


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "linkr" / "plugins"


@pytest.fixture
def bars(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PLUGINS / "bars", tmp_path / "bars"))


def call(capsys, *words):
    code = main(["plugin", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def document(capsys, *words):
    code, out, _ = call(capsys, *words, "--json")
    assert code == 0, out
    return json.loads(out)


def ids() -> set[str]:
    return {plugin.id for plugin in find_plugins()}


def test_the_way_of_a_plugin(capsys, bars, own):
    found = document(capsys, "review", bars)
    assert found["plugins"][0]["id"] == "bars" and not own.exists()
    (done,) = document(capsys, "install", bars, "--hash", found["hash"])
    assert done["id"] == "bars" and "bars" in ids()
    assert document(capsys, "update", "bars", "--yes") == []
    assert document(capsys, "disable", "bars") == {"id": "bars", "disabled": True}
    assert "bars" not in ids()
    document(capsys, "enable", "bars")
    assert "bars" in ids()
    assert document(capsys, "fork", "bars", "my_bars")["id"] == "my_bars"
    removed = document(capsys, "remove", "bars")
    assert ids() & {"bars", "my_bars"} == {"my_bars"}
    assert document(capsys, "undo", removed["undo"]) == {"id": "bars"}
    assert "bars" in ids()


def test_nothing_is_installed_before_somebody_trusts_it(capsys, bars, own):
    code, _, err = call(capsys, "install", bars, "--hash", "0" * 64)
    assert code == 2 and "not what was reviewed" in err
    assert "bars" not in ids()
    git = ["git", "-C", str(bars), "-c", "user.name=x", "-c", "user.email=x@x"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    code, out, err = call(capsys, "install", f"file://{bars}", "--allow-file")
    assert (code, out) == (2, "") and "Nobody said" in err and "cell.py" in err
    assert "bars" not in ids()


def test_a_script_that_names_a_folder_trusts_it_unless_it_replaces_something(capsys, bars):
    code, _, err = call(capsys, "install", bars)
    assert code == 0 and "cell.py" in err and "bars" in ids()
    assert call(capsys, "install", bars)[0] == 2


def test_an_answer_on_the_terminal_is_trust(capsys, bars, monkeypatch):
    class Terminal:
        def __init__(self, answer):
            self.answer = answer

        def isatty(self):
            return True

        def readline(self):
            return self.answer

    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    assert call(capsys, "install", bars)[0] == 2 and "bars" not in ids()
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    code, _, err = call(capsys, "install", bars)
    assert code == 0 and "with your rights" in err and "bars" in ids()


def test_an_update_shows_the_difference_first(capsys, bars):
    call(capsys, "install", bars, "--yes")
    manifest = bars / "plugin.json"
    manifest.write_text(manifest.read_text().replace('"1.0.0"', '"1.3.0"'))
    code, _, err = call(capsys, "update", "bars")
    assert code == 2 and '+  "version": "1.3.0"' in err and '-  "version": "1.0.0"' in err
    (done,) = document(capsys, "update", "bars", "--yes")
    assert done["version"] == "1.3.0"


def test_a_study_has_its_own(capsys, bars, tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    (study / "study.json").write_text("{}")
    document(capsys, "install", bars, "--yes", "--study", study)
    assert (study / "plugins" / "bars" / "cell.py").is_file() and "bars" not in ids()
    document(capsys, "remove", "bars", "--study", study)
    assert not (study / "plugins" / "bars").exists()


def test_a_refusal_names_the_file_and_keeps_nothing(capsys, bars, own):
    (bars / "setup.py").write_text("import os\n")
    code, out, err = call(capsys, "install", bars, "--yes")
    assert (code, out) == (2, "") and "'setup.py' is no file of a plugin" in err
    assert not own.exists()
    assert call(capsys, "review", "file:///srv/x.git")[0] == 2


@pytest.mark.parametrize(
    "action",
    ["review", "install", "update", "disable", "enable", "remove", "undo", "fork", "picture"],
)
def test_every_help_has_an_example(capsys, action):
    with pytest.raises(SystemExit) as caught:
        main(["plugin", action, "--help"])
    out = capsys.readouterr().out
    assert caught.value.code == 0 and f"Example: jupyter linkr plugin {action}" in " ".join(
        out.split()
    )
    assert "--json" in out


def test_a_picture_is_drawn_from_the_plugin_itself(capsys, own):
    document(capsys, "fork", "data_table", "my_table")
    (own / "my_table" / "picture.svg").unlink()
    manifest = own / "my_table" / "plugin.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('  "picture": "picture.svg",\n', ""))
    assert "picture" not in json.loads(manifest.read_text())
    document(capsys, "picture", "my_table")
    assert (own / "my_table" / "picture.svg").read_text().startswith("<svg")
    assert json.loads(manifest.read_text())["picture"] == "picture.svg"
