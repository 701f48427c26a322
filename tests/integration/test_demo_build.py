"""Building the demo hospital: repeatable, in one step, and refused when it makes no sense."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from linkr_jupyter.cdm.demo import build, build_demo, demo_parameters
from linkr_jupyter.errors import InvalidValueError


def checksums(file: Path) -> dict[str, tuple[int, int]]:
    """Rows and content of every table, whatever the order of the rows."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
        return {
            table: connection.execute(
                f'SELECT count(*), sum(hash(t)::HUGEINT) FROM (FROM "{table}") t'  # noqa: S608
            ).fetchone()
            for (table,) in tables
        }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo(tmp_path_factory.mktemp("first") / "demo.duckdb", persons=60)


def test_same_seed_same_content(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with less memory, one thread and other groups of persons."""
    monkeypatch.setattr(build, "_GROUP", 25)
    monkeypatch.setattr(build, "_MEMORY", "400MB' ; SET threads = '1")
    again = build_demo(tmp_path / "again.duckdb", persons=60)
    assert checksums(again) == checksums(first)


def test_other_seed_other_content(first: Path, tmp_path: Path) -> None:
    other = checksums(build_demo(tmp_path / "other.duckdb", persons=60, seed=-1))
    same = {name for name, sums in checksums(first).items() if sums == other[name] and sums[0]}
    assert not same & {"person", "visit_occurrence", "measurement", "drug_exposure", "note"}
    assert {"concept", "concept_ancestor", "drug_strength", "care_site"} <= same


def test_fewer_persons_are_the_same_persons(first: Path, tmp_path: Path) -> None:
    fewer = build_demo(tmp_path / "fewer.duckdb", persons=20)
    query = "SELECT * FROM visit_occurrence WHERE person_id <= 10000020 ORDER BY ALL"
    with duckdb.connect(str(first)) as many, duckdb.connect(str(fewer)) as few:
        assert many.execute(query).fetchall() == few.execute(query).fetchall()


def test_second_centre_has_its_own_codes_and_units(tmp_path: Path) -> None:
    file = build_demo(tmp_path / "two.duckdb", persons=60, centre=2)
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute("""
            SELECT measurement_source_value, unit_source_value, measurement_concept_id = 0,
                   median(value_as_number), min(measurement_source_concept_id)
            FROM measurement WHERE measurement_source_value IN ('Créat. sang', 'Glycémie', 'PAS NI')
              AND unit_source_value IS NOT NULL GROUP BY ALL ORDER BY 1""").fetchall()
        unmapped = connection.execute(
            "SELECT avg((measurement_concept_id = 0)::INT) FROM measurement"
        ).fetchone()
        languages = connection.execute("SELECT DISTINCT language_concept_id FROM note").fetchall()
    creatinine, glucose, systolic = rows
    assert creatinine[1:3] == ("µmol/L", False)
    assert 50 < creatinine[3] < 150
    assert glucose[1:3] == ("mmol/L", False)
    assert 4 < glucose[3] < 10
    assert systolic[2] is True
    assert min(row[4] for row in rows) > 2_000_000_000
    assert unmapped and 0.2 < unmapped[0] < 0.6
    assert languages == [(4180190,)]


@pytest.mark.parametrize(
    "wrong",
    [{"persons": 0}, {"persons": -5}, {"persons": 1_000_001}, {"persons": True}, {"centre": 3},
     {"seed": 2**64}],
)  # fmt: skip
def test_nonsense_is_refused_and_nothing_written(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidValueError) as caught:
        build_demo(tmp_path / "demo.duckdb", **wrong)
    (name,) = wrong
    assert caught.value.field == name
    assert name in caught.value.text("fr")
    assert not list(tmp_path.iterdir())


def test_a_failed_build_leaves_the_old_file(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "demo.duckdb"
    file.write_bytes(first.read_bytes())
    before = file.read_bytes()

    def stop(fraction: float, message: str) -> None:
        if fraction:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_demo(file, persons=5, progress=stop)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["demo.duckdb"]


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    build_demo(
        tmp_path / "a b'c.duckdb", persons=3, progress=lambda part, text: told.append((part, text))
    )
    assert [part for part, _ in told] == sorted(part for part, _ in told)
    assert (told[0][0], told[-1][0]) == (0.0, 1.0)


def test_the_file_says_what_it_is(first: Path, tmp_path: Path) -> None:
    found = demo_parameters(first)
    assert found is not None
    assert {"persons": 60, "centre": 1, "seed": 20261122}.items() <= found.items()
    with duckdb.connect(str(first), read_only=True) as connection:
        source = connection.execute(
            "SELECT cdm_source_name, cdm_source_abbreviation, cdm_version FROM cdm_source"
        ).fetchall()
    assert source == [("LinkR demo hospital (generated)", "LINKR-DEMO", "v5.4")]
    other = tmp_path / "other.duckdb"
    other.write_text("no database")
    assert demo_parameters(other) is None
