"""Text that no store carries is refused."""

from __future__ import annotations

import pytest

from linkr_jupyter.errors import InvalidTextError
from linkr_jupyter.text import clean_text, visible


@pytest.mark.parametrize("bad", ["\0", "a\0", "\ud800", "ok\udfff", "\udc80 from a file name"])
def test_nul_and_lone_surrogates_are_refused_with_field_and_value(bad: str) -> None:
    with pytest.raises(InvalidTextError) as refusal:
        clean_text(bad, "title")
    for language in ("en", "fr"):
        refusal.value.text(language).encode()  # the message itself can be carried
        assert "title" in refusal.value.text(language)
    assert refusal.value.field == "title"


@pytest.mark.parametrize("bad", [None, 3, b"bytes", ["a"]])
def test_what_is_no_text_is_refused(bad: object) -> None:
    with pytest.raises(InvalidTextError, match="must be text"):
        clean_text(bad, "title")  # type: ignore[arg-type]


@pytest.mark.parametrize("good", ["", "é", "𝄞", "a\nb\t", "\u202e", "'; DROP TABLE", "👩‍⚕️"])
def test_other_text_is_unchanged(good: str) -> None:
    assert clean_text(good, "title") == good


def test_what_cannot_be_seen_is_shown_as_an_escape() -> None:
    assert visible("a\u202eb") == "'a\\u202eb'"
    assert visible("x" * 100) == "'" + "x" * 60 + "…'"
