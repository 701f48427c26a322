"""What a check of a plugin finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import LinkrError
from ..locale import translate


@dataclass(frozen=True)
class Problem:
    """One breach of the contract: a code for programs, a place and a sentence for people."""

    code: str
    file: str
    line: int
    message: str
    error: LinkrError | None = field(default=None, repr=False, compare=False)
    template: str = field(default="", repr=False, compare=False)
    params: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def text(self, language: str = "en") -> str:
        """The message in ``language``."""
        if self.error:
            return self.error.text(language)
        return translate(self.template or self.message, language, **self.params)


def problem(code: str, file: str, line: int, template: str, /, **params: object) -> Problem:
    """Make a problem whose message is filled in English."""
    message = translate(template, "en", **params)
    return Problem(code, file, line, message, template=template, params=params)
