"""A served study when kernels die, readers leave too early, and others wait in line."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from served import (
    PATIENCE,
    SETUP,
    Notebook,
    Served,
    eventually,
    kernels,
    make_study,
    page_settings,
    register,
    serve,
)

ROWS = Path(__file__).parents[1] / "data" / "omop"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    register("four", ROWS)
    individual = (
        Notebook().code(SETUP, role="setup").md("## One").code("print('process', os.getpid())")
    )
    individual.cells[0].source = "import os\n" + SETUP
    deadly = (
        Notebook()
        .code("import os\nprint('alive')", role="setup")
        .md("## Deadly")
        .code("os.kill(os.getpid(), 9)")
        .md("## After")
        .code("print('after')")
    )
    return make_study(
        tmp_path_factory.mktemp("trouble") / "study",
        "four",
        individual=individual,
        aggregated=deadly,
    )


@pytest.fixture(scope="module")
def served(study: Path) -> Iterator[Served]:
    server = serve(study)
    yield server
    server.stop()


def process_of(html: str) -> int:
    found = re.search(r"process (\d+)", html)
    assert found, html[-2000:]
    return int(found[1])


def test_a_kernel_that_dies_ends_the_page_in_words(served: Served) -> None:
    started = time.monotonic()
    html = served.page("aggregated")
    assert time.monotonic() - started < 90
    assert html.rstrip().endswith("</html>")
    assert "alive" in html
    assert "This part could not be shown." in html or "linkr-failed" in html
    assert "Traceback" not in html
    assert served.page("individual").count("process") == 1


def test_a_reader_who_leaves_early_takes_the_kernel_along(served: Served) -> None:
    before = kernels(served)
    connection = HTTPConnection(re.sub(r"^http://|/$", "", served.url), timeout=PATIENCE)
    connection.request(
        "GET", "/voila/render/individual.ipynb", headers={"Authorization": f"token {served.code}"}
    )
    response = connection.getresponse()
    assert response.read(100)
    assert eventually(lambda: bool(kernels(served) - before))
    response.close()
    connection.close()
    assert eventually(lambda: not kernels(served) - before)


def test_prepared_pages_are_given_out_once_and_replaced(study: Path) -> None:
    server = serve(study, "--prepare", "1", "--readers", "2")
    try:
        assert eventually(lambda: len(kernels(server)) == 2), "one of each page"
        time.sleep(3)
        first = process_of(server.page())
        assert eventually(lambda: len(kernels(server)) == 3), "another one waits"
        time.sleep(3)
        second = process_of(server.page())
        assert first != second
        full = server.get("voila/render/individual.ipynb")
        assert full.status == 503, "those that wait are no readers, those that came are"
    finally:
        server.stop()


def test_a_prepared_page_whose_kernel_died_is_not_given_out(study: Path) -> None:
    server = serve(study, "--prepare", "1")
    try:
        assert eventually(lambda: len(kernels(server)) == 2)
        time.sleep(6)
        waiting = [pid for pid in map(int, _processes()) if _serves(pid, kernels(server))]
        assert waiting
        for pid in waiting:
            os.kill(pid, signal.SIGKILL)
        time.sleep(8)
        html = server.page()
        assert process_of(html) not in waiting
        kernel = page_settings(html)["kernelId"]
        assert server.get(f"api/kernels/{kernel}").status == 200
    finally:
        server.stop()


def _processes() -> list[str]:
    return [folder.name for folder in Path("/proc").glob("[0-9]*")]


def _serves(pid: int, names: set[str]) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False
    return any(f"{name}.json" in command for name in names)
