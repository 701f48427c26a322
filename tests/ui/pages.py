"""What a person does in JupyterLab, in their words: a changed button is changed once, here."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect
from servers import TOKEN, Server

SLOW = 60_000


class Lab:
    """JupyterLab in one browser."""

    def __init__(self, page: Page, server: Server, workspace: str = "tests") -> None:
        self.page = page
        self.server = server
        self.workspace = workspace

    def open(self, path: str = "") -> Lab:
        """Open JupyterLab, on a notebook when a path is given."""
        tree = f"/tree/{path}" if path else ""
        self.page.goto(
            f"{self.server.url}lab/workspaces/{self.workspace}{tree}?token={TOKEN}&reset"
        )
        return self.restored()

    def restored(self) -> Lab:
        """Wait until everything is in its place, as after a reload."""
        self.page.wait_for_function(
            "window.jupyterapp && jupyterapp.restored.then(() => true)", timeout=SLOW
        )
        return self

    def command(self, name: str, **arguments: Any) -> None:
        """Run one of JupyterLab's commands."""
        self.page.evaluate(
            "([name, args]) => { jupyterapp.commands.execute(name, args); }", [name, arguments]
        )

    def panel(self, section: str = "") -> Locator:
        """The LinkR panel in the left side bar, on one of its sections."""
        panel = self.page.locator("#linkr-panel")
        if not panel.is_visible():
            self.page.get_by_role("tab", name="LinkR").click()
        if section:
            panel.get_by_role("tab", name=section).click()
        return panel

    def notebook(self, path: str) -> Notebook:
        """The notebook that is open at a path."""
        return Notebook(self, path)


class Notebook7(Lab):
    """Notebook 7 in one browser: one document on a page."""

    def open(self, path: str = "") -> Lab:
        """Open a notebook, or the list of files."""
        place = f"notebooks/{path}" if path else "tree"
        self.page.goto(f"{self.server.url}{place}?token={TOKEN}")
        return self.restored()


class Notebook:
    """A notebook as its reader sees it."""

    def __init__(self, lab: Lab, path: str) -> None:
        self.lab = lab
        self.page = lab.page
        self.path = path
        self.panel = self.page.locator(".jp-NotebookPanel:visible")

    def ready(self) -> Notebook:
        """Wait until the kernel is idle."""
        expect(self.panel).to_be_visible(timeout=SLOW)
        self.page.wait_for_function(
            "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status"
            " === 'idle'",
            timeout=SLOW,
        )
        return self

    def restart(self) -> Notebook:
        """Restart the kernel, which other tests may have used."""
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
        return self.ready()

    def cells(self) -> list[dict[str, Any]]:
        """Source, kind and LinkR metadata of every cell, from the notebook's model."""
        return self.page.evaluate(
            "path => { const panel = [...jupyterapp.shell.widgets('main')]"
            ".find(w => w.context?.path === path || w.context?.localPath === path"
            " || w.context?.path.endsWith(':' + path));"
            " return [...panel.content.model.cells].map(c => ({id: c.id, kind: c.type,"
            " source: c.sharedModel.getSource(), linkr: c.getMetadata('linkr') ?? null})); }",
            self.path,
        )

    def written(self, plugin: str) -> list[dict[str, Any]]:
        """The cells that a plugin's form has written."""
        return [cell for cell in self.cells() if (cell["linkr"] or {}).get("plugin") == plugin]

    def cell(self, identity: str) -> Locator:
        """The place of a cell on the page."""
        number = [cell["id"] for cell in self.cells()].index(identity)
        return self.panel.locator(".jp-Notebook .jp-Cell").nth(number)

    def run_all(self) -> None:
        """Run every cell and wait."""
        self.lab.command("notebook:run-all-cells")
        self.ready()

    def select(self, number: int) -> None:
        """Make a cell the active one."""
        self.page.evaluate(
            "number => { jupyterapp.shell.currentWidget.content.activeCellIndex = number; }", number
        )

    def type_into(self, identity: str, old: str, new: str) -> None:
        """Edit a cell by hand: replace a text in its source, as the editor does."""
        self.page.evaluate(
            "([id, old, text]) => { const cell = [...jupyterapp.shell.currentWidget.content.model"
            ".cells].find(c => c.id === id); const at = cell.sharedModel.getSource().indexOf(old);"
            " if (at < 0) throw new Error('not in the cell: ' + old);"
            " cell.sharedModel.updateSource(at, at + old.length, text); }",
            [identity, old, new],
        )

    def save(self) -> None:
        """Save the notebook and wait until it is on disk."""
        self.page.evaluate("() => jupyterapp.shell.currentWidget.context.save()")

    def add_analysis(self, title: str) -> Form:
        """Open the form of an analysis from the notebook's toolbar, found by searching."""
        self.panel.get_by_role("button", name="Add analysis").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("searchbox").fill(title)
        expect(dialog.get_by_text(title, exact=True)).to_be_visible(timeout=SLOW)
        self.page.keyboard.press("Enter")
        return Form(self.panel.locator(".linkr-Form").last).ready()

    def open_form(self, identity: str) -> Form:
        """Open the form of a cell with the button in the cell's toolbar."""
        cell = self.cell(identity)
        cell.locator(".jp-InputArea").click()
        cell.get_by_role("button", name="Form").click()
        return Form(cell.locator(".linkr-Form")).ready()


class Form:
    """A plugin's form."""

    def __init__(self, root: Locator) -> None:
        self.root = root

    def ready(self) -> Form:
        """Wait until it is drawn."""
        expect(self.root).to_be_visible(timeout=SLOW)
        return self

    def setting(self, label: str) -> Locator:
        """The control with a label."""
        return self.root.get_by_label(label, exact=True)

    def button(self, name: str) -> Locator:
        """A button by its words."""
        return self.root.get_by_role("button", name=name, exact=True)

    def run_setup(self) -> None:
        """Run the set-up cell from the form's empty state, and wait until it is gone."""
        self.button("Run the set-up cell").click()
        expect(self.button("Run the set-up cell")).to_be_hidden(timeout=SLOW)

    def choose_concept(self, text: str, name: str) -> None:
        """Search a concept by name and choose it by keyboard."""
        self.root.get_by_role("combobox").first.fill(text)
        option = self.root.get_by_role("option").filter(has_text=name).first
        expect(option).to_be_visible(timeout=SLOW)
        option.click()

    def write(self, *, run: bool = False) -> None:
        """Write the cell and wait until the form says so."""
        self.button("Write and run (Ctrl+Enter)" if run else "Write cell").click()
        expect(self.root.get_by_text("The cell is written")).to_be_visible(timeout=SLOW)
