"""Moments by which a record is read: admission, index date, death, first intensive care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import pandas as pd

from ..cdm.fetching import Fetcher
from ..cdm.patient import Patient
from ..cohorts import Cohort
from ..errors import InvalidValueError, NotFoundError
from ..locale import current_language, translate
from .events import patient_events
from .formats import format_date
from .visits import HOSPITAL_VISITS

# Intensive care and inpatient critical care; other units are known by their name.
_INTENSIVE = (32037, 581379)
_INTENSIVE_NAME = (
    r"intensive|critical care|\bicu\b|\w*icu\)|réanimation|reanimation|soins intensifs"
)

_TITLES = {"index": "Index date", "death": "Death", "first_icu": "First intensive care"}
_index_dates: WeakKeyDictionary[Fetcher, dict[int, tuple[Cohort, pd.Series]]] = WeakKeyDictionary()


def first_admission(patient: Patient) -> pd.Timestamp:
    """Start of the chosen visit, else of the first hospital stay, else of the first visit.

    Raises
    ------
    NotFoundError
        When the patient has no visit with a date.
    """
    if patient.window:
        return pd.Timestamp(patient.window[0])
    if "visit_occurrence" in patient:
        visits = patient_events(patient, ["visits"]).dropna(subset="start")
        stays = visits[visits.concept_id.isin(HOSPITAL_VISITS)]
        visits = stays if len(stays) else visits
        if len(visits):
            return pd.Timestamp(visits.start.min())
    raise NotFoundError(
        "This patient has no stay from which days could be counted.",
        "Choose the calendar as the time axis.",
        field="axis",
    )


def index_date(patient: Patient, cohort: Cohort) -> pd.Timestamp:
    """First index date of the patient in a cohort.

    Raises
    ------
    NotFoundError
        When the cohort does not hold the patient, or has no date for them.
    """
    found = _index_of(patient, cohort)
    if found is None:
        raise NotFoundError(
            "This patient has no index date in the cohort {cohort}.",
            "Choose a patient of this cohort, or another time axis.",
            field="axis",
            cohort=cohort.name,
        )
    return found


def reference_lines(
    patient: Patient,
    lines: Sequence[str],
    *,
    cohort: Cohort | None = None,
    date: str | None = None,
) -> pd.DataFrame:
    """Moments to draw across a timeline; those that the patient does not have are left out.

    Parameters
    ----------
    lines
        Among ``"index"`` (needs ``cohort``), ``"death"`` and ``"first_icu"``.
    date
        One more day, as ``YYYY-MM-DD``.

    Returns
    -------
    pandas.DataFrame
        ``start``, ``label`` and ``description``.
    """
    moments: list[tuple[str, pd.Timestamp | None]] = []
    for name in lines:
        if name not in _TITLES:
            raise InvalidValueError(
                "A timeline has no reference line {name}.",
                "Choose among {known}.",
                field="lines",
                name=repr(name),
                known=", ".join(_TITLES),
            )
        moments.append((translate(_TITLES[name], current_language()), _find(name, patient, cohort)))
    if date:
        day = dt.date.fromisoformat(date)
        moments.append((format_date(day), pd.Timestamp(day)))
    there = [(label, moment) for label, moment in moments if moment is not None]
    frame = pd.DataFrame(there, columns=["label", "start"]).astype({"label": object})
    frame["start"] = pd.to_datetime(frame["start"])
    frame["description"] = [f"{label}, {format_date(moment)}" for label, moment in there]
    return frame


def placed(frame: pd.DataFrame, origin: pd.Timestamp | None) -> pd.DataFrame:
    """Make ``start`` and ``end`` ready for a chart.

    Wall-clock times are labelled UTC, so that no browser shifts them; with an ``origin`` they
    become days from it.
    """
    times = {name: frame[name] for name in ("start", "end") if name in frame}
    if origin is None:
        return frame.assign(**{name: time.dt.tz_localize("UTC") for name, time in times.items()})
    day = pd.Timedelta(days=1)
    return frame.assign(**{name: (time - origin) / day for name, time in times.items()})


def _find(name: str, patient: Patient, cohort: Cohort | None) -> pd.Timestamp | None:
    if name == "index":
        return None if cohort is None else _index_of(patient, cohort)
    return _death(patient) if name == "death" else _first_intensive_care(patient)


def _index_of(patient: Patient, cohort: Cohort) -> pd.Timestamp | None:
    """Index dates are asked of the database once a cohort: each patient change would ask again."""
    kept = _index_dates.setdefault(patient.fetcher, {})
    if id(cohort) not in kept:
        table = cohort.table
        first = table.group_by("subject_id").aggregate(start=table.cohort_start_date.min())
        rows = first.to_pandas()
        kept[id(cohort)] = (cohort, pd.Series(rows.start.to_numpy(), index=rows.subject_id))
    date = kept[id(cohort)][1].get(patient.person_id)
    return None if date is None or pd.isna(date) else pd.Timestamp(date)


def _death(patient: Patient) -> pd.Timestamp | None:
    if "death" not in patient:
        return None
    rows = patient.rows("death").to_pandas()
    for column in ("death_datetime", "death_date"):
        known = pd.to_datetime(rows[column]).dropna() if column in rows else rows.index[:0]
        if len(known):
            return pd.Timestamp(known.min())
    return None


def _first_intensive_care(patient: Patient) -> pd.Timestamp | None:
    lanes = [
        name
        for name, table in (("visits", "visit_occurrence"), ("units", "visit_detail"))
        if table in patient
    ]
    if not lanes:
        return None
    places = patient_events(patient, lanes)
    by_name = places.label.str.contains(_INTENSIVE_NAME, case=False, regex=True)
    start = places[places.concept_id.isin(_INTENSIVE) | by_name].start.min()
    return None if pd.isna(start) else pd.Timestamp(start)
