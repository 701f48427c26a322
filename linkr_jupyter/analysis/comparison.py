"""Groups by which the values of patients are compared."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir
from ibis import _

from ..cdm import Cdm
from ..concepts import concept_names
from ..errors import InvalidValueError
from ..locale import current_language, translate

GROUPS = ("none", "sex", "age", "visit")
AGES = ((18, "0–17"), (40, "18–39"), (65, "40–64"), (80, "65–79"))
OLDEST = "80+"
_MOST = 8
_SEXES = ("Men", "Women", "Other or not recorded")
_UNKNOWN = "Not recorded"
_FEMALE, _MALE = 8532, 8507


def with_group(cdm: Cdm, rows: ir.Table, group_by: str) -> ir.Table:
    """Add a column ``group`` to rows that have ``person_id``, ``date`` and ``visit_occurrence_id``.

    Parameters
    ----------
    group_by
        ``none`` (one group, without a name), ``sex``, ``age`` (completed years at ``date``, from
        the year of birth where day and month are unknown) or ``visit`` (kind of hospital visit).

    Raises
    ------
    InvalidValueError
        For any other name, or when there are more than eight groups.
    """
    if group_by == "none":
        return rows.mutate(group=ibis.literal(""))
    if group_by == "sex":
        persons = cdm.person.select("person_id", key=_.gender_concept_id)
        return _by_sex(rows.left_join(persons, "person_id"))
    if group_by == "age":
        return _by_age(cdm, rows)
    if group_by == "visit":
        visits = cdm.visit_occurrence.select("visit_occurrence_id", key=_.visit_concept_id)
        return _by_concept(cdm, rows.left_join(visits.distinct(), "visit_occurrence_id"))
    raise InvalidValueError(
        "{value} is not a way to group values.",
        "Choose one of {choices}.",
        field="group_by",
        value=group_by,
        choices=", ".join(GROUPS),
    )


def group_places(groups: Iterable[str]) -> dict[str, int]:
    """Where each group stands, whatever the language: in which order, and with which colour.

    Men, women and bands of age have places of their own, whether the others are there or not.
    Other groups follow each other by name; those that are not recorded come last.

    Parameters
    ----------
    groups
        Names that :func:`with_group` gave, in the same language.

    Examples
    --------
    >>> group_places(["Women"]), group_places(["80+", "18–39"])
    ({'Women': 1}, {'18–39': 1, '80+': 4})
    """
    language, present = current_language(), set(groups)
    sexes = [translate(name, language) for name in _SEXES]
    ages = [*(label for _, label in AGES), OLDEST]
    fixed = {name: place for names in (sexes, ages) for place, name in enumerate(names)}
    places = {name: place for name, place in fixed.items() if name in present}
    unknown = translate(_UNKNOWN, language)
    rest = sorted(present - places.keys(), key=lambda name: (name == unknown, name))
    first = 1 + max(places.values(), default=-1)
    return places | {name: place for place, name in enumerate(rest, first)}


def _by_sex(rows: ir.Table) -> ir.Table:
    men, women, other = (translate(name, current_language()) for name in _SEXES)
    return rows.mutate(group=rows.key.cases((_MALE, men), (_FEMALE, women), else_=other)).drop(
        "key"
    )


def _by_concept(cdm: Cdm, rows: ir.Table) -> ir.Table:
    keys = [int(key) for key in rows.key.topk(_MOST + 1).key.execute().dropna()]
    if len(keys) > _MOST:
        raise InvalidValueError(
            "There are more than {most} groups.",
            "Group by something else, or choose fewer patients.",
            field="group_by",
            most=_MOST,
        )
    names = concept_names(cdm, [key for key in keys if key])
    unknown = translate(_UNKNOWN, current_language())
    named = [(rows.key == key, name) for key, name in names.items()]
    group = ibis.cases(*named, else_=unknown) if named else ibis.literal(unknown)
    return rows.mutate(group=group).drop("key")


def _by_age(cdm: Cdm, rows: ir.Table) -> ir.Table:
    born = cdm.person.select("person_id", "year_of_birth", "month_of_birth", "day_of_birth")
    joined = rows.left_join(born, "person_id")
    birthday = _.month_of_birth.fill_null(1) * 100 + _.day_of_birth.fill_null(1)
    before = (_.date.month() * 100 + _.date.day()) < birthday
    age = _.date.year() - _.year_of_birth - before.ifelse(1, 0)
    joined = joined.mutate(age=age)
    unknown = translate(_UNKNOWN, current_language())
    group = ibis.cases(
        (joined.age.isnull(), unknown),
        *[(joined.age < limit, label) for limit, label in AGES],
        else_=OLDEST,
    )
    return joined.mutate(group=group).drop("age", "year_of_birth", "month_of_birth", "day_of_birth")
