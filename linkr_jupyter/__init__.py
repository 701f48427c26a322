"""LinkR for Jupyter: the public names used in notebooks (``import linkr_jupyter as linkr``)."""

from __future__ import annotations

from importlib import import_module

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

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "_labextension", "dest": "linkr-jupyter"}]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    # By name: every layer imports this package, and none of them may thereby import the server.
    extension = import_module(".server.app", __name__).LinkrExtension
    return [{"module": "linkr_jupyter", "app": extension}]
