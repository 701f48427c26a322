"""``%%patient``: a cell that is drawn again for every patient that is chosen."""

from __future__ import annotations

import argparse
import shlex
from typing import Any, NoReturn

import traitlets
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from ipywidgets.widgets.widget import _instances

from ..errors import InvalidCellError
from ..locale import current_language, translate
from . import cards, incoming
from .display import Stage, cell_id
from .place import shows_details
from .running import Output, Run, run_code
from .scheduling import Coalesced
from .sealed import SealedBox, SealedOutput, SealedWidget, asset

VIEWERS = 50
COALESCE = 0.05


def visibility_texts(language: str) -> dict[str, str]:
    """What stands where a result will be."""
    return {
        "waiting": translate("This part is being computed…", language),
        "ready": translate("This part is ready.", language),
    }


class Visibility(SealedWidget):
    """Tells the kernel whether a cell's result can be seen, and readers that it is on its way."""

    NEUTRAL = "LinkR patient view"
    MESSAGES = {"visible": "_take"}  # noqa: RUF012
    _esm = asset("visible.js")

    busy = traitlets.Bool(False).tag(sync=True)
    waiting = traitlets.Bool(True).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(texts=visibility_texts(current_language()), **kwargs)
        self._pages: dict[str, bool] = {}
        self.on_shown: Any = None

    @property
    def visible(self) -> bool:
        """True when at least one page shows the result."""
        return any(self._pages.values())

    def _take(self, message: incoming.Message) -> None:
        page = incoming.text(message, "page", incoming.REQUEST_LIMIT)
        if page not in self._pages and len(self._pages) >= VIEWERS:
            self._pages.pop(next(iter(self._pages)))
        self._pages[page] = incoming.flag(message, "visible")
        if self._pages[page] and self.on_shown is not None:
            self.on_shown()


class PatientView:
    """The result of one ``%%patient`` cell, drawn when it is seen and when the patient changes."""

    def __init__(self, shell: InteractiveShell, source: str) -> None:
        self._shell = shell
        self._source = source
        self._stage = Stage()
        self._made: list[Any] = []
        self._redraw = Coalesced(self.draw, COALESCE)
        self.stale = True
        self.sentinel = Visibility()
        self.sentinel.on_shown = self.changed_or_shown
        self.output = SealedOutput()
        self.box = SealedBox([self.sentinel, self.output])
        self.box.add_class("linkr-PatientView")

    def changed(self) -> None:
        """Take note of another patient; only a visible cell is drawn again now."""
        self.stale = True
        self.changed_or_shown()

    def changed_or_shown(self) -> None:
        """Ask for a redraw when one is due."""
        if self.stale and self.sentinel.visible:
            self._redraw.ask()

    def draw(self) -> None:
        """Run the code for the current patient; what is shown stays until the new is ready."""
        if not self.stale or self.sentinel.comm is None:
            return
        self.stale = False
        self.sentinel.busy = True
        try:
            self._show(*self._run())
        finally:
            self.sentinel.busy = self.sentinel.waiting = False

    def _run(self) -> tuple[list[Output], list[Any]]:
        language = current_language()
        namespace = self._shell.user_ns
        if namespace.get("patient") is None:
            return [cards.output(no_patient_card(language))], []
        details = shows_details()
        before = set(_instances)
        with self._stage.open():
            run = run_code(self._source, namespace, self._shell, warnings=details)
        made = [
            widget
            for key, widget in list(_instances.items())
            if key not in before and not self._stage.holds(widget)
        ]
        return [*run.outputs, *_failure(run, language, details)], made

    def _show(self, outputs: list[Output], made: list[Any]) -> None:
        # Equal outputs hold the same charts, which already show the new patient.
        if list(self.output.outputs) != outputs:
            self.output.outputs = tuple(outputs)
        self._stage.clear_unused()
        for widget in self._made:
            widget.close()
        self._made = made

    def close(self) -> None:
        """Forget the view and close its widgets."""
        self._redraw.cancel()
        self._stage.close()
        for widget in (*self._made, self.output, self.sentinel, self.box):
            widget.close()


def _failure(run: Run, language: str, details: bool) -> list[Output]:
    if run.error is None:
        return []
    if run.cancelled:
        return [cards.output(cards.card(translate("Cancelled", language), language=language))]
    sentence = translate("This part could not be shown for this patient", language)
    return [cards.output(cards.error_card(run.error, sentence, language, details=details))]


def no_patient_card(language: str) -> str:
    """What a cell shows while no patient has been chosen."""
    return cards.card(
        translate("No patient is chosen yet", language),
        translate("Run the set-up cell first: it shows the patient bar.", language),
        language=language,
    )


class PatientViews:
    """Every ``%%patient`` view of a kernel, one a cell."""

    def __init__(self) -> None:
        self._views: dict[str, PatientView] = {}

    def add(self, key: str, view: PatientView) -> None:
        """Register a view; the one that the same cell made before is closed."""
        if (before := self._views.pop(key, None)) is not None:
            before.close()
        self._views[key] = view

    def changed(self) -> None:
        """Tell every view that another patient or visit was chosen."""
        for view in list(self._views.values()):
            view.changed()

    def draw_first(self, count: int) -> None:
        """Draw the first views before anybody sees them."""
        for view in list(self._views.values())[:count]:
            view.draw()


views = PatientViews()


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InvalidCellError(
            "The first line of this cell is not understood: {line}.",
            "Write %%patient alone, or %%patient --language R.",
            line=message,
        )


def _language_of(line: str) -> str:
    parser = _Arguments(prog="%%patient", add_help=False)
    parser.add_argument("--language", default="python", type=str.lower)
    return str(parser.parse_args(shlex.split(line)).language)


def patient_magic(shell: InteractiveShell, line: str, cell: str) -> None:
    """Show a view of the cell's code that follows the patient bar."""
    language = current_language()
    try:
        dialect = _language_of(line)
        if dialect not in {"python", "r"}:
            raise InvalidCellError(
                "A patient cell in {language} cannot run in this kernel.",
                "Write the cell in Python or in R.",
                language=dialect,
            )
    except (InvalidCellError, ValueError) as error:
        sentence = translate("The first line of this cell is not understood", language)
        html = cards.error_card(error, sentence, language, details=False)
        display({"text/html": html, "text/plain": "LinkR message"}, raw=True)
        return
    view = PatientView(shell, f"%%R\n{cell}" if dialect == "r" else cell)
    views.add(cell_id(shell) or cell, view)
    display(view.box)
