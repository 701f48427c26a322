"""Start a plugin: three files that pass the contract as they stand."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from ..errors import InvalidValueError

_ID = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")

_CELL = """\
import altair as alt
from ibis import _

concept_ids = [3027018]  # Heart rate
bar_width = 5

measured = cdm.measurement.filter(
    _.measurement_concept_id.isin(concept_ids), _.value_as_number.notnull()
)
values = (
    measured.mutate(value=(_.value_as_number / bar_width).floor() * bar_width)
    .group_by(
        "value",
        "unit_source_value",  # if: by_unit
    )
    .agg(measurements=_.count())
    .order_by("value")
)

alt.Chart(values.to_pandas()).mark_bar().encode(
    x=alt.X("value:Q", title="Value"),
    y=alt.Y("measurements:Q", title="Measurements"),
    color=alt.Color("unit_source_value:N", title="Unit"),  # if: by_unit
)
"""

TEST = '''\
"""Replace this by numbers that you calculated in another way."""

from pathlib import Path

from linkr_jupyter.plugins import check_plugin


def test_contract():
    assert check_plugin(Path(__file__).parent) == []
'''


def new_plugin(plugin_id: str, folder: Path | str) -> Path:
    """Make the folder of a new plugin inside ``folder``, and return it.

    Raises
    ------
    InvalidValueError
        When the id is no name in snake_case, or the folder exists already.
    """
    manifest = json.dumps(_manifest(plugin_id), ensure_ascii=False, indent=2)
    return write_plugin(plugin_id, folder, {"plugin.json": manifest + "\n", "cell.py": _CELL})


def write_plugin(plugin_id: str, folder: Path | str, files: dict[str, str]) -> Path:
    """Make the folder of a plugin inside ``folder`` with some files and a test to replace.

    Raises
    ------
    InvalidValueError
        When the id is no name in snake_case, or the folder exists already.
    """
    if not _ID.match(plugin_id):
        raise InvalidValueError(
            "“{id}” cannot be the id of a plugin.",
            "Use lower-case letters, digits and underscores, such as heart_rate_histogram.",
            field="id",
            id=plugin_id[:80],
        )
    target = Path(folder) / plugin_id
    if target.exists():
        raise InvalidValueError(
            "The folder {folder} exists already.",
            "Choose another id, or remove the folder.",
            field="id",
            folder=str(target),
        )
    files = {**files, f"test_{plugin_id}.py": TEST}
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        # Made aside, then renamed: a folder that is there is a whole plugin.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as aside:
            made = Path(aside) / plugin_id
            made.mkdir()
            for name, text in files.items():
                (made / name).write_text(text, encoding="utf-8")
            made.rename(target)
    except OSError as error:
        raise InvalidValueError(
            "The folder {folder} cannot be made: {reason}.",
            "Choose a folder that you may write to.",
            field="dir",
            folder=str(target),
            reason=error.strerror or str(error),
        ) from None
    return target


def _manifest(plugin_id: str) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "id": plugin_id,
        "version": "0.1.0",
        "title": plugin_id.replace("_", " ").capitalize(),
        "summary": "Draws the values of chosen measurements as a histogram.",
        "level": "aggregated",
        "category": "describe",
        "license": "BSD-3-Clause",
        "inputs": {"cdm": {"kind": "cdm"}},
        "outputs": {"values": {"kind": "table", "title": "Values"}},
        "requires": {"tables": ["measurement"]},
        "parameters": _parameters(),
    }


def _parameters() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["concept_ids"],
        "properties": {
            "concept_ids": {
                "type": "array",
                "items": {"type": "integer"},
                "minItems": 1,
                "maxItems": 12,
                "title": "Concepts",
                "default": [3027018],
                "x-linkr": {"control": "concepts", "domain": "Measurement"},
            },
            "bar_width": {
                "type": "number",
                "exclusiveMinimum": 0,
                "title": "Width of a bar",
                "description": "In the unit of the values.",
                "default": 5,
                "x-linkr": {"control": "number"},
            },
            "by_unit": {
                "type": "boolean",
                "title": "Colour by unit",
                "default": True,
                "x-linkr": {"control": "yes_no", "group": "more"},
            },
        },
    }
