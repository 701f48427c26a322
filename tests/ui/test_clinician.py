"""The clinician's story, told in a browser on the demo hospital: records, tabs, no code."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from served import SETUP, Notebook, Served, make_study, serve
from servers import Home

SLOW = 60_000
# What nobody should need to know who reads a patient's record.
MACHINE = re.compile(
    r"kernel|noyau|traceback|exception|python|jupyter|voil[aà]|notebook|ipywidgets|undefined|null"
    r"|import |\bcdm\b|%%|In \[|Error displaying|Loading widget|NaN",
    re.IGNORECASE,
)


class Clinic:
    """A served study in one browser, in its reader's words."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page = page
        self.served = served

    def open(self, name: str = "individual", tab: str = "") -> Clinic:
        """Open a page by the link that readers are given, and wait until it can be used."""
        address = self.served.address(f"voila/render/{name}.ipynb")
        self.page.goto(address + (f"#{tab}" if tab else ""), wait_until="commit")
        return self.ready()

    def ready(self) -> Clinic:
        """Wait until the page can be used."""
        expect(self.page.locator("body[data-state=ready]")).to_be_attached(timeout=SLOW)
        return self

    def tab(self, name: str) -> Locator:
        """The tab of that name."""
        return self.page.get_by_role("tab", name=name, exact=True)

    @property
    def panel(self) -> Locator:
        """What the open tab shows."""
        return self.page.get_by_role("tabpanel")

    @property
    def bar(self) -> Locator:
        """The patient bar."""
        return self.page.locator(".linkr-PatientBar")

    def kernel(self) -> str:
        """The id of the page's kernel."""
        found = self.page.evaluate("jupyterapp.widgetManager.kernel.id")
        return str(found)

    def read(self) -> str:
        """All that can be read on the page."""
        return self.page.locator("body").inner_text()


@pytest.fixture(scope="module")
def clinic_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("clinic"))
    home.linkr("demo", str(home.root / "demo"), "--prepare-only", "--persons", "300")
    return home


@pytest.fixture(scope="module")
def jupyter(clinic_home: Home) -> dict[str, str]:
    """The variables that make a server this clinic's."""
    return {name: value for name, value in clinic_home.environment.items() if "JUPYTER" in name}


@pytest.fixture(scope="module")
def served(clinic_home: Home, jupyter: dict[str, str]) -> Iterator[Served]:
    server = serve(clinic_home.root / "demo" / "demo-study", **jupyter)
    yield server
    server.stop()


@pytest.fixture
def clinic(new_page: Callable[..., Page], served: Served) -> Clinic:
    return Clinic(new_page(), served)


def test_a_record_is_read_patient_by_patient(clinic: Clinic) -> None:
    page = clinic.open().page
    expect(page.get_by_role("heading", level=1)).to_have_text("Intensive care demo")
    assert page.title().startswith("Intensive care demo")
    expect(page.locator(".linkr-Badge")).to_have_text("Generated data")
    assert "token" not in page.url

    expect(clinic.bar.get_by_label("Position in the cohort")).to_have_value("1")
    expect(clinic.bar).to_contain_text("of 300")
    first = clinic.panel.locator("figure").first
    expect(first.locator("svg").first).to_be_visible(timeout=SLOW)
    before = first.inner_text()
    assert "events from" in before
    assert not MACHINE.search(clinic.read()), MACHINE.findall(clinic.read())

    clinic.bar.get_by_role("button", name="Next").click()
    expect(clinic.bar.get_by_label("Position in the cohort")).to_have_value("2")
    expect(first).not_to_have_text(before, use_inner_text=True, timeout=SLOW)
    clinic.bar.get_by_role("button", name="Previous").click()
    expect(clinic.bar.get_by_label("Position in the cohort")).to_have_value("1")
    expect(first).to_have_text(before, use_inner_text=True, timeout=SLOW)


@pytest.fixture(scope="module")
def age(clinic_home: Home) -> int:
    """The age of a woman of the hospital who is not the first patient."""
    from linkr_jupyter.cdm import connect
    from linkr_jupyter.cohorts import Roster

    with connect(clinic_home.root / "demo" / "demo-hospital.duckdb") as cdm:
        roster = Roster(cdm)
        people = (roster.summary(roster.person_at(position)) for position in range(2, 60))
        return next(p.age for p in people if p.sex == "F" and (p.age or 0) > 20)


