"""Routes of data sources: list, register, forget, check. No answer holds a location."""

from __future__ import annotations

from typing import Any

from ..cdm.sources import Source, add_source, list_sources, remove_source
from .base import LinkrHandler, route
from .body import text_field


class SourcesHandler(LinkrHandler):
    """The sources that are registered for this person."""

    @route
    async def get(self) -> Any:
        """List them."""
        return await self.in_thread(list_documents)

    @route
    async def post(self) -> Any:
        """Register one."""
        body = self.body(required=("name", "location"), optional=("description",))
        fields = [text_field(body, name) for name in ("name", "location", "description")]
        self.set_status(201)
        return await self.in_thread(add_document, *fields)


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


def add_document(name: str, location: str, description: str) -> dict[str, Any]:
    """Register a source and return it as JSON."""
    return source_document(add_source(name, location, description))


def check_document(location: str, language: str) -> Any:
    """Check a location and return what was found as JSON, said in the reader's language."""
    from ..cdm import check_source

    return check_source(location).as_json(language)


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
