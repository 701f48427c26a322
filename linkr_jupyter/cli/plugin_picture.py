"""Make ``picture.svg`` of a plugin, on a hospital that is generated for it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..locale import set_language

if TYPE_CHECKING:
    from ..plugins import Plugin

PERSONS = 100


def make_picture(plugin: Plugin) -> Path:
    """Draw the picture into the plugin's folder and name it in ``plugin.json``.

    The same plugin gives the same picture: the hospital is generated from one seed, and the patient
    is the first one. No data of anybody can be in it.

    Raises
    ------
    InvalidCellError
        When the cell shows nothing that can be drawn.
    InvalidManifestError
        When the drawing is too large for a card.
    """
    from ..plugins.drawing import draw_picture
    from ..plugins.installing.records import write_whole
    from ..plugins.pictures import check_picture

    set_language("en")
    with tempfile.TemporaryDirectory(prefix="linkr-picture-") as folder:
        drawing = draw_picture(plugin, _names(Path(folder))).encode()
    check_picture("picture.svg", drawing)
    write_whole(plugin.folder / "picture.svg", drawing)
    manifest = plugin.folder / "plugin.json"
    text = manifest.read_text(encoding="utf-8")
    if not plugin.picture:
        field = r'\g<0>  "picture": "picture.svg",\n'
        text = re.sub(r'^  "category": [^\n]*,\n', field, text, count=1, flags=re.MULTILINE)
        write_whole(manifest, text.encode())
    return plugin.folder / "picture.svg"


def _names(folder: Path) -> dict[str, Any]:
    from ..cdm import connect
    from ..cdm.demo import build_demo
    from ..cohorts import Roster, everyone

    cdm = connect(build_demo(folder / "demo.duckdb", persons=PERSONS))
    cohort = everyone(cdm)
    patient = cdm.patient(Roster(cdm, cohort).person_at(0))
    return {"cdm": cdm, "cohort": cohort, "patient": patient}
