"""What a source holds, and what is wrong with it: counted in the database, never row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..locale import translate, translate_count
from .catalogue import header_row, holds_its_header
from .check_rules import TABLE_RULES, Finding, count_rows
from .check_words import COUNTED, SENTENCES
from .connection import Cdm, connect
from .copies import Progress
from .loading import NOTES_TABLE, unreadable
from .tables import omop_tables

# Written by analyses into the source; a source without them lacks nothing.
_RESULTS = {"cohort", "cohort_definition", "cohort_attribute", "attribute_definition"}
# Without these, parts of LinkR have nothing to show.
_CORE = (
    "concept",
    "concept_ancestor",
    "condition_occurrence",
    "drug_exposure",
    "measurement",
    "observation",
    "observation_period",
    "person",
    "procedure_occurrence",
    "visit_occurrence",
)


@dataclass(frozen=True)
class Problem:
    """One kind of defect, in one column of one table, and how often."""

    code: str
    table: str
    column: str
    count: int

    def text(self, language: str = "en") -> str:
        """The problem in a sentence of the reader's language."""
        place = {"table": self.table, "column": self.column}
        if self.code in COUNTED:
            one, several = COUNTED[self.code]
            return translate_count(one, several, self.count, language, **place)
        return translate(SENTENCES[self.code], language, **place)


@dataclass(frozen=True)
class SourceCheck:
    """Tables with their rows, tables that are missing, and problems."""

    cdm_version: str
    tables: dict[str, int]
    missing: list[str]
    problems: list[Problem] = field(default_factory=list)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """The JSON object of ``source check --json`` and of the panel; messages in ``language``."""
        return {
            "cdm_version": self.cdm_version,
            "tables": self.tables,
            "missing": self.missing,
            "problems": [
                {
                    "code": problem.code,
                    "table": problem.table,
                    "column": problem.column,
                    "count": problem.count,
                    "message": problem.text(language),
                }
                for problem in self.problems
            ],
        }


def check_source(
    location: str | Path,
    *,
    schema: str | None = None,
    copying: Progress | None = None,
    progress: Progress | None = None,
) -> SourceCheck:
    """Check the data at a location.

    Parameters
    ----------
    location, schema
        As for :func:`connect`.
    copying
        Called with the name of each table while a folder is copied (the first time only).
    progress
        Called with the name of each table before it is checked.

    Raises
    ------
    SourceError
        When the location cannot be opened or is no OMOP data.
    """
    with connect(location, schema=schema, progress=copying) as cdm:
        return check_cdm(cdm, progress)


def check_cdm(cdm: Cdm, progress: Progress | None = None) -> SourceCheck:
    """Check an open source."""
    say: Callable[[str], None] = progress or (lambda _: None)
    wanted = {
        table.name
        for table in omop_tables().values()
        if table.ordered(cdm.cdm_version) and table.name not in _RESULTS
    }
    missing = sorted(wanted - set(cdm.tables))
    problems = [Problem("missing_table", name, "", 1) for name in missing if name in _CORE]
    problems += [*_import_notes(cdm), *_role_problems(cdm)]
    tables = {}
    for name in cdm.tables:
        say(name)
        found = list(_check_table(cdm, name))
        tables[name] = sum(finding.count for finding in found if finding.code == "rows")
        problems += [Problem(f.code, name, f.column, f.count) for f in found if f.code != "rows"]
    return SourceCheck(cdm.cdm_version, tables, missing, problems)


def _check_table(cdm: Cdm, name: str) -> Iterable[Finding]:
    """The number of rows, then every finding; a table that cannot be read is a finding too."""
    try:
        rows = count_rows(cdm, name)
        yield Finding("rows", "", rows)
        yield from _as_stored(cdm, name)
        if rows:
            for rule in TABLE_RULES:
                yield from (found for found in rule(cdm, name) if found.count)
    except Exception as error:  # drivers raise errors of their own, which nobody can list
        yield Finding("unreadable_table", (str(error).splitlines() or [""])[0][:200], 1)


def _as_stored(cdm: Cdm, name: str) -> Iterable[Finding]:
    """What the spelling of the source costs: values lost, headers stored as data."""
    source = cdm._sources[name]
    if source.has_omop_columns and holds_its_header(source.raw(cdm.backend), name):
        yield Finding("header_as_data", "", 1)
        return
    if not source.has_omop_columns:
        named = header_row(source.raw(cdm.backend), name)
        yield Finding("not_omop" if named is None else "header_as_data", "", 1)
        return
    counts = unreadable(source.raw(cdm.backend), name)
    if counts and cdm.backend.name == "duckdb":
        found = source.raw(cdm.backend).aggregate(**counts).to_pyarrow().to_pylist()[0]
        yield from (Finding("unreadable_value", c, n) for c, n in found.items() if n)


def _import_notes(cdm: Cdm) -> list[Problem]:
    """What the copy of a folder could not keep."""
    if cdm.backend.name != "duckdb" or NOTES_TABLE not in cdm.backend.list_tables():
        return []
    rows = cdm.backend.table(NOTES_TABLE).order_by(["table_name", "column_name"]).to_pyarrow()
    return [
        Problem(row["code"], row["table_name"], row["column_name"], row["n"])
        for row in rows.to_pylist()
    ]


def _role_problems(cdm: Cdm) -> list[Problem]:
    """Whether a server would let this role write, were the session not read-only."""
    if cdm.backend.name != "postgres" or "person" not in cdm:
        return []
    source = cdm._sources["person"]
    parts = (source.schema or "public", source.native)
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in parts)
    with cdm.backend.con.cursor() as cursor, cdm.backend.con.transaction():
        row = cursor.execute(
            "SELECT has_table_privilege(%s, 'INSERT, UPDATE, DELETE')", (quoted,)
        ).fetchone()
    return [Problem("role_can_write", "person", "", 1)] if row and row[0] else []
