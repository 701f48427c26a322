"""``jupyter linkr serve``: one study for its readers, without code."""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import InvalidValueError
from ..locale import translate
from ..studies.study import Study
from .output import say, spoken_language

# Kernels listen on sockets in this folder, and the name of a socket may have 104 characters.
LONGEST_FOLDER = 30
LEAST_IDLE = 5
EXAMPLES = """examples:
  jupyter linkr serve my-study
  jupyter linkr serve my-study --port 8900 --prepare 2 --no-browser

Readers open the address that is printed; the token in it is their key. The server listens on this
computer only. For readers elsewhere, put it behind a web server that adds HTTPS.
"""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "serve",
        help="serve one study to clinicians, without code",
        description="Serve one study to its readers: its pages, and neither code nor files.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("study", metavar="STUDY", help="folder of the study")
    parser.add_argument("--port", type=int, default=8866, help="port (default 8866; 0: a free one)")
    parser.add_argument("--token", help="what readers need (default: a new one for every start)")
    parser.add_argument(
        "--ip", default="127.0.0.1", help="address to listen on (default 127.0.0.1)"
    )
    parser.add_argument("--base-url", default="/", help="path in front of every address")
    parser.add_argument(
        "--prepare", type=int, default=0, metavar="N", help="keep N readers' pages ready in advance"
    )
    parser.add_argument(
        "--readers",
        type=int,
        default=40,
        metavar="N",
        help="how many may have a page open at once (default 40)",
    )
    parser.add_argument(
        "--idle",
        type=int,
        default=60,
        metavar="MINUTES",
        help="close a page after so long without use (default 60; 0: never)",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    _check(arguments)
    study = Study(arguments.study)
    generated = _source_is_generated(study)
    with _private_folder() as folder:
        return _serve(_request(arguments, study, folder, generated))


def _check(arguments: argparse.Namespace) -> None:
    limits = {
        "port": (0, 65535),
        "prepare": (0, 20),
        "readers": (1, 1000),
        "idle": (LEAST_IDLE, 24 * 60) if arguments.idle else (0, 0),
    }
    for name, (least, most) in limits.items():
        value = getattr(arguments, name)
        if not least <= value <= most:
            raise InvalidValueError(
                "--{name} cannot be {value}.",
                "Choose a number from {least} to {most}.",
                field=name,
                name=name,
                value=value,
                least=least,
                most=most,
            )
    if arguments.token is not None and len(arguments.token) < 8:
        raise InvalidValueError(
            "The token is too short.",
            "Choose at least 8 characters, or leave --token out to get a safe one.",
            field="token",
        )


def _source_is_generated(study: Study) -> bool:
    """Connect once: what is wrong with the data is said here, and copies are made now."""
    say(translate("Checking the data of {title}…", spoken_language(), title=study.title))
    cdm = study.connect()
    try:
        return cdm.generated
    finally:
        cdm.close()


def _request(
    arguments: argparse.Namespace, study: Study, folder: Path, generated: bool
) -> dict[str, Any]:
    base = arguments.base_url.strip("/")
    return {
        "study": str(study.folder),
        "folder": str(folder),
        "token": arguments.token or secrets.token_urlsafe(24),
        "show_token": arguments.token is None,
        "ip": arguments.ip,
        "port": arguments.port,
        "base_url": f"/{base}/" if base else "/",
        "prepare": arguments.prepare,
        "readers": arguments.readers,
        "idle_minutes": arguments.idle,
        "generated": generated,
        "browser": not arguments.no_browser,
        "language": spoken_language(),
    }


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A folder that nobody else can read, with a short name, and gone afterwards."""
    base = tempfile.gettempdir()
    folder = tempfile.mkdtemp(prefix="linkr-", dir=base if len(base) <= LONGEST_FOLDER else "/tmp")  # noqa: S108
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(request: dict[str, Any]) -> int:
    """Run the server, which stops when this process does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "linkr_jupyter.voila"], stdin=subprocess.PIPE, text=True
    )
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    try:
        # Left open: its end tells the server that this process is gone, however it went.
        process.stdin.write(json.dumps(request) + "\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        code = process.wait()
    except (KeyboardInterrupt, BrokenPipeError):
        with suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]
        code = process.wait()
    return 2 if code else 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
