"""Kernels behind served pages: in the study's folder, and without the server's secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Int, Unicode

_SECRET = re.compile(
    r"TOKEN|SECRET|COOKIE|^JUPYTERHUB_|^JPY_|^HTTP_|^QUERY_STRING$|^REQUEST_URI$|^VOILA_REQUEST_URL$"
)
# The open standard error of the kernel is the server's log; it must not be sent to the page.
_ARGUMENTS = ["--IPKernelApp.capture_fd_output=False"]


def page_environment(environment: Mapping[str, str], study: str, threshold: int) -> dict[str, str]:
    """The environment of a page's kernel.

    Credentials of data sources stay, since the study needs them; what lets anybody in here goes.

    Examples
    --------
    >>> page_environment({"QUERY_STRING": "token=x", "PGUSER": "a"}, "/studies/one", 11)
    {'PGUSER': 'a', 'LINKR_STUDY': '/studies/one', 'LINKR_SMALL_CELLS': '11'}
    """
    kept = {name: value for name, value in environment.items() if not _SECRET.search(name)}
    return {**kept, "LINKR_STUDY": study, "LINKR_SMALL_CELLS": str(threshold)}


class PageKernels(AsyncMappingKernelManager):
    """Starts the kernels of one study."""

    study_folder = Unicode(config=True, help="The folder of the study.")
    small_cells = Int(11, config=True, help="The smallest count that is shown.")

    waiting: Callable[[], set[str]] = set
    """Gives the kernels that were started before their readers come."""

    async def start_kernel(  # type: ignore[override]
        self, *, env: Mapping[str, str] | None = None, **arguments: Any
    ) -> str:
        """Start a kernel with an environment that holds no secret of the server."""
        environment = page_environment(env or os.environ, self.study_folder, self.small_cells)
        return str(
            await super().start_kernel(env=environment, extra_arguments=_ARGUMENTS, **arguments)
        )

    def cwd_for_path(self, path: str, **arguments: Any) -> str:
        """The study's folder: what a cell writes never lies under the folder of pages."""
        return str(self.study_folder)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Leave a kernel alone that waits for a reader."""
        if kernel_id not in self.waiting():
            await super().cull_kernel_if_idle(kernel_id)
