"""``study.json``: read strictly, checked against its schema, identified by its content."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from ..errors import InvalidStudyError
from .containment import refuse_link
from .schema_words import REPAIR, read_json, require_valid

STUDY_FILE = "study.json"
SCHEMA_VERSION = 1
MAXIMUM_BYTES = 1_000_000


def read_document(folder: Path) -> tuple[dict[str, Any], str]:
    """Read the study.json of ``folder``.

    Returns
    -------
    tuple
        The document and the hash of its content, the precondition of the next change.

    Raises
    ------
    InvalidStudyError
        When it is missing, malformed, or of a newer version of LinkR.
    """
    path = folder / STUDY_FILE
    refuse_link(path)
    if not path.is_file():
        raise InvalidStudyError(
            "The folder {folder} is no study: it has no study.json.",
            "Choose the folder of a study, or create one: jupyter linkr study new FOLDER.",
            folder=folder.name or str(folder),
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(error.strerror or type(error).__name__) from error
    if len(content) > MAXIMUM_BYTES:
        raise _unreadable(f"{len(content)} bytes")
    return parse_document(content), content_hash(content)


def parse_document(content: bytes) -> dict[str, Any]:
    """Parse and check the content of a study.json."""
    document = read_json(content, STUDY_FILE)
    check_document(document)
    return dict(document)


def check_document(document: Any) -> None:
    """Raise InvalidStudyError, naming the field, unless ``document`` is a study of our version."""
    version = document.get("schema_version") if isinstance(document, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise InvalidStudyError(
            "This study was made by a newer LinkR (format {version}, here {ours}).",
            "Upgrade LinkR to open it: pip install --upgrade linkr-jupyter.",
            field="schema_version",
            version=version,
            ours=SCHEMA_VERSION,
        )
    require_valid(document, "study", STUDY_FILE)
    ids = [page["id"] for page in document["pages"]]
    repeated = next((page_id for page_id in ids if ids.count(page_id) > 1), None)
    if repeated is not None:
        raise InvalidStudyError(
            "In study.json, two pages have the id {page}.", REPAIR, field="pages", page=repeated
        )


def _unreadable(reason: str) -> InvalidStudyError:
    return InvalidStudyError(
        "{file} cannot be read: {reason}.", REPAIR, file=STUDY_FILE, reason=reason
    )


def to_bytes(document: dict[str, Any]) -> bytes:
    r"""Return the text of ``document`` as stored: readable, and with small differences in git.

    Examples
    --------
    >>> to_bytes({"title": "Été"}).decode()
    '{\n  "title": "Été"\n}\n'
    """
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def content_hash(content: bytes) -> str:
    """Return the hash that identifies this version of a file."""
    return hashlib.sha256(content).hexdigest()
