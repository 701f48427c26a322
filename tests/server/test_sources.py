"""Routes of data sources and plugins."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest


async def test_sources_are_added_listed_and_removed_without_their_place(
    ask: Any, tmp_path: Path, jp_environ: None
) -> None:
    place = tmp_path / "rows-of-the-hospital"
    place.mkdir()
    (place / "person.csv").write_text("person_id\n1\n")
    made = await ask("sources", body={"name": "ward 3", "location": str(place)})
    assert (made.status, made.json) == (
        201,
        {"name": "ward 3", "location_kind": "folder", "description": "", "generated": False},
    )
    listed = await ask("sources")
    assert listed.json == [made.json]
    assert "rows-of-the-hospital" not in listed.text
    gone = await ask("sources", "ward 3", method="DELETE")
    assert (gone.status, gone.text) == (204, "")
    assert (await ask("sources")).json == []
    assert place.is_dir()


async def test_a_database_is_registered_and_its_address_stays_here(
    ask: Any, jp_environ: None
) -> None:
    url = "postgres://reader:${HOSPITAL_PASSWORD}@db.example/omop"
    made = await ask("sources", body={"name": "db", "location": url})
    assert (made.status, made.json["location_kind"]) == (201, "database")
    assert "example" not in (await ask("sources")).text


async def test_a_taken_name_is_replaced_only_on_request(ask: Any, hospital: str) -> None:
    body = {"name": hospital, "location": "postgres://reader@db.example/omop"}
    refused = await ask("sources", body=body, params={"language": "fr"})
    assert (refused.status, refused.json["field"]) == (422, "name")
    assert refused.json["code"] == "source_taken"
    assert hospital in refused.json["message"]
    assert (await ask("sources")).json[0]["location_kind"] == "folder"
    assert (await ask("sources", body={**body, "replace": False})).status == 422
    assert (await ask("sources", body={**body, "replace": True})).status == 201
    assert [each["location_kind"] for each in (await ask("sources")).json] == ["database"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "x", "location": "/", "replace": "yes"}, 400, "replace"),
        ({"name": "x", "location": "/no/such/place"}, 422, "location"),
        ({"name": "../x", "location": "/"}, 422, "name"),
        ({"name": "x", "location": "postgres://u:secret@h/d"}, 422, "location"),
        ({"name": "x"}, 400, "location"),
        ({"name": "x", "location": 1}, 400, "location"),
        ({"name": "x", "location": "/", "password": "y"}, 400, "password"),
    ],
)
async def test_bad_sources_are_refused_with_the_field(
    ask: Any, jp_environ: None, body: Any, status: int, field: str
) -> None:
    answer = await ask("sources", body=body)
    assert (answer.status, answer.json["field"]) == (status, field)
    assert "secret" not in answer.text
    assert (await ask("sources")).json == []


async def test_a_source_that_is_not_there_cannot_be_removed(ask: Any, hospital: str) -> None:
    answer = await ask("sources", "hopital", method="DELETE")
    assert answer.status == 404
    assert "hospital" in answer.json["advice"]


async def test_a_demo_hospital_is_checked_and_said_to_be_generated(
    ask: Any, demo_file: Path, tmp_path: Path, jp_environ: None
) -> None:
    # A copy: another test of this process may hold the file, with settings of other folders.
    copy = shutil.copy(demo_file, tmp_path / "demo.duckdb")
    made = await ask("sources", body={"name": "demo", "location": str(copy)})
    assert made.json["generated"] is True
    for location in ("demo", str(copy)):
        check = (await ask("sources", "check", body={"location": location})).json
        assert check["tables"]["person"] == 300
        assert set(check) >= {"cdm_version", "tables", "missing", "problems"}


async def test_a_check_is_said_in_the_readers_language(
    ask: Any, tmp_path: Path, jp_environ: None
) -> None:
    (tmp_path / "person.csv").write_text("person_id,year_of_birth\n1,1950\n1,soon\n")
    said = {}
    for language in ("en", "fr"):
        body = {"location": str(tmp_path)}
        answer = await ask("sources", "check", body=body, params={"language": language})
        said[language] = {each["code"]: each["message"] for each in answer.json["problems"]}
    assert said["en"]["duplicate_key"] == "person: 1 row repeats a person_id that another row has."
    assert said["fr"]["duplicate_key"].startswith("person\u202f: 1 ligne répète")
    assert said["en"].keys() == said["fr"].keys()
    assert not set(said["en"].values()) & set(said["fr"].values())


async def test_a_place_that_is_no_omop_data_is_said_in_words(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    for location in (str(tmp_path), str(tmp_path / "notes.txt"), "/no/such/place"):
        answer = await ask("sources", "check", body={"location": location})
        assert answer.status in (404, 422)
        assert answer.json["message"]
        assert answer.json["advice"]


async def test_plugins_are_listed_and_read_in_the_readers_language(ask: Any) -> None:
    listed = {each["id"]: each for each in (await ask("plugins", params={"language": "en"})).json}
    assert {
        "patient_timeline",
        "data_table",
        "distributions_outliers",
        "admissions_demographics",
    } <= set(listed)
    french = await ask("plugins", "data_table", params={"language": "fr"})
    assert set(french.json) == {"manifest", "readme", "cells"}
    assert french.json["manifest"]["title"] != listed["data_table"]["title"]
    assert french.json["cells"]["python"]
    assert french.json["readme"]


async def test_an_unknown_plugin_or_study_is_404(ask: Any) -> None:
    answer = await ask("plugins", "data_tabel")
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert (await ask("plugins", params={"study": "0" * 16})).status == 404
    assert (await ask("plugins", params={"study": "../.."})).status == 404
