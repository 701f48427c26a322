"""The cell in R gives what the cell in Python gives, and its plots draw those numbers."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from linkr_jupyter.analysis import smooth
from linkr_jupyter.analysis.for_r import r_host
from linkr_jupyter.cohorts import everyone
from linkr_jupyter.plugins import get_plugin, render
from linkr_jupyter.plugins.cell import without_magic
from linkr_jupyter.plugins.trial import run_in_r

PLUGIN = get_plugin("distributions_outliers")
COMA = 3016335
# Which columns of the first layer are which columns of the counts.
DRAWN = {
    "histogram": {"xmin": "left", "xmax": "right", "ymax": "n"},
    "cumulative": {"x": "right", "y": "cumulative"},
    "bars": {"ymax": "n"},
}
ACTIONS = ("set_missing", "exclude", "exclude_patients", "winsorise")


def in_python(cdm, **values):
    """What the Python cell leaves, and its figure."""
    body, last = render(PLUGIN, values).rsplit("\n", 1)
    names = {"cdm": cdm, "cohort": everyone(cdm)}
    exec(body, names)
    return names, eval(last, names)


def in_r(cdm, more: str = "", outputs=(), **values):
    """What the R cell leaves, its figure, and what R warned of."""
    host = r_host({"cdm": cdm, "cohort": everyone(cdm)})
    code = without_magic(render(PLUGIN, values, language="r"))
    names = run_in_r(
        f"{code}\n{more}", PLUGIN.inputs, dict.fromkeys((*PLUGIN.outputs, *outputs)), host
    )
    assert host.notes == []
    return names, host.shown[0]


def same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    """The same numbers; a column without any value has no type of its own in R."""
    wanted = wanted.reset_index(drop=True)
    empty = [name for name in wanted if wanted[name].isna().all()]
    assert list(found) == list(wanted) and found[empty].isna().all(axis=None)
    assert_frame_equal(
        found.drop(columns=empty), wanted.drop(columns=empty), check_dtype=False, rtol=1e-12
    )


@pytest.mark.parametrize(
    ("source", "action"),
    [("mimic_cdm", "winsorise"), *(("demo_cdm", action) for action in ACTIONS)],
)
def test_both_cells_leave_the_same_values(source, action, request) -> None:
    cdm = request.getfixturevalue(source)
    chosen = {"rule": "iqr", "action": action, "reason": "Artefacts", "units": "main"}
    mine, shown = in_r(cdm, **chosen)
    names, figure = in_python(cdm, **chosen)
    same(mine["summary"], names["summary"])
    same(mine["flagged"], names["flagged"])
    rows = [
        table.order_by("measurement_id").select("measurement_id", "value").execute()
        for table in (mine["values"], names["values"])
    ]
    same(*rows)
    assert len(rows[0]) > 100 and names["summary"].outliers.sum() > 0
    for text in ("title", "caption", "reading", "alt", "methods"):
        assert getattr(shown, text) == getattr(figure, text)
    assert [t.to_html() for t in shown.tables] == [t.to_html() for t in figure.tables]


@pytest.mark.parametrize(
    ("source", "plot"),
    [
        ("mimic_cdm", "histogram"),
        *(("demo_cdm", plot) for plot in ("histogram", "cumulative", "violin", "bars")),
    ],
)
def test_plots_draw_the_counts_of_python(source, plot, request) -> None:
    cdm = request.getfixturevalue(source)
    chosen = {"plot": plot, "group_by": "sex", "units": "main"}
    if plot == "bars":
        chosen["concept_ids"] = [COMA]
    more = "layer <- ggplot2::layer_data(chart, 1)"
    mine, shown = in_r(cdm, more, ["layer", "bars"], **chosen)
    names, _ = in_python(cdm, **chosen)
    same(mine["bars"], names["counts"])
    wanted, drawn = names["counts"], DRAWN.get(plot)
    if plot == "violin":
        wanted, drawn = smooth(names["counts"]), {"x": "value", "ymax": "density"}
    assert "<svg" in shown.to_svg() and len(wanted) > 3
    for place, column in drawn.items():
        assert sorted(mine["layer"][place]) == pytest.approx(sorted(wanted[column]))


def test_boxes_and_limits_stand_where_python_draws_them(demo_cdm) -> None:
    # The layers after the geom of the plot: whiskers, boxes, medians, two limits.
    more = "ends <- ggplot2::layer_data(chart, 2)\nbox <- ggplot2::layer_data(chart, 3)"
    more += "\nlimits <- c(ggplot2::layer_data(chart, 5)$xintercept,"
    more += " ggplot2::layer_data(chart, 6)$xintercept)"
    mine, _ = in_r(demo_cdm, more, ["ends", "box", "limits"], rule="iqr", axis="all")
    names, figure = in_python(demo_cdm, rule="iqr", axis="all")
    row = names["summary"].iloc[0]
    assert [*mine["box"].xmin, *mine["box"].xmax] == [row.q1, row.q3]
    assert list(mine["limits"]) == [row.lower, row.upper]
    found = [row for rows in figure.spec["datasets"].values() for row in rows if "low" in row]
    assert [*mine["ends"].x, *mine["ends"].xend] == [found[0]["low"], found[0]["high"]]


def test_nothing_to_draw_is_said(demo_cdm) -> None:
    _, shown = in_r(demo_cdm, concept_ids=[1])
    assert shown.empty and "No value was recorded" in shown.to_html()


def test_small_cells_are_hidden_in_r_too(demo_cdm, monkeypatch) -> None:
    monkeypatch.setenv("LINKR_SMALL_CELLS", "11")
    mine, _ = in_r(demo_cdm, outputs=["bars"], rule="iqr")
    names, _ = in_python(demo_cdm, rule="iqr")
    assert "minimum" not in mine["summary"] and len(mine["flagged"]) == 0
    same(mine["bars"], names["counts"])