def test_a_patient_is_found_by_searching_and_the_table_follows(clinic: Clinic, age: int) -> None:
    clinic.open()
    tables = clinic.page.get_by_role("tab").filter(has_text=re.compile("Drugs|Measurements"))
    tables.first.click()
    table = clinic.panel.get_by_role("table").first
    expect(table).to_be_visible(timeout=SLOW)
    before = table.inner_text()

    search = clinic.bar.get_by_role("combobox").first
    search.click()
    search.press_sequentially(f"F {age}", delay=20)
    expect(clinic.page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    search.press("ArrowDown")
    search.press("Enter")
    expect(clinic.bar).to_contain_text(f"Female · {age} years")
    expect(table).not_to_have_text(before, use_inner_text=True, timeout=SLOW)
    assert not MACHINE.search(clinic.read()), MACHINE.findall(clinic.read())


def test_everything_by_keyboard(clinic: Clinic) -> None:
    page = clinic.open().page
    page.keyboard.press("Tab")
    skip = page.locator(".linkr-Skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    tabs = page.get_by_role("tab")
    last = tabs.count() - 1
    reached = _tab_to(page, '[role="tab"]')
    assert reached == tabs.first.inner_text()
    for key, index in (("ArrowRight", 1), ("End", last), ("ArrowRight", 0), ("ArrowLeft", last),
                       ("Home", 0), ("ArrowRight", 1)):  # fmt: skip
        page.keyboard.press(key)
        expect(tabs.nth(index)).to_be_focused()
        expect(tabs.nth(index)).to_have_attribute("aria-selected", "true")
        expect(page.locator("[role=tabpanel]:visible")).to_have_count(1)
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Tab")
    expect(page.locator("[role=tabpanel]:visible")).to_be_focused()

    page.keyboard.press("Shift+F6")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "tab"
    page.keyboard.press("Shift+F6")
    assert page.evaluate("!!document.activeElement.closest('.linkr-PatientBar')")
    page.keyboard.press("Alt+PageDown")
    expect(clinic.bar.get_by_label("Position in the cohort")).to_have_value("2")
    page.keyboard.press("Shift+F6")
    expect(page.locator(".linkr-Header [aria-current=page]")).to_be_visible()
    assert page.evaluate("!!document.activeElement.closest('nav')")


def test_the_keys_for_patients_work_wherever_the_focus_is(clinic: Clinic) -> None:
    page = clinic.open().page
    position = clinic.bar.get_by_label("Position in the cohort")
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Alt+PageDown")
    expect(position).to_have_value("2")
    page.get_by_role("tab").first.focus()
    page.keyboard.press("Alt+PageUp")
    expect(position).to_have_value("1")


def _tab_to(page: Page, selector: str) -> str:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return str(page.evaluate("document.activeElement.innerText"))
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def test_the_address_names_the_tab(clinic: Clinic) -> None:
    page = clinic.open().page
    names = [tab.inner_text() for tab in page.get_by_role("tab").all()]
    clinic.tab(names[1]).click()
    clinic.tab(names[2]).click()
    address = page.url
    assert address.endswith("#" + names[2].lower().replace(" ", "-"))
    page.go_back()
    expect(clinic.tab(names[1])).to_have_attribute("aria-selected", "true")
    page.goto(address)
    page.reload()
    clinic.ready()
    expect(clinic.tab(names[2])).to_have_attribute("aria-selected", "true")


def test_a_tab_of_the_study_runs_when_it_is_opened(clinic: Clinic) -> None:
    page = clinic.open("aggregated").page
    expect(clinic.panel.locator("figure, table").first).to_be_visible(timeout=SLOW)
    hidden = page.locator("[role=tabpanel][hidden]")
    assert hidden.count() >= 1
    page.wait_for_timeout(1_000)
    assert hidden.locator("figure, table").count() == 0
    page.get_by_role("tab").nth(1).click()
    expect(clinic.panel.locator("figure, table").first).to_be_visible(timeout=SLOW)
    assert not MACHINE.search(clinic.read()), MACHINE.findall(clinic.read())
    page.get_by_role("navigation").get_by_role("link").first.click()
    clinic.ready()
    expect(clinic.bar).to_be_visible()


def test_leaving_stops_what_ran_behind_the_page(clinic: Clinic) -> None:
    kernel = clinic.open().kernel()
    path = f"api/kernels/{kernel}"
    assert clinic.served.get(path).status == 200
    clinic.page.goto("about:blank")
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and clinic.served.get(path).status != 404:
        time.sleep(0.2)
    assert clinic.served.get(path).status == 404


def test_a_lost_connection_is_said_in_plain_words(clinic: Clinic) -> None:
    page = clinic.open().page
    _kill(clinic.kernel())
    notice = page.get_by_role("alert").filter(has_text="The connection was lost.")
    expect(notice).to_be_visible(timeout=SLOW)
    assert page.locator("main").evaluate("main => main.inert")
    assert not MACHINE.search(clinic.read()), MACHINE.findall(clinic.read())
    notice.get_by_role("button", name="Reload the page").click()
    clinic.ready()
    expect(clinic.panel.locator("figure").first).to_be_visible(timeout=SLOW)


def _kill(kernel: str) -> None:
    """End a kernel as a machine without memory does."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"kernel-{kernel}.json" in command:
            os.kill(int(process.name), signal.SIGKILL)
            return
    raise AssertionError("the kernel was not found")


def test_a_page_that_nobody_uses_closes(clinic: Clinic) -> None:
    page = clinic.page
    page.clock.install()
    clinic.open()
    expect(clinic.panel.locator("figure").first).to_be_visible(timeout=SLOW)
    kernel = clinic.kernel()
    page.clock.fast_forward("58:30")
    warning = page.get_by_role("alert").filter(has_text="It will close in 2 minutes.")
    expect(warning).to_be_visible()
    warning.get_by_role("button", name="Keep it open").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("59:00")
    expect(warning).to_be_visible()
    page.clock.fast_forward("01:30")
    expect(page.get_by_role("alert")).to_contain_text("This page was closed")
    expect(page.locator("main")).to_be_empty()
    deadline = time.monotonic() + 15
    path = f"api/kernels/{kernel}"
    while time.monotonic() < deadline and clinic.served.get(path).status != 404:
        time.sleep(0.2)
    assert clinic.served.get(path).status == 404
    page.clock.resume()
    page.get_by_role("button", name="Open it again").click()
    clinic.ready()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_never_scrolls_sideways(
    new_page: Callable[..., Page], served: Served, scheme: str
) -> None:
    page = new_page(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 640})
    clinic = Clinic(page, served)
    for name in ("individual", "aggregated"):
        clinic.open(name)
        for tab in page.get_by_role("tab").all():
            tab.click()
            expect(clinic.panel.locator("figure, table").first).to_be_visible(timeout=SLOW)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
    back, text = page.evaluate(
        "(() => { const style = getComputedStyle(document.body);"
        " return [style.backgroundColor, style.color]; })()"
    )
    light = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (back, text)]
    assert (light[0] > light[1]) is (scheme == "light")


def test_on_paper_stands_the_record_and_no_button(clinic: Clinic) -> None:
    page = clinic.open().page
    expect(clinic.panel.locator("figure").first).to_be_visible(timeout=SLOW)
    page.emulate_media(media="print")
    for gone in (".linkr-Header nav", "#linkr-tabs", ".linkr-Page main button"):
        assert not page.locator(gone).first.is_visible(), gone
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    title = page.locator("[role=tabpanel]:visible .linkr-PanelTitle")
    assert title.bounding_box()["height"] > 10  # type: ignore[index]


def test_every_control_has_a_name_and_every_id_is_one(clinic: Clinic) -> None:
    page = clinic.open().page
    expect(clinic.panel.locator("figure").first).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.documentElement.lang") == "en"
    for landmark in ("banner", "navigation", "main"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    doubled = page.evaluate(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return ids.filter((id, i) => ids.indexOf(id) !== i); })()"
    )
    assert doubled == []
    for role in ("button", "textbox", "combobox", "checkbox", "spinbutton", "tab", "link"):
        for control in page.get_by_role(role).all():
            snapshot = control.aria_snapshot()
            assert re.search(r'"[^"]+"', snapshot) or snapshot.count(":"), snapshot
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, input, [role=tab], nav a')]"
        ".filter(e => e.getClientRects().length && e.type !== 'checkbox')"
        ".map(e => [e.outerHTML.slice(0, 80), e.offsetWidth, e.offsetHeight])"
        ".filter(([, width, height]) => width < 24 || height < 24)"
    )
    assert small == []


@pytest.fixture(scope="module")
def french(clinic_home: Home, jupyter: dict[str, str]) -> Iterator[Served]:
    study = clinic_home.root / "reanimation"
    clinic_home.linkr(
        "study", "new", str(study), "--template", "intensive_care", "--source", "demo",
        "--language", "fr", "--title", "Réanimation",
    )  # fmt: skip
    server = serve(study, "--prepare", "1", **jupyter)
    yield server
    server.stop()


def test_the_french_study_speaks_french(new_page: Callable[..., Page], french: Served) -> None:
    clinic = Clinic(new_page(), french)
    page = clinic.page
    page.goto(french.url)
    expect(page.get_by_role("heading", level=2)).to_have_text("Cette étude est protégée.")
    page.get_by_label("Code d’accès").fill("pas le bon")
    page.get_by_role("button", name="Ouvrir l’étude").click()
    expect(page.get_by_role("alert")).to_have_text("Ce code d’accès n’est pas le bon.")
    page.get_by_label("Code d’accès").fill(french.code)
    page.get_by_role("button", name="Ouvrir l’étude").click()
    clinic.ready()
    assert page.evaluate("document.documentElement.lang") == "fr"
    expect(clinic.bar.get_by_role("button", name="Suivant")).to_be_visible()
    expect(clinic.panel.locator("figure").first).to_be_visible(timeout=SLOW)
    text = clinic.read()
    assert not MACHINE.search(text), MACHINE.findall(text)
    for english in ("Next", "Previous", "Patient timeline", "Generated data", "Loading", " the "):
        assert english not in text, english
    page.goto(f"{french.url}nowhere")
    expect(page.get_by_role("heading", level=2)).to_have_text("Il n’y a rien à cette adresse.")


@pytest.fixture(scope="module")
def troubled(
    clinic_home: Home, jupyter: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    individual = (
        Notebook()
        .code(SETUP + "linkr.patient_bar(cdm, cohort)", role="setup")
        .md("## Broken")
        .code("%%patient\nraise KeyError('patient 4711')")
        .code("raise ValueError('patient 4712')")
        .code("%%patient\npatient.person.count().execute()")
        .md("## Widget")
        .code("import ipywidgets\nipywidgets.IntText(description='Age', value=40)")
    )
    aggregated = Notebook().code(SETUP + "cohort.no_such_verb()", role="setup").md("## Later")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in jupyter.items():
            patch.setenv(name, value)
        study = make_study(
            tmp_path_factory.mktemp("troubled") / "study",
            "demo",
            individual=individual,
            aggregated=aggregated.code("cohort"),
        )
    server = serve(study, **jupyter)
    yield server
    server.stop()


def test_what_fails_says_so_and_the_rest_is_shown(
    new_page: Callable[..., Page], troubled: Served
) -> None:
    clinic = Clinic(new_page(), troubled).open()
    expect(clinic.panel).to_contain_text("This part could not be shown.")
    expect(clinic.panel).to_contain_text("could not be shown for this patient", timeout=SLOW)
    expect(clinic.panel.get_by_text("1", exact=True)).to_be_visible(timeout=SLOW)
    text = clinic.read()
    assert "471" not in text
    assert not MACHINE.search(text), MACHINE.findall(text)
    clinic.tab("Widget").click()
    expect(clinic.panel.get_by_label("Age")).to_have_value("40")


def test_a_setup_that_fails_leaves_one_sentence(
    new_page: Callable[..., Page], troubled: Served
) -> None:
    page = new_page()
    page.goto(troubled.address("voila/render/aggregated.ipynb"))
    expect(page.get_by_role("alert").filter(has_text="could not be shown")).to_have_count(1)
    expect(page.get_by_role("alert").filter(has_text="could not be shown")).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    expect(page.locator("body[data-state=ready]")).to_be_attached(timeout=SLOW)
    text = page.locator("body").inner_text()
    assert not MACHINE.search(text), MACHINE.findall(text)
