"""Routes of studies: list, create, read, change."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..cdm.sources import list_sources
from ..studies import FoundStudy, create_study, find_studies, get_study
from ..studies.creation import folder_name
from ..studies.finding import found_study, new_place
from ..studies.study import CHANGEABLE
from .base import LinkrHandler, route
from .body import text_field
from .refusals import PreconditionMissingError, as_json


class StudiesHandler(LinkrHandler):
    """All studies below the server root."""

    @route
    async def get(self) -> Any:
        """List them; one that cannot be opened is listed with its problem."""
        return await self.in_thread(list_documents, self.root, self.language)

    @route
    async def post(self) -> Any:
        """Create one, below the server root."""
        body = self.body(
            required=("title", "template", "source"),
            optional=("folder", "language", "description"),
        )
        fields = {
            name: text_field(body, name)
            for name in ("title", "template", "source", "folder", "description")
        }
        language = text_field(body, "language", "en")
        self.set_status(201)
        return await self.in_thread(create_document, self.root, fields, language)


class StudyHandler(LinkrHandler):
    """One study, by the id that the list gives it."""

    @route
    async def get(self, identifier: str) -> Any:
        """Read it."""
        found = await self.in_thread(get_study, self.root, identifier)
        return await self.in_thread(study_document, found, generated_sources())

    @route
    async def patch(self, identifier: str) -> Any:
        """Change it, if nobody else did since the ``etag`` in If-Match was read."""
        etag = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not etag:
            raise PreconditionMissingError(
                "The change does not say which version of the study it is based on.",
                "Reload the page, then try again.",
                field="If-Match",
            )
        change = self.body(optional=CHANGEABLE)
        return await self.in_thread(update_document, self.root, identifier, change, etag)


def list_documents(root: Path, language: str) -> list[dict[str, Any]]:
    """Return every study below ``root`` as JSON."""
    generated = generated_sources()
    return [
        study_document(found, generated) if found.study else broken_document(found, language)
        for found in find_studies(root)
    ]


def create_document(root: Path, fields: dict[str, str], language: str) -> dict[str, Any]:
    """Create a study below ``root`` and return it as JSON."""
    place = new_place(root, fields["folder"] or folder_name(fields["title"]))
    create_study(
        place,
        fields["template"],
        fields["source"],
        fields["title"],
        language,
        description=fields["description"],
    )
    return study_document(found_study(root, place), generated_sources())


def update_document(
    root: Path, identifier: str, change: dict[str, Any], etag: str
) -> dict[str, Any]:
    """Change a study and return it as JSON."""
    found = get_study(root, identifier)
    assert found.study is not None  # noqa: S101 - get_study raises where there is none
    found.study.update(change, if_match=etag)
    return study_document(found, generated_sources())


def generated_sources() -> frozenset[str]:
    """Return the names of the sources that LinkR itself generated."""
    return frozenset(source.name for source in list_sources() if source.generated)


def study_document(found: FoundStudy, generated: frozenset[str]) -> dict[str, Any]:
    """Return a study as the panels show it; paths are relative to the server root."""
    study = found.study
    assert study is not None  # noqa: S101 - callers have handled the broken ones
    files = [study.folder / "study.json", *(study.folder / page.notebook for page in study.pages)]
    changed = max(path.lstat().st_mtime for path in files if os.path.lexists(path))
    return {
        "id": found.id,
        "title": study.title,
        "description": study.description,
        "language": study.language,
        "source": study.source,
        "path": found.path,
        "pages": [
            {
                "id": page.id,
                "title": page.title,
                "path": f"{found.path}/{page.notebook}".lstrip("/"),
            }
            for page in study.pages
        ],
        "modified": datetime.fromtimestamp(changed, UTC).isoformat(timespec="seconds"),
        "authors": list(study.authors),
        "generated": study.source in generated,
        "etag": study.etag,
    }


def broken_document(found: FoundStudy, language: str) -> dict[str, Any]:
    """Return a study that cannot be opened, with the reason."""
    assert found.problem is not None  # noqa: S101 - a found study has the one or the other
    return {
        "id": found.id,
        "title": found.path.rpartition("/")[2] or "study.json",
        "description": "",
        "language": language,
        "source": "",
        "path": found.path,
        "pages": [],
        "modified": "",
        "authors": [],
        "generated": False,
        "etag": "",
        "problem": as_json(found.problem, language),
    }


ROUTES = [
    ("/studies", StudiesHandler),
    ("/studies/([^/]+)", StudyHandler),
]
