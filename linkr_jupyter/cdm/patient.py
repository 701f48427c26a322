"""One person's record: a ``Cdm`` in memory that holds only the chosen person's rows.

Each table is fetched when it is first used, once per patient. ``patient.concept`` and the other
vocabulary tables hold the rows that the fetched tables refer to, so that
``patient.measurement.join(patient.concept, …)`` works on any source.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import ibis.expr.operations as ops
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import NotFoundError
from .connection import Cdm
from .fetching import Fetcher
from .table import CdmTable
from .tables import omop_tables

# Tables without person_id that a record refers to, and the column by which.
# Each after those that may refer to it.
_BY_ID = {
    "episode_event": "episode_id",
    "note_nlp": "note_id",
    "provider": "provider_id",
    "care_site": "care_site_id",
    "location": "location_id",
}
_BY_CONCEPT = {
    "concept_ancestor": "descendant_concept_id",
    "concept_relationship": "concept_id_1",
    "concept_synonym": "concept_id",
    "drug_strength": "drug_concept_id",
    "concept": "concept_id",
}
_NEEDS = {"episode_event": ("episode",), "note_nlp": ("note",)}
_WHOLE = ("cdm_source", "concept_class", "domain", "relationship", "vocabulary")
_LAST_MOMENT = time(23, 59, 59, 999999)


class Patient(Cdm):
    """The rows of one person.

    Attributes
    ----------
    person_id : int
        Whose rows these are.
    visit : int or None
        The chosen ``visit_occurrence_id``. The tables hold every visit; a cell that wants one
        filters by ``patient.visit`` or ``patient.window``.
    """

    def __init__(self, source: Cdm, person_id: int, *, visit: int | None = None) -> None:
        held = {name: source._sources[name] for name in source.tables if _held(name)}
        super().__init__(source.name, source.fetcher.memory.place(), held)
        self._source = source
        self._rows: dict[str, pa.Table] = {}
        self._found_by: dict[str, set[int]] = {}
        self._distinct: dict[tuple[str, str], tuple[pa.Table, set[int]]] = {}
        self.cdm_version = source.cdm_version
        self.person_id = operator.index(person_id)
        self.visit = None if visit is None else operator.index(visit)
        if "person" in self and not self.rows("person").num_rows:
            raise NotFoundError(
                "This source has no such person.",
                "Choose a person from the list.",
                field="person_id",
            )
        self._visit_row = self._find_visit()

    def __repr__(self) -> str:
        return f"<Patient: OMOP {self.cdm_version}>"

    @property
    def window(self) -> tuple[datetime, datetime] | None:
        """Start and end of the chosen visit, or None when no visit is chosen.

        A visit known by its dates only runs from the first moment of its first day to the last
        moment of its last day.
        """
        row = self._visit_row
        if row is None:
            return None
        start = _moment(row, "visit_start", time.min)
        if start is None:
            return None
        end = _moment(row, "visit_end", _LAST_MOMENT) or self._last_moment(start)
        return start, max(start, end)

    @property
    def generated(self) -> bool:
        """Whether the source says that LinkR generated its data."""
        return self._source.generated

    @property
    def fetcher(self) -> Fetcher:
        """The fetcher of the source: names of concepts come from its whole vocabulary."""
        return self._source.fetcher

    def patient(self, person_id: int, *, visit: int | None = None) -> Patient:
        """Another patient of the same source."""
        return self._source.patient(person_id, visit=visit)

    def rows(self, name: str) -> pa.Table:
        """The rows of a table as Arrow, without a query.

        Raises
        ------
        MissingTableError
            When the source has no such table.
        """
        self.fetch([name])
        return self._rows[name]

    def fetch(self, names: Iterable[str]) -> None:
        """Fetch several tables at once: what they refer to is then looked up only once.

        Raises
        ------
        MissingTableError
            When the source has none of that name.
        """
        wanted = {name for name in names if name not in self._rows}
        for name in wanted:
            if name not in self:
                raise self._missing(name)
        wanted |= {needed for name in wanted for needed in _NEEDS.get(name, ()) if needed in self}
        for name in sorted(wanted - self._rows.keys(), key=_turn):
            ids = self._wanted_ids(name)
            self._show(name, self._fetch(name, ids), ids)
        if wanted:
            self._follow()

    def _table(self, name: str) -> CdmTable:
        if name not in self._expressions:
            self.fetch([name])
            schema = self._source[name].schema()
            table = ops.DatabaseTable(name=name, schema=schema, source=self.backend)
            self._expressions[name] = CdmTable(table, name)
        return self._expressions[name]

    def _fetch(self, name: str, ids: set[int]) -> pa.Table:
        fetcher = self._source.fetcher
        if name in _WHOLE:
            return fetcher.whole(name)
        if name in _BY_CONCEPT:
            return fetcher.kept_rows(name, _BY_CONCEPT[name], ids)
        return fetcher.rows(name, _BY_ID.get(name, "person_id"), ids)

    def _show(self, name: str, rows: pa.Table, ids: set[int]) -> None:
        self._rows[name], self._found_by[name] = rows, ids
        self.backend.con.register(name, rows)

    def _follow(self) -> None:
        """Bring the tables that others refer to up to date with what has been fetched."""
        for name in (*_BY_ID, *_BY_CONCEPT):
            if name in self._rows:
                ids = self._wanted_ids(name)
                if ids != self._found_by[name]:
                    self._show(name, self._fetch(name, ids), ids)

    def _wanted_ids(self, name: str) -> set[int]:
        """The ids by which the rows of a table are found."""
        if name in _BY_CONCEPT:
            return self._concept_ids(with_vocabulary=name == "concept")
        if name in _BY_ID:
            return self._ids(_BY_ID[name])
        return {self.person_id}

    def _ids(self, column: str) -> set[int]:
        """The ids in every fetched column of that name, but for the table they are to find."""
        target = next(name for name, key in _BY_ID.items() if key == column)
        return self._unique(
            (name, column)
            for name, rows in self._rows.items()
            if column in rows.column_names and name != target
        )

    def _concept_ids(self, *, with_vocabulary: bool) -> set[int]:
        """The concepts of the record; for names, also those that its vocabulary rows mention."""
        skipped = {*_WHOLE, "concept", *(() if with_vocabulary else _BY_CONCEPT)}
        return self._unique(
            (name, column)
            for name, rows in self._rows.items()
            if name not in skipped
            for column in rows.column_names
            if column.endswith("_concept_id") or column in {"concept_id_1", "concept_id_2"}
        )

    def _unique(self, columns: Iterable[tuple[str, str]]) -> set[int]:
        """The distinct ids of some fetched columns, each worked out once for the same rows."""
        found: set[int] = set()
        for name, column in columns:
            rows = self._rows[name]
            known = self._distinct.get((name, column))
            if known is None or known[0] is not rows:
                known = rows, {i for i in pc.unique(rows[column]).to_pylist() if i is not None}
                self._distinct[name, column] = known
            found |= known[1]
        return found

    def _find_visit(self) -> dict[str, Any] | None:
        if self.visit is None:
            return None
        rows: list[dict[str, Any]] = []
        if "visit_occurrence" in self:
            visits = self.rows("visit_occurrence")
            rows = visits.filter(pc.field("visit_occurrence_id") == self.visit).to_pylist()
        if not rows:
            raise NotFoundError(
                "This person has no such visit.",
                "Choose a visit from the list, or none.",
                field="visit",
            )
        return rows[0]

    def _last_moment(self, start: datetime) -> datetime:
        """End of a visit without an end: that of the observation period, else of its first day."""
        ends: list[date] = []
        if "observation_period" in self and self.has(
            "observation_period", "observation_period_end_date"
        ):
            column = self.rows("observation_period")["observation_period_end_date"]
            ends = [value for value in column.to_pylist() if value is not None]
        return datetime.combine(max([start.date(), *ends]), _LAST_MOMENT)


def _turn(name: str) -> tuple[int, str]:
    """Where a table stands in a fetch: after those that may refer to it."""
    followers = (*_BY_ID, *_BY_CONCEPT)
    return (followers.index(name) + 1 if name in followers else 0), name


def _held(name: str) -> bool:
    return omop_tables()[name].per_person or name in {*_BY_CONCEPT, *_BY_ID, *_WHOLE}


def _moment(row: dict[str, Any], prefix: str, at: time) -> datetime | None:
    """The datetime of a visit's bound; its date where the time is absent or midnight."""
    exact: datetime | None = row.get(f"{prefix}_datetime")
    if exact is not None and exact.time() != time.min:
        return exact
    day: date | None = row.get(f"{prefix}_date") or (exact.date() if exact else None)
    return None if day is None else datetime.combine(day, at)
