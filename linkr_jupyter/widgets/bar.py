"""The patient bar: find a patient, go to the next, choose a stay. ``%%patient`` cells follow it."""

from __future__ import annotations

import threading
from typing import Any

import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display

from ..cohorts import Roster
from ..errors import LinkrError
from ..locale import current_language, translate
from . import incoming, stays
from .incoming import Message
from .notebook import activate
from .patient_view import views
from .place import in_voila
from .scheduling import Coalesced
from .sealed import SealedWidget, asset, unreadable

RESULTS = 20
QUERY_LIMIT = 100


def bar_texts(language: str) -> dict[str, str]:
    """The sentences of the bar."""
    return {
        "region": translate("Patient", language),
        "search": translate("Find a patient (number, or F 67)", language),
        "searching": translate("Searching", language),
        "no_match": translate("No patient of this cohort matches.", language),
        "matches": translate(
            "Patients found: {n}. Choose with the arrow keys and Enter.", language
        ),
        "previous": translate("Previous", language),
        "next": translate("Next", language),
        "position": translate("Position in the cohort", language),
        "beyond": translate("There are {total} patients.", language),
        "of": translate("of {total}", language),
        "announce": translate("Patient {position} of {total}", language),
        "stay": translate("Stay", language),
        "all_stays": translate("All stays", language),
        "hide": translate("Hide identifiers", language),
        "hidden": translate("Identifier hidden", language),
        "person": translate("Patient {person}", language),
        "generated": translate("Generated data", language),
        "gone": translate("The connection was lost.", language)
        if in_voila()
        else translate("The kernel has restarted: run the set-up cell again", language),
        "keys": translate("Alt+Page Up: previous patient. Alt+Page Down: next patient.", language),
    }


