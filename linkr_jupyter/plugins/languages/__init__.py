"""What the engine knows of each language of cells; everything else is the same for all."""

from __future__ import annotations

from .code import ANY, NOTEBOOK_NAMES, Assignment, Code, Edit, Name, edited, with_unix_lines
from .language import LANGUAGES, Language, get_language, language_title

__all__ = [
    "ANY",
    "LANGUAGES",
    "NOTEBOOK_NAMES",
    "Assignment",
    "Code",
    "Edit",
    "Language",
    "Name",
    "edited",
    "get_language",
    "language_title",
    "with_unix_lines",
]
