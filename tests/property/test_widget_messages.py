"""No message, however made, breaks a form, the patient view or the code that a form would write."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.plugins import read_back, read_plugin
from linkr_jupyter.widgets.controls import from_browser, to_browser
from linkr_jupyter.widgets.form_values import same
from linkr_jupyter.widgets.incoming import MalformedMessageError
from linkr_jupyter.widgets.plugin_form import PluginForm

PLUGINS = Path(__file__).resolve().parents[1] / "data" / "plugins"
KINDS = read_plugin(PLUGINS / "kinds")
STEPS = read_plugin(PLUGINS / "steps").properties["eligible"]
ANY_TEXT = st.text(st.characters(), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["type", "field", "seq", "value", "unread", "request", "run", "mode", "source", "metadata",
     "status", "message", "text"]
)  # fmt: skip
WORDS = st.sampled_from(
    [*PluginForm.MESSAGES, *KINDS.properties, "auto", "form", "insert", "written", "0", "1"]
)
MESSAGES = st.dictionaries(KEYS, WORDS | JSON, max_size=8)


@pytest.fixture(scope="module")
def form() -> Any:
    shell = InteractiveShell.instance()
    form = PluginForm(KINDS, shell, shell.user_ns, "en")
    form.send = lambda content, buffers=None: None
    form.start(None)
    yield form
    form.close()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from([k for k in PluginForm.MESSAGES if k != "close"]), rest=MESSAGES)
def test_a_form_outlives_every_message(form: PluginForm, kind: str, rest: dict[str, Any]) -> None:
    form.receive({**rest, "type": kind})
    assert set(form.state["values"]) == set(KINDS.properties)
    code = form.state["code"]["text"]
    ast.parse(code)
    assert not read_back(KINDS, code).problems or form.state["cell"] != ""
    form.receive({"type": "cell", "source": None})
    form.receive({"type": "reset"})


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(KINDS.properties)), sent=JSON)
def test_a_value_is_read_or_refused(name: str, sent: Any) -> None:
    schema = KINDS.properties[name]
    try:
        value = from_browser(schema, sent)
    except MalformedMessageError:
        return
    again = from_browser(schema, to_browser(schema, value))
    assert same(again, value)


PARTS = st.fixed_dictionaries(
    {"off": st.booleans() | JSON},
    optional={
        "verb": st.sampled_from(["require_age", "require_first_entry", "nothing"]) | JSON,
        "values": st.fixed_dictionaries({"at_least": JSON, "at_most": JSON}) | JSON,
        "source": JSON,
    },
)


@settings(max_examples=300, deadline=None)
@given(sent=st.lists(PARTS | JSON, max_size=4))
def test_steps_are_read_or_refused(sent: Any) -> None:
    try:
        value = from_browser(STEPS, sent)
    except MalformedMessageError:
        return
    assert same(from_browser(STEPS, to_browser(STEPS, value)), value)
