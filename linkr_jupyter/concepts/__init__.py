"""Concept search, names of concepts, descendants. Loaded on first use.

``search_concepts(cdm, "heart rate", domain="Measurement")`` for a person who types;
``concept_names(cdm, ids)`` for labels; ``concept_usage(cdm, domain)`` for counts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .names import concept_names, descendants, placeholder_name
    from .search import ConceptMatch, search_concepts
    from .usage import Usage, concept_usage

_PUBLIC = {
    "ConceptMatch": "search",
    "Usage": "usage",
    "concept_names": "names",
    "concept_usage": "usage",
    "descendants": "names",
    "placeholder_name": "names",
    "search_concepts": "search",
}

__all__ = [
    "ConceptMatch",
    "Usage",
    "concept_names",
    "concept_usage",
    "descendants",
    "placeholder_name",
    "search_concepts",
]


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
