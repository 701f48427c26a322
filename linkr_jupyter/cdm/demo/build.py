"""``build_demo``: run the SQL of the generator, a group of persons at a time, into one file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import duckdb

from ..._version import __version__
from ...errors import InvalidValueError
from ..tables import omop_tables

Progress = Callable[[float, str], None]

MAXIMUM_PERSONS = 1_000_000
_GROUP = 500  # persons at a time: what bounds memory whatever the size of the hospital
_MEMORY = "800MB"
_TYPES = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "text": "VARCHAR",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}
# Identifiers start above 2^32, as in real databases, and go on from one group to the next.
_NUMBERED = {
    "measurement": "measurement_base",
    "drug_exposure": "drug_base",
    "condition_occurrence": "condition_base",
    "procedure_occurrence": "procedure_base",
    "device_exposure": "device_base",
    "specimen": "specimen_base",
    "observation": "observation_base",
    "note": "note_base",
    "drug_era": "drug_era_base",
    "condition_era": "condition_era_base",
}
_FOLDER = Path(__file__).parent


def build_demo(
    path: Path,
    *,
    persons: int = 1000,
    centre: int = 1,
    seed: int = 20261122,
    progress: Progress | None = None,
) -> Path:
    """Build the generated demo hospital as one DuckDB file, sorted by person and date.

    The same persons, centre and seed give the same content, whatever the number of threads.

    Parameters
    ----------
    path
        The file to write; replaced in one step when everything is ready.
    persons
        1 to 1,000,000.
    centre
        1, or 2 for the same kind of hospital with other local codes, labels and units.
    seed
        Any integer that 64 bits hold.
    progress
        Called with the fraction done (0 to 1) and an English sentence to translate.

    Raises
    ------
    InvalidValueError
        When persons, centre or seed is out of its range; nothing is written then.
    """
    _check("persons", persons, 1, MAXIMUM_PERSONS)
    _check("centre", centre, 1, 2)
    _check("seed", seed, -(2**63), 2**63 - 1)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        _write(part, persons, centre, seed, progress or (lambda fraction, message: None))
        part.replace(path)
    finally:
        for left in (part, part.with_name(f"{part.name}.wal")):
            left.unlink(missing_ok=True)
    return path


def demo_parameters(path: Path) -> dict[str, object] | None:
    """What a demo file was built with, or None where it is no demo file of ours.

    Examples
    --------
    >>> demo_parameters(Path("absent.duckdb")) is None
    True
    """
    if not path.is_file():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            rows = connection.execute(
                "SELECT name, value_as_number, value_as_string FROM metadata "
                "WHERE name LIKE 'linkr_demo_%'"
            ).fetchall()
    except duckdb.Error:
        return None
    found: dict[str, object] = {
        name.removeprefix("linkr_demo_"): text if number is None else int(number)
        for name, number, text in rows
    }
    return found or None


def _check(field: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InvalidValueError(
            "{name} is {value}, which is outside {low} to {high}.",
            "Give a whole number from {low} to {high}.",
            field=field,
            name=field,
            value=value,
            low=low,
            high=high,
        )


def _write(part: Path, persons: int, centre: int, seed: int, progress: Progress) -> None:
    part.unlink(missing_ok=True)
    spill = part.with_name(f"{part.name}.spill")
    with duckdb.connect(str(part)) as connection:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute(f"SET temp_directory = '{str(spill).replace(chr(39), chr(39) * 2)}'")
        variables = {
            "folder": str(_FOLDER),
            "version": __version__,
            "persons": persons,
            "centre": centre,
            "seed": seed,
        }
        _set(connection, variables)
        progress(0.0, "Writing the vocabulary")
        for statement in _definitions():
            connection.execute(statement)
        _run(connection, "0")
        groups = range(1, persons + 1, _GROUP)
        for number, first in enumerate(groups):
            _fill(connection, centre, first, min(first + _GROUP, persons + 1))
            progress((number + 1) / len(groups) * 0.98, "Writing the records of each person")
        connection.execute("CHECKPOINT")
    progress(1.0, "The demo hospital is ready")


def _fill(connection: duckdb.DuckDBPyConnection, centre: int, first: int, last: int) -> None:
    """Add the persons ``first`` to ``last - 1`` with all their records."""
    bases = {
        variable: centre * 10**10 + connection.table(table).count("*").fetchall()[0][0]
        for table, variable in _NUMBERED.items()
    }
    people = {
        "first": first,
        "last": last,
        "low_id": centre * 10**7 + first,
        "high_id": centre * 10**7 + last - 1,
    }
    _set(connection, bases | people)
    _run(connection, "[1-9]")


def _run(connection: duckdb.DuckDBPyConnection, begins: str) -> None:
    """Run the SQL files whose names begin so, in the order of their numbers."""
    for file in sorted((_FOLDER / "sql").glob(f"{begins}*.sql")):
        connection.execute(file.read_text(encoding="utf-8"))


def _set(connection: duckdb.DuckDBPyConnection, variables: Mapping[str, object]) -> None:
    for name, value in variables.items():
        literal = "'" + value.replace("'", "''") + "'" if isinstance(value, str) else f"{value}"
        connection.execute(f"SET VARIABLE {name} = {literal}")


def _definitions() -> Iterator[str]:
    """``CREATE TABLE`` of every table of CDM 5.4."""
    for table in omop_tables().values():
        columns = [table.columns[name] for name in table.ordered("5.4")]
        if columns:
            body = ", ".join(f'"{c.name}" {_TYPES[c.type]}' for c in columns)
            yield f'CREATE TABLE "{table.name}" ({body})'
