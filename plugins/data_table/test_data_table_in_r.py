"""The cell in R shows the table that the cell in Python shows."""

from __future__ import annotations

import ast

import pytest

from linkr_jupyter.analysis.for_r import r_host
from linkr_jupyter.cohorts import Roster, everyone
from linkr_jupyter.plugins import get_plugin, render
from linkr_jupyter.plugins.cell import without_magic
from linkr_jupyter.plugins.trial import run_in_r

PLUGIN = get_plugin("data_table")


def in_python(patient, **values):
    tree = ast.parse(without_magic(render(PLUGIN, values)))
    last = ast.Expression(tree.body.pop().value)
    names = {"patient": patient}
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(last, "cell", "eval"), names)


def in_r(patient, **values):
    host = r_host({"patient": patient})
    run_in_r(without_magic(render(PLUGIN, values, language="r")), {}, PLUGIN.outputs, host)
    assert host.notes == []
    return host.shown[0]


@pytest.mark.parametrize("source", ["demo_cdm", "mimic_cdm"])
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"shape": "wide", "every": "hour", "value": "worst", "worse_is": "low"},
        {"table": "drug_exposure", "show_concept_ids": True, "newest_first": False, "rows": 3},
        {"table": "visit_occurrence", "columns": ["visit_occurrence_id"]},
        {"concept_ids": [3027018], "title": "Cœur \"\\'"},
    ],
)
def test_both_cells_show_the_same_table(source, values, request) -> None:
    cdm = request.getfixturevalue(source)
    patient = cdm.patient(Roster(cdm, everyone(cdm)).person_at(2))
    mine, theirs = in_r(patient, **values), in_python(patient, **values)
    assert mine.to_html() == theirs.to_html() and mine.total == theirs.total > 0
