"""The same hospital in DuckDB and in a local Spark session gives the same numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import linkr_jupyter as linkr
from linkr_jupyter.cdm import Cdm
from linkr_jupyter.cohorts import Roster, everyone
from linkr_jupyter.errors import SourceError
from linkr_jupyter.plugins import get_plugin, render, validated

# Spark's own Python leaves the sockets by which it collects rows to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
BIG = 2**53 + 1  # a float rounds it


@pytest.fixture(scope="module")
def hospitals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cdm, Cdm]]:
    """A demo hospital of 20 persons: in DuckDB, and as Parquet files that Spark reads."""
    from linkr_jupyter.cdm.demo import build_demo

    folder = tmp_path_factory.mktemp("spark")
    file = build_demo(folder / "demo.duckdb", persons=20)
    with duckdb.connect(str(file), read_only=True) as con:
        for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            con.execute(f"COPY {name} TO '{folder}/{name}.parquet'")
    address = f"spark://{folder}?spark.master=local[1]&spark.sql.shuffle.partitions=1"
    with linkr.connect(file) as duck, linkr.connect(address) as spark:
        yield duck, spark


def kinds(cdm: Cdm, table: str) -> dict[str, str]:
    """Types by column; engines say in their own way how fine a timestamp is."""
    return {name: str(kind).split("(")[0] for name, kind in cdm[table].schema().items()}


def ran(cdm: Cdm, plugin_id: str, *, patient: bool = False) -> dict[str, Any]:
    """The names that the cell of a plugin makes, run with its defaults."""
    plugin = get_plugin(plugin_id)
    source = render(plugin, validated(plugin, plugin.defaults()))
    code = "\n".join(line for line in source.splitlines() if not line.startswith("%%"))
    names: dict[str, Any] = {"cdm": cdm, "cohort": everyone(cdm)}
    if patient:
        names["patient"] = cdm.patient(Roster(cdm).person_at(0))
    *statements, last = ast.parse(code).body
    exec(compile(ast.Module(statements, []), plugin_id, "exec"), names)  # noqa: S102
    assert isinstance(last, ast.Expr)
    names["shown"] = eval(compile(ast.Expression(last.value), plugin_id, "eval"), names)  # noqa: S307
    return names


def test_tables_have_the_same_types_and_rows(hospitals: tuple[Cdm, Cdm]) -> None:
    duck, spark = hospitals
    assert spark.tables == duck.tables
    assert spark.generated
    assert "spark://" not in repr(spark)
    for name in ("person", "measurement", "visit_occurrence"):
        assert kinds(spark, name) == kinds(duck, name)
        assert spark[name].count().execute() == duck[name].count().execute()


def test_ids_beside_a_null_are_exact(hospitals: tuple[Cdm, Cdm]) -> None:
    _, spark = hospitals
    rows = spark.backend.sql(f"SELECT CAST({BIG} AS BIGINT) AS id UNION ALL SELECT NULL")
    rows = rows.order_by(rows.id.isnull())
    assert rows.to_pyarrow()["id"].to_pylist() == [BIG, None]
    assert int(rows.execute()["id"].iloc[0]) == BIG


def test_a_patient_is_the_same(hospitals: tuple[Cdm, Cdm]) -> None:
    rosters = [Roster(cdm) for cdm in hospitals]
    person = rosters[0].person_at(3)
    assert rosters[1].person_at(3) == person
    assert rosters[1].summary(person) == rosters[0].summary(person)
    duck, spark = (cdm.patient(person) for cdm in hospitals)
    for name in ("measurement", "drug_exposure", "concept"):
        first, second = (patient[name].to_pyarrow() for patient in (duck, spark))
        key = [(first.column_names[0], "ascending")]
        assert second.sort_by(key).equals(first.sort_by(key)), name


@pytest.mark.parametrize("plugin", ["patient_timeline", "data_table"])
def test_plugins_about_one_patient_say_the_same(hospitals: tuple[Cdm, Cdm], plugin: str) -> None:
    duck, spark = (ran(cdm, plugin, patient=True) for cdm in hospitals)
    first, second = (each["shown"]._repr_mimebundle_() for each in (duck, spark))
    assert second["text/plain"] == first["text/plain"]
    if plugin == "patient_timeline":
        assert spark["record"].reading == duck["record"].reading
        assert "events from" in duck["record"].reading
    else:
        assert second["text/html"] == first["text/html"]


@pytest.mark.parametrize("plugin", ["admissions_demographics", "distributions_outliers"])
def test_aggregated_plugins_give_the_same_numbers(hospitals: tuple[Cdm, Cdm], plugin: str) -> None:
    import pandas as pd

    duck, spark = (ran(cdm, plugin) for cdm in hospitals)
    for name in ("summary", "counts"):
        first, second = (
            each[name].execute() if hasattr(each[name], "execute") else each[name]
            for each in (duck, spark)
        )
        # Means are sums of floats, whose order an engine chooses.
        pd.testing.assert_frame_equal(second, first, check_dtype=False, rtol=1e-9)


def test_a_folder_without_parquet_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "person.csv").write_text("person_id\n1\n")
    with pytest.raises(SourceError, match="Spark reads Parquet files") as refusal:
        linkr.connect(f"spark://{tmp_path}")
    assert "Spark lit" in refusal.value.text("fr")
    with pytest.raises(SourceError, match="no folder"):
        linkr.connect(f"spark://{tmp_path}/nowhere")
