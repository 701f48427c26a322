"""When the cells of a page run: ``%%deferred`` and ``%draw_ahead``.

A ``%%deferred`` cell runs when its result is first seen. Cells of a notebook may use what the cells
above them made, so the first sight of a cell also runs every deferred cell above it that has not
run yet, in the order of the notebook.

``%draw_ahead 2`` draws the first two ``%%patient`` cells while the browser still loads the page.
"""

from __future__ import annotations

import logging
from typing import Any, cast

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from ..locale import current_language, translate
from . import cards, notebook, scheduling
from .patient_view import Visibility, views
from .place import shows_details
from .running import Output, Run, run_code
from .scheduling import Coalesced
from .sealed import SealedBox, SealedOutput

logger = logging.getLogger(__name__)


class DeferredCell:
    """One cell that waits, and the place on the page where its result will stand."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.ran = False
        self.wanted = False
        self.sentinel = Visibility()
        self.output = SealedOutput()
        self.box = SealedBox([self.sentinel, self.output])
        self.box.add_class("linkr-DeferredCell")

    def run(self, shell: InteractiveShell) -> None:
        """Run the code once and show what it shows."""
        self.ran = self.sentinel.busy = True
        try:
            run = run_code(self.source, shell.user_ns, shell, warnings=shows_details())
            self.output.outputs = (*run.outputs, *_failure(run))
        finally:
            self.sentinel.busy = self.sentinel.waiting = False


def _failure(run: Run) -> list[Output]:
    if run.error is None:
        return []
    logger.error("A cell that waited for its tab failed", exc_info=run.error)
    language = current_language()
    sentence = translate("This part could not be shown", language)
    html = cards.error_card(run.error, sentence, language, details=shows_details())
    return [cards.output(html)]


class DeferredCells:
    """The waiting cells of a kernel, in the order of the notebook."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._cells: list[DeferredCell] = []
        self._work = Coalesced(self.run_wanted)

    def add(self, source: str) -> DeferredCell:
        """Put a cell at the end of the line."""
        cell = DeferredCell(source)
        cell.sentinel.on_shown = lambda: self._want(cell)
        self._cells.append(cell)
        return cell

    def _want(self, cell: DeferredCell) -> None:
        if not cell.ran:
            cell.wanted = True
            self._work.ask()

    def run_wanted(self) -> None:
        """Run what is wanted and everything above it."""
        last = max((n for n, cell in enumerate(self._cells) if cell.wanted), default=-1)
        for cell in self._cells[: last + 1]:
            if not cell.ran:
                cell.run(self._shell)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register ``%%deferred``, after everything else that LinkR adds to a kernel."""
    notebook.activate(shell)
    shell.register_magic_function(_deferred_magic(DeferredCells(shell)), "cell", "deferred")
    shell.register_magic_function(cast(Any, draw_ahead), "line", "draw_ahead")


def draw_ahead(line: str) -> None:
    """Draw so many ``%%patient`` cells as soon as the kernel has nothing else to do."""
    count = int(line)
    scheduling.remember_main_loop()
    Coalesced(lambda: views.draw_first(count)).ask()


def _deferred_magic(cells: DeferredCells) -> Any:
    def deferred(line: str, cell: str) -> None:
        """Run the cell when its result is first seen."""
        scheduling.remember_main_loop()
        display(cells.add(cell).box)

    return deferred
