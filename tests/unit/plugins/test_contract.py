"""The contract finds each breach, with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from linkr_jupyter.plugins import check_plugin, new_plugin, read_plugin
from linkr_jupyter.plugins.combinations import combine

PLUGINS = Path(__file__).resolve().parents[2] / "data" / "plugins"
YES = {"type": "boolean", "title": "Mean", "default": True}
RULE = {"type": "string", "enum": ["a", "b", "c"], "title": "Rule", "default": "a"}
BINS = {"type": "integer", "minimum": 5, "maximum": 200, "title": "Bins", "default": 40}


def found(folder, **more):
    return [(problem.code, problem.file, problem.line) for problem in check_plugin(folder, **more)]


def with_mean(**more):
    return {"type": "object", "properties": {"bins": BINS, "mean": YES, **more}}


@pytest.mark.parametrize("name", ["kinds", "bars", "record"])
def test_the_fixtures_fulfil_it(name):
    assert check_plugin(PLUGINS / name) == []


CASES = [
    ("bins = 41\nprint(bins)\n", None, ("parameter-default", 1)),
    ("bins = 40\n", None, ("parameter-unused", 1)),
    ("print(1)\n", None, ("parameter-unused", 1)),
    ("bins = 20 + 20\nprint(bins)\n", None, ("parameter-not-literal", 1)),
    ("bins = 40\nbins = 40\nprint(bins)\n", None, ("assigned-twice", 2)),
    ("bins=40\nprint( bins )\n", None, ("cell-format", 1)),
    ("bins = 40\nprint(bins\n", None, ("cell-syntax", 2)),
    ("%%patient\nbins = 40\nprint(bins)\n", None, ("cell-syntax", 1)),
    ("bins = 40\nprint(bins)\n" + "print(1)\n" * 60, None, ("cell-too-long", 61)),
    ("bins = 40\nprint(bins)  # if: other\n", None, ("guard-unknown", 2)),
    ("bins = 40\nprint(bins)  # if: bins > 3\n", None, ("guard-syntax", 2)),
    ("bins = 40\nprint(bins)\n# if: bins\n", None, ("guard-nothing", 3)),
    ("bins = 40\nprint(\n    bins,\n    1,\n)  # if: bins\n", None, ("guard-nothing", 5)),
    ("bins = 40\nprint(bins, max(\n    1, 2\n), 3)  # if: bins\n", None, ("guard-nothing", 4)),
    (
        "bins = 40\nprint(bins)\nprint(1); 2  # if: mean\n",
        with_mean(),
        ("guard-shared-line", 3),
    ),
    ("bins = 40\nif bins:\n    print(1)  # if: mean\n", with_mean(), ("variant-syntax", 1)),
    (
        "import math\n\nbins = 40\nprint(bins)\nprint(math.pi)  # if: mean\n",
        with_mean(),
        ("ruff-F401", 1),
    ),
    ("bins = 40\nx = bins\nprint(x)  # if: mean\n", with_mean(), ("name-unused", 2)),
    ("bins = 40\nprint(1)\nprint(bins)  # if: mean\n", with_mean(), ("name-unused", 1)),
    ("bins = 40\nx = 1  # if: mean\nprint(bins, x)\n", with_mean(), ("ruff-F821", 3)),
    (
        "bins = 40\nprint(bins)\nprint(1)  # if: rule == 'a'\n",
        {"type": "object", "properties": {"bins": BINS, "rule": RULE}},
        ("read-back", 1),
    ),
]


@pytest.mark.parametrize(("cell", "parameters", "breach"), CASES)
def test_each_breach_of_a_cell_is_found(write_plugin, cell, parameters, breach):
    changes = {"parameters": parameters} if parameters else {}
    problems = check_plugin(write_plugin(cell=cell, **changes))
    assert (breach[0], "cell.py", breach[1]) in [(p.code, p.file, p.line) for p in problems]
    for problem in problems:
        assert problem.message == problem.text() and problem.text("fr") != problem.text()


def test_declared_outputs_must_be_made(write_plugin):
    folder = write_plugin(outputs={"values": {"kind": "table"}})
    assert ("output-missing", "cell.py", 1) in found(folder)


def test_manifests_are_checked_with_their_line(write_plugin):
    folder = write_plugin()
    text = (folder / "plugin.json").read_text().replace(",", ",\n").replace("40", "400")
    (folder / "plugin.json").write_text(text)
    ((code, file, line),) = found(folder)
    assert (code, file) == ("manifest", "plugin.json")
    assert '"default": 400' in text.split("\n")[line - 1]


def test_files_are_needed(write_plugin):
    folder = write_plugin()
    (folder / "test_small.py").unlink()
    assert found(folder) == [("file-missing", "test_small.py", 1)]
    codes = {(code, file) for code, file, _ in found(folder, builtin=True)}
    assert codes >= {("file-missing", "README.md"), ("translation-missing", "locale/fr.json")}


def test_french_must_be_complete_and_french(tmp_path):
    folder = shutil.copytree(PLUGINS / "bars", tmp_path / "bars")
    file = folder / "locale" / "fr.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"Barres"', '"Bars"'), encoding="utf-8")
    assert found(folder) == [("translation-equal", "locale/fr.json", 2)]
    file.write_text(text.replace('  "title": "Barres",\n', ""), encoding="utf-8")
    assert found(folder) == [("translation-missing", "locale/fr.json", 1)]


def test_cells_are_run_in_every_combination_and_failures_are_said(tmp_path):
    seen = []

    def run(plugin, source, values, language):
        seen.append((values["group_by"], values["mean_line"]))
        if values["mean_line"]:
            raise ZeroDivisionError("no bars")

    problems = check_plugin(PLUGINS / "bars", run=run)
    assert set(seen) == {
        (group, mean) for group in (None, "gender_concept_id") for mean in (False, True)
    }
    assert {problem.code for problem in problems} == {"run"}
    assert "ZeroDivisionError: no bars" in problems[0].message


def test_a_new_plugin_fulfils_it(tmp_path):
    folder = new_plugin("my_plot", tmp_path / "deep")
    assert sorted(path.name for path in folder.iterdir()) == [
        "cell.py", "plugin.json", "test_my_plot.py",
    ]  # fmt: skip
    assert check_plugin(folder) == [] and read_plugin(folder).id == "my_plot"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["my_plot"]


def test_few_rows_hold_every_pair():
    choices = {name: list(range(3)) for name in "abcdefg"} | {"h": [0, 1]}
    rows = combine(choices)
    assert len(rows) <= 25
    for one in choices:
        for other in choices:
            if one < other:
                pairs = {(row[one], row[other]) for row in rows}
                assert len(pairs) == len(choices[one]) * len(choices[other])
    assert combine({}) == [{}] and len(combine({"a": [1, 2], "b": [1, 2]})) == 4
