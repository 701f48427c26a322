"""The kernel says which analysis a pasted cell has the shape of."""

from __future__ import annotations

import json

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.plugins import cell_state, get_plugin, render
from linkr_jupyter.widgets import recognise_cell


@pytest.mark.parametrize("language", ["python", "r"])
def test_a_pasted_cell_is_recognised_with_its_values(
    shell: InteractiveShell, language: str
) -> None:
    plugin = get_plugin("distributions_outliers")
    if language not in plugin.languages:
        pytest.fail("the plugin has no cell in R")
    source = render(plugin, {"bins": 25}, language=language)
    answer = json.loads(repr(recognise_cell(source, "fr")))
    assert answer["title"] == plugin.localized("fr").title
    metadata = answer["metadata"]
    assert metadata["plugin"] == plugin.id and metadata["language"] == language
    assert metadata["values"]["bins"] == 25
    assert answer["problems"] == []
    assert cell_state(plugin, source, metadata["source"], language).name == "UNCHANGED"


def test_what_could_not_be_read_is_said_with_its_line(shell: InteractiveShell) -> None:
    plugin = get_plugin("distributions_outliers")
    source = render(plugin, {}).replace("bins = None", "bins = 2 * 20")
    answer = json.loads(repr(recognise_cell(source)))
    (problem,) = answer["problems"]
    assert source.splitlines()[problem["line"] - 1] == "bins = 2 * 20"
    assert problem["text"].startswith("Bins: bins is no plain value")


@pytest.mark.parametrize("source", ["", "x = 1", "def broken(", "# é\n" * 200_000])
def test_other_code_is_no_analysis(shell: InteractiveShell, source: str) -> None:
    assert repr(recognise_cell(source)) == "null"


def test_the_answer_reaches_the_kernel_as_plain_json(shell: InteractiveShell) -> None:
    source = render(get_plugin("distributions_outliers"), {"title": "« é »"})
    shell.user_ns["pasted"] = source
    call = '__import__("linkr_jupyter.widgets", fromlist=["x"]).recognise_cell(pasted, "en")'
    found = shell.user_expressions({"linkr": call})["linkr"]
    answer = json.loads(found["data"]["text/plain"])
    assert answer["metadata"]["values"]["title"] == "« é »"
