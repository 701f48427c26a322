"""From nothing to the first number: import, connect to a prepared source, count its persons.

``python tests/bench/bench_start.py`` prints the times of a fresh process. The limits are DESIGN's;
they are held against processor time, which other programs on the machine do not change.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from linkr_jupyter.cdm import connect

IMPORT_LIMIT, COUNT_LIMIT = 0.5, 1.5  # seconds
CODE = """
import sys, time
at = [(time.perf_counter(), time.process_time())]
def mark(): at.append((time.perf_counter(), time.process_time()))
import linkr_jupyter as linkr
mark()
cdm = linkr.connect(sys.argv[1])
mark()
cdm.person.count().execute()
mark()
print(*(b - a for one, two in zip(at, at[1:]) for a, b in zip(one, two)))
"""


def test_the_first_count_comes_within_its_time(mimic_folder: Path) -> None:
    connect(mimic_folder).close()  # prepared
    best = [9.0, 9.0]
    for _ in range(3):
        out = subprocess.check_output([sys.executable, "-c", CODE, str(mimic_folder)], text=True)
        wall, cpu = [float(n) for n in out.split()[::2]], [float(n) for n in out.split()[1::2]]
        print(
            f"\nimport {wall[0]:.3f} s, connect {wall[1]:.3f} s, first count {wall[2]:.3f} s; "
            f"all {sum(wall):.2f} s, of them processor {sum(cpu):.2f} s"
        )
        best = [min(best[0], cpu[0]), min(best[1], sum(cpu))]
    assert best[0] < IMPORT_LIMIT
    assert best[1] < COUNT_LIMIT


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-s"]))
