"""What a server is asked to serve, and how."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True)
class ServeRequest:
    """One study to serve.

    Parameters
    ----------
    study
        Folder of the study.
    folder
        A private, empty folder; it is removed at the end.
    token
        What readers need; never empty.
    show_token
        Whether the address that is printed holds it.
    ip, port, base_url
        Where to listen; port 0 takes a free one.
    prepare
        How many kernels of each page wait ready; 0 starts one when a reader comes.
    readers
        How many may have a page open at once.
    idle_minutes
        Minutes without use after which a page closes; 0 means never.
    generated
        Whether the data come from a generator, which the pages then say.
    browser
        Open the first page in a browser.
    language
        Of the messages in the terminal.
    """

    study: str
    folder: str
    token: str
    show_token: bool
    ip: str
    port: int
    base_url: str
    prepare: int
    readers: int
    idle_minutes: int
    generated: bool
    browser: bool
    language: str

    @classmethod
    def read(cls, stream: IO[str]) -> ServeRequest:
        """Read a request from one line of JSON; arguments of a process could be seen by others."""
        return cls(**json.loads(stream.readline()))
