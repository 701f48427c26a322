"""Requests that a served study answers: its pages, and nothing of the file system."""

from __future__ import annotations

import re

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from tornado import iostream, web
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from .policy import PolicyHandler
from .running import PageRun, PreparedPages


async def send(handler: JupyterHandler, run: PageRun) -> None:
    """Send a page while its cells run; a reader who leaves meanwhile takes the kernel along."""
    handler.set_header("Content-Type", "text/html; charset=UTF-8")
    handler.set_header("Cache-Control", "no-store")
    # Sets the cookie without which leaving the page could not stop its kernel.
    _ = handler.xsrf_token
    try:
        async for html in run.html():
            handler.write(html)
            await handler.flush()
    except iostream.StreamClosedError:
        await run.abandon()


class PageHandler(PolicyHandler):
    """A page of the study; any other path does not exist."""

    def initialize(self, pages: frozenset[str], prepared: PreparedPages, most_readers: int) -> None:
        """Keep which pages there are, and how many people may read at once."""
        self.pages = pages
        self.prepared = prepared
        self.most_readers = most_readers

    @web.authenticated
    async def get(self, name: str) -> None:
        """Send the page."""
        if name not in self.pages:
            raise web.HTTPError(404)
        readers = set(self.kernel_manager.list_kernel_ids()) - self.prepared.kernel_ids
        if len(readers) >= self.most_readers:
            self.set_status(503)
            self.set_header("Retry-After", "120")
            self.finish(self.render_template("full.html"))
            return
        await send(self, self.prepared.take(name))


class FirstPageHandler(JupyterHandler):
    """The root leads to the first page."""

    def initialize(self, first: str) -> None:
        """Keep the name of the first page."""
        self.first = first

    @web.authenticated
    def get(self) -> None:
        """Redirect, leaving the access code behind: it is in a cookie now."""
        self.redirect(url_path_join(self.base_url, "voila/render", self.first))


class NoSuchPageHandler(JupyterHandler):
    """Every other address."""

    @web.authenticated
    def get(self) -> None:
        """Say that there is nothing here."""
        raise web.HTTPError(404)

    post = put = patch = delete = head = options = get


class OwnKernelHandler(KernelHandler):
    """What the page asks of its own kernel: whether it is there."""

    SUPPORTED_METHODS = ("GET",)


class ReaderSocket(VoilaKernelWebsocketHandler):
    """The socket between a page and its kernel."""

    def on_message(self, ws_message: str | bytes) -> None:
        """Drop what is no message: text that no store carries, bytes without sense."""
        try:
            super().on_message(ws_message)
        except Exception as error:  # what junk raises depends on where it is noticed
            self.log.warning("A malformed message was dropped: %s", type(error).__name__)


class PlainPath(web.StaticFileHandler):
    """Files by plain paths only: what tries to climb is a missing file, not a failure."""

    def parse_url_path(self, url_path: str) -> str:
        """Refuse ``..`` and NUL before anything looks for the file."""
        if "\0" in url_path or ".." in re.split(r"[/\\]", url_path):
            raise web.HTTPError(404)
        return super().parse_url_path(url_path)


class FrontEndHandler(PlainPath, MultiStaticFileHandler):
    """The front end's own files."""


class TemplateFileHandler(PlainPath, TemplateStaticFileHandler):
    """Files of Voilà's templates."""

    def parse_url_path(self, url_path: str) -> str:
        """Refuse what is not ``template/static/file``."""
        if not re.match(r"\w+/static/\w", url_path):
            raise web.HTTPError(404)
        return super().parse_url_path(url_path)


class AssetHandler(PlainPath):
    """Files of our own template, the same for everybody."""

    @allow_unauthenticated
    async def get(self, path: str, include_body: bool = True) -> None:
        """Send a file."""
        await super().get(path, include_body)

    @allow_unauthenticated
    async def head(self, path: str) -> None:
        """Say how large a file is."""
        await super().get(path, include_body=False)

    def set_extra_headers(self, path: str) -> None:
        """Let browsers ask again, so that an upgrade is seen at once."""
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
