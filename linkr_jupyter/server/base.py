"""What every route shares: who may ask, in which language, how it answers and refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from ..errors import LinkrError
from ..locale import LANGUAGES, supported, translate
from .body import MAXIMUM_BODY, read_body
from .refusals import (
    SENTENCES,
    RequestTooLargeError,
    as_json,
    status_of,
)

T = TypeVar("T")
IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def route(verb: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[None]]:
    """Make a method a route: authenticated, authorized, its result the JSON answer.

    What the method returns is the answer; None is "204 No Content". A domain error that it raises
    becomes the answer of the table in ``refusals``.
    """

    @wraps(verb)
    async def answer(self: LinkrHandler, *path: str) -> None:
        try:
            document = await verb(self, *path)
        except LinkrError as error:
            self.refuse(error)
            return
        if document is None:
            self.set_status(204)
            self.finish()
        elif isinstance(document, Document):
            self.finish_image(document)
        else:
            self.finish_json(document)

    guarded: Callable[..., Awaitable[None]] = authorized(answer)
    return cast("Callable[..., Awaitable[None]]", web.authenticated(guarded))


@dataclass(frozen=True)
class Document:
    """An answer that is no JSON: an image and its media type."""

    content: bytes
    kind: str


@web.stream_request_body
class LinkrHandler(APIHandler):
    """Base of our routes. Bodies are read in pieces, so that none larger than allowed is kept."""

    auth_resource = "linkr"
    maximum_body = MAXIMUM_BODY

    def initialize(self) -> None:
        """Begin with an empty body."""
        self._received = bytearray()
        self._too_large = False

    async def prepare(self) -> None:  # type: ignore[override]
        """Check who asks before anything of the body is read."""
        await super().prepare()
        announced = self.request.headers.get("Content-Length", "0")
        if not announced.isdigit() or int(announced) > self.maximum_body:
            self.set_header("Connection", "close")
            self.refuse(_too_large(self.maximum_body))

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body, up to the limit."""
        if len(self._received) + len(chunk) > self.maximum_body:
            self._too_large = True
            self._received.clear()
        elif not self._too_large:
            self._received += chunk

    @property
    def language(self) -> str:
        """The language of the answer: ``?language=``, else what the browser prefers."""
        asked = self.get_query_argument("language", "")
        if asked:
            return supported(asked)
        for part in self.request.headers.get("Accept-Language", "").split(","):
            tag = part.partition(";")[0].strip()
            if tag.replace("_", "-").split("-")[0].lower() in LANGUAGES:
                return supported(tag)
        return "en"

    @property
    def root(self) -> Path:
        """The folder that this server shows; nothing outside of it is read or written by path."""
        return Path(self.settings["server_root_dir"]).expanduser().resolve()

    def body(self, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Any:
        """Return the JSON object that came with the request, with these fields and no others."""
        if self._too_large or len(self._received) > MAXIMUM_BODY:
            raise _too_large(MAXIMUM_BODY)
        kind = self.request.headers.get("Content-Type", "")
        return read_body(bytes(self._received), kind, required=required, optional=optional)

    def raw_body(self) -> bytes:
        """Return the bytes that came with the request, up to what this route allows."""
        if self._too_large:
            raise _too_large(self.maximum_body)
        return bytes(self._received)

    async def in_thread(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Run what reads files or databases beside the event loop, so that others are served."""
        return await asyncio.to_thread(work, *arguments, **named)

    def refuse(self, error: LinkrError) -> None:
        """Answer with a domain error."""
        self.set_status(status_of(error))
        self.finish_json(as_json(error, self.language))

    def finish_json(self, document: Any) -> None:
        """Answer with a JSON document that no cache keeps."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.finish(json.dumps(document, ensure_ascii=False))

    def finish_image(self, image: Document) -> None:
        """Answer with an image that is only ever an image: no script, no frame, no fetch."""
        self.set_header("Content-Type", image.kind)
        self.set_header("Cache-Control", "private, no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", IMAGE_POLICY)
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.finish(image.content, set_content_type=image.kind)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer in our form where Jupyter refuses; never with a traceback."""
        message, advice = SENTENCES.get(status_code, SENTENCES[500 if status_code >= 500 else 400])
        self.finish_json(
            {
                "message": translate(message, self.language),
                "advice": translate(advice, self.language),
                "field": "",
                "code": f"http_{status_code}",
            }
        )


def _too_large(limit: int) -> RequestTooLargeError:
    return RequestTooLargeError(
        "The request is larger than {limit} bytes.",
        "Shorten the text, then try again.",
        limit=limit,
    )
