"""Every sentence of a check is said in the reader's language, in the number of its count."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from linkr_jupyter.cdm import check, check_rules, loading
from linkr_jupyter.cdm.check import Problem, SourceCheck
from linkr_jupyter.cdm.check_words import CODES, COUNTED, SENTENCES
from linkr_jupyter.locale import catalogue

ENGLISH = re.compile(r"\b(the|is|are|its?|no|not|has|have|rows?|persons|of|and|in|was|were)\b")
EVERY = sorted({*SENTENCES.values(), *(text for pair in COUNTED.values() for text in pair)})


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("english", EVERY)
def test_every_sentence_exists_in_french_with_its_fields(english: str) -> None:
    assert fields(catalogue("fr")[english]) == fields(english)


@pytest.mark.parametrize("count", [0, 1, 2, 12431])
@pytest.mark.parametrize("code", CODES)
def test_a_french_check_says_nothing_in_english(code: str, count: int) -> None:
    found = SourceCheck("5.4", {}, [], [Problem(code, "MEASUREMENT", "COLUMN", count)])
    message = found.as_json("fr")["problems"][0]["message"]
    assert not ENGLISH.search(message), message
    assert message != found.as_json("en")["problems"][0]["message"]
    assert "MEASUREMENT" in message


def test_counts_take_their_number_and_the_digits_of_the_language() -> None:
    def said(count: int, language: str) -> str:
        return Problem("no_number", "measurement", "", count).text(language)

    assert said(1, "en") == "measurement: 1 row has no number."
    assert said(2000, "en") == "measurement: 2,000 rows have no number."
    assert said(0, "fr").endswith("0 ligne n’a pas de valeur numérique.")
    assert said(2000, "fr").endswith("2\u202f000 lignes n’ont pas de valeur numérique.")


@pytest.mark.parametrize("module", [check, check_rules, loading])
def test_every_code_that_is_found_has_a_sentence(module: object) -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    given = [
        node.args[2 if node.func.id == "Note" else 0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"Finding", "Problem", "Note"}
    ]
    given += [
        node.value.elts[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple)
    ]
    codes = {node.value for node in given if isinstance(node, ast.Constant)} - {"rows"}
    if module is loading:
        codes |= set(loading._READINGS) - {""}
    assert codes
    assert codes <= set(CODES)
