"""Styles of widgets reach widgets only, and their tables can be read."""

from __future__ import annotations

import re
from pathlib import Path

from linkr_jupyter.analysis.data_table import STYLE

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


def test_wide_tables_scroll_in_their_own_region() -> None:
    styles = (ROOT / "linkr_jupyter/widgets/browser/base.css").read_text("utf-8")
    region = styles.split(".linkrw-Rows {")[1].split("}")[0]
    assert "max-height: 70vh" in region and "overflow: auto" in region
    heading = styles.split(".linkrw-Rows th.linkrw-mod-number {")[1].split("}")[0]
    assert "min-width: 6em" in heading and "white-space: normal" in heading


def test_headings_of_tables_break_at_blanks_only() -> None:
    styles = (ROOT / "linkr_jupyter/widgets/browser/base.css").read_text("utf-8")
    heading = styles.split(".linkrw-Rows th.linkrw-mod-number {")[1].split("}")[0]
    for rule in ("overflow-wrap: normal", "word-break: normal", "hyphens: none"):
        assert rule in heading
        assert rule.replace(" ", "") in STYLE
