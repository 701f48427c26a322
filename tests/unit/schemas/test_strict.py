"""JSON that two readers could take for two documents is refused, and the reason said."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkr_jupyter.locale import translate
from linkr_jupyter.schemas import load_schema, validator
from linkr_jupyter.schemas.strict import parse_json, reason_of

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda each: st.lists(each) | st.dictionaries(TEXT, each),
)


@given(DOCUMENTS)
def test_every_clean_document_is_read_as_it_is(document: object) -> None:
    assert parse_json(json.dumps(document)) == document
    assert parse_json(json.dumps(document, ensure_ascii=False).encode()) == document


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1, "a": 1}', "duplicate key 'a'"),
        ('[{"b": {"a": 1, "a": 2}}]', "duplicate key 'a'"),
        ('{"a": NaN}', "NaN is not JSON"),
        ("[-Infinity]", "-Infinity is not JSON"),
        ('["a\\u0000b"]', "NUL"),
        ('{"a\\u0000b": 1}', "NUL"),
        ('["\\ud800"]', "surrogate"),
        ('[{"x": ["\\udfff"]}]', "surrogate"),
        (b"\xff", "not UTF-8 text at byte 0"),
        (b'"\xed\xa0\x80"', "not UTF-8 text"),
        ("[" * 200_000, "nested too deeply"),
        ("", "Expecting value"),
    ],
)
def test_the_rest_is_refused_with_the_reason(text: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_json(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}', "[NaN]", '["\\ud800"]', b"\xff", "[" * 200_000, "", "{", "[1",
        '{"a" 1}', '"a', '"\n"', r'"\q"', r'"\u12"', "[1] 2", '{"a":1,}', "\ufeff{}",
    ],
)  # fmt: skip
def test_the_reason_is_said_in_the_language_of_its_sentence(text: str | bytes) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_json(text)
    reason = reason_of(refusal.value)
    english, french = (translate("({reason})", each, reason=reason) for each in ("en", "fr"))
    assert english == f"({reason})"
    said = [set(re.findall(r"[a-zà-ü]{2,}", each.lower())) for each in (english, french)]
    assert said[0] & said[1] <= {"json", "nan", "nul", "utf", "uxxxx"}


@pytest.mark.parametrize("name", ["study", "cohort", "template", "plugin"])
def test_every_schema_is_a_schema(name: str) -> None:
    assert load_schema(name)["additionalProperties"] is False
    assert not validator(name).is_valid({"surprise": 1})
