"""Tables between Python and R: what each type becomes, and what is refused."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from linkr_jupyter.errors import InvalidValueError
from linkr_jupyter.r import evaluation
from linkr_jupyter.r.conversion import from_r_frame, to_r_frame
from linkr_jupyter.r.host import Plain
from linkr_jupyter.r.session import session


def in_r(table: Any, code: str) -> str:
    """What R prints of ``x``."""
    session().ri.globalenv["x"] = to_r_frame(table)
    host = Plain()
    evaluation.run(code, host)
    return "".join(host.printed)


def from_code(code: str) -> pd.DataFrame:
    return from_r_frame(session().ri.evalr(code))


def test_r_sees_the_same_digits_clock_and_letters() -> None:
    table = pa.table({
        "person_id": [9007199254740993, None],
        "visit_occurrence_id": [10**10, 1],
        "measurement_concept_id": [3027018, None],
        "total": [10**10, 1],
        "drug": ["paracétamol", None],
        "day": [dt.date(1850, 2, 28), None],
        "moment": [dt.datetime(2026, 7, 1, 2, 30), None],
    })  # fmt: skip
    assert in_r(table, "cat(format(x$person_id))").split() == ["9007199254740993", "NA"]
    assert in_r(table, "cat(paste(x$visit_occurrence_id))") == "10000000000 1"
    assert in_r(table, "cat(sapply(x, function(v) class(v)[1]))").split() == [
        "integer64", "integer64", "integer", "numeric", "character", "Date", "POSIXct",
    ]  # fmt: skip
    assert in_r(table, "cat(format(x$day[1]), format(x$moment[1]), x$drug[1])") == (
        "1850-02-28 2026-07-01 02:30:00 paracétamol"
    )
    assert in_r(table, "cat(sum(is.na(x)))") == "5"
    assert in_r(table, "cat(is.nan(x$total), x$measurement_concept_id %in% 3027018)") == (
        "FALSE FALSE TRUE FALSE"
    )


def test_a_databases_dates_are_dates() -> None:
    days = pd.DataFrame({"day": pd.Series(["2020-02-29", None], dtype="datetime64[s]")})
    assert in_r(days, "cat(class(x$day))") == "Date"
    assert from_r_frame(to_r_frame(days)).dtypes.astype(str).tolist() == ["datetime64[s]"]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_clinical_times_never_shift(zone: str) -> None:
    code = """
import datetime as dt, pyarrow as pa
from linkr_jupyter.r.conversion import from_r_frame, to_r_frame
from linkr_jupyter.r.session import session
times = [dt.datetime(2026, 3, 8, 2, 30), dt.datetime(2026, 10, 25, 2, 30)]
r = to_r_frame(pa.table({"t": times}))
session().ri.globalenv["x"] = r
back = from_r_frame(r)["t"].dt.to_pydatetime().tolist()
assert back == times, back
print(session().ri.evalr('paste(format(x$t), collapse = ",")')[0])
made = session().ri.evalr('data.frame(t = as.POSIXct("2026-07-01 10:00"))')
print(from_r_frame(made)["t"][0])
"""
    env = {**os.environ, "TZ": zone, "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == [
        "2026-03-08 02:30:00,2026-10-25 02:30:00", "2026-07-01 10:00:00",
    ]  # fmt: skip


def test_times_with_a_zone_keep_it() -> None:
    zoned = pd.DataFrame({"t": pd.to_datetime(["2026-07-01 10:00"]).tz_localize("Europe/Paris")})
    assert in_r(zoned, "cat(format(x$t, usetz = TRUE))") == "2026-07-01 10:00:00 CEST"
    assert str(from_r_frame(to_r_frame(zoned))["t"][0]) == "2026-07-01 10:00:00+02:00"


def test_what_r_makes_comes_back() -> None:
    found = from_code(
        'data.frame(n = c(1L, NA), b = c(TRUE, NA), t = c("é", NA), f = factor(c("b", "a")),'
        ' d = as.Date(c("2020-02-29", NA)), s = as.difftime(c(1.5, NA), units = "mins"))'
    )
    assert found["n"].tolist() == [1, pd.NA] and str(found["n"].dtype) == "Int64"
    assert found["b"].tolist() == [True, pd.NA]
    assert found["t"][0] == "é" and pd.isna(found["t"][1])
    assert found["f"].tolist() == ["b", "a"]
    assert found["d"][0] == pd.Timestamp("2020-02-29") and found["d"].isna()[1]
    assert found["s"][0] == pd.Timedelta(seconds=90)
    assert from_code("head(mtcars, 2)").index.tolist() == ["Mazda RX4", "Mazda RX4 Wag"]
    assert from_code("data.frame()").shape == (0, 0)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array([[1]]), "list"),
        (pa.array([{"a": 1}]), "struct"),
        (pa.array([b"x"]), "binary"),
        (pa.array([-(2**63)]), "64-bit"),
        (pa.array([2**63], pa.uint64()), "64-bit"),
        (pa.array(["a\0b"]), "NUL"),
    ],
)
def test_what_r_cannot_hold_is_named(column: pa.Array, kind: str) -> None:
    with pytest.raises(InvalidValueError, match="odd_id") as refused:
        to_r_frame(pa.table({"odd_id": column}))
    assert kind in str(refused.value) and "odd_id" in refused.value.text("fr")


def test_mixed_values_are_named() -> None:
    with pytest.raises(InvalidValueError, match="mixed"):
        to_r_frame(pd.DataFrame({"mixed": [1, "a"]}))
    with pytest.raises(InvalidValueError, match="cannot leave R"):
        from_code("data.frame(z = 1i)")


def test_every_table_of_the_demo_goes_and_comes_back(demo_cdm: Any) -> None:
    for name in demo_cdm.tables:
        rows = demo_cdm[name].limit(500).to_pyarrow()
        back = from_r_frame(to_r_frame(rows))
        assert list(back.columns) == rows.column_names and len(back) == rows.num_rows
        for column in rows.column_names:
            if pa.types.is_integer(rows[column].type):
                given = [None if pd.isna(v) else int(v) for v in back[column].tolist()]
                assert given == rows[column].to_pylist(), (name, column)


def test_real_ids_keep_every_digit(mimic_cdm: Any) -> None:
    rows = mimic_cdm.visit_occurrence.to_pyarrow()
    back = from_r_frame(to_r_frame(rows))
    for column in ("person_id", "visit_occurrence_id"):
        assert back[column].tolist() == rows[column].to_pylist()
        assert in_r(rows.select([column]), "cat(paste(x[[1]][1]))") == str(rows[column][0])
