"""A patient's values side by side: one line a day or an hour, one column a concept and unit."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ..cdm.patient import Patient
from ..errors import InvalidValueError
from ..locale import current_language, translate
from .data_table import DataTable, data_table
from .formats import format_number
from .record_table import concept_texts, most_lines, table_title
from .records import concept_rows, person_table, start_of

MOST_COLUMNS = 60
STEPS = {"day": "D", "hour": "h"}
VALUES = ("first", "last", "mean", "min", "max", "worst")
WORST = {"high": "max", "low": "min"}


def wide_table(
    patient: Patient,
    records: pd.DataFrame,
    table: str,
    *,
    every: str = "day",
    value: str = "last",
    worse_is: str = "high",
    newest_first: bool = True,
    limit: int = 500,
    title: str | None = None,
) -> DataTable:
    """One line a day or an hour, one column a concept; units are never mixed in a column.

    Parameters
    ----------
    records
        What :func:`linkr_jupyter.analysis.patient_records` returns, of ``table``.
    every
        ``"day"`` or ``"hour"``. A record known to the day alone stands at the start of its day.
    value
        What to show of several values: ``"first"``, ``"last"``, ``"mean"``, ``"min"``, ``"max"`` or
        ``"worst"``. Tables without numbers show how many records there are.
    worse_is
        Which values are worse: ``"high"`` or ``"low"`` ones.
    limit
        The most lines to show.

    Returns
    -------
    DataTable
        At most 60 columns of values, those with most records; the caption says when there are
        more, and how many records have no number or no date.

    Raises
    ------
    InvalidValueError
        When ``every``, ``value`` or ``worse_is`` is another.
    """
    _check(every, value, worse_is)
    numeric = "value_as_number" in records
    rows = _values(patient, records, table, numeric)
    counted = rows.dropna(subset=["moment", "value"])
    chosen = WORST[worse_is] if value == "worst" else value
    wide, left_out = _pivot(counted, every, chosen if numeric else "count")
    wide = wide.sort_index(ascending=not newest_first)
    frame = wide.head(limit).reset_index(names="date" if every == "day" else "hour")
    caption = " ".join(
        [f"{title or table_title(table)}.", *_notes(len(rows) - len(counted), left_out)]
    )
    return data_table(
        frame, caption=caption, total=len(wide), exact=value != "mean", more=most_lines()
    )


def _check(every: str, value: str, worse_is: str) -> None:
    choices: list[tuple[str, str, Collection[str]]] = [
        ("every", every, STEPS),
        ("value", value, VALUES),
        ("worse_is", worse_is, WORST),
    ]
    for field, given, known in choices:
        if given not in known:
            raise InvalidValueError(
                "{name} cannot be {value}.",
                "Choose among {known}.",
                field=field,
                name=field,
                value=repr(given),
                known=", ".join(known),
            )


def _values(patient: Patient, records: pd.DataFrame, table: str, numeric: bool) -> pd.DataFrame:
    omop = person_table(table)
    columns = [name for name in (omop.concept, "unit_concept_id") if name in records]
    ids = {int(one) for name in columns for one in records[name].dropna().unique()}
    concepts = concept_rows(patient, ids)
    label = concept_texts(records, str(omop.concept), concepts, table)
    if numeric and "unit_concept_id" in records:
        unit = concept_texts(records, "unit_concept_id", concepts, table)
        label = label.where(unit.eq(""), label + " (" + unit + ")")
    values = records.value_as_number if numeric else pd.Series(1.0, index=records.index)
    return pd.DataFrame({"moment": start_of(records, omop), "label": label, "value": values})


def _pivot(rows: pd.DataFrame, every: str, value: str) -> tuple[pd.DataFrame, int]:
    """One line a step; columns by how many values they hold."""
    order = rows.label.value_counts(sort=False)
    order = order.sort_values(ascending=False, kind="stable")
    kept = list(order.index[:MOST_COLUMNS])
    rows = rows[rows.label.isin(kept)].sort_values("moment", kind="stable")
    step = rows.moment.dt.floor(STEPS[every])
    grouped = rows.groupby([step, "label"]).value
    wide = grouped.agg(value).unstack("label").reindex(columns=kept)
    return wide.rename_axis(columns=None), max(0, len(order) - MOST_COLUMNS)


def _notes(skipped: int, left_out: int) -> list[str]:
    language = current_language()
    notes = []
    if left_out:
        text = "The {most} most frequent columns are shown, of {n}."
        total = format_number(MOST_COLUMNS + left_out)
        notes.append(translate(text, language, most=format_number(MOST_COLUMNS), n=total))
    if skipped:
        text = "Records without a number or a date, which are not shown: {n}."
        notes.append(translate(text, language, n=format_number(skipped)))
    return notes
