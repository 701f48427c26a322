"""Text as a search compares it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkr_jupyter.concepts.folding import fold, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Fréquence", "frequence"), ("ÎLOT", "ilot"), ("Œdème aigu", "oedeme aigu"),
     ("Straße", "strasse"), ("e\u0301", "e"), ("ØRE", "øre"), ("µmol/L", "µmol/l"), ("", "")],
)  # fmt: skip
def test_accents_and_capitals_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert words(fold(fold(text))) == words(fold(text))
