"""A change of patient: two timelines and two tables, every patient of the MIMIC-IV demo.

Run it: ``make bench``, or ``python tests/bench/bench_redraw.py``. Without ``../shared`` it measures
the demo hospital.
"""

from __future__ import annotations

import ast
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import linkr_jupyter as linkr
from linkr_jupyter.cdm.demo import build_demo
from linkr_jupyter.cohorts import Roster, everyone
from linkr_jupyter.plugins import get_plugin, render

MIMIC = Path(__file__).resolve().parents[3] / "shared" / "data" / "mimic-iv-demo-omop"
TAB = [
    ("patient_timeline", {}),
    ("patient_timeline", {"lanes": ["visits", "drugs", "measurements"]}),
    ("data_table", {"table": "measurement"}),
    ("data_table", {"table": "drug_exposure"}),
]


def compiled(plugin_id: str, values: dict[str, Any]) -> tuple[Any, Any]:
    """The statements of a cell and the expression that it shows."""
    plugin = get_plugin(plugin_id)
    source = render(plugin, {**plugin.defaults(), **values}).removeprefix("%%patient\n")
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value)
    return compile(tree, plugin_id, "exec"), compile(last, plugin_id, "eval")


def redraw(cells: list[tuple[Any, Any]], names: dict[str, Any]) -> None:
    """Run the cells of a tab and make what is sent to the browser."""
    for body, last in cells:
        exec(body, names)  # noqa: S102
        shown = eval(last, names)  # noqa: S307
        _ = shown.spec if hasattr(shown, "spec") else shown.texts(500)


def summary(times: list[float]) -> str:
    """Median and 95th percentile of all but the first, which opens and compiles."""
    middle, high = statistics.median(times[1:]), statistics.quantiles(times[1:], n=20)[-1]
    return f"median {middle:.0f} ms, p95 {high:.0f} ms"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        location = (
            MIMIC if MIMIC.is_dir() else build_demo(Path(folder) / "demo.duckdb", persons=300)
        )
        cdm = linkr.connect(location)
        cohort = everyone(cdm)
        roster = Roster(cdm, cohort)
        cells = [compiled(*cell) for cell in TAB]
        times, busy = [], []
        for position in range(min(len(roster), 100)):
            start, worked = time.perf_counter(), time.process_time()
            patient = cdm.patient(roster.person_at(position))
            redraw(cells, {"cdm": cdm, "cohort": cohort, "patient": patient})
            times.append(1000 * (time.perf_counter() - start))
            busy.append(1000 * (time.process_time() - worked))
        print(f"{cdm.name}: kernel time of a redraw: {summary(times)}")
        print(f"of it busy, whatever else the machine does: {summary(busy)}")


if __name__ == "__main__":
    main()
