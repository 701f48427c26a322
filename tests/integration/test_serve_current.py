"""A served study while its author works on it: readers get what was saved, and never a ruin."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import (
    SETUP,
    Notebook,
    Served,
    eventually,
    kernels,
    make_study,
    register,
    serve,
)

ROWS = Path(__file__).parents[1] / "data" / "omop"


def record(word: str) -> Notebook:
    return Notebook().code(SETUP, role="setup").md(f"## {word}").code(f"print('{word}' * 2)")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    register("four", ROWS)
    return make_study(
        tmp_path / "study", "four", individual=record("Old"), aggregated=record("Other")
    )


@pytest.fixture
def served(study: Path) -> Iterator[Served]:
    server = serve(study)
    yield server
    server.stop()


def test_the_next_reader_gets_what_was_saved(study: Path, served: Served) -> None:
    assert "OldOld" in served.page()
    record("New").write(study / "individual.ipynb", "individual")
    page = served.page()
    assert "NewNew" in page
    assert "Old" not in page
    assert "individual.ipynb changed: readers get it as it is now." in served.messages
    assert "aggregated.ipynb changed" not in served.messages


def test_a_ruin_leaves_readers_the_last_good_page(study: Path, served: Served) -> None:
    notebook = study / "individual.ipynb"
    whole = notebook.read_bytes()
    for ruin in (whole[:-40], b"", b'{"cells": 5}'):
        notebook.write_bytes(ruin)
        assert "OldOld" in served.page()
        assert "OtherOther" in served.page("aggregated")
    kept = "individual.ipynb cannot be shown as it was saved: readers keep the last good one."
    assert served.messages.count(kept) == 3, "each is said once, not to every reader's coming"
    assert "Traceback" not in served.messages
    notebook.unlink()
    assert "OldOld" in served.page()
    record("Mended").write(notebook, "individual")
    assert "MendedMended" in served.page()


def test_the_study_itself_is_followed(study: Path, served: Served) -> None:
    file = study / "study.json"
    document = json.loads(file.read_text())
    file.write_text(json.dumps({**document, "title": "Shock", "pages": document["pages"][1:]}))
    page = served.page("aggregated")
    assert "<h1>Shock</h1>" in page
    assert served.get("voila/render/individual.ipynb").status == 404
    assert served.get("").headers["Location"].endswith("aggregated.ipynb")
    file.write_text("{")
    assert "<h1>Shock</h1>" in served.page("aggregated")
    file.write_text(json.dumps({**document, "source": "no-such-source"}))
    assert "<h1>Shock</h1>" in served.page("aggregated"), "a source that is not there is no page"
    assert served.messages.count("study.json cannot be shown as it was saved") == 2
    file.write_text(json.dumps(document))
    assert "OldOld" in served.page()


def test_prepared_runs_of_the_older_page_are_thrown_away(study: Path) -> None:
    server = serve(study, "--prepare", "1")
    try:
        assert eventually(lambda: len(kernels(server)) == 2), "one of each page"
        time.sleep(2)
        before = kernels(server)
        record("New").write(study / "individual.ipynb", "individual")
        assert "NewNew" in server.page()
        assert eventually(lambda: len(kernels(server)) == 3), "the reader's, and one of each page"
        assert eventually(lambda: len(kernels(server) & before) == 1), "the other page's stays"
        assert "NewNew" in server.page()
        waiting = kernels(server)
        (study / "cohorts").mkdir(exist_ok=True)
        (study / "cohorts" / "other.json").write_text("{}")
        server.page("aggregated")
        assert eventually(lambda: not before & kernels(server)), "cohorts are read while cells run"
        assert len(waiting & kernels(server)) >= 2, "readers keep theirs"
    finally:
        server.stop()
