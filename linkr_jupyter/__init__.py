"""LinkR for Jupyter: the public names used in notebooks (``import linkr_jupyter as linkr``)."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from ._version import __version__

# Loaded on first use: importing the toolkit must stay quick in every kernel.
_PUBLIC = {
    "connect": "cdm",
    "search_concepts": "concepts",
    "concept_names": "concepts",
    "Cohort": "cohorts",
    "figure": "analysis",
    "data_table": "analysis",
    "open_study": "studies",
    "form": "widgets",
    "patient_bar": "widgets",
}

# The first word of a notebook about its data: from here on the kernel knows ``%%patient``.
_ACTIVATING = frozenset({"connect", "open_study", "form", "patient_bar"})

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        if name in _ACTIVATING:
            _activate_in_notebook()
        return getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _activate_in_notebook() -> None:
    ipython = sys.modules.get("IPython")
    if ipython is not None and (shell := ipython.get_ipython()) is not None:
        load_ipython_extension(shell)


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext linkr_jupyter``: add ``%%patient`` and offline charts to a running kernel."""
    import_module(".widgets", __name__).activate(shell)


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "_labextension", "dest": "linkr-jupyter"}]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    # By name: every layer imports this package, and none of them may thereby import the server.
    extension = import_module(".server.app", __name__).LinkrExtension
    return [{"module": "linkr_jupyter", "app": extension}]
