"""After the stories, no file of the study or of Jupyter holds a patient's values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
from pages import SLOW, Lab
from playwright.sync_api import Page, expect
from servers import Home, Server

PATH = "demo-study/individual.ipynb"
HOSPITAL = "demo-hospital.duckdb"


def kept_files(home: Home) -> Iterator[Path]:
    """Every file that Jupyter, the collaboration store and the browser's workspace left."""
    for file in home.root.rglob("*"):
        if file.is_file() and file.suffix not in {".duckdb", ".sock"} and file.name != "lab.log":
            yield file


def needles(home: Home, demo_root: Path, persons: list[str]) -> set[bytes]:
    """Texts that only the records of these patients hold."""
    connection = duckdb.connect(str(demo_root / HOSPITAL), read_only=True)
    rows = connection.execute(
        "SELECT CAST(measurement_id AS VARCHAR) FROM measurement"
        " WHERE list_contains($1, CAST(person_id AS VARCHAR))"
        " UNION SELECT CAST(visit_occurrence_id AS VARCHAR) FROM visit_occurrence"
        " WHERE list_contains($1, CAST(person_id AS VARCHAR))"
        " UNION SELECT strftime(measurement_datetime, '%Y-%m-%dT%H:%M') FROM measurement"
        " WHERE list_contains($1, CAST(person_id AS VARCHAR))",
        [persons],
    ).fetchall()
    connection.close()
    return {text.encode() for (text,) in rows if text} | {text.encode() for text in persons}


def test_nothing_of_a_patient_is_stored(
    new_page: Callable[..., Page], lab: Server, home: Home, demo_root: Path
) -> None:
    notebook = Lab(new_page(), lab, "privacy").open(PATH).notebook(PATH).ready()
    notebook.run_all()
    bar = notebook.panel.locator(".linkr-PatientBar").first
    expect(bar).to_be_visible(timeout=SLOW)
    shown = notebook.panel.locator(".linkr-PatientView").first
    expect(shown.locator("figure, canvas, svg, table").first).to_be_visible(timeout=SLOW)
    bar.get_by_role("button", name="Next").click()
    notebook.page.wait_for_timeout(1500)
    person = notebook.page.evaluate(
        "async () => { const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;"
        " const future = kernel.requestExecute({code: 'print(patient.person_id)'});"
        " let text = ''; future.onIOPub = m => { if (m.content.text) text += m.content.text; };"
        " await future.done; return text.trim(); }"
    )
    notebook.save()
    notebook.page.wait_for_timeout(3000)

    found = needles(home, demo_root, [person])
    assert len(found) > 20, "the patient has a record to look for"
    guilty = []
    for file in kept_files(home):
        content = file.read_bytes()
        # This test's own question to the kernel stands in its input history.
        if file.name == "history.sqlite":
            continue
        guilty += [(file, needle) for needle in found if needle in content]
    assert not guilty, guilty[:5]


def test_co_editing_keeps_no_history(home: Home, demo_root: Path) -> None:
    stores = {file.name for file in home.root.rglob("*.db")}
    assert stores <= {"file_id_manager.db", "nbsignatures.db"}, "names and signatures of files only"
    assert not list(demo_root.rglob(".jupyter"))
