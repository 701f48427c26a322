"""Every sentence of the engine has its French, with French typography."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from linkr_jupyter.locale import catalogue

PACKAGE = Path(__file__).resolve().parents[3] / "linkr_jupyter"
FRENCH = {
    english: french
    for file in sorted((PACKAGE / "locale" / "fr").glob("plugins*.json"))
    for english, french in json.loads(file.read_text(encoding="utf-8")).items()
}
NOT_SHOWN = {
    '{"type": "integer"}',
    # Texts of the scaffold's manifest, which are the author's own from then on.
    "Draws the values of chosen measurements as a histogram.",
    "In the unit of the values.",
}


def sentences() -> set[str]:
    """Every text of the package that looks like a sentence, but for documentation."""
    found = set()
    for file in sorted((PACKAGE / "plugins").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        documentation = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in documentation
                and re.fullmatch(r"[A-Z“{`][^\n]* [^\n]*[.?}]", node.value)
            ):
                found.add(node.value)
    return found - NOT_SHOWN


def test_every_sentence_is_translated():
    shown = sentences()
    assert len(shown) > 100
    assert sorted(shown - set(catalogue("fr"))) == []


def test_translations_keep_the_fields_and_are_french():
    for english, french in FRENCH.items():
        fields = re.compile(r"\{\w+\}")
        assert sorted(fields.findall(english)) == sorted(fields.findall(french)), english
        assert english != french
        assert not re.search(r"[^\u202f ][;!?]( |$)| [:;!?»]|« ", french), french
        assert "'" not in french.replace("'value'", "").replace("'a', 'b'", ""), french
