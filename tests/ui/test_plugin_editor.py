"""The plugin editor in a real browser: from a cell to a form, a fault with its line, a fork."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import SLOW, Form, Lab
from playwright.sync_api import Locator, Page, expect
from servers import Home, Server, start_lab
from test_accessible import violations

SCOPE = ".jp-MainAreaWidget:not(.lm-mod-hidden) > .linkr-PluginEditor"
PATH = "demo-study/aggregated.ipynb"
CELL = """\
import altair as alt
from ibis import _

# How many stays began in each year
since = 2000
by_sex = True
visits = cdm.visit_occurrence.filter(_.visit_start_date.year() >= since)
visits = visits.join(cdm.person, "person_id")
years = (
    visits.group_by(year=_.visit_start_date.year(), sex=_.gender_concept_id if by_sex else 0)
    .agg(stays=_.count())
    .order_by("year")
)
alt.Chart(years.to_pandas()).mark_bar().encode(x="year:O", y="stays:Q", color="sex:N")
"""


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("editor"))


@pytest.fixture(scope="module")
def own_lab(own_home: Home) -> Iterator[Server]:
    """A JupyterLab of its own: the plugins made here are not those of other tests."""
    server = start_lab(own_home, own_home.root / "demo")
    yield server
    server.stop()


def picture(page: Page, name: str) -> None:
    """A picture to look at, where one is asked for."""
    if folder := os.environ.get("LINKR_PICTURES"):
        page.screenshot(path=Path(folder) / f"editor-{name}.png")


class Editor:
    """The plugin editor in front."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".linkr-PluginEditor:visible")
        self.problems = self.root.get_by_role("region", name="Problems")

    def ready(self) -> Editor:
        expect(self.root).to_be_visible(timeout=SLOW)
        expect(self.problems.get_by_role("status").first).not_to_have_text(
            "Checking…", timeout=SLOW
        )
        return self

    def file(self, name: str) -> Locator:
        return self.root.get_by_role("navigation").get_by_role("button", name=name).first

    def open(self, name: str) -> Editor:
        self.file(name).click()
        return self

    def text(self) -> Locator:
        return self.root.locator(".cm-content:visible")

    def replace(self, old: str, new: str) -> None:
        """Edit the open file as typing does."""
        self.page.evaluate(
            "([old, text]) => { const host = [...document.querySelectorAll("
            "'.linkr-PluginEditor .cm-content')].find(e => e.offsetParent);"
            " const view = host.cmTile?.view ?? host.cmView.view;"
            " const at = view.state.doc.toString().indexOf(old);"
            " if (at < 0) throw new Error('not in the file: ' + old);"
            " view.dispatch({changes: {from: at, to: at + old.length, insert: text}}); }",
            [old, new],
        )

    def line(self) -> int:
        """Number of the line with the cursor, from 1."""
        return int(
            self.page.evaluate(
                "() => { const host = document.activeElement.closest('.cm-content');"
                " const { state } = host.cmTile?.view ?? host.cmView.view;"
                " return state.doc.lineAt(state.selection.main.head).number; }"
            )
        )

    def save(self) -> None:
        self.text().focus()
        self.page.keyboard.press("Control+s")
        expect(self.root.get_by_role("button", name="Save", exact=True)).to_be_disabled(
            timeout=SLOW
        )


def name_it(page: Page, identity: str, action: str, label: str = "Id") -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(label).fill(identity)
    dialog.get_by_role("button", name=action).click()
    expect(dialog).to_be_hidden(timeout=SLOW)


