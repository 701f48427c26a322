"""One study served alone: Voilà with everything taken out that a reader has no use for."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from typing import Any

import jinja2
from jupyter_core.utils import run_sync
from jupyter_server import DEFAULT_TEMPLATE_PATH_LIST
from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.log import log_request
from jupyter_server.utils import url_path_join
from tornado import httpserver, ioloop, netutil
from traitlets import Callable, Instance, Int
from traitlets.config import Config
from voila.app import Voila, _kernel_id_regex

from ..errors import LinkrError
from ..locale import translate
from ..studies.study import Study
from . import handlers
from .current import CurrentPages
from .kernels import PageKernels
from .policy import content_policy
from .request import ServeRequest
from .running import PageRuns, PreparedPages
from .settings import ASSETS, TEMPLATE, page_settings, static_paths, template_paths

HEADERS = {
    "Content-Security-Policy": content_policy(),
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class PortError(LinkrError):
    """The server cannot listen where it was asked to."""


class StudyServer(Voila):
    """Serves the pages of one study and nothing else; no folder is its root."""

    pages = Instance(CurrentPages, help="The pages of the study.")
    prepare = Int(0, help="How many runs of each page wait for a reader.")
    most_readers = Int(40, help="How many readers may have a page open at once.")
    on_listening = Callable(help="Called with the port once the server answers.")

    def setup_template_dirs(self) -> None:
        """Use the template of this package, wherever Jupyter's data folders are."""
        self.template_paths = template_paths()
        self.static_paths = static_paths()

    def init_settings(self) -> dict[str, Any]:
        """Add the pages that are no notebook, our headers, and protection of forms."""
        settings = super().init_settings()
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([str(TEMPLATE), *DEFAULT_TEMPLATE_PATH_LIST]),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
        )
        environment.globals.update(
            assets=url_path_join(self.base_url, ASSETS),
            say=self._say,
        )
        self._words = environment.globals
        self._name_study()
        return {
            **settings,
            "jinja2_env": environment,
            "headers": HEADERS,
            "xsrf_cookies": True,
            "log_function": log_request,
            "default_handler_class": handlers.NoSuchPageHandler,
        }

    def _say(self, sentence: str) -> str:
        return translate(sentence, self.pages.study.language)

    def _name_study(self) -> None:
        """Tell the pages without a kernel what the study is called."""
        self._words.update(study=self.pages.study.title, language=self.pages.study.language)

    async def refresh(self) -> None:
        """Take in what was saved since the last reader came."""
        if stale := await self.pages.refresh():
            self._name_study()
            self.kernel_manager.small_cells = self.pages.study.threshold
            self.prepared.discard(stale)

    def init_handlers(self) -> list[Any]:
        """List the only addresses that exist."""
        kernel = rf"api/kernels/{_kernel_id_regex}"
        runs = PageRuns(self.kernel_manager, self.kernel_spec_manager, self.base_url)
        self.prepared = PreparedPages(
            self.pages,
            lambda name: runs.start(name, self.pages.notebook(name), ""),
            self.prepare,
        )
        self.kernel_manager.waiting = lambda: self.prepared.kernel_ids
        page = {
            "pages": self.pages,
            "refresh": self.refresh,
            "prepared": self.prepared,
            "most_readers": self.most_readers,
        }
        extensions = {"path": self.labextensions_path, "no_cache_paths": ["/"]}
        login = [route for route in self.identity_provider.get_handlers() if "login" in route[0]]
        routes = [
            ("", handlers.FirstPageHandler, {"pages": self.pages}),
            (r"voila/render/(.*)", handlers.PageHandler, page),
            (kernel, handlers.OwnKernelHandler),
            (rf"{kernel}/channels", handlers.ReaderSocket),
            (rf"voila/api/shutdown/{_kernel_id_regex}", handlers.EndHandler),
            (rf"{ASSETS}(.*)", handlers.AssetHandler, {"path": TEMPLATE / "static"}),
            (r"voila/templates/(.*)", handlers.TemplateFileHandler),
            (r"voila/static/(.*)", handlers.FrontEndHandler, {"paths": self.static_paths}),
            (r"voila/labextensions/(.*)", FileFindHandler, extensions),
            *login,
        ]
        return [(url_path_join(self.base_url, route[0] or "/"), *route[1:]) for route in routes]

    def listen(self) -> None:
        """Answer until a signal comes; a port that is taken is an error, not another port."""
        try:
            sockets = netutil.bind_sockets(self.port, self.ip)
        except OSError as error:
            raise _port_error(error, self.ip, self.port) from error
        server = httpserver.HTTPServer(self.app)
        server.add_sockets(sockets)
        port = sockets[0].getsockname()[1]
        self.ioloop = ioloop.IOLoop.current()
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        self.on_listening(port)
        for name in self.pages.names:
            self.ioloop.add_callback(self.prepared.fill, name)
        try:
            self.ioloop.start()
        finally:
            server.stop()
            self.stop()

    def stop_soon(self) -> None:
        """Stop from another thread."""
        self.ioloop.add_callback(self.ioloop.stop)

    def stop(self) -> None:
        """Stop every kernel, then remove what connects to them."""
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        shutil.rmtree(self.connection_dir, ignore_errors=True)


def _port_error(error: OSError, ip: str, port: int) -> LinkrError:
    if error.errno == errno.EADDRINUSE:
        return PortError(
            "Port {port} is already in use.",
            "Stop the program that uses it, or choose another one with --port.",
            field="port",
            port=port,
        )
    return PortError(
        "The server cannot listen on {ip}, port {port}: {reason}.",
        "Choose another address with --ip or another port with --port.",
        field="port",
        ip=ip,
        port=port,
        reason=error.strerror or type(error).__name__,
    )


def server_settings(request: ServeRequest, study: Study) -> Config:
    """The settings of Voilà and of the kernels for one study."""
    settings = page_settings(request.base_url)
    settings.VoilaConfiguration.multi_kernel_manager_class = PageKernels
    settings.PageKernels.study_folder = str(study.folder)
    settings.PageKernels.small_cells = study.threshold
    # A page that is open keeps its kernel; one that went away without saying so loses it.
    settings.PageKernels.cull_idle_timeout = 900
    settings.PageKernels.cull_interval = 60
    if os.name == "posix":
        settings.KernelManager.transport = "ipc"
    return settings
