"""Studies are found without following links and without falling over a broken one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from linkr_jupyter.errors import InvalidStudyError, NotFoundError
from linkr_jupyter.studies import create_study, find_studies, get_study, study_id


def test_studies_are_found_to_the_fourth_folder_and_no_deeper(tmp_path: Path) -> None:
    for place in ("a", "b/c/d/e", "b/c/d/e2/f", ".hidden/g", "node_modules/h", "a/inner"):
        if place != "a/inner":
            create_study(tmp_path / place, "blank", "hospital")
    create_study(tmp_path / "a" / "inner", "blank", "hospital")
    (tmp_path / "link").symlink_to(tmp_path / "b")
    assert [found.path for found in find_studies(tmp_path)] == ["a", "b/c/d/e"]


def test_a_root_that_is_a_study_is_found(tmp_path: Path) -> None:
    create_study(tmp_path / "study", "blank", "hospital")
    found = find_studies(tmp_path / "study")
    assert [(each.path, each.id) for each in found] == [("", study_id(""))]


def test_ids_are_as_the_contract_says() -> None:
    assert study_id("b/c") == hashlib.sha256(b"b/c").hexdigest()[:16]


def test_a_broken_study_is_listed_with_its_problem(tmp_path: Path) -> None:
    create_study(tmp_path / "good", "blank", "hospital")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "study.json").write_text("{}")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "study.json").symlink_to(tmp_path / "good" / "study.json")
    found = {each.path: each for each in find_studies(tmp_path)}
    assert found["good"].study is not None
    assert "is missing" in str(found["bad"].problem)
    assert "is a link" in str(found["linked"].problem)
    with pytest.raises(InvalidStudyError):
        get_study(tmp_path, study_id("bad"))
    assert get_study(tmp_path, study_id("good")).path == "good"
    with pytest.raises(NotFoundError):
        get_study(tmp_path, study_id("../good"))
