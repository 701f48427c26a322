"""A problem found in a study, said in words and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import LinkrError
from ..locale import translate


@dataclass(frozen=True)
class Problem:
    """Something in a study that will not work, or should not be there.

    Parameters
    ----------
    code
        Stable word for programs, such as ``unknown_plugin``.
    file
        File in the study, with ``/`` between its parts.
    cell
        Number of the cell counted from 1, or None.
    message, advice
        English sentences with fields: what is wrong, and what to do.
    params
        The values of the fields.
    """

    code: str
    file: str
    cell: int | None
    message: str
    advice: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, error: LinkrError, code: str, *, file: str, cell: int | None = None) -> Problem:
        """Return the problem that ``error`` is about."""
        return cls(code, file, cell, error.message, error.advice, error.params)

    def text(self, language: str = "en") -> str:
        """Place, message and advice as one line."""
        place = (
            translate("{file}, cell {cell}", language, file=self.file, cell=self.cell)
            if self.cell
            else self.file
        )
        words = [translate(part, language, **self.params) for part in (self.message, self.advice)]
        return f"{place}: {' '.join(word for word in words if word)}"

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return the problem for ``--json``."""
        return {
            "code": self.code,
            "file": self.file,
            "cell": self.cell,
            "message": translate(self.message, language, **self.params),
            "advice": translate(self.advice, language, **self.params) if self.advice else "",
        }