def test_a_cell_becomes_a_plugin_whose_form_follows_what_is_saved(
    new_page: Callable[..., Page], own_lab: Server, own_home: Home
) -> None:
    page = new_page()
    lab = Lab(page, own_lab).open(PATH)
    notebook = lab.notebook(PATH).ready()
    page.evaluate(
        "source => jupyterapp.shell.currentWidget.content.model.sharedModel.insertCell(1,"
        " {cell_type: 'code', source})",
        CELL,
    )
    notebook.select(1)
    cell = notebook.cell(notebook.cells()[1]["id"])
    cell.locator(".jp-InputPrompt").click(button="right")
    page.get_by_role("menuitem", name="Make a plugin from this cell").click()
    name_it(page, "stays_by_year", "Make the plugin")
    folder = own_home.root / "demo" / "demo-study" / "plugins" / "stays_by_year"
    editor = Editor(page).ready()
    assert folder.is_dir()
    expect(editor.problems).to_contain_text("No problem found.", timeout=SLOW)

    editor.open("plugin.json").replace('"title": "Stays by year"', '"title": "Stays a year"')
    expect(editor.file("plugin.json")).to_contain_text("not saved")
    assert "Stays by year" in (folder / "plugin.json").read_text()
    editor.open("cell.py").replace("since = 2000", "since = 1990")
    expect(editor.problems).to_contain_text("since is 1990 here", timeout=SLOW)
    editor.open("plugin.json").replace('"default": 2000', '"default": 1990')
    expect(editor.problems).to_contain_text("No problem found.", timeout=SLOW)

    editor.open("cell.py").replace('.order_by("year")', '.order_by("year")  # if: by_sexes')
    line = (folder / "cell.py").read_text().split('.order_by("year")')[0].count("\n") + 1
    found = editor.problems.get_by_role("button", name=f"cell.py, line {line}").first
    expect(found).to_contain_text("by_sexes", timeout=SLOW)
    picture(page, "problem")
    editor.open("plugin.json")
    found.click()
    expect(editor.file("cell.py")).to_have_attribute("aria-current", "true")
    assert editor.line() == line
    expect(editor.root.locator(".cm-lintRange-error:visible").first).to_be_visible()
    editor.replace("  # if: by_sexes", "")
    expect(editor.problems).to_contain_text("No problem found.", timeout=SLOW)
    editor.save()
    assert "since = 1990" in (folder / "cell.py").read_text()
    assert json.loads((folder / "plugin.json").read_text())["title"] == "Stays a year"

    editor.root.get_by_role("button", name="Try it on the demo hospital").click()
    form = Form(page.locator(".jp-NotebookPanel:visible .linkr-Form")).ready()
    expect(form.root).to_contain_text("Stays a year", timeout=SLOW)
    expect(form.setting("Since")).to_have_value("1990", timeout=SLOW)
    editor.open("plugin.json").replace('"title": "Stays a year"', '"title": "Stays each year"')
    editor.save()
    expect(form.root).to_contain_text("Stays each year", timeout=SLOW)
    picture(page, "trial")
    form.setting("Since").fill("1995")
    form.write(run=True)
    page.wait_for_function(
        "() => { const panel = [...jupyterapp.shell.widgets('main')]"
        ".find(one => one.context?.path.startsWith('linkr-trial:'));"
        " const cell = [...panel.content.model.cells].find(one =>"
        " one.sharedModel.getSource().includes('since = 1995'));"
        " const kinds = (cell?.toJSON().outputs ?? []).map(one => one.output_type);"
        " return kinds.includes('display_data') || kinds.includes('execute_result'); }",
        timeout=SLOW,
    )
    assert not list((own_home.root / "demo").glob("**/Trial*.ipynb"))


