"""Requests that a served study answers: its pages, and nothing of the file system."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from tornado import iostream, web
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from .current import CurrentPages
from .policy import PolicyHandler
from .running import PageRun, PreparedPages


class RunHandler(PolicyHandler):
    """A handler that sends pages while their cells run."""

    run: PageRun | None = None

    async def send(self, run: PageRun) -> None:
        """Send a page; a reader who leaves meanwhile, or never opens it, takes the kernel along."""
        self.run = run
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        # Sets the cookie that Voilà's own front end needs.
        _ = self.xsrf_token
        try:
            async for html in run.html():
                self.write(html)
                await self.flush()
        except iostream.StreamClosedError:
            await run.abandon()
        else:
            self.run = None
            asyncio.get_running_loop().call_later(run.CLAIM, run.end_unclaimed)

    def on_connection_close(self) -> None:
        """Stop at once: the next piece of the page may take long."""
        super().on_connection_close()
        if self.run:
            self.run.leave()


class PageHandler(RunHandler):
    """A page of the study; any other path does not exist."""

    def initialize(
        self,
        pages: CurrentPages,
        refresh: Callable[[], Awaitable[None]],
        prepared: PreparedPages,
        most_readers: int,
    ) -> None:
        """Keep which pages there are, and how many people may read at once."""
        self.pages = pages
        self.refresh = refresh
        self.prepared = prepared
        self.most_readers = most_readers

    @web.authenticated
    async def get(self, name: str) -> None:
        """Send the page as it was last saved."""
        await self.refresh()
        if name not in self.pages:
            raise web.HTTPError(404)
        readers = set(self.kernel_manager.list_kernel_ids()) - self.prepared.kernel_ids
        if len(readers) >= self.most_readers:
            self.set_status(503)
            self.set_header("Retry-After", "120")
            self.finish(self.render_template("full.html"))
            return
        await self.send(self.prepared.take(name))


class FirstPageHandler(JupyterHandler):
    """The root leads to the first page."""

    def initialize(self, pages: CurrentPages) -> None:
        """Keep which pages there are."""
        self.pages = pages

    @web.authenticated
    def get(self) -> None:
        """Redirect, leaving the access code behind: it is in a cookie now."""
        self.redirect(url_path_join(self.base_url, "voila/render", self.pages.names[0]))


class NoSuchPageHandler(JupyterHandler):
    """Every other address."""

    @web.authenticated
    def get(self) -> None:
        """Say that there is nothing here."""
        raise web.HTTPError(404)

    post = put = patch = delete = head = options = get


class EndHandler(APIHandler):
    """The last thing that a page says: nobody reads it any more.

    Cookies of several servers on one host hide each other, so a page that is being closed may not
    have ours; the browser's word for where it comes from is as good.
    """

    def check_xsrf_cookie(self) -> None:
        """Require that the request comes from a page of ours."""
        named = hasattr(self, "_jupyter_current_user")  # this is asked twice, first too early
        if not (named and self.request.headers.get("Origin") and self.check_origin()):
            super().check_xsrf_cookie()

    @web.authenticated
    @authorized("write", "kernels")
    async def post(self, kernel_id: str) -> None:
        """Stop the kernel; a page may say it twice."""
        if kernel_id in self.kernel_manager:
            await ensure_async(self.kernel_manager.shutdown_kernel(kernel_id, now=True))
        self.set_status(204)
        self.finish()


class OwnKernelHandler(KernelHandler):
    """What the page asks of its own kernel: whether it is there."""

    SUPPORTED_METHODS = ("GET",)


class ReaderSocket(VoilaKernelWebsocketHandler):
    """The socket between a page and its kernel."""

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Choose nothing for a page that left while its socket was being opened."""
        return super().select_subprotocol(subprotocols) if self.connection else None

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
