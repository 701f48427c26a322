"""Running a page: a kernel, its cells one after the other, and the HTML as it comes."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Collection, Container
from copy import deepcopy
from typing import Any

from nbformat import NotebookNode
from voila.configuration import VoilaConfiguration
from voila.notebook_renderer import NotebookRenderer
from voila.utils import get_page_config

from .settings import page_settings, template_paths

logger = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds after which a proxy is told that the page is still coming."""

# Whatever element was open when the failure came, the parser closes it. The page's own script
# finds the mark and puts its words there.
FAILED = "</main><div id='linkr-failed'></div></body></html>"


class PageRenderer(NotebookRenderer):
    """Voilà's renderer on a notebook that is no file."""

    def __init__(self, notebook: NotebookNode, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._page = notebook

    async def load_notebook(self, path: str) -> NotebookNode:
        """Give a copy: running fills in the outputs."""
        return deepcopy(self._page)


class PageRuns:
    """Starts runs of pages on one server.

    Parameters
    ----------
    kernels
        The server's kernel manager.
    kernel_specs
        The server's kernel specifications.
    base_url
        Address of the server's root.
    """

    def __init__(self, kernels: Any, kernel_specs: Any, base_url: str) -> None:
        self.kernels = kernels
        self._config = page_settings(base_url)
        configuration = VoilaConfiguration(config=self._config)
        self._arguments = {
            "voila_configuration": configuration,
            "traitlet_config": self._config,
            "template_paths": template_paths(),
            "base_url": base_url,
            "kernel_spec_manager": kernel_specs,
            "page_config": get_page_config(base_url, {}, logger, configuration),
        }

    def start(self, name: str, notebook: NotebookNode, folder: str, **environment: str) -> PageRun:
        """Run ``notebook`` now.

        Parameters
        ----------
        name
            File name of the page, for the log.
        folder
            Where its kernel works, relative to the server's root.
        **environment
            Variables that the kernel gets beside the server's own.
        """
        renderer = PageRenderer(notebook, notebook_path=name, **self._arguments)
        variables = {**os.environ, **environment, "SERVER_SOFTWARE": "voila"}
        return PageRun(renderer, self.kernels, folder, variables)


class PageRun:
    """One run of a page for one reader."""

    CLAIM = 120.0
    """Seconds that a browser has, from the end of the page, to connect to its kernel."""

    def __init__(
        self, renderer: PageRenderer, kernels: Any, folder: str, environment: dict[str, str]
    ) -> None:
        self._renderer = renderer
        self._kernels = kernels
        self._pieces: asyncio.Queue[str | None] = asyncio.Queue()
        self.kernel_id = ""
        self.broken = False
        self._begun = asyncio.Event()
        self._task = asyncio.ensure_future(self._run(folder, environment))

    async def _run(self, folder: str, environment: dict[str, str]) -> None:
        try:
            await self._renderer.initialize()
            kernel = self._renderer.notebook.metadata.kernelspec.name
            self.kernel_id = await self._kernels.start_kernel(
                kernel_name=kernel, path=folder, env=environment
            )
            self._begun.set()
            self._kernels.add_restart_callback(self.kernel_id, self._break, "restart")
            process = self._kernels.get_kernel(self.kernel_id)
            pieces = self._renderer.generate_content_generator(self.kernel_id, process)
            async for html, _ in pieces:
                self._pieces.put_nowait(html)
        except Exception:
            logger.exception("The page %s could not be run", self._renderer.notebook_path)
            self.broken = True
            self._pieces.put_nowait(FAILED)
        finally:
            self._begun.set()
            self._pieces.put_nowait(None)

    def _break(self) -> None:
        """A kernel that was started again has forgotten what the page shows."""
        self.broken = True

    async def html(self) -> AsyncIterator[str]:
        """Yield the page piece by piece, and a comment whenever a piece takes long."""
        while True:
            try:
                piece = await asyncio.wait_for(self._pieces.get(), PATIENCE)
            except TimeoutError:
                piece = "<!-- -->\n"
            if piece is None:
                return
            yield piece

    async def abandon(self) -> None:
        """Stop, since nobody waits for it any more."""
        self.broken = True
        # A kernel that is just starting has no name yet, and could not be stopped.
        await self._begun.wait()
        self._task.cancel()
        if self.kernel_id in self._kernels:
            await self._kernels.shutdown_kernel(self.kernel_id, now=True)

    def leave(self) -> None:
        """Abandon the page soon."""
        if not self.broken:
            self._ending = asyncio.ensure_future(self.abandon())

    def end_unclaimed(self) -> None:
        """Abandon a page that was sent, and that no browser connected to its kernel."""
        kept = self.kernel_id in self._kernels
        if kept and not self._kernels.kernel_model(self.kernel_id)["connections"]:
            self.leave()


class PreparedPages:
    """Runs that were started before their readers come.

    Parameters
    ----------
    pages
        The names of the pages, as they are at any time.
    begin
        Starts a run of the page of that name.
    size
        How many runs of each page wait; 0 starts each when its reader comes.
    """

    REST = 3.0
    """Seconds between a reader's coming and the next start: the reader's page goes first."""

    def __init__(self, pages: Container[str], begin: Callable[[str], PageRun], size: int) -> None:
        self._pages = pages
        self._begin = begin
        self._size = size
        self._waiting: dict[str, list[PageRun]] = {}

    def fill(self, name: str) -> None:
        """Start what is missing of a page that is still one."""
        if name not in self._pages:
            return
        runs = self._waiting.setdefault(name, [])
        runs[:] = [run for run in runs if not run.broken]
        while len(runs) < self._size:
            runs.append(self._begin(name))

    def take(self, name: str) -> PageRun:
        """The run for the next reader."""
        runs = [run for run in self._waiting.pop(name, []) if not run.broken]
        if not runs:
            runs = [self._begin(name)]
        first, *rest = runs
        self._waiting[name] = rest
        if self._size:
            asyncio.get_running_loop().call_later(self.REST, self.fill, name)
        return first

    def discard(self, names: Collection[str]) -> None:
        """Stop the runs of pages that have changed, and start new ones soon."""
        for name in names:
            for run in self._waiting.pop(name, []):
                run.leave()
            if self._size:
                asyncio.get_running_loop().call_later(self.REST, self.fill, name)

    @property
    def kernel_ids(self) -> set[str]:
        """The kernels that wait for a reader."""
        return {run.kernel_id for runs in self._waiting.values() for run in runs}