def test_a_colleagues_change_is_said_and_closing_asks(
    new_page: Callable[..., Page], own_lab: Server, own_home: Home
) -> None:
    page = new_page()
    lab = Lab(page, own_lab, "colleague").open()
    lab.command("linkr:new-plugin")
    name_it(page, "shared_plot", "Make the plugin")
    folder = own_home.root / "data" / "linkr" / "plugins" / "shared_plot"
    editor = Editor(page).ready()
    editor.open("cell.py").replace("bar_width = 5", "bar_width = 6")
    theirs = (folder / "cell.py").read_text().replace("bar_width = 5", "bar_width = 7")
    (folder / "cell.py").write_text(theirs)
    alert = editor.root.get_by_role("alert")
    expect(alert).to_contain_text("cell.py was changed by somebody else", timeout=SLOW)
    picture(page, "conflict")
    editor.text().focus()
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1_000)
    assert (folder / "cell.py").read_text() == theirs
    lab.command("application:close")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Save your changes")
    dialog.get_by_role("button", name="Keep editing").click()
    alert.get_by_role("button", name="Take theirs").click()
    expect(editor.text()).to_contain_text("bar_width = 7")
    expect(alert).to_be_hidden()

    editor.root.get_by_role("button", name="README.md", exact=True).click()
    expect(editor.text()).to_contain_text("How to read the result", timeout=SLOW)
    assert (folder / "README.md").exists()
    editor.root.get_by_role("button", name="Remove README.md").click()
    editor.root.get_by_role("button", name="Undo").click()
    expect(editor.file("README.md")).to_be_visible(timeout=SLOW)
    lab.command("application:close")
    expect(editor.root).to_be_hidden(timeout=SLOW)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_what_came_with_linkr_is_read_only_and_forked(
    new_page: Callable[..., Page], own_lab: Server, own_home: Home, theme: str
) -> None:
    page = new_page()
    lab = Lab(page, own_lab, "fork").open()
    lab.command("apputils:change-theme", theme=theme)
    light = str(theme.endswith("Light")).lower()
    expect(page.locator(f"body[data-jp-theme-light={light}]")).to_be_attached(timeout=SLOW)
    panel = lab.panel("Plugins")
    panel.get_by_text("Data table").first.click()
    panel.get_by_role("button", name="Edit plugin").click()
    editor = Editor(page).ready()
    expect(editor.root).to_contain_text("it can be read here and not changed")
    expect(editor.text()).to_have_attribute("aria-readonly", "true")
    expect(editor.root.get_by_role("button", name="Save", exact=True)).to_be_hidden()
    picture(page, f"read-only-{light}")
    assert violations(page, SCOPE) == []
    editor.root.get_by_role("button", name="Fork this plugin").click()
    identity = f"table_{light}"
    name_it(page, identity, "Make the copy")
    editor = Editor(page).ready()
    expect(editor.text()).not_to_have_attribute("aria-readonly", "true")
    folder = own_home.root / "data" / "linkr" / "plugins" / identity
    assert json.loads((folder / "plugin.json").read_text())["id"] == identity
    editor.open("cell.py").replace("\n", "\n(\n")
    expect(editor.problems.get_by_role("button").first).to_be_visible(timeout=SLOW)
    picture(page, f"fork-{light}")
    assert violations(page, SCOPE) == []


def test_every_combination_runs_with_progress(
    new_page: Callable[..., Page], own_lab: Server, own_home: Home
) -> None:
    page = new_page()
    lab = Lab(page, own_lab, "run").open()
    lab.command("linkr:new-plugin")
    name_it(page, "run_plot", "Make the plugin")
    editor = Editor(page).ready()
    run = editor.root.get_by_role("button", name="Run every combination")
    run.click()
    editor.problems.get_by_role("button", name="Cancel the run").click()
    expect(editor.problems).to_contain_text("The run was cancelled.")
    run.click()
    expect(editor.problems).to_contain_text("Every combination has run", timeout=SLOW)


def test_the_editor_speaks_french(
    new_page: Callable[..., Page], own_lab: Server, own_home: Home
) -> None:
    language = "@jupyterlab/translation-extension:plugin"
    own_home.settings(language, '{"locale": "fr_FR"}')
    try:
        page = new_page()
        lab = Lab(page, own_lab, "french").open()
        lab.command("linkr:new-plugin")
        name_it(page, "trace_fr", "Créer le plugin", "Identifiant")
        root = page.locator(".linkr-PluginEditor:visible")
        expect(root).to_contain_text("Aucun problème trouvé.", timeout=SLOW)
        editor = Editor(page)
        editor.open("cell.py").replace("# if: by_unit", "# if: by_units")
        expect(root).to_contain_text("1 problème", timeout=SLOW)
        picture(page, "french")
        expect(root.get_by_role("region", name="Problèmes")).to_contain_text("n’est pas un param")
        for english in ("Save", "Problem", "Remove", "Add a file", "Fork"):
            assert english not in root.inner_text()
    finally:
        own_home.settings(language, "{}")
