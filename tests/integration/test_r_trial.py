"""Cells in R are run by the check of a plugin as a new session of R would run them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from linkr_jupyter.analysis.for_r import r_host
from linkr_jupyter.cohorts import everyone
from linkr_jupyter.errors import InvalidValueError
from linkr_jupyter.plugins import check_plugin, read_plugin, render
from linkr_jupyter.plugins.trial import run_in_r, runner
from linkr_jupyter.r import evaluation

MANIFEST = {
    "schema_version": 1, "id": "made", "version": "1.0.0", "title": "Made", "summary": "A test.",
    "level": "aggregated", "category": "describe", "license": "BSD-3-Clause",
    "inputs": {"cdm": {"kind": "cdm"}, "cohort": {"kind": "cohort"}},
    "outputs": {"summary": {"kind": "table", "title": "Summary"}},
    "parameters": {"type": "object", "required": ["bins"], "properties": {
        "bins": {"type": "integer", "title": "Bins", "default": 10,
                 "x-linkr": {"control": "number"}}}},
}  # fmt: skip


@pytest.fixture
def check(tmp_path: Path, demo_cdm):
    def check(code: str):
        folder = tmp_path / "made"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "plugin.json").write_text(json.dumps(MANIFEST))
        (folder / "cell.R").write_text(code)
        (folder / "test_made.py").write_text("pass\n")
        run = runner(demo_cdm, everyone(demo_cdm), 1, r_host=r_host)
        return [(p.code, p.file, p.line, p.message) for p in check_plugin(folder, run=run)]

    return check


GOOD = "bins <- 10L\n\nsummary <- data.frame(n = bins, rows = length(names(cdm)))\nsummary\n"


def test_a_cell_that_runs_has_no_problem(check) -> None:
    assert check(GOOD) == []


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        ("summary <- data.frame(n = bin)", 3, "object 'bin' not found"),
        ("summary <- cdm$measurment", 3, "measurment"),
        ('summary <- linkr$measured_values(cdm, bins, units = "x")', 3, ""),
    ],
)
def test_an_error_names_the_line_of_the_cell(check, broken, line, words) -> None:
    found = check(GOOD.replace(GOOD.splitlines()[2], broken))
    [(file, at, message)] = [rest for code, *rest in found if code == "run"]
    assert (file, at) == ("cell.R", line) and words in message


def test_variables_of_a_person_are_neither_seen_nor_changed(check, demo_cdm) -> None:
    host = r_host({"cdm": demo_cdm})
    evaluation.run("mine <- 41\nsummary <- 'kept'", host)
    try:
        [problem] = check(GOOD.replace("n = bins", "n = bins + mine"))
        assert "object 'mine' not found" in problem[3]
        assert evaluation.get("mine") == 41 and evaluation.get("summary") == "kept"
    finally:
        evaluation.run("rm(mine, summary)", host)


def test_a_refused_choice_is_an_answer_but_a_refused_default_fails(demo_cdm) -> None:
    plugin = read_plugin(Path(__file__).parents[2] / "plugins" / "distributions_outliers")
    run = runner(demo_cdm, everyone(demo_cdm), 1, r_host=r_host)
    for language in ("python", "r"):
        values = {**plugin.defaults(), "plot": "bars"}
        run(plugin, render(plugin, values, language=language), values, language)
        with pytest.raises(InvalidValueError):
            run(plugin, render(plugin, values, language=language), plugin.defaults(), language)


def test_empty_vectors_of_r_are_empty_lists_and_tables_stay_what_they_were(demo_cdm) -> None:
    host = r_host({"cdm": demo_cdm})
    code = (
        "none <- linkr$concept_names(cdm, c())\n"
        "measured <- linkr$measured_values(cdm, 3027018)$table\n"
        "fewer <- dplyr::filter(measured, value > 100)"
    )
    found = run_in_r(code, {}, {"none": None, "measured": None, "fewer": None}, host)
    assert not found["none"]
    # Not a query of a query: the table that Python gave comes back as it was.
    assert type(found["measured"].op()).__name__ != "SQLQueryResult"
    assert 0 < found["fewer"].count().execute() < found["measured"].count().execute()
