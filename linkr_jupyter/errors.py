"""Domain errors. Each message names what is wrong; its advice says what to do next."""

from __future__ import annotations

from .locale import translate


class LinkrError(Exception):
    """Base of every error that a person may read.

    Parameters
    ----------
    message
        English sentence, with ``{name}`` fields for the values. It is the key of its translation.
    advice
        English sentence that says what to do next, with the same fields.
    field
        Name of the setting, column or argument that is wrong, when there is one.
    **params
        Values of the fields.

    Examples
    --------
    >>> str(LinkrError("The file {name} is empty.", "Choose another.", name="a.csv"))
    'The file a.csv is empty. Choose another.'
    """

    def __init__(
        self, message: str, advice: str = "", *, field: str = "", **params: object
    ) -> None:
        self.message = message
        self.advice = advice
        self.field = field
        self.params = params
        super().__init__(message)

    def text(self, language: str = "en") -> str:
        """Message and advice as one text, in ``language``."""
        parts = (self.message, self.advice)
        return " ".join(translate(part, language, **self.params) for part in parts if part)

    def __str__(self) -> str:
        return self.text()


class NotFoundError(LinkrError):
    """Something that was named does not exist."""


class SourceError(LinkrError):
    """A data source cannot be opened or is no OMOP data."""


class MissingTableError(LinkrError, AttributeError):
    """A table that OMOP defines is absent from this source."""


class MissingColumnError(LinkrError, AttributeError):
    """A column that OMOP defines is absent from this source."""


class InvalidTextError(LinkrError, ValueError):
    """Text with a NUL or a lone surrogate, which no store carries safely."""


class InvalidValueError(LinkrError, ValueError):
    """A setting has a value that its schema refuses."""


class InvalidManifestError(LinkrError):
    """A plugin.json breaks the plugin schema."""


class InvalidCellError(LinkrError):
    """The LinkR metadata of a cell is malformed or its code cannot be read."""


class InvalidStudyError(LinkrError):
    """A study folder is not one, or its study.json is malformed."""


class StudyChangedError(LinkrError):
    """Somebody else changed the study since it was read."""


class PathNotAllowedError(LinkrError):
    """A path leaves the folder it must stay in, or is a link."""


class MissingDependencyError(LinkrError):
    """Something that this needs is not installed here."""


class NotSavedError(LinkrError):
    """A file could not be written; what was there is unchanged."""


class PluginRefusedError(LinkrError):
    """What came as a plugin is none, or is not safe to keep; nothing of it was kept."""


class PluginChangedError(LinkrError):
    """What would be installed or replaced is not what was reviewed."""
