"""Fill a new DuckDB file with the tables of a source, in OMOP's names and types."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions as sge

from ..errors import SourceError
from .catalogue import holds_its_header
from .duckdb_backend import DuckDB, memory_settings
from .files import Header, TableFiles, read_header, refuse_cut_gzip
from .normalise import clean_name, convert, from_text, normalise
from .tables import column_type, omop_tables

NOTES_TABLE = "linkr_import"
_NULL_TEXTS = ["", "\\N", "NULL"]
# How a text file is read: its encoding, and whether rows may lack fields.
_READINGS = {
    "": ("utf-8", False),
    "ragged_rows": ("utf-8", True),
    "encoding": ("latin-1", True),
}
_READ_TEXT = """
    CREATE TABLE linkr_next AS SELECT * FROM read_csv(
        ?, header = ?, delim = ?, columns = ?, nullstr = ?, quote = '"', escape = '"',
        auto_detect = false, encoding = ?, null_padding = ?, parallel = ?, strict_mode = ?)
"""


@dataclass(frozen=True)
class Note:
    """Something that a copy could not keep, for the check of the source."""

    table: str
    column: str
    code: str
    count: int


class Loader:
    """Writes tables into a new DuckDB file; ``finish`` stores the notes."""

    def __init__(self, path: Path) -> None:
        self.con = duckdb.connect(str(path), config=memory_settings())
        self.con.execute("SET GLOBAL TimeZone='UTC'")
        self.backend = DuckDB.over(self.con)
        self.tables: list[str] = []
        self.notes: list[Note] = []

    def load_files(self, files: TableFiles) -> None:
        """Read the files of one table, or say in plain words which file is wrong."""
        for path in files.unused:
            self.notes.append(Note(files.table, path.name, "file_not_used", 1))
        if files.format == "parquet":
            self._view_parquet(files)
        else:
            self._stage_text(files)
        try:
            self.store_staged(files.table)
        except duckdb.Error as error:
            raise _broken(files, error) from error

    def stage(self, rows: pa.Table, *, more: bool = False) -> None:
        """Put Arrow rows where ``store_staged`` finds them."""
        self.con.register("linkr_next", rows)
        if more:
            self.con.execute("INSERT INTO linkr_staged SELECT * FROM linkr_next")
        else:
            self.con.execute("CREATE TABLE linkr_staged AS SELECT * FROM linkr_next")
            self.con.execute("CREATE VIEW linkr_raw AS SELECT * FROM linkr_staged")
        self.con.unregister("linkr_next")

    def store_staged(self, table: str) -> None:
        """Normalise what is staged, write it sorted, and clear the stage."""
        self._store(table)
        self.con.execute("DROP VIEW linkr_raw")
        self.con.execute("DROP TABLE IF EXISTS linkr_staged")

    def _store(self, table: str) -> None:
        raw = self.backend.table("linkr_raw")
        names = {clean_name(name) for name in raw.columns}
        if not names & set(omop_tables()[table].columns):
            self.notes.append(Note(table, "", "not_omop", 1))
            return
        if self.con.execute("SELECT 1 FROM linkr_raw LIMIT 1").fetchone():
            if holds_its_header(raw, table):
                self.notes.append(Note(table, "", "header_as_data", 1))
                raw = raw.limit(0)
            self._note_unreadable(table, raw)
        ordered = normalise(raw, table, lenient=True)
        keys = sort_columns(table, names)
        if keys:
            ordered = ordered.order_by(keys)
        target = sge.Create(
            this=sge.to_identifier(table, quoted=True),
            kind="TABLE",
            expression=self.backend.compiler.to_sqlglot(ordered),
        )
        self.con.execute(target.sql("duckdb"))
        self.tables.append(table)

    def finish(self) -> None:
        """Store the notes and write everything to the file."""
        self.con.execute(
            f"CREATE TABLE {NOTES_TABLE} "
            "(table_name VARCHAR, column_name VARCHAR, code VARCHAR, n BIGINT)"
        )
        if self.notes:
            rows = [list(astuple(note)) for note in self.notes]
            self.con.executemany(f"INSERT INTO {NOTES_TABLE} VALUES (?, ?, ?, ?)", rows)  # noqa: S608
        self.con.execute("CHECKPOINT")

    def close(self) -> None:
        """Close the file."""
        self.con.close()

    def _view_parquet(self, files: TableFiles) -> None:
        paths = [str(path) for path in files.paths]
        try:
            relation = self.con.read_parquet(paths, union_by_name=True, hive_partitioning=False)
            relation.create_view("linkr_raw")
        except duckdb.Error as error:
            raise _broken(files, error) from error

    def _stage_text(self, files: TableFiles) -> None:
        """Read text files as text, then convert: no guess from the first rows can be wrong."""
        for position, path in enumerate(files.paths):
            header = read_header(path, files.table)
            if not header.present:
                self.notes.append(Note(files.table, path.name, "no_header", 1))
            self._read_text(files, path, header)
            if position == 0:
                self.con.execute("ALTER TABLE linkr_next RENAME TO linkr_staged")
            else:
                self.con.execute("INSERT INTO linkr_staged BY NAME SELECT * FROM linkr_next")
                self.con.execute("DROP TABLE linkr_next")
        self.con.execute("CREATE VIEW linkr_raw AS SELECT * FROM linkr_staged")

    def _read_text(self, files: TableFiles, path: Path, header: Header) -> None:
        """Fill ``linkr_next``: strictly, else as ragged rows, else in the Latin-1 encoding."""
        refuse_cut_gzip(path)
        columns = dict.fromkeys(header.names, "VARCHAR")
        given = [str(path), header.present, header.delimiter, columns, _NULL_TEXTS]
        first: duckdb.Error | None = None
        for code, (encoding, ragged) in _READINGS.items():
            try:
                self.con.execute(_READ_TEXT, [*given, encoding, ragged, not ragged, not ragged])
            except duckdb.Error as error:
                first = first or error
                continue
            if code:
                self.notes.append(Note(files.table, path.name, code, 1))
            return
        raise _broken(files, first or duckdb.Error(), path)

    def _note_unreadable(self, table: str, raw: ir.Table) -> None:
        counts = unreadable(raw, table)
        if counts:
            found = self.backend.to_pyarrow(raw.aggregate(**counts)).to_pylist()[0]
            self.notes += [Note(table, c, "unreadable_value", n) for c, n in found.items() if n]


def unreadable(raw: ir.Table, table: str) -> dict[str, ir.IntegerScalar]:
    """For each column read from text, the number of values that do not fit its OMOP type."""
    counts = {}
    for spelled in raw.columns:
        name = clean_name(spelled)
        kind = column_type(table, name)
        if from_text(raw[spelled].type(), kind):
            given = raw[spelled].cast("string").strip().nullif("").notnull()
            lost = convert(raw[spelled], kind, lenient=True).isnull()
            counts[name] = (given & lost).sum().fill_null(0)
    return counts


def sort_columns(table: str, present: set[str]) -> list[ir.Deferred]:
    """The order in which a copy stores a table: person and date, or its key."""
    defined = omop_tables()[table]
    wanted = (
        ["person_id", defined.start_date] if defined.per_person else [next(iter(defined.columns))]
    )
    return [ibis._[name] for name in wanted if name and name in present]


def _broken(files: TableFiles, error: Exception, path: Path | None = None) -> SourceError:
    lines = str(error).splitlines() or [type(error).__name__]
    return SourceError(
        "The file {file} of the table {table} cannot be read: {reason}",
        "Copy the file again; it may be cut short or damaged.",
        field="location",
        file=(path or files.paths[0]).name,
        table=files.table,
        reason=lines[0],
    )
