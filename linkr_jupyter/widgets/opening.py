"""Opening forms: by the JupyterLab extension for a cell, by a person in a notebook or a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

from ..errors import InvalidCellError, LinkrError
from ..locale import current_language, supported, translate
from ..plugins import Plugin, get_plugin
from ..studies import study_folder
from . import cards
from .notebook import activate
from .place import shows_details
from .plugin_form import PluginForm


def make_form(
    plugin_id: str,
    *,
    cell: Mapping[str, Any] | None = None,
    language: str = "en",
    namespace: dict[str, Any] | None = None,
    shell: InteractiveShell | None = None,
) -> PluginForm:
    """The form of a plugin, not yet displayed.

    Raises
    ------
    NotFoundError
        When no plugin has this id.
    InvalidCellError
        When ``cell`` is no cell or its LinkR metadata are malformed.
    """
    shell = shell or get_ipython()
    if shell is None:
        raise LinkrError("A form needs a running notebook.", "Open it in JupyterLab or Voilà.")
    activate(shell)
    names = shell.user_ns if namespace is None else namespace
    if cell is not None and not isinstance(cell, Mapping):
        raise InvalidCellError(
            "The cell that the form was opened for cannot be read.",
            "Open the form again from the cell's toolbar.",
        )
    made = PluginForm(_find(plugin_id, names), shell, names, supported(language))
    try:
        made.start(cell)
    except Exception:
        made.close()
        raise
    return made


def _find(plugin_id: str, namespace: Mapping[str, Any]) -> Plugin:
    # A form opens before the set-up cell has run: the notebook's place tells the study.
    folder = getattr(namespace.get("study"), "folder", None) or study_folder()
    return get_plugin(plugin_id, study=Path(folder) if folder is not None else None)


def open_form(
    plugin_id: str,
    *,
    cell: Mapping[str, Any] | None = None,
    language: str = "en",
    namespace: dict[str, Any] | None = None,
) -> None:
    """Show the form of a plugin; what is wrong is shown as a message, never as a traceback.

    Parameters
    ----------
    plugin_id
        Id of an installed plugin.
    cell
        ``{"source", "metadata"}`` of the notebook cell that the form is opened for.
    language
        Language tag of the form, such as ``fr`` or ``fr-FR``.
    namespace
        Names that the cell may use; the notebook's own when it is not given.
    """
    language = supported(language)
    try:
        display(make_form(plugin_id, cell=cell, language=language, namespace=namespace))
    except Exception as error:
        sentence = translate("This form cannot be opened", language)
        html = cards.error_card(error, sentence, language, details=shows_details())
        display({"text/html": html, "text/plain": "LinkR message"}, raw=True)


def form(plugin_id: str) -> None:
    """Show the form of a plugin in the language of the study.

    In JupyterLab it writes notebook cells; in Voilà, where there is no notebook to write, it shows
    the result and, on request, the code: ``linkr.form("distributions_outliers")``.
    """
    open_form(plugin_id, language=current_language())
