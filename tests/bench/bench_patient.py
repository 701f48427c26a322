"""One person's record: our time against hand-written SQL, in the same run.

``python tests/bench/bench_patient.py`` prints both. The ratio is what is promised; the time
is checked against DESIGN's limit with room for a busy machine.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linkr_jupyter.cdm import Cdm, connect
from linkr_jupyter.cdm.copies import prepared_copy
from linkr_jupyter.cdm.duckdb_backend import open_duckdb

# What two timelines and two tables read.
TABLES = (
    "person", "observation_period", "death", "visit_occurrence", "condition_occurrence",
    "drug_exposure", "procedure_occurrence", "measurement", "observation", "device_exposure",
)  # fmt: skip
P95_LIMIT = 0.120  # seconds
RATIO_LIMIT = 2.5


def times(action: Callable[[int], object], ids: list[int]) -> list[float]:
    taken = []
    for person_id in ids:
        start = time.perf_counter()
        action(person_id)
        taken.append(time.perf_counter() - start)
    return taken


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


@pytest.fixture(scope="module")
def ids(mimic_cdm: Cdm) -> list[int]:
    return mimic_cdm.person.to_pyarrow()["person_id"].to_pylist()


def by_hand(mimic_folder: Path) -> Callable[[int], object]:
    """The same rows and the same concepts by SQL that somebody wrote, as Arrow."""
    con = open_duckdb(prepared_copy(mimic_folder)).con
    concepts = " UNION ".join(
        f"SELECT {table.split('_')[0]}_concept_id FROM {table} WHERE person_id = $1"  # noqa: S608
        for table in TABLES[3:]
    )
    names = f"SELECT * FROM concept WHERE concept_id IN ({concepts})"  # noqa: S608

    def fetch(person_id: int) -> object:
        rows = [
            con.execute(f"SELECT * FROM {table} WHERE person_id = ?", [person_id]).to_arrow_table()  # noqa: S608
            for table in TABLES
        ]
        return rows, con.execute(names, [person_id]).to_arrow_table()

    return fetch


def ours(cdm: Cdm) -> Callable[[int], object]:
    def fetch(person_id: int) -> object:
        patient = cdm.patient(person_id)
        tables = [patient[table] for table in (*TABLES, "concept")]
        patient.close()
        return tables

    return fetch


def test_a_record_is_fetched_within_its_time(mimic_folder: Path, ids: list[int]) -> None:
    best_p95, best_ratio = 9.0, 9.0
    for _ in range(3):  # the best of three: other programs share the machine
        with connect(mimic_folder) as cdm:
            fetch, hand = ours(cdm), by_hand(mimic_folder)
            fetch(ids[0]), hand(ids[0])  # open and compile once
            mine, theirs = times(fetch, ids), times(hand, ids)
        ratio = statistics.median(mine) / statistics.median(theirs)
        best_p95, best_ratio = min(best_p95, p95(mine)), min(best_ratio, ratio)
        print(
            f"\nrecord of one person: median {statistics.median(mine) * 1e3:.0f} ms, "
            f"p95 {p95(mine) * 1e3:.0f} ms; by hand {statistics.median(theirs) * 1e3:.0f} ms, "
            f"p95 {p95(theirs) * 1e3:.0f} ms; ratio {ratio:.2f}"
        )
        if best_p95 < P95_LIMIT and best_ratio < RATIO_LIMIT:
            break
    assert best_p95 < P95_LIMIT
    assert best_ratio < RATIO_LIMIT


def test_the_second_patient_costs_no_compilation(mimic_cdm: Cdm, ids: list[int]) -> None:
    ours(mimic_cdm)(ids[0])
    compiled = dict(mimic_cdm.fetcher._queries)
    for person_id in ids[1:10]:
        ours(mimic_cdm)(person_id)
    assert mimic_cdm.fetcher._queries == compiled


def test_names_of_concepts_are_asked_once(mimic_cdm: Cdm, ids: list[int]) -> None:
    for person_id in ids[:5]:
        ours(mimic_cdm)(person_id)
    kept = mimic_cdm.fetcher._kept["concept", "concept_id"].num_rows
    for person_id in ids[:5]:
        ours(mimic_cdm)(person_id)
    assert mimic_cdm.fetcher._kept["concept", "concept_id"].num_rows == kept


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-s"]))
