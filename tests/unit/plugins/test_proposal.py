"""A cell that somebody wrote becomes a plugin that passes the contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linkr_jupyter.cli.main import main
from linkr_jupyter.errors import InvalidCellError, InvalidValueError
from linkr_jupyter.plugins import (
    check_plugin,
    plugin_from_cell,
    propose_plugin,
    read_plugin,
    recognise,
    render,
)

PYTHON = """\
%%patient
# Draws the heart rate of a patient.
import altair as alt
concept_ids=[3027018]  # Heart rate
start = "2020-01-01"
log_scale = False
height=300
kinds = ["mean", "median"]
limits=[40, 180]
missing = None
total = 0
rows = patient.measurement.filter(patient.measurement.measurement_concept_id.isin(concept_ids))
rows = rows.to_pandas()
for value in rows.value_as_number:
    total += value
title = ", ".join(kinds) + start + str(missing) + str(limits) + str(total)
chart = alt.Chart(rows, height=height, title=title).mark_line(clip=log_scale)
"""
R = """\
%%R -i cdm
library(dplyr)
concept_ids <- c(3027018) # Heart rate
bins <- 30L
values <- cdm$measurement |> filter(measurement_concept_id %in% concept_ids) |> collect()
counts <- hist(values$value_as_number, breaks=bins, plot=FALSE)
"""


def manifest(source: str) -> dict:
    return json.loads(propose_plugin(source, "my_plot")["plugin.json"])


def test_settings_take_their_kind_from_values_and_names():
    made = manifest(PYTHON)
    controls = {
        name: schema["x-linkr"]["control"]
        for name, schema in made["parameters"]["properties"].items()
    }
    assert controls == {
        "concept_ids": "concepts", "start": "date", "log_scale": "yes_no", "height": "number",
        "kinds": "choices", "limits": "range",
    }  # fmt: skip
    concepts = made["parameters"]["properties"]["concept_ids"]
    assert concepts["title"] == "Concepts" and concepts["x-linkr"]["domain"] == "Measurement"


def test_inputs_outputs_tables_and_level_follow_from_the_code():
    made = manifest(PYTHON)
    assert made["level"] == "individual" and list(made["inputs"]) == ["patient"]
    assert made["requires"] == {"tables": ["measurement"]}
    assert made["outputs"] == {"chart": {"kind": "figure", "title": "Chart"}}
    assert made["summary"] == "Draws the heart rate of a patient."
    table = manifest("bins = 3\nshown = values.head(bins)\n")
    assert table["inputs"] == {"values": {"kind": "table"}} and table["level"] == "aggregated"
    r = manifest(R)
    assert list(r["inputs"]) == ["cdm"] and list(r["outputs"]) == ["counts"]


@pytest.mark.parametrize("source", [PYTHON, R], ids=["python", "r"])
def test_what_is_proposed_passes_the_contract_and_writes_the_same_code(source, tmp_path):
    folder = plugin_from_cell(source, "my_plot", tmp_path)
    assert check_plugin(folder) == []
    plugin = read_plugin(folder)
    (language,) = plugin.languages
    written = render(plugin, {}, language=language)
    for line in ("concept_ids", "30L" if language == "r" else "height = 300"):
        assert line in written


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("bins = ", "not valid Python"),
        ("%%R\nx <- (", "not valid R"),
        ("print(1)", "No setting"),
        ("bins = 40", "No setting"),
        ("bins = 40\nbins += 1\nprint(bins)", "No setting"),
        ("", "No setting"),
    ],
)
def test_a_cell_of_which_no_plugin_can_be_made_is_refused(source, words):
    with pytest.raises(InvalidCellError, match=words) as caught:
        propose_plugin(source, "my_plot")
    assert caught.value.advice and caught.value.text("fr") != caught.value.text("en")


def test_nothing_is_written_over(tmp_path: Path):
    plugin_from_cell(PYTHON, "my_plot", tmp_path)
    before = (tmp_path / "my_plot" / "cell.py").read_text()
    with pytest.raises(InvalidValueError, match="exists already"):
        plugin_from_cell(R, "my_plot", tmp_path)
    with pytest.raises(InvalidValueError, match="cannot be the id"):
        plugin_from_cell(R, "../my_plot", tmp_path)
    assert (tmp_path / "my_plot" / "cell.py").read_text() == before


def test_the_command_line_takes_scripts_and_cells_of_notebooks(tmp_path, capsys):
    import nbformat

    script = tmp_path / "mine.R"
    script.write_text(R.split("\n", 1)[1])
    assert main(["plugin", "new", "one", "--dir", str(tmp_path), "--from-cell", str(script)]) == 0
    assert read_plugin(tmp_path / "one").languages == ("r",)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Hi"), nbformat.v4.new_code_cell(PYTHON)]
    )
    place = tmp_path / "mine.ipynb"
    nbformat.write(notebook, place)
    asked = ["plugin", "new", "two", "--dir", str(tmp_path), "--from-cell", str(place)]
    assert main(asked) == 2
    assert "--cell 1" in capsys.readouterr().err
    assert main([*asked, "--cell", "1"]) == 0
    assert recognise(render(read_plugin(tmp_path / "two"), {})) is None  # it is nowhere installed
