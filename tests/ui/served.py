"""A study served by ``jupyter linkr serve``, as readers and hostile programs meet it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import nbformat

CODE = "reader-code-of-the-tests"
# Seconds that a test waits at most: against hanging only, on however busy a machine.
PATIENCE = 120.0


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect())


def ask(url: str, method: str = "GET", data: bytes | None = None, **headers: str) -> Answer:
    """One request as it stands: no redirect is followed, no error raised."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=data, method=method, headers=names)  # noqa: S310
    try:
        with _opener.open(request, timeout=PATIENCE) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


@dataclass
class Served:
    """A running ``jupyter linkr serve``."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path
    temporary: Path
    code: str = CODE

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask as a reader."""
        return ask(self.url + path, method, Authorization=f"token {self.code}", **headers)

    def page(self, name: str = "individual") -> str:
        """The whole HTML of a page; its kernel stays."""
        return self.get(f"voila/render/{name}.ipynb").text

    def address(self, path: str = "") -> str:
        """The address that a reader is given."""
        return f"{self.url}{path}?token={quote(self.code)}"

    @property
    def messages(self) -> str:
        """What the terminal shows."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop it as a person or an operating system does."""
        self.process.send_signal(how)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            shutil.rmtree(self.temporary, ignore_errors=True)


def serve(
    study: Path, *words: str, wait: bool = True, code: str = CODE, **environment: str
) -> Served:
    """Start serving ``study`` on a free port; without a code, the server makes one."""
    # The names of sockets are short, so pytest's own folders would be too deep for kernels.
    temporary = Path(tempfile.mkdtemp(prefix="lk-", dir="/tmp"))
    log = temporary / "log.txt"
    command = [
        sys.executable, "-m", "linkr_jupyter.cli.main", "serve", str(study), "--no-browser",
        "--port", "0", *(("--token", code) if code else ()), *words,
    ]  # fmt: skip
    variables = {**os.environ, "TMPDIR": str(temporary), "LANG": "C.UTF-8", **environment}
    variables.pop("LC_ALL", None)
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=variables, stderr=stream, stdout=stream)
    served = Served(process, "", log, temporary, code)
    if wait:
        served.url = _address(served)
    return served


def _address(served: Served) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and served.process.poll() is None:
        if found := re.search(r"http://[^\s?]+", served.messages):
            return found[0]
        time.sleep(0.1)
    served.process.kill()
    raise AssertionError(f"not served:\n{served.messages}")


def page_settings(html: str) -> dict[str, Any]:
    """What a page tells the front end: the id of its kernel, and where things are."""
    found = re.search(r'id="jupyter-config-data">(.*?)</script>', html, re.DOTALL)
    assert found, html[-2000:]
    return dict(json.loads(found[1]))


@dataclass
class Notebook:
    """A notebook in a few lines: ``md("## Tab")``, ``code("1 + 1")``."""

    cells: list[Any] = field(default_factory=list)

    def md(self, text: str) -> Notebook:
        """Add Markdown."""
        self.cells.append(nbformat.v4.new_markdown_cell(text))
        return self

    def code(self, source: str, **linkr: str) -> Notebook:
        """Add code, with LinkR's metadata."""
        metadata = {"linkr": linkr} if linkr else {}
        self.cells.append(nbformat.v4.new_code_cell(source, metadata=metadata))
        return self

    def write(self, file: Path, level: str) -> None:
        """Write the notebook."""
        metadata = {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "linkr": {"study_page": level},
        }
        nbformat.write(nbformat.v4.new_notebook(cells=self.cells, metadata=metadata), file)


SETUP = """import linkr_jupyter as linkr

study = linkr.open_study()
cdm = study.connect()
cohort = study.cohort("main")
"""


def make_study(
    folder: Path,
    source: str,
    *,
    individual: Notebook,
    aggregated: Notebook,
    title: str = "Sepsis",
    language: str = "en",
) -> Path:
    """A study on a registered source with these two pages."""
    from linkr_jupyter.studies.creation import create_study

    study = create_study(folder, "blank", source, title, language)
    individual.write(study.folder / "individual.ipynb", "individual")
    aggregated.write(study.folder / "aggregated.ipynb", "aggregated")
    return study.folder


def register(name: str, location: Path) -> str:
    """Register a source once."""
    from linkr_jupyter.cdm.sources import add_source, registered

    if registered(name) is None:
        add_source(name, str(location))
    return name


def kernels(served: Served) -> set[str]:
    """The kernels that run, by their connection files."""
    return {file.stem for file in served.temporary.glob("linkr-*/voila_*/kernel-*.json")}


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether a condition comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False
