"""1,000,000 rows × 4 columns (id, number, text, time) to R and back: under 3 seconds."""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

LIMIT = 3.0  # seconds, there and back
ROWS = 1_000_000


def table(rows: int = ROWS) -> pd.DataFrame:
    """Ids of 64 bits, every 7th number missing, 200,000 different texts, times to the second."""
    rng = np.random.default_rng(20261122)
    frame = pd.DataFrame({
        "person_id": rng.integers(2**53, 2**62, rows),
        "value_as_number": rng.normal(80, 15, rows),
        "value_source_value": pd.Series(rng.integers(0, 200_000, rows).astype(str), dtype="str"),
        "measurement_datetime": pd.Series(
            np.datetime64("2020-01-01", "us") + rng.integers(0, 10**8, rows).astype("m8[s]")
        ),
    })  # fmt: skip
    frame.loc[::7, "value_as_number"] = np.nan
    return frame


def main() -> int:
    """Measure, and fail past the limit."""
    from linkr_jupyter.r.conversion import from_r_frame, to_r_frame
    from linkr_jupyter.r.session import session

    session()
    frame = table()
    to_r_frame(frame.head(10))
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        there = to_r_frame(frame)
        middle = time.perf_counter()
        back = from_r_frame(there)
        ended = time.perf_counter()
        if ended - started < best:
            best, parts = ended - started, (middle - started, ended - middle)
    pd.testing.assert_frame_equal(back, frame)
    print(f"R: {ROWS:,} rows × 4: there {parts[0]:.2f} s, back {parts[1]:.2f} s (limit {LIMIT} s)")
    return int(best > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
