"""The preview of a form: the cell, run in a copy of the notebook's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from itertools import pairwise
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from ipywidgets.widgets.widget import _instances

from ..errors import LinkrError
from ..locale import translate
from ..plugins import PATIENT_MAGICS, Plugin
from .cards import own_frames
from .display import Stage
from .place import in_voila, shows_details
from .running import Run, run_code
from .scheduling import Coalesced
from .sealed import SealedOutput

QUICK = 1.0  # seconds; a slower cell runs only when a person asks

# Last duration by plugin and source, so that a form opened again knows what a run costs.
_durations: dict[tuple[str, str], float] = {}


class Preview:
    """What a cell would show, kept until a newer result is ready.

    Attributes
    ----------
    state
        ``setup`` (a name is missing), ``table`` (the source lacks one), ``waiting`` (nothing run
        yet), ``running``, ``ready``, ``error`` or ``cancelled``.
    outdated
        True when the result is older than the settings.
    seen
        True once a browser shows the form; before that nothing runs unasked.
    """

    def __init__(
        self,
        plugin: Plugin,
        shell: InteractiveShell,
        namespace: Mapping[str, Any],
        language: str,
        changed: Callable[[], None],
    ) -> None:
        self._plugin, self._shell, self._namespace = plugin, shell, namespace
        self._language, self._changed = language, changed
        self._run_soon = Coalesced(self._run)
        self._stage = Stage()
        self._made: list[Any] = []
        self._source: str | None = None
        self._shown: tuple[str, tuple[int, ...]] | None = None
        self._failed: tuple[str, tuple[int, ...]] | None = None
        self.output = SealedOutput()
        self.state = "waiting"
        self.message = self.advice = self.details = ""
        self.seconds: float | None = None
        # A run right at the opening would keep the browser from setting up its line to us.
        self.seen = False
        self._active = False

    @property
    def outdated(self) -> bool:
        """True when what is shown does not belong to the settings and inputs of now."""
        return self._shown is not None and self._shown != self._now()

    def _now(self) -> tuple[str, tuple[int, ...]]:
        inputs = tuple(id(self._namespace.get(name)) for name in self._plugin.inputs)
        return self._source or "", inputs

    def refresh(self, source: str | None, *, asked: bool = False) -> None:
        """Take the cell as the form would write it; run it when that is quick, or when asked.

        Parameters
        ----------
        source
            The cell, or None while a setting is not valid.
        """
        self._source = source
        if (missing := self._missing()) is not None:
            self.state, self.message, self.advice = missing
            self.details = ""
            return
        if self.state in {"setup", "table"}:
            self.state, self.message, self.advice = "waiting", "", ""
        if source is None:
            self._run_soon.cancel()
            if self.state == "running" and not self._active:
                self.state = "waiting" if self._shown is None else "ready"
            return
        fresh = self._now() not in (self._shown, self._failed)
        if asked or (fresh and self.seen and self._quick()):
            self.state, self.message, self.advice, self.details = "running", "", "", ""
            self._run_soon.ask()

    def _quick(self) -> bool:
        """Whether to run unasked: the last run was short, or there was none on demo data."""
        last = self.seconds if self.seconds is not None else _durations.get(self._key())
        if last is not None:
            return last < QUICK
        return in_voila() or any(
            getattr(self._namespace.get(name), "generated", False) is True
            for name in ("cdm", *self._plugin.inputs)
        )

    def _key(self) -> tuple[str, str]:
        return self._plugin.id, str(getattr(self._namespace.get("cdm"), "name", ""))

    def _missing(self) -> tuple[str, str, str] | None:
        """What keeps the cell from running here, before anything is tried."""
        absent = [name for name in self._plugin.inputs if self._namespace.get(name) is None]
        if absent:
            return (
                "setup",
                translate(
                    "This analysis uses {names}, which the notebook has not defined yet.",
                    self._language,
                    names=", ".join(absent),
                ),
                translate("Run the set-up cell.", self._language),
            )
        sources = [self._namespace[name] for name in self._plugin.inputs]
        for source in (one for one in sources if hasattr(one, "tables")):
            needed = self._plugin.requires.get("tables", ())
            lacking = [table for table in needed if table not in source.tables]
            if lacking:
                return ("table", *self._table_message(source, lacking))
        return None

    def _table_message(self, source: Any, lacking: list[str]) -> tuple[str, str]:
        return (
            translate(
                "The source {source} lacks what this analysis reads: {tables}.",
                self._language,
                source=getattr(source, "name", ""),
                tables=", ".join(lacking),
            ),
            translate("Choose another source, or another analysis.", self._language),
        )

    def _run(self) -> None:
        source = self._source
        if source is None or self.state != "running":
            return
        key, before = self._now(), set(_instances)
        names = dict(self._namespace)
        # Only in a %%patient cell are figures interactive, so only its preview shows them so.
        stage = self._stage.open() if self._plugin.level == "individual" else nullcontext()
        self._active = True
        try:
            with stage:
                run = run_code(trial_of(source), names, self._shell, warnings=False)
        finally:
            self._active = False
        made = [
            widget
            for name, widget in list(_instances.items())
            if name not in before and not self._stage.holds(widget)
        ]
        self._take(run, key, made)
        self._changed()

    def _take(self, run: Run, key: tuple[str, tuple[int, ...]], made: list[Any]) -> None:
        discarded = made
        if run.error is None:
            self.state, self._shown, self._failed = "ready", key, None
            self.seconds = _durations[self._key()] = run.seconds
            self.output.outputs = tuple(run.outputs)
            self._stage.clear_unused()
            discarded, self._made = self._made, made
        elif run.cancelled:
            self.state, self._failed = "cancelled", key
            self.message = translate("Cancelled", self._language)
            self.seconds = max(run.seconds, QUICK)
        else:
            self.state, self._failed = "error", key
            self._explain(run.error)
        for widget in discarded:
            widget.close()

    def _explain(self, error: BaseException) -> None:
        language = self._language
        if isinstance(error, LinkrError):
            self.message = translate(error.message, language, **error.params)
            self.advice = translate(error.advice, language, **error.params) if error.advice else ""
        elif shows_details():
            self.message = f"{type(error).__name__}: {error}"[:500]
            self.details = own_frames(error)
        else:
            self.message = translate("This result could not be computed", language)

    def as_json(self) -> dict[str, Any]:
        """What a browser shows of the preview, its outputs apart."""
        return {
            "state": self.state,
            "message": self.message,
            "advice": self.advice,
            "details": self.details,
            "seconds": self.seconds,
            "outdated": self.outdated,
            "shown": self._shown is not None,
        }

    def close(self) -> None:
        """Close the result and what it holds."""
        self._run_soon.cancel()
        self._stage.close()
        for widget in (*self._made, self.output):
            widget.close()


def trial_of(source: str) -> str:
    r"""A cell as a preview runs it: without ``%%patient``, and leaving no name behind in R.

    Examples
    --------
    >>> trial_of("%%patient\npatient.person")
    'patient.person'
    >>> print(trial_of("%%R -i cdm -o n\nn <- 1"))
    %%R -i cdm --local
    n <- 1
    """
    first, _, rest = source.partition("\n")
    words = first.split()
    if words[:1] != ["%%R"] and words != PATIENT_MAGICS["r"].split():
        return rest if first.startswith("%%") else source
    given = [part for pair in pairwise(words) for part in pair if pair[0] == "-i"]
    return "\n".join([" ".join(["%%R", *given, "--local"]), rest])
