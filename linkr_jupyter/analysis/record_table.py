"""Rows of a patient as a table that a clinician can read: names, units, times."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..cdm.connection import Cdm
from ..cdm.patient import Patient
from ..errors import InvalidValueError
from ..locale import current_language, translate
from .data_table import DataTable, data_table
from .headings import column_heading
from .labels import label_of
from .records import concept_rows, person_table, source_column
from .thresholds import disclosure_threshold
from .unit_names import unit_text

# Shown when no columns are chosen, where the table has them and they are not all empty.
_USUAL = (
    "value_as_number", "value_as_string", "value_as_concept_id", "unit_concept_id", "quantity",
    "dose_unit_source_value", "route_concept_id", "sig", "note_title", "note_text",
    "care_site_id", "range_low", "range_high",
)  # fmt: skip
_TITLES = {
    "measurement": "Measurements", "observation": "Observations", "visit_detail": "Hospital units",
    "condition_occurrence": "Diagnoses", "drug_exposure": "Drugs", "visit_occurrence":
    "Stays and visits", "procedure_occurrence": "Procedures", "device_exposure": "Devices",
    "specimen": "Specimens", "note": "Notes", "death": "Death", "person": "Patient",
    "observation_period": "Observation periods", "drug_era": "Drug eras",
    "condition_era": "Diagnosis eras", "dose_era": "Dose eras",
}  # fmt: skip


def most_lines() -> str:
    """Why a table of a patient's records may hold only the first ones."""
    if disclosure_threshold() is not None:
        # Readers of a page for clinicians have no settings.
        return translate("This page shows no more.", current_language())
    return translate("The setting “Most lines to show” allows no more.", current_language())


def table_title(table: str) -> str:
    """The clinical name of an OMOP table; tables without one keep their own.

    Examples
    --------
    >>> table_title("drug_exposure"), table_title("cost")
    ('Drugs', 'cost')
    """
    title = _TITLES.get(table)
    return translate(title, current_language()) if title else table


def long_table(
    patient: Patient,
    records: pd.DataFrame,
    table: str,
    *,
    columns: Sequence[str] = (),
    concept_ids: bool = False,
    limit: int = 500,
    title: str | None = None,
) -> DataTable:
    """One line a record.

    Parameters
    ----------
    records
        What :func:`linkr_jupyter.analysis.patient_records` returns, of ``table``.
    columns
        Columns of the table, in order. A concept is shown by its name: a record that is unmapped
        shows what the source recorded. Without any, those that matter most and are not empty.
    concept_ids
        Show the ids of concepts as well.
    limit
        The most lines to show.

    Raises
    ------
    InvalidValueError
        When the table has no such column.
    """
    absent = [name for name in columns if name not in records]
    if absent:
        raise InvalidValueError(
            "The table {table} of this source has no column {column}; it has {there}.",
            "Choose among its columns.",
            field="columns",
            table=table,
            column=absent[0],
            there=", ".join(map(str, records)),
        )
    page = records.head(limit)
    shown = list(columns) or _usual(records, table)
    frame, headings = _readable(patient, page, table, shown, concept_ids)
    caption = f"{title or table_title(table)}."
    return data_table(
        frame, caption=caption, total=len(records), columns=headings, exact=True, more=most_lines()
    )


def _usual(records: pd.DataFrame, table: str) -> list[str]:
    omop = person_table(table)
    main = [f"{omop.start_date}time", f"{omop.end_date}time", omop.concept]
    for place, day in enumerate((omop.start_date, omop.end_date)):
        if main[place] not in records:
            main[place] = day
    there = [str(name) for name in main if name in records]
    there += [name for name in _USUAL if name in records and _filled(records[name])]
    source = source_column(table)
    if source in records and _filled(records[source]):
        there.append(str(source))
    return there or [str(name) for name in records if name != "person_id"]


def _filled(values: pd.Series) -> bool:
    if pd.api.types.is_string_dtype(values):
        return bool(values.str.strip().fillna("").ne("").any())
    return bool(values.notna().any())


def _readable(
    cdm: Cdm, page: pd.DataFrame, table: str, columns: Sequence[str], with_ids: bool
) -> tuple[pd.DataFrame, dict[str, str]]:
    ids = {
        int(value)
        for name in columns
        if name.endswith("_concept_id")
        for value in page[name].dropna().unique()
    }
    concepts = concept_rows(cdm, ids)
    shown: dict[str, pd.Series] = {}
    headings: dict[str, str] = {}
    for name in columns:
        heading = column_heading(name, table)
        if name.endswith("_concept_id"):
            label = name.removesuffix("_id") + "_name"
            shown[label] = concept_texts(page, name, concepts, table)
            headings[label] = heading
            if with_ids:
                shown[name] = page[name]
                headings[name] = translate(
                    "{heading} (concept id)", current_language(), heading=heading
                )
        else:
            shown[name] = (
                _care_sites(cdm, page[name]) if name == "care_site_id" else _moments(page, name)
            )
            headings[name] = heading
    return pd.DataFrame(shown, index=page.index), headings


def concept_texts(page: pd.DataFrame, column: str, concepts: pd.DataFrame, table: str) -> pd.Series:
    """What to write for each value of a concept column.

    The main concept is never blank; others, such as a unit or a route, are blank where nothing was
    recorded.
    """
    prefix = column.removesuffix("_concept_id")
    source = source_column(table) if column == person_table(table).concept else None
    source = source or f"{prefix}_source_value"
    texts = page[source] if source in page else pd.Series(None, index=page.index, dtype=object)
    names = concepts.concept_name.to_dict()
    codes = (
        concepts.concept_code.to_dict() if prefix == "unit" and "concept_code" in concepts else {}
    )
    main = column == person_table(table).concept
    written = []
    for concept_id, text in zip(page[column].tolist(), texts.tolist(), strict=True):
        known = None if pd.isna(concept_id) else int(concept_id)
        if prefix == "unit":
            written.append(unit_text(codes.get(known), names.get(known), text, known))
        elif main or known or (known == 0 and isinstance(text, str)):
            written.append(label_of(names.get(known), known, text))
        else:
            written.append(text if isinstance(text, str) else "")
    return pd.Series(written, index=page.index, dtype=object)


def _moments(page: pd.DataFrame, name: str) -> pd.Series:
    """A column as it is; a moment that is not recorded falls back to its day."""
    if not name.endswith("_datetime"):
        return page[name]
    day = name.removesuffix("time")
    moments = pd.to_datetime(page[name]).astype("datetime64[us]")
    if day not in page:
        return moments
    return moments.fillna(pd.to_datetime(page[day]).astype("datetime64[us]"))


def _care_sites(cdm: Cdm, ids: pd.Series) -> pd.Series:
    if not cdm.has("care_site", "care_site_id", "care_site_name"):
        return ids
    sites = cdm.care_site.to_pyarrow().to_pandas()
    names = dict(zip(sites.care_site_id, sites.care_site_name, strict=True))
    return ids.map(names)
