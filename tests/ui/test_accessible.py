"""WCAG 2.2 A and AA by axe-core, on what we draw; and a story told without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import SLOW, Form, Lab
from playwright.sync_api import Locator, Page, expect
from served import Served, serve
from servers import Home, Server

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DISTRIBUTIONS = "Distributions and outliers"
INDIVIDUAL = "demo-study/individual.ipynb"
AGGREGATED = "demo-study/aggregated.ipynb"


def violations(page: Page, *scopes: str) -> list[str]:
    """What axe-core finds wrong in these parts of a page, each of which must be there."""
    for scope in scopes:
        expect(page.locator(scope).first).to_be_visible(timeout=SLOW)
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found: list[dict[str, Any]] = page.evaluate(
        "async ([scopes, tags]) => (await axe.run({include: scopes.map(scope => [scope])},"
        " {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})).violations",
        [scopes, TAGS],
    )
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def unfold(root: Locator) -> None:
    """Open everything that is folded."""
    root.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def jupyterlab(request: pytest.FixtureRequest, new_page: Callable[..., Page], lab: Server) -> Lab:
    """JupyterLab in one of its themes."""
    opened = Lab(new_page(), lab, "accessible").open()
    opened.command("apputils:change-theme", theme=request.param)
    light = str(request.param.endswith("Light")).lower()
    expect(opened.page.locator(f"body[data-jp-theme-light={light}]")).to_be_attached(timeout=SLOW)
    return opened


@pytest.fixture(scope="module", autouse=True)
def light_again(lab: Server, browser: Any) -> Iterator[None]:
    """Themes are a setting of the server's user: leave the first one to the next module."""
    yield
    context = browser.new_context()
    left = Lab(context.new_page(), lab, "accessible").open()
    left.page.evaluate(
        "() => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'})"
    )
    expect(left.page.locator("body[data-jp-theme-light=true]")).to_be_attached(timeout=SLOW)
    left.page.wait_for_timeout(1_000)
    context.close()


def test_panels_and_dialogs(jupyterlab: Lab) -> None:
    page = jupyterlab.page
    panel = jupyterlab.panel("Studies")
    expect(panel.get_by_text("Intensive care demo")).to_be_visible(timeout=SLOW)
    assert violations(page, "#linkr-panel") == []
    panel.get_by_role("tab", name="Data").click()
    panel.get_by_role("button", name="demo").first.click()
    expect(panel.get_by_role("table")).to_be_visible(timeout=SLOW)
    assert violations(page, "#linkr-panel") == []
    panel.get_by_role("tab", name="Plugins").click()
    panel.get_by_text(DISTRIBUTIONS).first.click()
    expect(panel.get_by_role("heading", name=DISTRIBUTIONS).first).to_be_visible(timeout=SLOW)
    unfold(panel)
    assert violations(page, "#linkr-panel") == []
    panel.get_by_role("button", name="All plugins").click()
    expect(panel.get_by_role("searchbox")).to_be_visible()
    assert violations(page, "#linkr-panel") == []
    for command in ("linkr:new-study", "linkr:add-source"):
        jupyterlab.command(command)
        expect(page.get_by_role("dialog").get_by_role("textbox").first).to_be_visible(timeout=SLOW)
        assert violations(page, ".linkr-Dialog") == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_study_home(jupyterlab: Lab) -> None:
    jupyterlab.panel("Studies").get_by_text("Intensive care demo").click()
    expect(jupyterlab.page.get_by_role("heading", name="Individual data")).to_be_visible(
        timeout=SLOW
    )
    assert violations(jupyterlab.page, ".linkr-StudyWidget") == []


def test_patient_bar_charts_and_tables(jupyterlab: Lab) -> None:
    notebook = jupyterlab.open(INDIVIDUAL).notebook(INDIVIDUAL).ready().restart()
    notebook.run_all()
    page = jupyterlab.page
    bar = page.locator(".linkr-PatientBar")
    bar.get_by_role("combobox").first.fill("F")
    option = bar.get_by_role("option").nth(4)
    expect(option).to_be_visible(timeout=SLOW)
    assert is_on_top(option), "the list is cut off by the output area"
    assert violations(page, ".linkr-PatientBar") == []
    page.keyboard.press("Escape")
    for kind in (".linkr-Chart svg", ".linkr-TableView table"):
        page.locator(kind).first.scroll_into_view_if_needed(timeout=SLOW)
        unfold(page.locator(".linkr-Chart"))
        assert violations(page, kind.split()[0]) == []


def is_on_top(element: Locator) -> bool:
    """Whether the middle of an element can be clicked, not hidden by anything."""
    return bool(
        element.evaluate(
            "node => { const box = node.getBoundingClientRect(); const top ="
            " document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);"
            " return node.contains(top); }"
        )
    )


