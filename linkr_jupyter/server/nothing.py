"""Every other address below ours: there is nothing, said in words."""

from __future__ import annotations

from typing import Any

from ..errors import NotFoundError
from .base import LinkrHandler, route
from .refusals import SENTENCES


class NothingHandler(LinkrHandler):
    """Answers 404 in our form, to those who may ask at all."""

    @route
    async def get(self) -> Any:
        """Refuse."""
        raise NotFoundError(*SENTENCES[404])

    post = put = patch = delete = get


ROUTES = [("(?:/.*)?", NothingHandler)]
