"""Cohorts and the list of their persons. Loaded on first use.

``everyone(cdm)`` is the cohort of all persons; ``Roster(cdm, cohort)`` walks through its persons.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cohort import AttritionStep, Cohort, everyone
    from .roster import PersonSummary, Roster

_PUBLIC = {
    "AttritionStep": "cohort",
    "Cohort": "cohort",
    "PersonSummary": "roster",
    "Roster": "roster",
    "everyone": "cohort",
}

__all__ = ["AttritionStep", "Cohort", "PersonSummary", "Roster", "everyone"]


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
