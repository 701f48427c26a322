"""Routes of data sources: list, register, forget, check. No answer holds a location."""

from __future__ import annotations

import json
from typing import Any

from ..cdm.sources import Source, add_source, list_sources, remove_source
from .base import LinkrHandler, route
from .body import RELOAD, text_field
from .refusals import InvalidRequestError


class SourcesHandler(LinkrHandler):
    """The sources that are registered for this person."""

    @route
    async def get(self) -> Any:
        """List them."""
        return await self.in_thread(list_documents)

    @route
    async def post(self) -> Any:
        """Register one."""
        body = self.body(required=("name", "location"), optional=("description", "replace"))
        fields = [text_field(body, name) for name in ("name", "location", "description")]
        self.set_status(201)
        return await self.in_thread(add_document, *fields, replace=_wish(body, "replace"))


class SourceHandler(LinkrHandler):
    """One registered source."""

    @route
    async def delete(self, name: str) -> Any:
        """Forget it; the data stay where they are."""
        await self.in_thread(remove_source, name)


class SourceCheckHandler(LinkrHandler):
    """A look at a location, before or after it is registered."""

    @route
    async def post(self) -> Any:
        """Count the rows of each table and list what is wrong."""
        body = self.body(required=("location",))
        location = text_field(body, "location")
        return await self.in_thread(check_document, location, self.language)


def list_documents() -> list[dict[str, Any]]:
    """Return every registered source as JSON."""
    return [source_document(source) for source in list_sources()]


def add_document(
    name: str, location: str, description: str, *, replace: bool = False
) -> dict[str, Any]:
    """Register a source and return it as JSON."""
    return source_document(add_source(name, location, description, replace=replace))


def check_document(location: str, language: str) -> Any:
    """Check a location and return what was found as JSON, said in the reader's language."""
    from ..cdm import check_source

    return check_source(location).as_json(language)


def _wish(body: dict[str, Any], name: str) -> bool:
    """A yes or no of the body; no where it is absent."""
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise InvalidRequestError(
            "The field {name} must be true or false, not {value}.",
            RELOAD,
            field=name,
            name=name,
            value=json.dumps(value, ensure_ascii=False)[:80],
        )
    return value


def source_document(source: Source) -> dict[str, Any]:
    """Return a source as the panels show it: without its location, which may name secrets."""
    return {
        "name": source.name,
        "location_kind": source.location_kind,
        "description": source.description,
        "generated": source.generated,
    }


ROUTES = [
    ("/sources", SourcesHandler),
    ("/sources/check", SourceCheckHandler),
    ("/sources/([^/]+)", SourceHandler),
]
