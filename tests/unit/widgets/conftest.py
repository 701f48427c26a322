"""A running IPython shell, forms over small plugins, and what a form sends to its browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.plugins import Plugin, read_plugin
from linkr_jupyter.widgets import place, preview
from linkr_jupyter.widgets.notebook import activate
from linkr_jupyter.widgets.plugin_form import PluginForm

PLUGINS = Path(__file__).resolve().parents[2] / "data" / "plugins"


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    activate(shell)
    before = dict(shell.user_ns)
    yield shell
    shell.user_ns.clear()
    shell.user_ns.update(before)


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """An author's notebook, where nothing ran before."""
    monkeypatch.setattr(place, "_in_voila", False)
    monkeypatch.setattr(preview, "_durations", {})


@pytest.fixture
def kinds() -> Plugin:
    """A setting of every kind, and a cell that runs without a hospital."""
    return read_plugin(PLUGINS / "kinds")


class Sent(list[dict[str, Any]]):
    """Messages to the browsers."""

    def answer(self, request: str) -> dict[str, Any]:
        return next(one for one in reversed(self) if one.get("request") == request)


@pytest.fixture
def open_plugin(shell: InteractiveShell) -> Iterator[Callable[..., tuple[PluginForm, Sent]]]:
    made: list[PluginForm] = []

    def open_it(
        plugin: Plugin | str, *, cell: Any = None, language: str = "en"
    ) -> tuple[PluginForm, Sent]:
        found = read_plugin(PLUGINS / plugin) if isinstance(plugin, str) else plugin
        form = PluginForm(found, shell, shell.user_ns, language)
        sent = Sent()
        form.send = lambda content, buffers=None: sent.append(content)
        made.append(form)
        form.start(cell)
        return form, sent

    yield open_it
    for form in made:
        form.close()
