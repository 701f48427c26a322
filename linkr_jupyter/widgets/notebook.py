"""What LinkR adds to a running notebook kernel."""

from __future__ import annotations

from typing import Any

from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from . import display, place, r_magics, scheduling

_MARK = "_linkr_activated"


def activate(shell: InteractiveShell | None = None) -> None:
    """Register ``%%patient``, ``%%R`` and the offline display of charts, once.

    Parameters
    ----------
    shell
        The running IPython shell; found when it is not given. Without one (a script) nothing
        happens.
    """
    shell = shell or get_ipython()
    if shell is None:
        return
    scheduling.remember_main_loop()
    if getattr(shell, _MARK, False):
        return
    setattr(shell, _MARK, True)
    place.look_around()
    shell.register_magic_function(_patient_magic(shell), "cell", "patient")
    r_magics.register(shell)
    display.register(shell)


def _patient_magic(shell: InteractiveShell) -> Any:
    def patient(line: str, cell: str) -> None:
        """Run the cell for the chosen patient, and again whenever another one is chosen."""
        from .patient_view import patient_magic

        scheduling.remember_main_loop()
        patient_magic(shell, line, cell)

    return patient


def load_ipython_extension(shell: InteractiveShell) -> None:
    """``%load_ext linkr_jupyter.widgets``: the same as :func:`activate`."""
    activate(shell)
