"""Styles of widgets reach widgets only, and their tables can be read."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CLASS = re.compile(r"\.(linkr-[A-Za-z-]+)")


def classes(folder: str) -> set[str]:
    files = [*(ROOT / folder).glob("*.css")]
    assert files
    return {name for file in files for name in CLASS.findall(file.read_text("utf-8"))}


def test_widgets_and_panels_share_no_class() -> None:
    widgets = classes("linkr_jupyter/widgets/browser")
    assert "linkr-PatientBar" in widgets
    assert not widgets & classes("labextension/style")
