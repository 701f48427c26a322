"""What a notebook shows: plugin forms, the patient bar, ``%%patient`` cells and charts.

Everything here is a thin shell around the domain packages. The kernel owns the state; browsers only
send messages, and each message is checked before it is used.
"""

from __future__ import annotations

from importlib import import_module

_PUBLIC = {
    "open_form": "opening",
    "form": "opening",
    "patient_bar": "bar",
    "recognise_cell": "turning",
    "activate": "notebook",
    "load_ipython_extension": "notebook",
}

__all__ = [
    "activate",
    "form",
    "load_ipython_extension",
    "open_form",
    "patient_bar",
    "recognise_cell",
]


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
