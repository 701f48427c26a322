"""Clinical headings of the columns that OMOP tables and LinkR's summaries have."""

from __future__ import annotations

from ..locale import current_language, translate

_HEADINGS = {
    # records of a patient
    "person_id": "Patient",
    "lane": "Kind",
    "label": "Event",
    "start": "Start",
    "end": "End",
    "records": "Records",
    "date": "Date",
    "hour": "Date and hour",
    "concept": "Concept",
    "value": "Value",
    "unit": "Unit",
    "recorded_as": "Recorded as",
    "visit_occurrence_id": "Stay number",
    # summaries
    "variable": "Variable",
    "group": "Group",
    "n": "Values",
    "patients": "Patients",
    "missing": "Missing",
    "mean": "Mean",
    "sd": "Standard deviation",
    "q1": "First quartile",
    "median": "Median",
    "q3": "Third quartile",
    "minimum": "Minimum",
    "maximum": "Maximum",
    "lower": "Lower limit",
    "upper": "Upper limit",
    "outliers": "Outliers",
    "mean_without": "Mean without outliers",
    "sd_without": "Standard deviation without outliers",
    "indicator": "Indicator",
    "detail": "Detail",
    "unit_name": "Hospital unit",
}

# Columns of OMOP tables by their ending, once the name of the table is taken off.
_COLUMNS = {
    "value_as_number": "Value", "value_as_string": "Text value", "value_as_concept_id":
    "Coded value", "unit_concept_id": "Unit", "unit_source_value": "Unit as recorded",
    "range_low": "Lower reference limit", "range_high": "Upper reference limit",
    "operator_concept_id": "Operator", "value_source_value": "Value as recorded",
    "quantity": "Quantity", "days_supply": "Days of supply", "refills": "Refills",
    "sig": "Instructions", "route_concept_id": "Route", "route_source_value": "Route as recorded",
    "dose_unit_source_value": "Dose unit", "lot_number": "Lot number", "stop_reason":
    "Reason for stopping", "note_title": "Title", "note_text": "Text", "care_site_id":
    "Hospital unit", "visit_occurrence_id": "Stay number", "visit_detail_id": "Unit stay number",
    "person_id": "Patient", "provider_id": "Care provider", "discharge_to_concept_id":
    "Discharged to", "discharged_to_concept_id": "Discharged to", "discharge_to_source_value":
    "Discharged to, as recorded", "discharged_to_source_value": "Discharged to, as recorded",
    "admitting_source_concept_id": "Admitted from", "admitted_from_concept_id": "Admitted from",
    "admitting_source_value": "Admitted from, as recorded", "admitted_from_source_value":
    "Admitted from, as recorded", "gender_concept_id": "Sex", "race_concept_id": "Race",
    "ethnicity_concept_id": "Ethnicity", "year_of_birth": "Year of birth", "month_of_birth":
    "Month of birth", "day_of_birth": "Day of birth", "birth_datetime": "Birth",
    "cause_concept_id": "Cause of death", "anatomic_site_concept_id": "Anatomic site",
    "condition_status_concept_id": "Status of the diagnosis", "modifier_concept_id": "Modifier",
    "qualifier_concept_id": "Qualifier", "drug_exposure_count": "Exposures", "gap_days":
    "Days without exposure", "condition_occurrence_count": "Records", "dose_value": "Dose per day",
}  # fmt: skip
_ENDINGS = {
    "_start_datetime": "Start", "_start_date": "Start", "_end_datetime": "End", "_end_date": "End",
    "_datetime": "Date", "_date": "Date", "_type_concept_id": "Origin of the record",
    "_source_concept_id": "Source concept", "_source_value": "Recorded as",
    "_class_concept_id": "Kind", "_concept_id": "Concept", "_time": "Time of day",
}  # fmt: skip


def column_heading(name: str, table: str) -> str:
    """The clinical heading of a column of an OMOP table; columns without one keep their name.

    Examples
    --------
    >>> column_heading("drug_exposure_start_date", "drug_exposure")
    'Start'
    >>> column_heading("unit_concept_id", "measurement"), column_heading("xyz", "measurement")
    ('Unit', 'xyz')
    """
    text = _COLUMNS.get(name)
    if text is None and name.split("_")[0] == table.split("_")[0]:
        text = next((said for ending, said in _ENDINGS.items() if name.endswith(ending)), None)
    return translate(text, current_language()) if text else name


def heading(name: str, language: str = "en") -> str:
    """The heading of a column; columns that LinkR does not know keep their name.

    Examples
    --------
    >>> heading("recorded_as"), heading("my_column")
    ('Recorded as', 'my_column')
    """
    text = _HEADINGS.get(name)
    return translate(text, language) if text else name
