"""From a request to a server that runs, and back to a clean machine."""

from __future__ import annotations

import logging
import shutil
import sys
import threading
import webbrowser
from html import escape
from pathlib import Path
from typing import IO
from urllib.parse import quote

from ..errors import LinkrError
from ..locale import translate
from ..studies.study import Study
from .app import StudyServer, server_settings
from .current import CurrentPages
from .request import ServeRequest


def main() -> int:
    """Serve the study that standard input names, until a signal comes or the starter is gone.

    Returns
    -------
    int
        0 after a regular stop, 2 when the study could not be served.
    """
    request = ServeRequest.read(sys.stdin)
    try:
        serve(request, sys.stdin)
    except LinkrError as error:
        print(error.text(request.language), file=sys.stderr)  # noqa: T201
        return 2
    finally:
        shutil.rmtree(request.folder, ignore_errors=True)
    return 0


def serve(request: ServeRequest, starter: IO[str]) -> None:
    """Make the pages, listen, and return when the server was stopped.

    Parameters
    ----------
    starter
        A stream that ends when the program that asked is gone, however it ended.
    """
    study = Study(request.study)
    root = Path(request.folder, "root")
    root.mkdir(mode=0o700)
    server = StudyServer(
        config=server_settings(request, study),
        config_file_paths=[],  # no setting of anybody's own Voilà may loosen these
        connection_dir_root=request.folder,
        log_level="WARN",
        port=request.port,
        ip=request.ip,
        base_url=request.base_url,
        token=request.token,
        open_browser=False,
        pages=CurrentPages(study, request),
        prepare=request.prepare,
        most_readers=request.readers,
        on_listening=lambda port: _announce(request, study, port),
    )
    server.initialize([str(root)])
    # Jupyter Server counts pings by itself, and tornado remarks on it for every reader.
    logging.getLogger("tornado.general").addFilter(
        lambda record: "websocket_ping_timeout" not in record.getMessage()
    )
    threading.Thread(target=_stop_with, args=(starter, server), daemon=True).start()
    server.start()


def _stop_with(starter: IO[str], server: StudyServer) -> None:
    while starter.read(1024):
        pass
    server.stop_soon()


def _announce(request: ServeRequest, study: Study, port: int) -> None:
    host = f"[{request.ip}]" if ":" in request.ip else request.ip
    address = f"http://{host}:{port}{request.base_url}"
    private = f"{address}?token={quote(request.token, safe='')}"
    shown = private if request.show_token else address
    for sentence in (
        "The study {title} is served at {address}",
        "Press Ctrl+C to stop.",
    ):
        words = translate(sentence, request.language, title=study.title, address=shown)
        print(words, file=sys.stderr, flush=True)  # noqa: T201
    if request.browser:
        webbrowser.open(_redirection(Path(request.folder), private).as_uri())


def _redirection(folder: Path, address: str) -> Path:
    """A private file that leads to ``address``: the command line of a browser can be seen."""
    file = folder / "open.html"
    target = escape(address, quote=True)
    file.touch(mode=0o600)
    file.write_text(
        f'<!DOCTYPE html><meta http-equiv="refresh" content="0;url={target}">', encoding="utf-8"
    )
    return file
