"""The list of a cohort's persons as a patient bar walks through it: positions, search, summaries.

Person ids are pulled once, as one sorted array (8 MB for a million persons); everything else is
asked for the few persons shown.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from ..cdm.connection import Cdm
from ..concepts import concept_names
from ..errors import NotFoundError
from ..text import clean_text
from .cohort import Cohort

FEMALE, MALE = 8532, 8507
_SEX_WORDS = {
    **dict.fromkeys(("f", "female", "woman", "femme", "féminin", "feminin"), "F"),
    **dict.fromkeys(("m", "male", "man", "h", "homme", "masculin"), "M"),
}
_AGE = re.compile(r"^(\d{1,3})(?:\s*(?:y|yo|yr|yrs|year|years|an|ans|a))?$")
_AGE_UNITS = {"y", "yo", "yr", "yrs", "year", "years", "an", "ans", "a"}
_INTEGER = re.compile(r"^[+-]?\d{1,19}$")
_LIMIT = 2**63


@dataclass(frozen=True)
class PersonSummary:
    """What a list of patients shows of one person.

    ``sex`` is ``"F"``, ``"M"``, the name of another gender concept, or ``""`` when it is unknown.
    ``age`` is in whole years at the first visit (at the start of the cohort period for a person
    without visits), from the year of birth. ``last_visit`` is the day on which the last visit ends.
    """

    person_id: int
    position: int
    sex: str
    age: int | None
    year_of_birth: int | None
    visits: int
    first_visit: date | None
    last_visit: date | None


class Roster:
    """The persons of a cohort, in the order of their ids.

    Parameters
    ----------
    cdm
        The source.
    cohort
        Whose persons; without it, everyone in ``person``.
    """

    def __init__(self, cdm: Cdm, cohort: Cohort | None = None) -> None:
        self._cdm = cdm
        self._cohort = cohort
        column = cdm.person.person_id if cohort is None else cohort.table.subject_id
        ids = column.name("person_id").as_table().distinct().to_pyarrow()["person_id"]
        self._ids: npt.NDArray[np.int64] = np.sort(ids.drop_null().to_numpy().astype(np.int64))
        self._described: list[tuple[int, str, int | None]] | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def __repr__(self) -> str:
        return f"<Roster: {len(self)} persons>"

    def person_at(self, position: int) -> int:
        """The person at a position, from 0.

        Raises
        ------
        NotFoundError
            When the position is outside the list.
        """
        if not 0 <= operator.index(position) < len(self):
            raise NotFoundError(
                "There is no person at this position.",
                "Choose a position from 1 to {count}.",
                field="position",
                count=len(self),
            )
        return int(self._ids[position])

    def position_of(self, person_id: int) -> int:
        """The position of a person, from 0.

        Raises
        ------
        NotFoundError
            When the person is not in the list; the message holds no id.
        """
        wanted = operator.index(person_id)
        if -_LIMIT <= wanted < _LIMIT:
            position = int(np.searchsorted(self._ids, wanted))
            if position < len(self) and int(self._ids[position]) == wanted:
                return position
        raise NotFoundError(
            "This person is not in the list.",
            "Choose a person from the list.",
            field="person_id",
        )

    def search(self, text: str, limit: int = 20) -> list[PersonSummary]:
        """Persons by the beginning of their id, or by sex and age such as ``F 67`` or ``67 y``.

        Parameters
        ----------
        text
            What was typed; empty: the first persons.
        limit
            The most persons to return.
        """
        typed = clean_text(text, "text").strip()
        if not typed:
            return self.summaries(self._ids[:limit].tolist())
        found = self._by_id(typed, limit) if _INTEGER.match(typed) else []
        if len(found) < limit:
            described = self._by_description(typed, limit)
            found += [i for i in described if i not in found]
        return self.summaries(found[:limit])

    def summary(self, person_id: int) -> PersonSummary:
        """What a list shows of one person.

        Raises
        ------
        NotFoundError
            When the person is not in the list.
        """
        self.position_of(person_id)
        return self.summaries([person_id])[0]

    def summaries(self, ids: Iterable[int]) -> list[PersonSummary]:
        """Summaries of some persons of the list, in the order given."""
        wanted = [operator.index(i) for i in ids]
        positions = {i: self.position_of(i) for i in wanted}
        if not wanted:
            return []
        people = {row["person_id"]: row for row in self._rows(wanted)}
        names = concept_names(
            self._cdm, {row["gender"] for row in people.values() if row["gender"] is not None}
        )
        return [_summary(people[i], positions[i], names) for i in wanted if i in people]

    def _rows(self, wanted: list[int] | None) -> list[dict[str, Any]]:
        table = _described(self._cdm, self._cohort, wanted)
        rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
        return rows

    def _by_id(self, digits: str, limit: int) -> list[int]:
        """Ids that begin with some digits, by ranges of the sorted array: the exact one first."""
        sign = -1 if digits.startswith("-") else 1
        number, most = int(digits.lstrip("+-")), _LIMIT - 1 if sign > 0 else _LIMIT
        found: list[int] = []
        for power in range(20 if number else 1):
            low, high = number * 10**power, (number + 1) * 10**power - 1
            if low > most:
                break
            bounds = (low, min(high, most)) if sign > 0 else (-min(high, most), -low)
            first = int(np.searchsorted(self._ids, bounds[0], side="left"))
            last = int(np.searchsorted(self._ids, bounds[1], side="right"))
            found += self._ids[first : min(last, first + limit)].tolist()
            if len(found) >= limit:
                break
        return found[:limit]

    def _by_description(self, text: str, limit: int) -> list[int]:
        asked = _asked(text)
        if asked is None:
            return []
        sex, age = asked
        if self._described is None:
            self._described = [
                (row["person_id"], _sex(row), _age(row))
                for row in sorted(self._rows(None), key=lambda row: row["person_id"])
            ]
        found = []
        for person_id, held_sex, held_age in self._described:
            if (sex is None or held_sex == sex) and (age is None or held_age == age):
                found.append(person_id)
                if len(found) == limit:
                    break
        return found


def _asked(text: str) -> tuple[str | None, int | None] | None:
    """Sex and age in what was typed, or None when it is something else."""
    sex: str | None = None
    age: int | None = None
    for word in text.casefold().replace(",", " ").split():
        number = _AGE.match(word)
        if word in _SEX_WORDS and sex is None:
            sex = _SEX_WORDS[word]
        elif number and age is None:
            age = int(number.group(1))
        elif not (word in _AGE_UNITS and age is not None):
            return None
    return None if sex is None and age is None else (sex, age)


def _described(cdm: Cdm, cohort: Cohort | None, wanted: list[int] | None) -> ir.Table:
    """One row a person: gender, year of birth, visits, first and last visit, cohort start."""
    person = cdm.person
    if wanted is not None:
        person = person.filter(person.person_id.isin(wanted))
    absent = {name: ibis.null("int64") for name in ("gender_concept_id", "year_of_birth")}
    table = person.select(
        person_id=person.person_id,
        gender=person.gender_concept_id
        if cdm.has("person", "gender_concept_id")
        else absent["gender_concept_id"],
        born=person.year_of_birth
        if cdm.has("person", "year_of_birth")
        else absent["year_of_birth"],
    )
    return _with_start(_with_visits(cdm, table, wanted), cohort)


def _with_visits(cdm: Cdm, table: ir.Table, wanted: list[int] | None) -> ir.Table:
    if not cdm.has("visit_occurrence", "person_id", "visit_start_date"):
        return table.mutate(
            visits=ibis.literal(0, "int64"), first=ibis.null("date"), last=ibis.null("date")
        )
    visit = cdm.visit_occurrence
    if wanted is not None:
        visit = visit.filter(visit.person_id.isin(wanted))
    last = visit.visit_start_date
    if cdm.has("visit_occurrence", "visit_end_date"):
        # A stay without an end, or with one before its start, reaches at least its first day.
        last = ibis.greatest(last, visit.visit_end_date.fill_null(last))
    counted = visit.group_by(visitor=visit.person_id).aggregate(
        visits=visit.count(), first=visit.visit_start_date.min(), last=last.max()
    )
    joined = table.left_join(counted, table.person_id == counted.visitor)
    return joined.drop("visitor").mutate(visits=joined.visits.fill_null(0))


def _with_start(table: ir.Table, cohort: Cohort | None) -> ir.Table:
    if cohort is None:
        return table.mutate(start=ibis.null("date"))
    rows = cohort.table
    starts = rows.group_by("subject_id").aggregate(start=rows.cohort_start_date.min())
    return table.inner_join(starts, table.person_id == starts.subject_id).drop("subject_id")


def _summary(row: dict[str, Any], position: int, names: dict[int, str]) -> PersonSummary:
    return PersonSummary(
        person_id=row["person_id"],
        position=position,
        sex=_sex(row) or (names.get(row["gender"], "") if row["gender"] else ""),
        age=_age(row),
        year_of_birth=row["born"],
        visits=row["visits"],
        first_visit=row["first"],
        last_visit=row["last"],
    )


def _sex(row: dict[str, Any]) -> str:
    return {FEMALE: "F", MALE: "M"}.get(row["gender"], "")


def _age(row: dict[str, Any]) -> int | None:
    at = row["first"] or row["start"]
    return None if at is None or row["born"] is None else max(0, at.year - row["born"])
