"""OMOP data: ``connect`` gives a ``Cdm`` of lazy tables; ``patient`` the rows of one person.

Loaded on first use, so that listing sources does not load a database engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .check import SourceCheck, check_source
    from .cleaning import StaleCopy, clean_copies
    from .connection import Cdm, connect
    from .patient import Patient
    from .sources import Source, add_source, get_source, list_sources, remove_source
    from .table import CdmTable

_PUBLIC = {
    "Cdm": "connection",
    "CdmTable": "table",
    "Patient": "patient",
    "Source": "sources",
    "SourceCheck": "check",
    "StaleCopy": "cleaning",
    "add_source": "sources",
    "check_source": "check",
    "clean_copies": "cleaning",
    "connect": "connection",
    "get_source": "sources",
    "list_sources": "sources",
    "remove_source": "sources",
}

__all__ = [
    "Cdm",
    "CdmTable",
    "Patient",
    "Source",
    "SourceCheck",
    "StaleCopy",
    "add_source",
    "check_source",
    "clean_copies",
    "connect",
    "get_source",
    "list_sources",
    "remove_source",
]


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
