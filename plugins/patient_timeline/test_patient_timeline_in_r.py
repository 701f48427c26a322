"""The cell in R draws the marks that the cell in Python draws, with the same words."""

from __future__ import annotations

import ast

import pandas as pd
import pytest

from linkr_jupyter.analysis import patient_events
from linkr_jupyter.analysis.events import DRUGS_AS_RECORDED
from linkr_jupyter.analysis.for_r import r_host
from linkr_jupyter.cohorts import Roster, everyone
from linkr_jupyter.locale import set_language
from linkr_jupyter.plugins import get_plugin, render
from linkr_jupyter.plugins.cell import without_magic
from linkr_jupyter.plugins.trial import run_in_r

PLUGIN = get_plugin("patient_timeline")
LAYERS = """
lines <- data.frame(x = as.numeric(ggplot2::layer_data(chart, 1)$xintercept))
points <- ggplot2::layer_data(chart, 3)
bars <- ggplot2::layer_data(chart, 4)
rows <- record$lanes
"""


def in_python(patient, cohort, **values):
    tree = ast.parse(without_magic(render(PLUGIN, values)))
    last = ast.Expression(tree.body.pop().value)
    names = {"patient": patient, "cohort": cohort}
    exec(compile(tree, "cell", "exec"), names)
    return names, eval(compile(last, "cell", "eval"), names)


def in_r(patient, cohort, more: str = "", outputs=(), **values):
    host = r_host({"patient": patient, "cohort": cohort})
    code = without_magic(render(PLUGIN, values, language="r"))
    kept = dict.fromkeys((*PLUGIN.outputs, *outputs))
    names = run_in_r(f"{code}\n{more}", {}, kept, host)
    assert host.notes == []
    return names, host.shown[0]


def seconds(times: pd.Series) -> list[float]:
    return sorted((times.dt.tz_localize(None) - pd.Timestamp(0)).dt.total_seconds())


@pytest.mark.parametrize("source", ["demo_cdm", "mimic_cdm"])
@pytest.mark.parametrize("compact", [True, False])
def test_both_cells_draw_the_same_marks(source, compact, request) -> None:
    cdm = request.getfixturevalue(source)
    cohort = everyone(cdm)
    patient = cdm.patient(Roster(cdm, cohort).person_at(2))
    mine, shown = in_r(
        patient, cohort, LAYERS, ["lines", "points", "bars", "rows"], compact=compact
    )
    names, figure = in_python(patient, cohort, compact=compact)
    marks, moments = names["record"].marks, names["record"].moments
    spans, instants = marks[marks.kind == "interval"], marks[marks.kind != "interval"]
    assert len(spans) > 0 and len(moments) > 0
    assert sorted(mine["bars"].x) == pytest.approx(seconds(spans.start))
    assert sorted(mine["bars"].xend) == pytest.approx(seconds(spans.end))
    assert sorted(mine["points"].x) == pytest.approx(seconds(instants.start))
    assert sorted(mine["lines"].x) == pytest.approx(seconds(moments.start))
    assert list(mine["rows"]) == names["record"].lanes
    assert len(mine["events"]) == len(names["events"])
    for text in ("title", "caption", "reading", "alt"):
        assert getattr(shown, text) == getattr(figure, text)
    assert shown.tables[0].to_html() == figure.tables[0].to_html()


def test_the_chosen_stay_is_what_is_seen(demo_cdm) -> None:
    cohort = everyone(demo_cdm)
    person = Roster(demo_cdm, cohort).person_at(0)
    visit = int(demo_cdm.patient(person).visit_occurrence.visit_occurrence_id.min().execute())
    patient = demo_cdm.patient(person, visit=visit)
    more = "seen <- chart$coordinates$limits$x"
    for axis in ("calendar", "admission"):
        mine, _ = in_r(patient, cohort, more, ["seen"], axis=axis)
        names, _ = in_python(patient, cohort, axis=axis)
        wanted = names["record"].on_axis(patient.window)
        if axis == "calendar":
            assert list(mine["seen"]) == list(wanted)
        else:
            assert list(mine["seen"]) == pytest.approx(list(wanted))


def test_what_verbs_tell_each_other_survives_the_way_through_r(demo_cdm) -> None:
    cohort = everyone(demo_cdm)
    patient = demo_cdm.patient(Roster(demo_cdm, cohort).person_at(0))
    events = patient_events(patient, ["visits"])
    events.attrs[DRUGS_AS_RECORDED] = True
    host = r_host({"events": events})
    found = run_in_r("again <- events", {}, {"again": None}, host)["again"]
    assert found.attrs == {DRUGS_AS_RECORDED: True} and len(found) == len(events)


def test_dates_on_the_axis_are_of_the_readers_language(demo_cdm) -> None:
    cohort = everyone(demo_cdm)
    patient = demo_cdm.patient(Roster(demo_cdm, cohort).person_at(0))
    set_language("fr")
    try:
        _, shown = in_r(patient, cohort)
        drawing = shown.to_svg()
        assert "févr. 2022" in drawing and "Médicaments" in drawing and "Feb" not in drawing
    finally:
        set_language("en")
