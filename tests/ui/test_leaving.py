"""A page from the first wait to the end: however a reader leaves it, what ran behind it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from served import SETUP, Notebook, Served, make_study, register, serve

ROWS = Path(__file__).parents[1] / "data" / "omop"
SLOW = 60_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    register("four", ROWS)
    individual = (
        Notebook()
        .code(SETUP + "linkr.patient_bar(cdm, cohort)", role="setup")
        .md("## Slow")
        .code("import time\ntime.sleep(1)\nprint('slow')")
    )
    study = make_study(
        tmp_path_factory.mktemp("leaving") / "study",
        "four",
        individual=individual,
        aggregated=Notebook()
        .code(SETUP, role="setup")
        .md("## One")
        .code("print('one')")
        .md("## Two")
        .code("import time\ntime.sleep(3)\nraise KeyError('patient 4711')"),
    )
    server = serve(study)
    yield server
    server.stop()


def kernels(served: Served) -> int:
    return len(list(served.temporary.glob("linkr-*/voila_*/kernel-*.json")))


def left(page: Page, served: Served, count: int) -> int:
    """How many kernels run, as soon as there are no more than ``count``."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and kernels(served) > count:
        page.wait_for_timeout(200)
    return kernels(served)


def ready(page: Page) -> None:
    expect(page.locator("body[data-state=ready]")).to_be_attached(timeout=SLOW)


def test_quick_reloads_leave_one(new_page: Callable[..., Page], served: Served) -> None:
    page = new_page()
    page.goto(served.address("voila/render/individual.ipynb"), wait_until="commit")
    ready(page)
    for wait in (50, 300, 600, 1000, 1500, 2000, 2500, 3000, 100, 200):
        page.reload(wait_until="commit")
        page.wait_for_timeout(wait)
    ready(page)
    assert left(page, served, 1) == 1
    page.goto("about:blank")
    assert left(page, served, 0) == 0
    assert "api/shutdown" not in served.messages, "every end was accepted"
    assert "Uncaught exception" not in served.messages


@pytest.mark.parametrize("wait", [300, 1200, None])
@pytest.mark.parametrize("says_so", [True, False])
def test_closed_tabs_leave_none(
    new_page: Callable[..., Page], served: Served, wait: int | None, says_so: bool
) -> None:
    """Browsers of telephones, and tabs that are swept away, send no ``beforeunload``."""
    first = new_page()
    tab = first.context.new_page()
    tab.goto(served.address("voila/render/individual.ipynb"), wait_until="commit")
    if wait is None:
        ready(tab)
    else:
        tab.wait_for_timeout(wait)
    tab.close(run_before_unload=says_so)
    assert left(first, served, 0) == 0


def test_a_page_whose_cookies_are_gone_ends_too(
    new_page: Callable[..., Page], served: Served
) -> None:
    """Other servers of this host share the names of the cookies, and take ours away."""
    page = new_page()
    page.goto(served.address("voila/render/individual.ipynb"), wait_until="commit")
    ready(page)
    assert kernels(served) == 1
    page.context.clear_cookies(name="_xsrf")
    page.goto("about:blank")
    assert left(page, served, 0) == 0


def test_a_tab_says_that_it_is_being_computed_and_what_came_of_it(
    new_page: Callable[..., Page], served: Served
) -> None:
    page = new_page()
    page.goto(served.address("voila/render/aggregated.ipynb"), wait_until="commit")
    ready(page)
    page.get_by_role("tab", name="Two").click()
    panel = page.get_by_role("tabpanel")
    expect(panel.get_by_role("status")).to_have_text("This part is being computed…")
    expect(panel.locator("[aria-busy=true]")).to_be_attached()
    expect(panel).to_contain_text("This part could not be shown", timeout=SLOW)
    expect(panel).to_contain_text("tell the person who gave you the link")
    expect(panel.get_by_role("status")).to_have_text("This part is ready.")
    expect(panel.locator("[aria-busy=true]")).not_to_be_attached()
    assert "4711" not in page.locator("body").inner_text()
