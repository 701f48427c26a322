"""The catalog of plugins in JupyterLab: seen whole, trusted by hash, changed and taken back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import SLOW, Lab
from playwright.sync_api import Locator, Page, expect
from servers import Home, Server
from test_accessible import unfold, violations

BARS = Path(__file__).resolve().parents[1] / "data" / "plugins" / "bars"
PATH = "demo-study/aggregated.ipynb"


def packed(*, changes: dict[str, tuple[str, str]] | None = None, **more: str) -> bytes:
    """The plugin of the engine's tests as an archive, changed, with files beside its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(BARS.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                text = file.read_text(encoding="utf-8")
                if changes and file.name in changes:
                    assert changes[file.name][0] in text
                    text = text.replace(*changes[file.name])
                archive.writestr(file.relative_to(BARS).as_posix(), text)
        for name, content in more.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return out.getvalue()


NEWER = packed(
    changes={
        "plugin.json": ('"version": "1.0.0"', '"version": "1.1.0"'),
        "cell.py": ('title="Value"', 'title="Value measured"'),
    }
)


@pytest.fixture
def lab_page(new_page: Callable[..., Page], lab: Server, home: Home) -> Iterator[Lab]:
    """JupyterLab, and nothing installed when the test has ended."""
    opened = Lab(new_page(), lab, "catalog").open()
    yield opened
    opened.page.evaluate(
        "async () => { const token = document.cookie.match(/_xsrf=([^;]+)/)?.[1] ?? '';"
        " for (const [path, method] of [['bars', 'DELETE'], ['data_table/enable', 'POST']])"
        " await fetch(`${JSON.parse(document.getElementById('jupyter-config-data').textContent)"
        ".baseUrl}linkr-jupyter/api/plugins/${path}`, {method, headers: {'X-XSRFToken': token}}); }"
    )


def catalog(lab: Lab, section: str = "Plugins") -> Locator:
    """The panel on its cards."""
    panel = lab.panel(section)
    expect(panel.locator(".linkr-PluginCard").first).to_be_visible(timeout=SLOW)
    return panel


def upload(lab: Lab, name: str, content: bytes) -> Locator:
    """Choose an archive in the open dialog and have it reviewed."""
    dialog = lab.page.get_by_role("dialog")
    file = {"name": name, "mimeType": "application/zip", "buffer": content}
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.locator("button[type=submit]").click()
    return dialog


def install(lab: Lab, content: bytes, action: str = "Install") -> None:
    """Review an archive, trust it and keep it."""
    lab.panel().get_by_role("button", name="Install plugin").click()
    dialog = upload(lab, "bars.zip", content)
    dialog.get_by_role("checkbox").check(timeout=SLOW)
    dialog.get_by_role("button", name=action, exact=True).click()
    expect(dialog).to_be_hidden(timeout=SLOW)


