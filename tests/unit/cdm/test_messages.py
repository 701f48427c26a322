"""Every sentence of a check exists in French, with the same fields."""

from __future__ import annotations

import string

import pytest

from linkr_jupyter.cdm.check import MESSAGES
from linkr_jupyter.locale import catalogue


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_problem_has_a_french_sentence(code: str) -> None:
    french = catalogue("fr")[MESSAGES[code]]
    assert french != MESSAGES[code]
    assert fields(french) == fields(MESSAGES[code])
