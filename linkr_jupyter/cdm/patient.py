"""One person's record: a ``Cdm`` in memory that holds only the chosen person's rows.

Each table is fetched when it is first used, once per patient. ``patient.concept`` and the other
vocabulary tables hold the rows that the fetched tables refer to, so that
``patient.measurement.join(patient.concept, …)`` works on any source.
"""

from __future__ import annotations

import operator
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
_BY_CONCEPT = {
    "concept": "concept_id",
    "concept_ancestor": "descendant_concept_id",
    "concept_relationship": "concept_id_1",
    "concept_synonym": "concept_id",
    "drug_strength": "drug_concept_id",
}
_BY_ID = {
    "care_site": "care_site_id",
    "episode_event": "episode_id",
    "location": "location_id",
    "note_nlp": "note_id",
    "provider": "provider_id",
}
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
        self.cdm_version = source.cdm_version
        self.person_id = operator.index(person_id)
        self.visit = None if visit is None else operator.index(visit)
        if "person" in self and not self._fetched("person").num_rows:
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

    def _table(self, name: str) -> CdmTable:
        if name not in self._expressions:
            self._fetched(name)
            schema = self._source[name].schema()
            table = ops.DatabaseTable(name=name, schema=schema, source=self.backend)
            self._expressions[name] = CdmTable(table, name)
        return self._expressions[name]

    def _fetched(self, name: str) -> pa.Table:
        if name not in self._rows:
            self._show(name, self._fetch(name))
            if name not in _BY_CONCEPT:
                self._follow()
            elif name in {"concept_ancestor", "concept_relationship"} and "concept" in self._rows:
                self._show("concept", self._fetch("concept"))
        return self._rows[name]

    def _fetch(self, name: str) -> pa.Table:
        fetcher = self._source.fetcher
        if name in _BY_CONCEPT:
            return fetcher.kept_rows(name, _BY_CONCEPT[name], self._concept_ids())
        if name in _BY_ID:
            return fetcher.rows(name, _BY_ID[name], self._ids(_BY_ID[name]))
        if name in _WHOLE:
            return fetcher.whole(name)
        return fetcher.rows(name, "person_id", [self.person_id])

    def _show(self, name: str, rows: pa.Table) -> None:
        self._rows[name] = rows
        self.backend.con.register(name, rows)

    def _follow(self) -> None:
        """Bring the tables that others refer to up to date with what has been fetched."""
        for name in (*_BY_ID, *_BY_CONCEPT):
            if name in self._rows:
                self._show(name, self._fetch(name))

    def _ids(self, column: str) -> set[int]:
        """The ids in every fetched column of that name."""
        if column == "note_id":
            self._fetched_if_there("note")
        elif column == "episode_id":
            self._fetched_if_there("episode")
        found: set[int] = set()
        for name, rows in self._rows.items():
            if column in rows.column_names and name not in _BY_CONCEPT:
                found.update(pc.unique(rows[column]).to_pylist())
        return {i for i in found if i is not None}

    def _fetched_if_there(self, name: str) -> None:
        if name in self and name not in self._rows:
            self._show(name, self._fetch(name))

    def _concept_ids(self) -> set[int]:
        found: set[int | None] = set()
        for name, rows in list(self._rows.items()):
            if name in _WHOLE or name == "concept":
                continue
            for column in rows.column_names:
                if column.endswith("_concept_id") or column == "concept_id_2":
                    found.update(pc.unique(rows[column]).to_pylist())
        return {i for i in found if i is not None}

    def _find_visit(self) -> dict[str, Any] | None:
        if self.visit is None:
            return None
        rows: list[dict[str, Any]] = []
        if "visit_occurrence" in self:
            visits = self._fetched("visit_occurrence")
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
            column = self._fetched("observation_period")["observation_period_end_date"]
            ends = [value for value in column.to_pylist() if value is not None]
        return datetime.combine(max([start.date(), *ends]), _LAST_MOMENT)


def _held(name: str) -> bool:
    return omop_tables()[name].per_person or name in {*_BY_CONCEPT, *_BY_ID, *_WHOLE}


def _moment(row: dict[str, Any], prefix: str, at: time) -> datetime | None:
    """The datetime of a visit's bound; its date where the time is absent or midnight."""
    exact: datetime | None = row.get(f"{prefix}_datetime")
    if exact is not None and exact.time() != time.min:
        return exact
    day: date | None = row.get(f"{prefix}_date") or (exact.date() if exact else None)
    return None if day is None else datetime.combine(day, at)
