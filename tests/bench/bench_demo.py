"""How long the demo hospital takes, and what it needs: ``python tests/bench/bench_demo.py [N]``.

Promise: 1,000 persons in under 30 seconds on two cores; memory does not grow with the hospital.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from linkr_jupyter.cdm.demo import build_demo


def main(persons: int) -> int:
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        file = build_demo(Path(folder, "demo.duckdb"), persons=persons)
        size = file.stat().st_size / 2**20
    seconds = time.perf_counter() - begin
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = used.ru_utime + used.ru_stime
    memory = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    sys.stdout.write(
        f"{persons} persons: {seconds:.1f} s, {processor:.1f} s of processor, "
        f"{memory:.0f} MB of memory, {size:.0f} MB on disk\n"
    )
    # Processor time, since the machine may have other work: two cores give 60 s in 30 s.
    return int(processor > 60 * max(1, persons / 1000) or memory > 2000)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
