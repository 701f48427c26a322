"""Clinical headings of the columns that OMOP tables and LinkR's summaries have."""

from __future__ import annotations

from ..locale import translate

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


def heading(name: str, language: str = "en") -> str:
    """The heading of a column; columns that LinkR does not know keep their name.

    Examples
    --------
    >>> heading("recorded_as"), heading("my_column")
    ('Recorded as', 'my_column')
    """
    text = _HEADINGS.get(name)
    return translate(text, language) if text else name
