"""A real browser, a real JupyterLab on the demo study, and what went wrong when a test fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from servers import Home, Server, start_lab

SCREENSHOTS = Path(__file__).parent / "screenshots"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own (cookies, storage); keep a picture when a test fails."""
    contexts: list[BrowserContext] = []
    outside: list[str] = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(viewport={"width": 1400, "height": 950}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda sent: outside.append(sent.url) if leaves(sent.url) else None)
        return page

    yield open_page
    SCREENSHOTS.mkdir(exist_ok=True)
    for number, context in enumerate(contexts):
        for page in context.pages:
            name = re.sub(r"\W+", "-", f"{request.node.name}-{number}")
            page.screenshot(path=SCREENSHOTS / f"{name}.png")
        context.close()
    assert not outside, f"requests that left the machine: {outside[:5]}"


def leaves(url: str) -> bool:
    """Whether a request goes anywhere but to this machine."""
    return not re.match(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|(data|blob|about):", url)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def demo_root(home: Home) -> Path:
    return home.root / "demo"


@pytest.fixture(scope="session")
def lab(home: Home, demo_root: Path) -> Iterator[Server]:
    """JupyterLab on the demo study, real-time collaboration on, started by the demo command."""
    server = start_lab(home, demo_root)
    yield server
    server.stop()
