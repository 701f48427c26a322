"""Errors of a JSON Schema said in words, the same for every small file of a study."""

from __future__ import annotations

import json
from typing import Any

from ..errors import InvalidStudyError
from ..schemas import validator
from ..schemas.strict import parse_json, reason_of

REPAIR = "Correct the file, or take back an earlier version of it."

SENTENCES = {
    "required": "In {file}, the field {name} is missing.",
    "additionalProperties": "In {file}, the field {name} is unknown.",
    "value": "In {file}, the field {name} cannot be {value}.",
}


def read_checked(content: bytes, schema: str, file: str) -> Any:
    """Parse ``content`` and check it against the schema ``schema``; ``file`` names it in messages.

    Raises
    ------
    InvalidStudyError
        Naming the file, the field and its value.
    """
    document = read_json(content, file)
    require_valid(document, schema, file)
    return document


def read_json(content: bytes, file: str) -> Any:
    """Parse ``content`` strictly."""
    try:
        return parse_json(content)
    except json.JSONDecodeError as error:
        raise InvalidStudyError(
            "{file} cannot be read: it is not valid JSON at line {line}, column {column}.",
            REPAIR,
            file=file,
            line=error.lineno,
            column=error.colno,
        ) from error
    except ValueError as error:
        raise InvalidStudyError(
            "{file} cannot be read: {reason}.", REPAIR, file=file, reason=reason_of(error)
        ) from error


def require_valid(document: Any, schema: str, file: str) -> None:
    """Raise InvalidStudyError for the first field that the schema refuses."""
    errors = sorted(validator(schema).iter_errors(document), key=lambda error: error.json_path)
    if not errors:
        return
    error = errors[0]
    place = [str(part) for part in error.absolute_path]
    if error.validator == "required":
        place.append(next(key for key in error.validator_value if key not in error.instance))
    elif error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        place.append(next((key for key in error.instance if key not in known), ""))
    name = ".".join(place)
    value = json.dumps(error.instance, ensure_ascii=False)
    raise InvalidStudyError(
        SENTENCES.get(error.validator, SENTENCES["value"]),
        REPAIR,
        field=name,
        file=file,
        name=name or "-",
        value=value if len(value) <= 80 else value[:79] + "…",
    )