def test_an_archive_is_seen_whole_and_trusted_before_it_is_kept(lab_page: Lab, home: Home) -> None:
    panel = catalog(lab_page)
    image = panel.locator(".linkr-PluginCard img").first
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth > 0)")
    panel.get_by_role("button", name="Install plugin").click()
    dialog = upload(lab_page, "evil.zip", packed(setup_dot_py="import os"))
    expect(dialog.get_by_role("alert")).to_contain_text("'setup.py'", timeout=SLOW)
    assert violations(lab_page.page, ".linkr-Dialog") == []
    upload(lab_page, "bars.zip", packed())
    trust = dialog.get_by_role("checkbox")
    expect(trust).not_to_be_checked(timeout=SLOW)
    expect(dialog.locator(".linkr-Trust code")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    for text in ("bars.zip", "New here", "BSD-3-Clause", "found nothing wrong"):
        expect(dialog).to_contain_text(text)
    assert "alt.Chart" in dialog.locator("details[open] pre").inner_text()
    unfold(dialog)
    assert violations(lab_page.page, ".linkr-Dialog") == []
    expect(dialog.get_by_role("button", name="Install", exact=True)).to_be_disabled()
    installed = home.root / "data" / "linkr" / "plugins" / "bars"
    assert not installed.exists()
    trust.check()
    dialog.get_by_role("button", name="Install", exact=True).click()
    expect(dialog).to_be_hidden(timeout=SLOW)
    expect(panel.get_by_role("status").first).to_contain_text("Installed: bars.")
    assert (installed / "cell.py").read_bytes() == (BARS / "cell.py").read_bytes()
    card = panel.locator("[data-linkr-row=bars]")
    expect(card).to_contain_text("version 1.0.0", timeout=SLOW)


def test_an_update_shows_its_difference_and_a_removal_is_taken_back(lab_page: Lab) -> None:
    panel = catalog(lab_page)
    install(lab_page, packed())
    panel.get_by_role("button", name="Install plugin").click()
    dialog = upload(lab_page, "bars.zip", NEWER)
    expect(dialog).to_contain_text("Replaces version 1.0.0", timeout=SLOW)
    expect(dialog.locator("del").first).to_contain_text('-        x=alt.X("value_as_number:Q"')
    expect(dialog.locator("ins").first).to_contain_text('title="Value measured"')
    assert violations(lab_page.page, ".linkr-Dialog") == []
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Update", exact=True).click()
    expect(dialog).to_be_hidden(timeout=SLOW)
    card = panel.locator("[data-linkr-row=bars]")
    expect(card).to_contain_text("version 1.1.0", timeout=SLOW)
    card.click()
    expect(panel.get_by_text("From bars.zip")).to_be_visible(timeout=SLOW)
    assert violations(lab_page.page, "#linkr-panel") == []
    panel.get_by_role("button", name="Remove", exact=True).click()
    undo = panel.get_by_role("button", name="Undo")
    expect(undo).to_be_focused(timeout=SLOW)
    expect(card).to_have_count(0, timeout=SLOW)
    lab_page.page.keyboard.press("Enter")
    expect(card).to_contain_text("version 1.1.0", timeout=SLOW)


def test_a_disabled_plugin_is_not_offered(lab_page: Lab) -> None:
    lab_page.open(PATH).notebook(PATH).ready()
    panel = catalog(lab_page)
    panel.locator("[data-linkr-row=data_table]").click()
    panel.get_by_role("button", name="Disable", exact=True).click()
    expect(panel.get_by_role("button", name="Enable", exact=True)).to_be_visible(timeout=SLOW)
    expect(panel.get_by_role("button", name="Use in notebook")).to_have_count(0)
    lab_page.command("linkr:add-analysis")
    dialog = lab_page.page.get_by_role("dialog")
    expect(dialog.locator(".linkr-Row").first).to_be_visible(timeout=SLOW)
    expect(dialog.locator("[data-linkr-row=data_table]")).to_have_count(0)
    lab_page.page.keyboard.press("Escape")
    panel.get_by_role("button", name="All plugins").click()
    panel.get_by_label("State").select_option("disabled")
    card = panel.locator(".linkr-PluginCard")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Disabled")
    card.click()
    panel.get_by_role("button", name="Enable", exact=True).click()
    expect(panel.get_by_role("button", name="Disable", exact=True)).to_be_visible(timeout=SLOW)


def test_broken_plugins_stay_in_sight_with_the_reason(lab_page: Lab, home: Home) -> None:
    folder = home.root / "data" / "linkr" / "plugins" / "half_done"
    folder.mkdir(parents=True)
    try:
        (folder / "plugin.json").write_text('{"schema_version": 1, "id": "half_done"}')
        panel = catalog(lab_page)
        panel.get_by_label("State").select_option("broken")
        row = panel.locator("[data-linkr-row=half_done]")
        expect(row).to_contain_text("plugin.json")
        expect(panel.locator(".linkr-PluginCard")).to_have_count(0)
        assert violations(lab_page.page, "#linkr-panel") == []
    finally:
        (folder / "plugin.json").unlink()
        folder.rmdir()


def test_the_catalog_speaks_french_in_the_dark(lab_page: Lab, home: Home) -> None:
    language = "@jupyterlab/translation-extension:plugin"
    home.settings(language, '{"locale": "fr_FR"}')
    try:
        lab_page.open()
        lab_page.command("apputils:change-theme", theme="JupyterLab Dark")
        expect(lab_page.page.locator("body[data-jp-theme-light=false]")).to_be_attached()
        panel = catalog(lab_page, "Plugins")
        expect(panel).to_contain_text("Vérifié avec")
        panel.get_by_role("button", name="Installer un plugin").click()
        dialog = upload(lab_page, "evil.zip", packed(setup_dot_py="import os"))
        expect(dialog.get_by_role("alert")).to_contain_text(
            "n’est pas un fichier de plugin", timeout=SLOW
        )
        upload(lab_page, "bars.zip", packed())
        expect(dialog.get_by_role("checkbox")).not_to_be_checked(timeout=SLOW)
        expect(dialog).to_contain_text("J’ai lu ce code et je lui fais confiance.")
        unfold(dialog)
        assert violations(lab_page.page, ".linkr-Dialog") == []
        left = re.findall(
            r"\b(the|and|with|install|license|check)\b",
            dialog.evaluate(
                "one => { const copy = one.cloneNode(true);"
                " copy.querySelectorAll('pre').forEach(code => code.remove());"
                " return copy.textContent; }"
            ),
        )
        assert left == []
    finally:
        home.settings(language, '{"locale": "default"}')
        lab_page.command("apputils:change-theme", theme="JupyterLab Light")
        lab_page.page.wait_for_timeout(1_000)
