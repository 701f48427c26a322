"""A form writes its cell, keeps what a person wrote there, and can take a write back."""

from __future__ import annotations

import pytest

from linkr_jupyter.errors import InvalidCellError
from linkr_jupyter.plugins import Plugin
from linkr_jupyter.widgets.cell_writer import CellWriter, changed_lines, difference


@pytest.fixture
def written(kinds: Plugin) -> CellWriter:
    writer = CellWriter(kinds)
    assert writer.prepare("r1", kinds.defaults(), {}, "auto").mode == "insert"
    assert writer.written("r1", True) is not None
    return writer


def metadata(writer: CellWriter) -> dict[str, object]:
    return {"linkr": writer._metadata}


def test_first_write_inserts_and_binds(written: CellWriter, kinds: Plugin) -> None:
    assert written.state.name == "UNCHANGED"
    assert written.base_values == kinds.defaults()
    assert written.last is None


def test_a_failed_write_changes_nothing(kinds: Plugin) -> None:
    writer = CellWriter(kinds)
    writer.prepare("r1", kinds.defaults(), {}, "auto")
    assert writer.written("r1", False) is None
    assert writer.current is None
    assert writer.written("r1", True) is None, "a request is answered once"
    assert writer.written("never asked", True) is None


def test_literals_changed_by_hand_are_read_back(written: CellWriter) -> None:
    source = written.current.replace("bins = 40", "bins = 25")
    assert written.observe(source, metadata(written)) == {"bins": 25}
    assert written.state.name == "LITERALS"
    assert written.observe(source, metadata(written)) == {}, "told once"


def test_code_changed_by_hand_survives_the_next_writes(written: CellWriter, kinds: Plugin) -> None:
    source = written.current.replace("numbers = [", "# mine\nnumbers = [", 1)
    written.observe(source, metadata(written))
    for number, bins in enumerate((10, 20, 30)):
        writing = written.prepare(f"w{number}", {**kinds.defaults(), "bins": bins}, {}, "auto")
        assert "# mine" in writing.source and f"bins = {bins}" in writing.source
        written.written(f"w{number}", True)
        assert written.state.name == "EDITED"


def test_a_conflict_waits_for_a_person(written: CellWriter, kinds: Plugin) -> None:
    source = written.current.replace('rule="none"', "").replace(
        "    centre=fmean(numbers),\n", "    centre=max(numbers),\n"
    )
    written.observe(source, metadata(written))
    values = {**kinds.defaults(), "centre": "none"}
    assert written.prepare("w", values, {}, "auto") is None
    assert written.prepare("w", values, {}, "form").mode == "replace"
    assert written.prepare("w", values, {}, "insert").mode == "insert"


def test_other_code_is_never_replaced(kinds: Plugin) -> None:
    writer = CellWriter(kinds)
    writer.observe("my_own = 1", {})
    assert writer.state.name == "FOREIGN"
    assert writer.prepare("w", kinds.defaults(), {}, "auto").mode == "insert"


def test_an_empty_cell_is_filled(kinds: Plugin) -> None:
    writer = CellWriter(kinds)
    writer.observe("", {})
    assert writer.prepare("w", kinds.defaults(), {}, "auto").mode == "replace"


def test_a_write_can_be_undone(written: CellWriter, kinds: Plugin) -> None:
    before = written.current
    written.prepare("w", {**kinds.defaults(), "bins": 99}, {}, "auto")
    written.written("w", True)
    assert written.last.source == before
    assert written.restored().values["bins"] == 40
    assert written.current == before and written.last is None


def test_malformed_metadata_are_named(kinds: Plugin) -> None:
    with pytest.raises(InvalidCellError):
        CellWriter(kinds).observe("x = 1", {"linkr": {"plugin": 5}})


def test_another_plugin_in_the_cell_is_other_code(written: CellWriter) -> None:
    other = {"linkr": {**written._metadata, "plugin": "bars"}}
    assert written.observe(written.current, other) == {}
    assert written.state.name == "FOREIGN"


def test_difference_leaves_equal_lines_out() -> None:
    mine = "\n".join(f"line {n}" for n in range(50))
    rows = difference(mine, mine.replace("line 25", "other"))
    assert [row["mark"] for row in rows] == ["…", " ", " ", " ", "-", "+", " ", " ", " ", "…"]
    assert (rows[0]["text"], rows[-1]["text"]) == ("22", "21")
    assert difference("a", "a") == [{"mark": "…", "text": "1"}]


def test_changed_lines_count_from_one() -> None:
    assert changed_lines("a\nb\nc", "a\nx\nc\nd") == [2, 4]
    assert changed_lines("a", "a") == []
