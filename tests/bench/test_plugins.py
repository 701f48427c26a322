"""A form feels immediate: writing and reading a cell of sixty lines."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from linkr_jupyter.plugins import plan_write, read_back, read_plugin, render

KINDS = Path(__file__).resolve().parents[1] / "data" / "plugins" / "kinds"


def median_time(action) -> float:
    """Median of seconds over new values, so that no cache helps."""
    times = []
    for number in range(15):
        start = time.perf_counter()
        action(number)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def test_writing_and_reading_a_cell_are_quick():
    plugin = read_plugin(KINDS)
    render(plugin, {})
    assert median_time(lambda n: render(plugin, {"bins": 50 + n})) < 0.1
    sources = [render(plugin, {"bins": 80 + n}) for n in range(15)]
    assert median_time(lambda n: read_back(plugin, sources[n])) < 0.05
    assert (
        median_time(
            lambda n: plan_write(
                plugin,
                {"bins": 120 + n, "rule": "iqr"},
                current="# by hand\n" + sources[n],
                base=sources[n],
                base_values={"bins": 80 + n},
            )
        )
        < 0.1
    )