def test_form_with_every_option(jupyterlab: Lab) -> None:
    notebook = jupyterlab.open(AGGREGATED).notebook(AGGREGATED).ready().restart()
    page = jupyterlab.page
    notebook.select(0)
    notebook.panel.get_by_role("button", name="Add analysis").click()
    expect(page.get_by_role("dialog").get_by_text(DISTRIBUTIONS)).to_be_visible(timeout=SLOW)
    assert violations(page, ".linkr-Dialog") == []
    page.keyboard.press("Escape")
    form = notebook.add_analysis(DISTRIBUTIONS)
    assert violations(page, ".linkr-FormHost") == []
    form.run_setup()
    expect(form.root.get_by_text("Preview ready")).to_be_visible(timeout=SLOW)
    unfold(form.root)
    form.setting("Bins").fill("4000")
    form.setting("Bins").press("Tab")
    expect(form.root.get_by_text("between 5 and 200")).to_be_visible(timeout=SLOW)
    form.root.get_by_role("combobox").first.fill("respi")
    expect(form.root.get_by_role("option").first).to_be_visible(timeout=SLOW)
    assert violations(page, ".linkr-FormHost") == []
    form.button("Close").click()


@pytest.fixture(scope="module")
def studies(
    home: Home, lab: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Served]]:
    """The demo study and a French one, served to clinicians."""
    french = tmp_path_factory.mktemp("french") / "reanimation"
    home.linkr(
        "study", "new", str(french), "--template", "intensive_care", "--source", "demo",
        "--language", "fr", "--title", "Réanimation",
    )  # fmt: skip
    variables = {name: value for name, value in home.environment.items() if "JUPYTER" in name}
    served = {
        "en": serve(home.root / "demo" / "demo-study", "--prepare", "0", **variables),
        "fr": serve(french, "--prepare", "0", **variables),
    }
    yield served
    for server in served.values():
        server.stop()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("fr", "dark")])
def test_clinicians_pages(
    new_page: Callable[..., Page], studies: dict[str, Served], language: str, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    served = studies[language]
    page.goto(served.url)
    assert violations(page, "html") == [], "the page that asks for the access code"
    for name in ("individual", "aggregated"):
        page.goto(served.address(f"voila/render/{name}.ipynb"), wait_until="commit")
        expect(page.locator("body[data-state=ready]")).to_be_attached(timeout=SLOW)
        for tab in page.get_by_role("tab").all():
            tab.click()
            shown = page.get_by_role("tabpanel").locator("figure, table").first
            expect(shown).to_be_visible(timeout=SLOW)
            page.wait_for_timeout(500)
            assert violations(page, "html") == [], f"{name}: {tab.inner_text()}"


def focus_by(page: Page, key: str, target: Locator, most: int = 60) -> None:
    """Press a key until a place has the focus; a trap on the way never gets there."""
    expect(target).to_be_visible(timeout=SLOW)
    for _ in range(most):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} cannot be reached with {key}")


def test_a_story_without_a_mouse(new_page: Callable[..., Page], lab: Server) -> None:
    jupyterlab = Lab(new_page(), lab, "keyboard").open()
    page = jupyterlab.page
    jupyterlab.panel("Studies")
    panel = page.locator("#linkr-panel")
    study = panel.get_by_role("button", name="Intensive care demo")
    panel.get_by_role("tab", name="Studies").focus()
    focus_by(page, "Tab", study)
    page.keyboard.press("Enter")
    focus_by(page, "Tab", page.get_by_role("button", name="Aggregated data", exact=True))
    page.keyboard.press("Enter")
    notebook = jupyterlab.notebook(AGGREGATED).ready().restart()
    before = len(notebook.written("distributions_outliers"))
    notebook.select(0)

    page.keyboard.press("Control+Shift+C")
    expect(page.locator(".lm-CommandPalette-input:focus")).to_be_visible(timeout=SLOW)
    page.keyboard.type("LinkR Add analysis")
    expect(page.locator(".lm-CommandPalette-item:visible").first).to_contain_text("Add analysis")
    page.keyboard.press("Enter")
    search = page.get_by_role("dialog").get_by_role("searchbox")
    expect(search).to_be_focused(timeout=SLOW)
    page.keyboard.type("outliers")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    form = Form(notebook.panel.locator(".linkr-Form").last).ready()
    expect(form.root.get_by_role("heading", level=2)).to_be_focused(timeout=SLOW)

    fill_by_keyboard(page, form)
    page.keyboard.press("Control+Enter")
    expect(form.root.get_by_text("The cell is written")).to_be_visible(timeout=SLOW)
    written = notebook.written("distributions_outliers")
    assert len(written) == before + 1
    (cell,) = [one for one in written if "bins = 23" in one["source"]]
    assert "Respiratory rate" in cell["source"]
    output = notebook.cell(cell["id"]).locator(".jp-OutputArea-output figure").last
    expect(output).to_be_visible(timeout=SLOW)
    close_by_keyboard(page, form)


def fill_by_keyboard(page: Page, form: Form) -> None:
    """Run the set-up cell, choose a concept among the matches, and type a number."""
    setup = form.button("Run the set-up cell")
    focus_by(page, "Tab", setup)
    page.keyboard.press("Enter")
    expect(setup).to_be_hidden(timeout=SLOW)
    box = form.root.get_by_role("combobox").first
    focus_by(page, "Tab", box)
    page.keyboard.type("respiratory rate")
    expect(form.root.get_by_role("option").first).to_be_visible(timeout=SLOW)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    focus_by(page, "Tab", form.setting("Bins"))
    page.keyboard.type("23")


def close_by_keyboard(page: Page, form: Form) -> None:
    """Leave the form by its own button; the focus goes on from its cell."""
    focus_by(page, "Tab", form.button("Close"))
    page.keyboard.press("Enter")
    expect(form.root).to_be_hidden()
    assert page.evaluate("!!document.activeElement.closest('.jp-Notebook')")
