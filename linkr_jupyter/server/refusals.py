"""The one table from domain errors to HTTP answers."""

from __future__ import annotations

import re
from typing import Any

from ..errors import (
    InvalidCellError,
    InvalidManifestError,
    InvalidStudyError,
    InvalidTextError,
    InvalidValueError,
    LinkrError,
    MissingColumnError,
    MissingTableError,
    NotFoundError,
    NotSavedError,
    PathNotAllowedError,
    PluginChangedError,
    PluginRefusedError,
    SourceError,
    StudyChangedError,
)
from ..locale import translate


class InvalidRequestError(LinkrError):
    """The request itself is malformed: no JSON, an unknown field, a missing one."""


class RequestTooLargeError(LinkrError):
    """The body of the request is larger than any of our forms can make."""


class PreconditionMissingError(LinkrError):
    """A change came without the version that it is based on."""


class UnsupportedTypeError(LinkrError):
    """The body of the request is not announced as JSON."""


STATUS: dict[type[LinkrError], int] = {
    NotFoundError: 404,
    PathNotAllowedError: 403,
    StudyChangedError: 412,
    PreconditionMissingError: 428,
    InvalidRequestError: 400,
    InvalidTextError: 400,
    RequestTooLargeError: 413,
    UnsupportedTypeError: 415,
    InvalidValueError: 422,
    InvalidStudyError: 422,
    InvalidManifestError: 422,
    InvalidCellError: 422,
    PluginRefusedError: 422,
    PluginChangedError: 412,
    SourceError: 422,
    MissingTableError: 422,
    MissingColumnError: 422,
    NotSavedError: 507,
    LinkrError: 400,
}

# What Jupyter and Tornado themselves refuse, in our words.
SENTENCES = {
    400: ("The request is malformed.", "Reload the page, then try again."),
    403: ("You are not allowed to do this.", "Sign in again, or ask the administrator."),
    404: ("There is nothing at this address.", "Reload the page, then try again."),
    405: ("This address does not answer such requests.", "Reload the page, then try again."),
    500: ("Something went wrong in LinkR.", "Look at the server's log, and report it."),
}


def status_of(error: LinkrError) -> int:
    """Return the HTTP status of a domain error: that of its nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def code_of(error: LinkrError) -> str:
    """Return the stable word of an error for programs: ``NotFoundError`` is ``not_found``.

    Examples
    --------
    >>> code_of(NotFoundError("x"))
    'not_found'
    """
    name = type(error).__name__.removesuffix("Error")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def as_json(error: LinkrError, language: str) -> dict[str, Any]:
    """Return the answer that says what is wrong and what to do."""
    return {
        "message": translate(error.message, language, **error.params),
        "advice": translate(error.advice, language, **error.params) if error.advice else "",
        "field": error.field,
        "code": code_of(error),
    }
