"""DuckDB as LinkR opens it: read-only, closed to files and network, its settings locked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb
from ibis.backends.duckdb import Backend

from ..errors import SourceError
from .folders import spill_folder

_MOST_MEMORY = 4 * 2**30
_CLOSED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}


class DuckDB(Backend):  # type: ignore[misc]  # Ibis has no types
    """Ibis' DuckDB over a connection whose settings are already made, and perhaps locked."""

    @classmethod
    def over(cls, con: duckdb.DuckDBPyConnection) -> DuckDB:
        """Wrap a connection without changing a setting."""
        backend = cls()
        backend._can_reconnect = False
        backend.con = con
        backend._record_batch_readers_consumed = {}
        return backend


def memory_settings() -> dict[str, Any]:
    """Limits of memory and of temporary disk.

    The defaults of DuckDB (80 % of the machine's memory, 90 % of its disk) are meant for one user.
    ``LINKR_MEMORY_LIMIT`` and ``LINKR_TEMP_LIMIT`` (such as ``8GB``) replace ours.
    """
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    memory = f"{min(half, _MOST_MEMORY) // 2**20}MiB"
    return {
        "memory_limit": os.environ.get("LINKR_MEMORY_LIMIT", memory),
        "max_temp_directory_size": os.environ.get("LINKR_TEMP_LIMIT", "20GB"),
        "temp_directory": str(spill_folder()),
    }


def open_duckdb(path: Path) -> DuckDB:
    """Open a DuckDB file that nothing can write to, or leave, through this connection.

    Raises
    ------
    SourceError
        When the file is no DuckDB database, is newer than this DuckDB, or is open for writing.
    """
    settings: dict[str, Any] = {**_CLOSED, **memory_settings()}
    try:
        con = duckdb.connect(str(path), read_only=True, config=settings)
        _lock(con)
    except duckdb.Error as error:
        raise _refusal(path, error) from error
    return DuckDB.over(con)


class Memory:
    """A database in memory, closed to files, where every patient of a source gets a place.

    A place is a connection of its own. What it registers is temporary and so seen by it alone;
    to open one costs a thousandth of opening a database. One thread: the rows of one patient are
    too few to share out, and stay in the order that they came in.
    """

    def __init__(self) -> None:
        self._con = duckdb.connect(":memory:", config={**_CLOSED, "threads": "1"})
        _lock(self._con)

    def place(self) -> DuckDB:
        """An empty place."""
        return DuckDB.over(self._con.cursor())


def _lock(con: duckdb.DuckDBPyConnection) -> None:
    # A second connection of this process finds the settings made and locked.
    locked = con.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked and not locked[0]:
        con.execute("SET GLOBAL TimeZone='UTC'")
        con.execute("SET GLOBAL lock_configuration=true")


def _refusal(path: Path, error: duckdb.Error) -> SourceError:
    text = str(error)
    if "different configuration" in text or "Conflicting lock" in text or "lock on file" in text:
        return SourceError(
            "{file} is open for writing elsewhere.",
            "Close the other connection, or wait until it has finished, then connect again.",
            field="location",
            file=path.name,
        )
    if "version" in text and "storage" in text.lower():
        return SourceError(
            "{file} was written by a version of DuckDB that this one ({version}) cannot read.",
            "Export its tables to Parquet with the program that wrote it, and connect the folder.",
            field="location",
            file=path.name,
            version=duckdb.__version__,
        )
    return SourceError(
        "{file} cannot be opened as a DuckDB database: {reason}",
        "Check that the file is complete and that you may read it.",
        field="location",
        file=path.name,
        reason=text.splitlines()[0],
    )
