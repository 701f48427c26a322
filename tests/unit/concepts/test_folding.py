"""Text as a search compares it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkr_jupyter.concepts.folding import fold, pattern, words


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


@given(st.text(st.sampled_from("aàÂbßeéËœŒæosS ẞøØĳ-1"), max_size=12), st.data())
def test_a_pattern_finds_what_folding_finds(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    for word in words(folded[start:]):
        found = re.search(pattern(word), text) is not None
        assert found or word not in folded or cuts_a_pair(word, folded)
    for word in ("oe", "ss", "e", "s", "ae1"):
        assert not re.search(pattern(word), text) or word in folded


def cuts_a_pair(word: str, folded: str) -> bool:
    """A word that begins or ends inside a letter such as œ is not looked for."""
    return any(pair in folded for pair in ("oe", "ae", "ss"))
