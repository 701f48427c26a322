"""Route of study templates."""

from __future__ import annotations

from typing import Any

from ..studies import find_templates
from .base import LinkrHandler, route


class TemplatesHandler(LinkrHandler):
    """What a new study can start from."""

    @route
    async def get(self) -> Any:
        """List them, in the order to show."""
        return await self.in_thread(list_documents, self.language)


def list_documents(language: str) -> list[dict[str, Any]]:
    """Return every template as JSON."""
    return [
        {
            "id": template.id,
            "title": template.title,
            "description": template.description,
            "pages": [{"id": page.id, "title": page.title} for page in template.pages],
        }
        for template in (each.localized(language) for each in find_templates())
    ]


ROUTES = [("/templates", TemplatesHandler)]
