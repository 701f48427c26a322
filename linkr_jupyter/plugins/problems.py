"""What a check of a plugin finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..locale import translate


@dataclass(frozen=True)
class Problem:
    """One breach of the contract: a code for programs, a place and a sentence for people."""

    code: str
    file: str
    line: int
    message: str
    template: str = ""
    params: dict[str, object] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """The message in ``language``."""
        return translate(self.template or self.message, language, **self.params)


def problem(code: str, file: str, line: int, template: str, **params: object) -> Problem:
    """Make a problem whose message is filled in English."""
    return Problem(code, file, line, translate(template, "en", **params), template, params)
