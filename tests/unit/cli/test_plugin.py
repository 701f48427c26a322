"""``jupyter linkr plugin``: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from unittest.mock import ANY

import pytest

from linkr_jupyter.cli.main import main
from linkr_jupyter.plugins import get_plugin, render

PLUGINS = Path(__file__).resolve().parents[2] / "data" / "plugins"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "C")
    shutil.copytree(PLUGINS, tmp_path / "study" / "plugins")
    return tmp_path / "study"


def call(capsys, *words):
    code = main(["plugin", *map(str, words)])
    return code, *capsys.readouterr()


def test_list_is_one_document(study, capsys):
    code, out, err = call(capsys, "list", "--study", study, "--json")
    listed = {item["id"]: item for item in json.loads(out)}
    assert code == 0 and err == ""
    assert set(listed["bars"]) == {"id", "version", "level", "category", "languages", "parameters"}
    assert listed["bars"]["languages"] == ["python"] and listed["record"]["level"] == "individual"


def test_list_names_what_is_broken_and_lists_the_rest(study, capsys):
    (study / "plugins" / "bars" / "plugin.json").write_text("{")
    code, out, err = call(capsys, "list", "--study", study, "--json")
    assert code == 1 and "bars" in err and "kinds" in [item["id"] for item in json.loads(out)]


def test_check_finds_nothing_in_a_good_plugin(study, capsys):
    code, out, err = call(capsys, "check", study / "plugins" / "bars", "--json")
    assert (code, json.loads(out), err) == (0, [], "")


def test_check_says_each_problem_with_file_and_line(study, capsys):
    cell = study / "plugins" / "record" / "cell.py"
    cell.write_text(cell.read_text().replace("rows = 20", "rows = 21"))
    code, out, _ = call(capsys, "check", cell.parent, "--json")
    (problem,) = json.loads(out)
    assert code == 1 and problem["code"] == "parameter-default"
    assert (problem["file"], problem["line"]) == ("cell.py", 1) and "21" in problem["message"]
    code, out, _ = call(capsys, "check", cell.parent)
    assert code == 1 and out.startswith(f"{cell}:1: rows is 21 here")


def test_check_speaks_french(study, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    (study / "plugins" / "bars" / "test_bars.py").unlink()
    _, out, _ = call(capsys, "check", study / "plugins" / "bars")
    assert "test_bars.py est absent ou vide." in out


def test_check_runs_the_cells_on_a_demo_hospital(study, capsys):
    cell = study / "plugins" / "bars" / "cell.py"
    assert call(capsys, "check", cell.parent, "--run")[0] == 0
    cell.write_text(cell.read_text().replace("value_as_number.notnull()", "value_as_nmber > 1"))
    code, out, _ = call(capsys, "check", cell.parent, "--run")
    assert code == 1 and "value_as_nmber" in out


def test_a_chart_that_cannot_be_drawn_is_a_problem(study, capsys):
    cell = study / "plugins" / "bars" / "cell.py"
    cell.write_text(cell.read_text().replace("    .limit(4000)\n", ""))
    code, out, _ = call(capsys, "check", cell.parent, "--run")
    assert code == 1 and "MaxRowsError" in out and out.count("\n") == 1


def test_bad_use_is_said_in_words(study, capsys, tmp_path):
    code, out, err = call(capsys, "check", study / "absent")
    assert (code, out) == (2, "") and "There is no folder" in err
    code, out, err = call(capsys, "render", "bras", "--study", study)
    assert (code, out) == (2, "") and "Did you mean bars" in err
    file = tmp_path / "v.json"
    for text in ("{", "[]", '{"bins": 1, "bins": 2}', '{"bins": 4}', '{"bins": 1e999}'):
        file.write_text(text)
        code, out, err = call(capsys, "render", "bars", "--study", study, "--values", file)
        assert (code, out) == (2, "") and "Traceback" not in err and len(err.split("\n")) == 2
    assert call(capsys, "render", "bars", "--study", study, "--language", "r")[0] == 2


def test_render_prints_exactly_the_cell(study, capsys, tmp_path):
    values = {"bins": 50, "group_by": "race_concept_id", "concept_ids": [2**53 + 1]}
    (tmp_path / "v.json").write_text(json.dumps(values))
    code, out, err = call(
        capsys, "render", "bars", "--study", study, "--values", tmp_path / "v.json"
    )
    assert (code, err) == (0, "")
    assert out == render(get_plugin("bars", study), values) + "\n"


def test_new_makes_a_plugin_that_passes(capsys, tmp_path):
    code, out, _ = call(capsys, "new", "my_plot", "--dir", tmp_path)
    assert code == 0 and Path(out.strip()) == tmp_path / "my_plot"
    assert call(capsys, "check", tmp_path / "my_plot", "--run") == (0, "", ANY)
    code, _, err = call(capsys, "new", "my_plot", "--dir", tmp_path)
    assert code == 2 and "exists already" in err
    for bad in ("../x", "My-Plot", "", "é", "x\n"):
        assert call(capsys, "new", bad, "--dir", tmp_path)[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["my_plot"]


def test_help_has_an_example(capsys):
    for action in ("list", "check", "new", "render"):
        with pytest.raises(SystemExit) as caught:
            main(["plugin", action, "--help"])
        assert caught.value.code == 0 and "Example: jupyter linkr plugin" in capsys.readouterr().out
