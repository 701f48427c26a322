"""The rows of one OMOP table for one patient, as they are."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from ..cdm.connection import Cdm
from ..cdm.patient import Patient
from ..cdm.tables import OmopTable, is_omop, omop_tables
from ..concepts import descendants
from ..errors import InvalidValueError

Int64 = {pa.int64(): pd.Int64Dtype()}


def patient_records(
    patient: Patient,
    table: str,
    *,
    concept_ids: Sequence[int] = (),
    visit: int | None = None,
    newest_first: bool = True,
) -> pd.DataFrame:
    """Rows of a patient, in an order that never changes between two runs.

    Parameters
    ----------
    table
        An OMOP table with a row a person or an event, such as ``"measurement"``.
    concept_ids
        Only rows of these concepts and their descendants.
    visit
        Only rows of this visit (``patient.visit``), and rows without a visit that fall into it.
        None: all.
    newest_first
        Sort by time, newest first; rows without a date come last.

    Returns
    -------
    pandas.DataFrame
        The columns of the table; ids are whole numbers, missing ones too.

    Raises
    ------
    InvalidValueError
        When the table has no rows of persons.
    MissingTableError
        When the source lacks the table.
    """
    omop = person_table(table)
    rows: pd.DataFrame = patient.rows(table).to_pandas(types_mapper=Int64.get)
    if concept_ids and omop.concept in rows:
        wanted = set(_ids(descendants(patient, concept_ids)))
        rows = rows[rows[omop.concept].isin(wanted)]
    start = start_of(rows, omop)
    if visit is not None:
        rows = rows[_in_visit(patient, rows, start, visit)]
    order = pd.DataFrame({"start": start.loc[rows.index]})
    for name in (omop.key, omop.concept, source_column(table)):
        if name in rows:
            order[str(name)] = rows[name]
    ways = [not newest_first, *([True] * (order.shape[1] - 1))]
    order = order.sort_values(
        list(map(str, order)), ascending=ways, kind="stable", na_position="last"
    )
    return rows.loc[order.index].reset_index(drop=True)


def person_table(table: str) -> OmopTable:
    """The definition of an OMOP table that holds rows of persons.

    Raises
    ------
    InvalidValueError
        When it is none.
    """
    if not is_omop(table) or not omop_tables()[table].per_person:
        raise InvalidValueError(
            "The table {table} holds no rows of patients.",
            "Choose a table such as measurement or drug_exposure.",
            field="table",
            table=repr(table),
        )
    return omop_tables()[table]


def source_column(table: str) -> str:
    """The column with what the source recorded: ``measurement_source_value``.

    Examples
    --------
    >>> source_column("drug_exposure"), source_column("note")
    ('drug_source_value', 'note_title')
    """
    concept = omop_tables()[table].concept or ""
    if table == "note":
        return "note_title"
    return f"{concept.removesuffix('_concept_id')}_source_value"


def start_of(rows: pd.DataFrame, omop: OmopTable) -> pd.Series:
    """When each row starts: with its time of day where it is known, else the day."""
    moments = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    if omop.start_date is None:
        return moments
    for name in (omop.start_date.removesuffix("_date") + "_datetime", omop.start_date):
        if name in rows:
            moments = moments.fillna(pd.to_datetime(rows[name]).astype("datetime64[us]"))
    return moments


def _in_visit(patient: Patient, rows: pd.DataFrame, start: pd.Series, visit: int) -> pd.Series:
    inside = pd.Series(False, index=rows.index)
    if patient.window:
        first, last = (pd.Timestamp(side) for side in patient.window)
        # A day overlaps a visit that begins within it.
        inside = start.between(first.normalize(), last)
    if "visit_occurrence_id" not in rows:
        return inside
    known = rows.visit_occurrence_id
    return known.eq(visit).fillna(False).astype(bool) | (known.isna() & inside)


def concept_rows(cdm: Cdm, ids: set[int]) -> pd.DataFrame:
    """Rows of ``concept`` by id: ``concept_name``, ``concept_code`` and others that are there."""
    if not cdm.has("concept", "concept_id", "concept_name"):
        return pd.DataFrame(columns=["concept_name", "concept_code"])
    rows: pd.DataFrame = cdm.fetcher.kept_rows("concept", "concept_id", ids).to_pandas()
    return rows.drop_duplicates("concept_id").set_index("concept_id")


def _ids(concepts: ir.Table) -> list[int]:
    found: list[int] = concepts.to_pyarrow()["concept_id"].to_pylist()
    return found
