"""Sentences that the check of the whole tree does not see, because they have a name."""

from __future__ import annotations

import pytest

from linkr_jupyter.locale import catalogue
from linkr_jupyter.server import body, refusals
from linkr_jupyter.studies import notebooks, schema_words

SENTENCES = [
    body.RELOAD,
    notebooks.REOPEN,
    schema_words.REPAIR,
    *schema_words.SENTENCES.values(),
    *(sentence for pair in refusals.SENTENCES.values() for sentence in pair),
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_named_sentence_is_translated(sentence: str) -> None:
    assert catalogue("fr")[sentence] != sentence
