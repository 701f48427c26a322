"""Labels beside values: one harmless line each."""

from __future__ import annotations

import pytest

from linkr_jupyter.plugins.comments import clean_label, with_comment


@pytest.mark.parametrize(
    ("label", "clean"),
    [
        ("Heart rate", "Heart rate"),
        ("a\nimport os", "a import os"),
        ("a\\\nb", "a b"),
        ("\u202eevil\u2066", "evil"),
        ("Type 2 diabetes mellitus", "Type 2 diabetes mellitus"),
        ("Catheter #2", "Catheter #2"),
        ("x # noqa", "x noqa"),
        ("if: group_by", '"if: group_by"'),
        ("If : group_by", '"If : group_by"'),
        ("fmt: off", '"fmt: off"'),
        ("noqa", '"noqa"'),
        ("%%bash", '"%%bash"'),
        ("?open", '"?open"'),
        ("\t \n", ""),
        ("Température", "Température"),
    ],
)
def test_labels_are_cleaned(label, clean):
    assert clean_label(label, 60) == clean


def test_long_labels_end_at_the_line(bars):
    line = with_comment("concept_ids = [1]", "rate " * 50)
    assert len(line) <= 88 and line.endswith("…")
    wide = with_comment("concept_ids = [1]", "心拍数" * 50)
    assert len(wide) < 60
    assert with_comment("x" * 90, "label") == "x" * 90
