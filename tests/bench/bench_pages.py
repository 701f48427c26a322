"""Click on "Write cell" to the cell in the notebook; first tab of the served demo study.

Run it: ``make bench``, or ``python tests/bench/bench_pages.py``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ui"))

from pages import Lab
from playwright.sync_api import Browser, expect, sync_playwright
from served import serve
from servers import Home, start_lab

PATH = "demo-study/aggregated.ipynb"
WRITES = 15
# Started in the page, so that the time to reach the page is not counted.
CLICK_TO_CELL = """
async ([label, value]) => {
  const cells = jupyterapp.shell.currentWidget.content.model.sharedModel;
  const button = [...document.querySelectorAll('.linkr-Form button')]
    .find(b => b.textContent === label);
  const start = performance.now();
  button.click();
  while (!cells.cells.some(c => c.getSource().includes(value)))
    await new Promise(done => setTimeout(done, 2));
  return performance.now() - start;
}
"""


def write_cell(browser: Browser, home: Home) -> list[float]:
    """Milliseconds of each write of a changed number, real-time collaboration on."""
    server = start_lab(home, home.root / "demo")
    try:
        page = browser.new_page(viewport={"width": 1400, "height": 950})
        notebook = Lab(page, server).open(PATH).notebook(PATH).ready()
        notebook.select(0)
        form = notebook.add_analysis("Distributions and outliers")
        form.run_setup()
        form.write()
        times = []
        for bins in range(51, 51 + WRITES):
            form.setting("Bins").fill(str(bins))
            form.setting("Bins").press("Tab")
            page.wait_for_timeout(1500)
            times.append(page.evaluate(CLICK_TO_CELL, ["Write cell", f"bins = {bins}"]))
        return times
    finally:
        server.stop()


def first_tab(browser: Browser, home: Home, *words: str) -> float:
    """Seconds from asking for the record until its first chart is drawn."""
    settings = {name: value for name, value in home.environment.items() if "JUPYTER" in name}
    served = serve(home.root / "demo" / "demo-study", *words, **settings)
    try:
        time.sleep(8 if words else 1)  # prepared kernels get ready
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(served.address("voila/render/individual.ipynb"), wait_until="commit")
        drawn = page.get_by_role("tabpanel").locator("svg, canvas").first
        expect(drawn).to_be_visible(timeout=60_000)
        return time.perf_counter() - start
    finally:
        served.stop()


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Home(Path(folder))
        home.linkr("demo", str(home.root / "demo"), "--prepare-only", "--persons", "300")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            times = write_cell(browser, home)
            print(
                f"write a cell: median {statistics.median(times):.0f} ms, max {max(times):.0f} ms"
            )
            print(f"first tab, cold: {first_tab(browser, home):.1f} s")
            print(f"first tab, prepared: {first_tab(browser, home, '--prepare', '1'):.1f} s")


if __name__ == "__main__":
    main()
