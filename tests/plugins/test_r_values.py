"""What a person types into a form is a value in R, never code, whatever it holds."""

from __future__ import annotations

import pytest

from linkr_jupyter.analysis.for_r import r_host
from linkr_jupyter.plugins import get_plugin, read_back, render
from linkr_jupyter.plugins.cell import without_magic
from linkr_jupyter.plugins.trial import run_in_r

HOSTILE = [
    "quote \" and ' and ` and \\",
    '"); system("touch /nonexistent/x"); c("',
    "# if: not title",
    "%%R -o x\n%%patient",
    "Fréquence cardiaque\u202f: 心拍 🫀 \u200b\u2028",
    '\\u0041 \\n \\x41 r"(raw)" {} %s $cdm',
    "NULL",
]
PLUGINS = ("distributions_outliers", "patient_timeline", "data_table")


@pytest.mark.parametrize("plugin_id", PLUGINS)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_is_read_back_by_the_form_and_by_r(plugin_id: str, text: str) -> None:
    plugin = get_plugin(plugin_id)
    source = render(plugin, {"title": text}, language="r")
    read = read_back(plugin, source, language="r")
    assert not read.problems and read.values["title"] == text
    [line] = [line for line in without_magic(source).split("\n") if line.startswith("title <- ")]
    assert run_in_r(line, {}, {"title": None}, r_host({}))["title"] == text
