"""The form takes checked messages and nothing else, and follows its cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from linkr_jupyter.locale import catalogue
from linkr_jupyter.plugins import get_plugin, read_plugin
from linkr_jupyter.widgets import open_form, place
from linkr_jupyter.widgets.form_texts import TEXTS, form_texts
from linkr_jupyter.widgets.plugin_form import PluginForm

PLUGINS = Path(__file__).resolve().parents[2] / "data" / "plugins"
Sent = Any  # messages to the browsers, see conftest
Opener = Callable[..., tuple[PluginForm, Sent]]


def put(form: PluginForm, field: str, value: Any) -> None:
    form.receive({"type": "set", "field": field, "seq": f"{field}-1", "value": value})


def write(form: PluginForm, sent: Sent, request: str = "w1", mode: str = "auto") -> dict[str, Any]:
    form.receive({"type": "write", "request": request, "run": False, "mode": mode})
    return sent.answer(request)


def written(form: PluginForm, sent: Sent, request: str = "w1") -> dict[str, Any]:
    answer = write(form, sent, request)
    form.receive({"type": "written", "request": request, "status": "written", "message": None})
    return answer


def test_a_setting_changes_the_code_and_marks_its_line(open_plugin: Opener) -> None:
    form, _ = open_plugin("kinds")
    put(form, "bins", 25)
    code = form.state["code"]
    assert "bins = 25" in code["text"]
    assert [code["text"].splitlines()[line - 1] for line in code["changed"]] == ["bins = 25"]
    assert form.state["seq"] == {"bins": "bins-1"}


def test_a_wrong_value_is_shown_and_never_written(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    before = form.state["code"]["text"]
    put(form, "bins", 5000)
    assert "200" in form.state["problems"]["bins"]
    assert form.state["code"]["text"] == before
    assert write(form, sent)["outcome"] == "invalid"
    put(form, "bins", 50)
    assert form.state["problems"] == {}
    assert write(form, sent, "w2")["outcome"] == "ready"


def test_a_needed_setting_is_asked_for_only_while_it_is_shown(open_plugin: Opener) -> None:
    plugin = get_plugin("distributions_outliers")
    form, sent = open_plugin(plugin)
    assert form.state["problems"] == {}
    rules = plugin.properties["rule"]["enum"]
    put(form, "rule", str(rules.index("limits")))
    assert form.state["problems"] == {"limits": "“Limits” is missing. Give it a value."}
    assert write(form, sent)["outcome"] == "invalid"
    put(form, "limits", [None, 250])
    assert form.state["problems"] == {}
    assert "limits = [None, 250.0]" in form.state["code"]["text"]
    put(form, "limits", [None, None])
    put(form, "rule", str(rules.index("iqr")))
    assert form.state["problems"] == {}


def test_unreadable_typing_is_a_problem_until_it_is_corrected(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    form.receive({"type": "set", "field": "bins", "seq": "s", "unread": "type_number"})
    assert form.state["problems"] == {"bins": "Type a number."}
    assert write(form, sent)["outcome"] == "invalid"
    form.receive({"type": "reset"})
    assert form.state["problems"] == {}


HOSTILE: list[Any] = [
    {},
    {"type": None},
    {"type": "__init__"},
    {"type": "close_all"},
    {"type": ["set"]},
    {"type": "set"},
    {"type": "set", "field": "nope", "seq": "1", "value": 1},
    {"type": "set", "field": "__class__", "seq": "1", "value": 1},
    {"type": "set", "field": "bins", "seq": 5, "value": 1},
    {"type": "set", "field": "bins", "seq": "1", "value": {"a": 1}},
    {"type": "set", "field": "bins", "seq": "1", "value": "40; import os"},
    {"type": "set", "field": "centre", "seq": "1", "value": "99"},
    {"type": "set", "field": "ids", "seq": "1", "value": ["1 OR 1=1"]},
    {"type": "set", "field": "title", "seq": "1", "value": "x" * 30_000},
    {"type": "set", "field": "title", "seq": "1", "value": "a\x00b"},
    {"type": "set", "field": "title", "seq": "1", "unread": "__doc__"},
    {"type": "cell", "source": 5},
    {"type": "cell", "source": "x" * 500_000, "metadata": None},
    {"type": "write", "request": "w", "run": "yes", "mode": "auto"},
    {"type": "write", "request": "w", "run": True, "mode": "shell"},
    {"type": "write", "request": "w" * 100, "run": True, "mode": "auto"},
    {"type": "written", "request": "w", "status": "written", "message": 5},
    {"type": "written", "request": "w", "status": "maybe"},
    {"type": "search", "field": "bins", "text": "a", "request": "s"},
    {"type": "search", "field": "ids", "text": "a" * 300, "request": "s"},
    {"type": "restore"},
    {"type": "nohost", "request": None},
]


@pytest.mark.parametrize("message", HOSTILE, ids=lambda m: json.dumps(m)[:60])
def test_malformed_messages_change_nothing(
    open_plugin: Opener, message: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    form, sent = open_plugin("kinds")
    before, said = form.state, list(sent)
    form._handle_msg({"content": {"data": {"method": "custom", "content": message}}, "buffers": []})
    assert form.state == before and sent == said
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("data", [None, 5, "x", {}, {"method": "custom"}, {"method": "boom"}])
def test_malformed_envelopes_are_dropped(open_plugin: Opener, data: Any) -> None:
    form, sent = open_plugin("kinds")
    form._handle_msg({"content": {"data": data}})
    form._handle_msg({})
    assert sent == []


def test_a_browser_cannot_set_state(open_plugin: Opener) -> None:
    form, _ = open_plugin("kinds")
    before = form.state
    attack = {"state": {"code": {"text": "import os"}}, "_esm": "alert(1)", "view": {}}
    form._handle_msg({"content": {"data": {"method": "update", "state": attack}}, "buffers": []})
    form.result._handle_msg(
        {"content": {"data": {"method": "update", "state": {"outputs": [{}]}}}, "buffers": []}
    )
    assert form.state == before and form.view["plugin"] == "kinds"
    assert "alert(1)" not in str(form._esm) and form.result.outputs == ()


def test_what_the_notebook_saves_says_nothing(open_plugin: Opener) -> None:
    form, _ = open_plugin("kinds")
    assert form._repr_mimebundle_()[0]["text/plain"] == "LinkR form"
    assert repr(form.result) == "LinkR output"


def test_undo_redo_reset(open_plugin: Opener) -> None:
    form, _ = open_plugin("kinds")
    put(form, "bins", 10)
    put(form, "bins", 20)
    for kind, bins, undo, redo in [
        ("undo", 10, True, True),
        ("undo", 40, False, True),
        ("redo", 10, True, True),
        ("reset", 40, True, False),
    ]:
        form.receive({"type": kind})
        can = form.state["can"]
        assert (form.state["values"]["bins"], can["undo"], can["redo"]) == (bins, undo, redo)
    assert form.state["epoch"] == 4, "replaced values win over what is being typed"


def test_write_follow_and_undo_the_write(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    first = written(form, sent)
    assert first["place"] == "insert" and form.state["cell"] == "unchanged"
    put(form, "bins", 25)
    second = written(form, sent, "w2")
    assert second["place"] == "replace" and form.state["can"]["restore"]
    assert form.state["status"]["text"] == "The cell is written."
    form.receive({"type": "restore", "request": "r"})
    assert sent.answer("r")["source"] == first["source"]
    form.receive({"type": "restored"})
    assert form.state["values"]["bins"] == 40 and not form.state["can"]["restore"]


def test_the_cell_is_read_back(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    answer = written(form, sent)
    metadata = {"linkr": answer["metadata"]}
    by_hand = answer["source"].replace("bins = 40", "bins = 66")
    form.receive({"type": "cell", "source": by_hand, "metadata": metadata})
    assert (form.state["cell"], form.state["values"]["bins"]) == ("literals", 66)
    put(form, "limit", 9.5)
    edited = by_hand.replace("import math", "import math  # mine")
    form.receive({"type": "cell", "source": edited, "metadata": metadata})
    assert form.state["cell"] == "edited" and form.state["values"]["limit"] == 9.5
    assert [row["mark"] for row in form.state["edits"][:2]] == ["-", "+"]
    form.receive({"type": "cell", "source": None, "metadata": None})
    assert form.state["cell"] == ""


def changed_by_hand(form: PluginForm, answer: dict[str, Any], old: str, new: str) -> None:
    source = answer["source"].replace(old, new)
    assert source != answer["source"]
    form.receive({"type": "cell", "source": source, "metadata": {"linkr": answer["metadata"]}})


def test_a_wrong_value_typed_in_the_cell_is_shown_and_never_overwritten(
    open_plugin: Opener,
) -> None:
    form, sent = open_plugin("kinds")
    answer = written(form, sent)
    changed_by_hand(form, answer, "bins = 40", "bins = 9999")
    assert form.state["values"]["bins"] == 9999
    assert "between 5 and 200" in form.state["problems"]["bins"]
    assert write(form, sent, "w2")["outcome"] == "invalid"
    put(form, "bins", 50)
    assert "bins = 50" in written(form, sent, "w3")["source"]
    form.receive({"type": "restored"})
    assert form.state["values"]["bins"] == 9999, "what stands in the cell"
    assert write(form, sent, "w4")["outcome"] == "invalid"


def test_a_form_opens_on_a_wrong_value(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    answer = written(form, sent)
    source = answer["source"].replace("bins = 40", "bins = 9999")
    again, sent = open_plugin("kinds", cell={"source": source, "metadata": answer["metadata"]})
    assert again.state["values"]["bins"] == 9999 and list(again.state["problems"]) == ["bins"]
    assert write(again, sent)["outcome"] == "invalid"


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("bins", "bins = 40", 'bins = "many"'),
        ("ids", "ids = [3027018]  # Heart rate", "ids = [1, 1]"),
        ("pieces", "pieces = []", 'pieces = ["z"]'),
    ],
)
def test_a_value_that_no_control_shows_blocks_writing(
    open_plugin: Opener, field: str, old: str, new: str
) -> None:
    form, sent = open_plugin("kinds")
    answer = written(form, sent)
    changed_by_hand(form, answer, old, new)
    line = answer["source"].splitlines().index(old) + 1
    assert f"Line {line} " in form.state["problems"][field]
    assert form.state["cell"] == "", "nothing was read back"
    form.receive({"type": "undo"})
    put(form, "limit", 7.5)
    assert write(form, sent, "w2")["outcome"] == "invalid"
    changed_by_hand(form, answer, "limit = 1.5", "limit = 2.5")
    assert form.state["problems"] == {} and write(form, sent, "w3")["outcome"] == "ready"


def test_setting_what_no_control_shows_lets_the_form_write(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    answer = written(form, sent)
    changed_by_hand(form, answer, "bins = 40", 'bins = "many"')
    put(form, "bins", 40)
    changed_by_hand(form, answer, "bins = 40", 'bins = "many"')
    assert form.state["problems"] == {}, "told once"
    assert "bins = 40" in write(form, sent, "w2")["source"]


AWAITED = "name shown once the set-up cell has run"


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        ("[3023103]  # Potassium", {"3023103": "Potassium"}),
        ("[3023103]  # Potas\u202esium # if: x", {"3023103": "Potas sium if: x"}),
        ("[3023103]  # noqa: E501", {"3023103": AWAITED}),
        (
            "[\n    3023103,  # Potassium\n    5,\n    6  # Six\n]",
            {"3023103": "Potassium", "5": AWAITED, "6": "Six"},
        ),
    ],
)
def test_without_a_connection_names_come_from_the_cell(
    open_plugin: Opener, ids: str, names: dict[str, str]
) -> None:
    form, sent = open_plugin("kinds")
    answer = written(form, sent)
    old = next(one for one in answer["source"].splitlines() if one.startswith("ids = "))
    cell = {"source": answer["source"].replace(old, f"ids = {ids}"), "metadata": answer["metadata"]}
    again, sent = open_plugin("kinds", cell=cell)
    assert again.state["labels"]["ids"] == names


def test_a_write_without_a_connection_keeps_the_names(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    form._session.choices._names[3023103] = "Potassium"
    put(form, "ids", ["3023103"])
    answer = written(form, sent)
    assert "ids = [3023103]  # Potassium" in answer["source"]
    cell = {"source": answer["source"], "metadata": answer["metadata"]}
    again, sent = open_plugin("kinds", cell=cell)
    put(again, "bins", 12)
    source = written(again, sent)["source"]
    assert "bins = 12" in source and "ids = [3023103]  # Potassium" in source
    put(again, "ids", ["3023103", "7"])
    source = write(again, sent, "w2")["source"]
    assert "    3023103,  # Potassium\n    7,\n" in source


def test_malformed_metadata_are_told_in_the_form(open_plugin: Opener) -> None:
    form, _ = open_plugin("kinds")
    form.receive({"type": "cell", "source": "x = 1", "metadata": {"linkr": {"plugin": 5}}})
    assert form.state["status"]["text"]


def test_reopening_from_a_cell_gives_its_values(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    put(form, "rule", "1")
    put(form, "bins", 12)
    answer = written(form, sent)
    cell = {"source": answer["source"].replace("12", "13"), "metadata": answer["metadata"]}
    again, _ = open_plugin("kinds", cell=cell)
    assert (again.state["values"]["rule"], again.state["values"]["bins"]) == ("1", 13)
    assert not again.state["can"]["undo"]


def test_without_a_notebook_the_result_is_shown(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    write(form, sent, "w")
    form.receive({"type": "nohost", "request": "w"})
    assert form.state["preview"]["state"] == "ready"
    assert "'bins': 40" in form.result.outputs[0]["data"]["text/plain"]


def test_a_search_without_data_says_what_to_do(open_plugin: Opener) -> None:
    form, sent = open_plugin("kinds")
    form.receive({"type": "search", "field": "ids", "text": "heart", "request": "s"})
    assert "set-up cell" in sent.answer("s")["problem"]


def test_the_form_speaks_french(open_plugin: Opener) -> None:
    plugin = read_plugin(PLUGINS / "bars").localized("fr")
    form, _ = open_plugin("bars", language="fr")
    assert form.view["title"] == plugin.title != "Bars"
    assert form.view["texts"]["write"] == "Écrire la cellule"
    assert "cellule de préparation" in form.state["preview"]["advice"]


def test_every_sentence_of_the_form_is_in_french() -> None:
    assert not set(TEXTS.values()) - catalogue("fr").keys()
    assert form_texts("fr").keys() == TEXTS.keys()


@pytest.mark.parametrize(
    ("plugin", "cell", "part"),
    [
        ("no_such_plugin", None, "no_such_plugin"),
        ("kinds", {"source": "x", "metadata": {"linkr": {"plugin": []}}}, "LinkR"),
        ("kinds", "not a cell", "cannot be read"),
    ],
)
def test_open_form_explains_itself(
    shell: InteractiveShell,
    monkeypatch: pytest.MonkeyPatch,
    plugin: str,
    cell: Any,
    part: str,
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("linkr_jupyter.widgets.opening.display", lambda v, **_: seen.append(v))
    shell.user_ns["study"] = SimpleNamespace(folder=PLUGINS.parent)
    open_form(plugin, cell=cell)
    assert part in seen[0]["text/html"] and "Traceback" not in seen[0]["text/html"]


def test_tracebacks_are_for_authors(
    open_plugin: Opener, monkeypatch: pytest.MonkeyPatch, shell: InteractiveShell
) -> None:
    shell.user_ns.update(cdm=SimpleNamespace(tables=("measurement",), name="s"), cohort=object())
    for clinicians in (False, True):
        monkeypatch.setattr(place, "_in_voila", clinicians)
        form, _ = open_plugin("bars")
        form.receive({"type": "preview"})
        preview = form.state["preview"]
        assert preview["state"] == "error" and preview["message"]
        assert bool(preview["details"]) is not clinicians
        assert "AttributeError" not in preview["message"] or not clinicians