class PatientBar(SealedWidget):
    """The chosen patient of a notebook. Its text form names nobody."""

    NEUTRAL = "LinkR patient bar"
    MESSAGES = {  # noqa: RUF012
        "step": "_step", "goto": "_goto", "stay": "_stay", "hide": "_hide", "search": "_search",
    }  # fmt: skip
    _esm = asset("patient_bar.js")
    _css = asset("patient_bar.css")

    state = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, cdm: Any, cohort: Any, namespace: dict[str, Any]) -> None:
        self._cdm, self._namespace = cdm, namespace
        self._guard = threading.RLock()
        self._roster = Roster(cdm, cohort)
        self._total = len(self._roster)
        # Positions are from 0, as in the roster; people and browsers count from 1.
        self._wanted: tuple[int, int | None] = (0, None)
        self._position = -1
        self._visit: int | None = None
        self._stays: list[dict[str, str]] = []
        self._hidden = in_voila()
        self._message = ""
        self._query: tuple[str, str] | None = None
        self._moving = Coalesced(self._move)
        self._searching = Coalesced(self._search_now)
        super().__init__(texts=bar_texts(current_language()))

    def start(self, person_id: int | None = None) -> None:
        """Choose ``person_id`` when the cohort has this person, else the first one."""
        if not self._total:
            self._namespace["patient"] = None
            self._message = translate("This cohort has no patient.", current_language())
            self._show(None, [])
            views.changed()
            return
        if person_id is not None:
            try:
                self._wanted = (self._roster.position_of(person_id), None)
            except LinkrError:
                self._wanted = (0, None)
        self._move()

    # --- messages -------------------------------------------------------------------------------

    def _step(self, message: Message) -> None:
        by = incoming.whole(message, "by", -1, 1)
        self._go(self._wanted[0] + by)

    def _goto(self, message: Message) -> None:
        self._go(incoming.whole(message, "position", 1, 2**53) - 1)

    def _stay(self, message: Message) -> None:
        # Browsers get the place of a stay in the list: its id may hold the patient's.
        place = message.get("stay")
        if place is not None:
            place = incoming.whole(message, "stay", 0, len(self._stays) - 1)
        visit = None if place is None else int(self._stays[place]["id"])
        self._wanted = (self._position, visit)
        self._moving.ask()

    def _hide(self, message: Message) -> None:
        with self._guard:
            self._hidden = incoming.flag(message, "hidden")
            self.state = {**self.state, "hidden": self._hidden, "person": self._person()}

    def _search(self, message: Message) -> None:
        request = incoming.text(message, "request", incoming.REQUEST_LIMIT)
        self._query = (request, incoming.text(message, "text", QUERY_LIMIT).strip())
        self._searching.ask()

    def _search_now(self) -> None:
        if self._query is None or not self._total:
            return
        request, text = self._query
        found, problem = [], ""
        try:
            found = self._roster.search(text, limit=RESULTS) if text else []
        except Exception as error:
            refused = error if isinstance(error, LinkrError) else unreadable(error)
            problem = refused.text(current_language())
        self.send(
            {
                "type": "results",
                "request": request,
                "problem": problem,
                "found": [
                    {
                        "person": "" if self._hidden else str(one.person_id),
                        "position": one.position + 1,
                        "text": stays.sentence(one),
                    }
                    for one in found
                ],
            }
        )

    # --- moving ---------------------------------------------------------------------------------

    def _go(self, position: int) -> None:
        if self._total:
            self._wanted = (min(max(position, 0), self._total - 1), None)
            self._moving.ask()

    def _move(self) -> None:
        """Fetch the wanted patient, name it ``patient`` in the notebook, tell the views."""
        position, visit = self._wanted
        if (position, visit) == (self._position, self._visit):
            return
        try:
            person_id = self._roster.person_at(position)
            patient = self._cdm.patient(person_id, visit=visit)
            summary = self._roster.summary(person_id)
            same = position == self._position
            listed = self._stays if same else stays.stays_of(patient)
        except Exception as error:
            self._wanted = (max(self._position, 0), self._visit)
            self.complain(error if isinstance(error, LinkrError) else unreadable(error))
            return
        self._position, self._visit, self._message = position, visit, ""
        self._namespace["patient"] = patient
        self._show(summary, listed)
        views.changed()

    def _person(self) -> str:
        patient = self._namespace.get("patient")
        return "" if self._hidden or patient is None else str(patient.person_id)

    def _place_of_visit(self) -> int | None:
        ids = [int(stay["id"]) for stay in self._stays]
        return ids.index(self._visit) if self._visit in ids else None

    def _show(self, summary: Any, listed: list[dict[str, str]]) -> None:
        with self._guard:
            self._stays = listed
            self.state = {
                "position": self._position + 1,
                "total": self._total,
                "person": self._person(),
                "sentence": "" if summary is None else stays.sentence(summary),
                "stays": [stay["label"] for stay in listed],
                "stay": self._place_of_visit(),
                "hidden": self._hidden,
                "generated": getattr(self._cdm, "generated", False) is True,
                "message": self._message,
                "lang": current_language(),
            }

    def complain(self, error: LinkrError) -> None:
        """Show a domain error in the bar; the patient stays."""
        self._message = error.text(current_language())
        self.state = {**self.state, "message": self._message}

    def close(self) -> None:
        """Close the bar; requests that have not started are forgotten."""
        self._moving.cancel()
        self._searching.cancel()
        super().close()


_bar: PatientBar | None = None


def patient_bar(cdm: Any, cohort: Any = None) -> None:
    """Show the patient bar and choose its first patient as ``patient``.

    Parameters
    ----------
    cdm
        The source, from ``study.connect()`` or ``linkr.connect(...)``.
    cohort
        The patients to go through; everybody of the source when it is not given.

    Raises
    ------
    LinkrError
        Outside a notebook.

    Notes
    -----
    The last line of a set-up cell: ``linkr.patient_bar(cdm, cohort)``.
    """
    global _bar
    shell = get_ipython()
    if shell is None:
        raise LinkrError(
            "The patient bar needs a running notebook.",
            "In a script, use cdm.patient(person_id).",
        )
    activate(shell)
    before = shell.user_ns.get("patient")
    if _bar is not None:
        _bar.close()
    _bar = PatientBar(cdm, cohort, shell.user_ns)
    _bar.start(getattr(before, "person_id", None))
    display(_bar)
