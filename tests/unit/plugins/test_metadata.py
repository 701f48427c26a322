"""What a cell remembers, and notebooks that remember something else."""

from __future__ import annotations

import json

import pytest

from linkr_jupyter.errors import InvalidCellError
from linkr_jupyter.plugins import cell_metadata, parse_metadata, render, validated


def test_metadata_survive_the_notebook(bars):
    values = validated(bars, {"concept_ids": [2**53 + 1]})
    stored = cell_metadata(bars, values, render(bars, values), names={"cohort": "mine"})
    read = parse_metadata(json.loads(json.dumps(stored)))
    assert (read.plugin, read.version, read.language) == ("bars", "1.0.0", "python")
    assert (read.values, read.source) == (values, render(bars, values))
    assert read.names == {"cohort": "mine"}
    assert parse_metadata({"trusted": True, "linkr": stored}) == read


def test_names_are_stored_only_when_given(bars):
    assert "names" not in cell_metadata(bars, {}, "x")


GOOD = {"plugin": "bars", "version": "1", "language": "python", "values": {}, "source": "x"}


@pytest.mark.parametrize(
    ("stored", "place"),
    [
        (None, "linkr"), ([], "linkr"), ("x", "linkr"), ({"linkr": 3}, "linkr"),
        ({**GOOD, "plugin": 3}, "plugin"), ({**GOOD, "plugin": ""}, "plugin"),
        ({**GOOD, "version": None}, "version"), ({**GOOD, "source": ["x"]}, "source"),
        ({**GOOD, "source": "a" * 3_000_000}, "source"), ({**GOOD, "values": []}, "values"),
        ({**GOOD, "values": {"a": {"": 1}}}, "values.a"),
        ({**GOOD, "values": {"a": "\ud800"}}, "values.a"),
        ({**GOOD, "values": {"a": float("nan")}}, "values.a"),
        ({**GOOD, "values": {1: 2}}, "values"), ({**GOOD, "names": {"cohort": "a b"}}, "names"),
        ({**GOOD, "names": ["cohort"]}, "names"), ({}, "linkr"), ({"plugin": "x"}, "source"),
    ],
)  # fmt: skip
def test_malformed_metadata_are_said_in_words(stored, place):
    with pytest.raises(InvalidCellError) as caught:
        parse_metadata(stored)
    assert caught.value.field == place or stored == {}
    assert "cannot be read" in caught.value.text() and "Insérez" in caught.value.text("fr")
