"""study.json: read strictly, refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linkr_jupyter.errors import InvalidStudyError, PathNotAllowedError
from linkr_jupyter.studies.document import read_document, to_bytes

GOOD = {
    "schema_version": 1,
    "id": "0d9c0f0e-6f0b-4f0e-9d55-3f3e7a0f6b11",
    "title": "Sepsis",
    "description": "",
    "authors": ["A. Clinician"],
    "language": "en",
    "source": "demo",
    "created": "2026-11-22T10:00:00Z",
    "pages": [{"id": "individual", "title": "Patient record", "notebook": "individual.ipynb"}],
    "plugins": {},
}


def write(folder: Path, document: object) -> None:
    (folder / "study.json").write_text(json.dumps(document))


def test_a_good_study_is_read_with_the_hash_of_its_content(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_bytes(to_bytes(GOOD))
    document, etag = read_document(tmp_path)
    assert document == GOOD
    assert len(etag) == 64
    (tmp_path / "study.json").write_bytes(to_bytes({**GOOD, "title": "Sepsis 2"}))
    assert read_document(tmp_path)[1] != etag


def test_a_folder_without_study_json_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidStudyError, match=r"no study.json.*jupyter linkr study new"):
        read_document(tmp_path)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": ""}, "title", 'title cannot be ""'),
        ({"title": 7}, "title", "title cannot be 7"),
        ({"title": "two\nlines"}, "title", "title cannot be"),
        ({"language": "xx"}, "language", 'language cannot be "xx"'),
        ({"source": "/etc/data"}, "source", "source cannot be"),
        ({"source": "postgres://u:p@h/d"}, "source", "source cannot be"),
        ({"pages": [{"id": "a", "title": "A"}]}, "pages.0.notebook", "notebook is missing"),
        ({"surprise": 1}, "surprise", "surprise is unknown"),
        ({"small_cell_threshold": -1}, "small_cell_threshold", "cannot be -1"),
        ({"schema_version": "1"}, "schema_version", 'schema_version cannot be "1"'),
        ({"schema_version": 0}, "schema_version", "schema_version cannot be 0"),
        ({"plugins": {"x": {"version": "1"}}}, "plugins.x.hash", "hash is missing"),
    ],
)
def test_each_wrong_field_is_named_with_its_value(
    tmp_path: Path, change: dict[str, object], field: str, words: str
) -> None:
    write(tmp_path, {**GOOD, **change})
    with pytest.raises(InvalidStudyError) as caught:
        read_document(tmp_path)
    assert caught.value.field == field
    assert words in str(caught.value)
    assert caught.value.text("fr") != caught.value.text("en")


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    write(tmp_path, {key: value for key, value in GOOD.items() if key != "title"})
    with pytest.raises(InvalidStudyError, match="the field title is missing"):
        read_document(tmp_path)


def test_a_newer_format_asks_for_an_upgrade(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD, "schema_version": 2, "new_field": True})
    with pytest.raises(InvalidStudyError, match=r"newer LinkR.*2.*Upgrade"):
        read_document(tmp_path)


def test_two_pages_with_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD, "pages": GOOD["pages"] * 2})
    with pytest.raises(InvalidStudyError, match="two pages have the id individual"):
        read_document(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"title": "a", "title": "b"}',
        b'{"title": NaN}',
        b'{"title": "a\\u0000b"}',
        b'{"title": "\\ud800"}',
        b"[" * 100_000,
        b" " * 1_000_001,
    ],
)
def test_what_is_no_json_object_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "study.json").write_bytes(content)
    with pytest.raises(InvalidStudyError, match=r"study\.json"):
        read_document(tmp_path)


def test_a_study_json_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.json").write_bytes(to_bytes(GOOD))
    (tmp_path / "study.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(PathNotAllowedError, match="is a link"):
        read_document(tmp_path)


def test_the_place_of_malformed_json_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text('{\n  title: "a"}')
    with pytest.raises(InvalidStudyError) as caught:
        read_document(tmp_path)
    assert "not valid JSON at line 2, column 3." in caught.value.text()
    assert "à la ligne 2, colonne 3." in caught.value.text("fr")
    assert "Expecting" not in caught.value.text() + caught.value.text("fr")
