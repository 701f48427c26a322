"""``jupyter linkr serve``: what it says, what it refuses, and what is left when it ends."""

from __future__ import annotations

import html
import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import (
    CODE,
    PATIENCE,
    SETUP,
    Notebook,
    Served,
    ask,
    make_study,
    page_settings,
    register,
    serve,
)

ROWS = Path(__file__).parents[1] / "data" / "omop"
HIDDEN = "drug_exposure_source_of_the_author"

INDIVIDUAL = (
    Notebook()
    .code(SETUP + "linkr.patient_bar(cdm, cohort)", role="setup")
    .md("## Timeline\n\n**Notes** <script>alert(1)</script> [x](javascript:alert(1))")
    .code(f"{HIDDEN} = 'printed'\nprint({HIDDEN})")
    .md("## Broken")
    .code("raise KeyError('patient 4711')")
    .code("'after the failure'")
    .md("## Nothing")
)
AGGREGATED = (
    Notebook()
    .code(SETUP, role="setup")
    .md("## First")
    .code(
        "import os\n"
        "print('folders', {os.getcwd(), os.environ['LINKR_STUDY']})\n"
        "print('small', os.environ['LINKR_SMALL_CELLS'])\n"
        "print('keys', [name for name, value in os.environ.items() if 'reader-code' in value])"
    )
    .md("## Second")
    .code("'second tab'")
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    register("four", ROWS)
    return make_study(
        tmp_path_factory.mktemp("served") / "study",
        "four",
        individual=INDIVIDUAL,
        aggregated=AGGREGATED,
        title="Sepsis <i>",
    )


@pytest.fixture(scope="module")
def served(study: Path) -> Iterator[Served]:
    # Whatever else of the server's holds a key stays there as well.
    server = serve(study, JUPYTER_TOKEN=CODE, JUPYTERHUB_API_TOKEN=CODE, HTTP_COOKIE=CODE)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def individual(served: Served) -> str:
    return served.page("individual")


@pytest.fixture(scope="module")
def aggregated(served: Served) -> str:
    return served.page("aggregated")


def outputs(html: str) -> str:
    return html.split('id="linkr-above"')[-1]


def test_the_first_page_has_title_language_landmarks_and_links(individual: str) -> None:
    assert '<html lang="en">' in individual
    assert "<title>Sepsis &lt;i&gt; · " in individual
    for mark in ("<header", "<nav aria-label", '<main id="linkr-main"', 'class="linkr-Skip"'):
        assert mark in individual
    assert 'href="aggregated.ipynb"' in individual
    assert 'href="individual.ipynb" aria-current="page"' in individual


def test_headings_become_tabs_and_the_first_is_open(individual: str) -> None:
    assert individual.count('role="tab"') == 3
    assert individual.count('role="tabpanel"') == 3
    assert individual.count("hidden>") - individual.count("aria-hidden") >= 2
    assert "Nothing stands here yet." in individual


def test_no_code_reaches_the_page(individual: str, aggregated: str) -> None:
    assert HIDDEN not in individual
    assert "printed" in individual
    for word in ("open_study", "patient_bar", "KeyError", "4711", "Traceback", "In [", "voila_"):
        assert word not in individual
        assert word not in aggregated


def test_text_of_the_study_runs_nothing(individual: str) -> None:
    assert "<strong>Notes</strong>" in individual
    assert "<script>alert" not in individual
    assert "javascript:" not in individual


def test_a_cell_that_fails_says_so_and_the_next_is_shown(individual: str) -> None:
    assert "This part could not be shown." in outputs(individual)
    assert "after the failure" in individual


def test_kernels_work_in_the_study_and_know_no_key(study: Path, aggregated: str) -> None:
    printed = html.unescape(aggregated)
    assert f"folders {{'{study}'}}" in printed
    assert "small 11" in printed
    assert "keys []" in printed


def test_tabs_of_a_study_after_the_first_wait(aggregated: str) -> None:
    assert "second tab" not in aggregated


def test_sockets_of_kernels_are_files_of_this_person(served: Served, individual: str) -> None:
    kernel = page_settings(individual)["kernelId"]
    (file,) = served.temporary.glob(f"linkr-*/voila_*/kernel-{kernel}.json")
    assert json.loads(file.read_text())["transport"] == "ipc"
    for folder in (file.parent, file.parent.parent):
        assert folder.stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


def test_the_address_is_printed_without_a_key_that_was_given(served: Served) -> None:
    assert "Sepsis <i>" in served.messages
    assert served.code not in served.messages


def test_everything_stops_and_nothing_is_left(study: Path) -> None:
    with serve(study, "--prepare", "1") as server:
        server.page()
        connection = next(server.temporary.glob("linkr-*/voila_*/kernel-*.json"))
        assert connection.exists()
        kernels = children(server.process.pid)
        assert len(kernels) >= 3
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(PATIENCE)
        assert not list(server.temporary.glob("linkr-*"))
        assert not [pid for pid in kernels if alive(pid)]


def test_a_killed_command_takes_the_server_along(study: Path) -> None:
    with serve(study) as server:
        started = children(server.process.pid)
        server.process.kill()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and any(alive(pid) for pid in started):
            time.sleep(0.2)
        assert not [pid for pid in started if alive(pid)]
        assert not list(server.temporary.glob("linkr-*"))


def children(pid: int) -> list[int]:
    """Every descendant of a process."""
    found: list[int] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(status.parent.name)
            found += [child, *children(child)]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def refused(study: Path, *words: str, **environment: str) -> str:
    with serve(study, *words, wait=False, **environment) as server:
        assert server.process.wait(PATIENCE) == 2, server.messages
        messages = server.messages
    assert "Traceback" not in messages
    return messages


def test_a_damaged_notebook_is_refused(study: Path, tmp_path: Path) -> None:
    damaged = make_study(tmp_path / "damaged", "four", individual=Notebook(), aggregated=Notebook())
    (damaged / "aggregated.ipynb").write_text("{")
    assert "aggregated.ipynb" in refused(damaged)


def test_a_port_that_is_taken_is_refused(study: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Port {port} is already in use." in refused(study, "--port", port)


def test_a_new_key_is_made_and_printed_once(study: Path) -> None:
    one, other = own_key(study), own_key(study)
    assert one != other
    assert len(one) >= 30


def own_key(study: Path) -> str:
    """Serve without --token, read the key from the address that is printed, and stop by Ctrl+C."""
    with serve(study, code="") as server:
        found = re.findall(r"\?token=(\S+)", server.messages)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(PATIENCE) == 0
        messages = server.messages
    assert messages.count(found[0]) == 1
    return str(found[0])


def test_behind_a_prefix(study: Path) -> None:
    server = serve(study, "--base-url", "/hospital/sepsis")
    try:
        assert server.url.endswith("/hospital/sepsis/")
        first = server.get("")
        assert first.headers["Location"] == "/hospital/sepsis/voila/render/individual.ipynb"
        page = server.page()
        assert page_settings(page)["baseUrl"] == "/hospital/sepsis/"
        style = server.get("voila/linkr/page.css")
        assert style.status == 200
        entry = ask(f"{server.url}voila/render/individual.ipynb")
        assert entry.headers["Location"].startswith("/hospital/sepsis/login")
    finally:
        server.stop()


def test_one_reader_too_many_is_told_so(study: Path) -> None:
    server = serve(study, "--readers", "1")
    try:
        server.page()
        answer = server.get("voila/render/individual.ipynb")
        assert answer.status == 503
        assert "Too many people are reading this study" in answer.text
    finally:
        server.stop()
