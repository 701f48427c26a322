"""Where a form and a person want the same lines, the person decides: in Python and in R alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linkr_jupyter.plugins import Plugin, read_back

Opener = Callable[..., Any]
MINE = {"python": ("scale=[", "scale=[2 *"), "r": ("scale = list(", "scale = list(2 *")}


@pytest.fixture(params=["python", "r"])
def conflict(request: pytest.FixtureRequest, kinds: Plugin, open_plugin: Opener) -> Any:
    """A form whose choice takes away a line that a person has changed, and its messages."""
    language = request.param
    form, sent = open_plugin(kinds)
    form.receive({"type": "language", "to": language})
    values = list(kinds.properties["rule"]["enum"])
    put(form, "rule", str(values.index("sd")))
    write(form, sent, "first", "auto")
    form.receive({"type": "written", "request": "first", "status": "written"})
    answer = sent.answer("first")
    old, new = MINE[language]
    mine = answer["source"].replace(old, new)
    assert mine != answer["source"]
    metadata = {"linkr": answer["metadata"]}
    form.receive({"type": "cell", "source": mine, "metadata": metadata})
    put(form, "rule", str(values.index("iqr")))
    write(form, sent, "clash", "auto")
    return form, sent, mine, language


def put(form: Any, field: str, value: Any) -> None:
    form.receive({"type": "set", "field": field, "seq": field, "value": value})


def write(form: Any, sent: Any, request: str, mode: str) -> dict[str, Any]:
    form.receive({"type": "write", "request": request, "run": False, "mode": mode})
    return dict(sent.answer(request))


def test_nothing_is_written_and_the_difference_is_shown(conflict: Any) -> None:
    form, sent, _, language = conflict
    assert sent.answer("clash")["outcome"] == "conflict"
    assert "source" not in sent.answer("clash")
    rows = form.state["conflict"]
    added = MINE[language][1].strip()
    assert any(row["mark"] == "-" and added in row["text"] for row in rows)
    assert any(row["mark"] == "+" and "iqr" in row["text"] for row in rows)


def test_the_first_way_out_leaves_the_cell(conflict: Any) -> None:
    form, _, _, _ = conflict
    form.receive({"type": "keep"})
    assert form.state["conflict"] is None
    assert form.state["cell"] == "edited"


def test_the_second_way_out_replaces_it_and_can_be_undone(conflict: Any, kinds: Plugin) -> None:
    form, sent, mine, language = conflict
    answer = write(form, sent, "take", "form")
    assert answer["outcome"] == "ready" and answer["place"] == "replace"
    assert answer["seen"] == mine
    assert read_back(kinds, answer["source"], language=language).values["rule"] == "iqr"
    form.receive({"type": "written", "request": "take", "status": "written"})
    form.receive({"type": "restore", "request": "back"})
    assert sent.answer("back")["source"] == mine


def test_the_third_way_out_inserts_a_cell(conflict: Any, kinds: Plugin) -> None:
    form, sent, _, language = conflict
    answer = write(form, sent, "new", "insert")
    assert answer["place"] == "insert" and answer["metadata"]["language"] == language
    assert read_back(kinds, answer["source"], language=language).values["rule"] == "iqr"
