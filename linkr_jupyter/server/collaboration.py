"""The store of co-editing history, which keeps nothing.

jupyter-collaboration 5.0.4 stores every edit and every output in a database, for ever. That would
be a second copy of what patients' cells showed; and it loses edits: the first change that a room
makes to a document it has loaded from its store is not stored, so that after the next such load
browsers wait for it and leave out everything that was written later. Without a stored history a
room starts from the notebook file, which is saved a second after each change.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from logging import Logger
from typing import Any

from pycrdt.store import BaseYStore, YDocNotFound


class ForgetfulStore(BaseYStore):
    """A store for ``YDocExtension.ystore_class`` that takes every edit and keeps none."""

    def __init__(
        self,
        path: str,
        metadata_callback: Any = None,
        log: Logger | None = None,
        config: Any = None,
    ) -> None:
        self.path = path
        self.metadata_callback = metadata_callback
        self.log = log

    async def write(self, data: bytes) -> None:
        """Keep nothing of an edit."""

    async def read(self) -> AsyncIterator[tuple[bytes, bytes, float]]:
        """Say that there is no history, so that the room loads the file."""
        raise YDocNotFound
        yield
