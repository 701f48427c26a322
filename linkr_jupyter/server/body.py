"""The body of a request, read strictly."""

from __future__ import annotations

import json
from typing import Any

from ..schemas.strict import parse_json, reason_of
from ..text import visible
from .refusals import InvalidRequestError, UnsupportedTypeError

MAXIMUM_BODY = 1_000_000
RELOAD = "Reload the page, then try again."


def read_body(
    content: bytes, kind: str, *, required: tuple[str, ...], optional: tuple[str, ...]
) -> dict[str, Any]:
    """Parse a JSON object and check the names of its fields.

    Parameters
    ----------
    content
        The body as received.
    kind
        Its ``Content-Type``.
    required, optional
        Fields that must and that may be there.

    Raises
    ------
    UnsupportedTypeError
        When it is not announced as JSON: a page elsewhere can post plain text, but not JSON.
    InvalidRequestError
        When it is no JSON object, or a field is missing or unknown.
    """
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedTypeError("The body of the request is not announced as JSON.", RELOAD)
    try:
        document = parse_json(content)
    except ValueError as error:
        raise InvalidRequestError(
            "The body of the request is not JSON: {reason}.", RELOAD, reason=reason_of(error)
        ) from error
    if not isinstance(document, dict):
        raise InvalidRequestError("The body of the request is no JSON object.", RELOAD)
    for name in document:
        if name not in (*required, *optional):
            raise InvalidRequestError(
                "The request has an unknown field {name}.", RELOAD, field=name, name=visible(name)
            )
    for name in required:
        if name not in document:
            raise InvalidRequestError(
                "The request lacks the field {name}.", RELOAD, field=name, name=name
            )
    return document


def text_field(document: dict[str, Any], name: str, default: str = "") -> str:
    """Return a text of the body.

    Raises
    ------
    InvalidRequestError
        When it is something else than text.
    """
    value = document.get(name, default)
    if not isinstance(value, str):
        raise InvalidRequestError(
            "The field {name} must be text, not {value}.",
            RELOAD,
            field=name,
            name=name,
            value=json.dumps(value, ensure_ascii=False)[:80],
        )
    return value
