"""What is understood of words typed into the patient bar."""

from __future__ import annotations

import pytest

from linkr_jupyter.cohorts.roster import _asked


@pytest.mark.parametrize(
    ("text", "sex", "age"),
    [("F 67", "F", 67), ("67 y", None, 67), ("67y", None, 67), ("homme, 40 ans", "M", 40),
     ("male", "M", None), ("40 female", "F", 40), ("Femme", "F", None)],
)  # fmt: skip
def test_sex_and_age_are_read(text: str, sex: str | None, age: int | None) -> None:
    assert _asked(text) == (sex, age)


@pytest.mark.parametrize("text", ["x", "F F", "67 68", "y", "1000 y", "smith 40", "'; --"])
def test_other_words_find_nobody(text: str) -> None:
    assert _asked(text) is None
