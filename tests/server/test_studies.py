"""Routes of studies: good, missing, forbidden, malformed, at the same time."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from linkr_jupyter.studies import create_study, study_id

NEW = {"title": "Sepsis", "template": "blank", "source": "hospital", "language": "en"}


@pytest.fixture
def study(root: Path, hospital: str) -> Any:
    return create_study(root / "team" / "sepsis", "blank", hospital, "Sepsis")


async def test_the_list_is_empty_at_first(ask: Any) -> None:
    answer = await ask("studies")
    assert (answer.status, answer.json) == (200, [])
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_study_is_created_listed_and_read(ask: Any, root: Path, hospital: str) -> None:
    made = await ask("studies", body={**NEW, "folder": "team/sepsis", "description": "Why"})
    assert made.status == 201
    assert made.json["id"] == study_id("team/sepsis")
    assert made.json["path"] == "team/sepsis"
    assert made.json["pages"][0] == {
        "id": "individual",
        "title": "Individual data",
        "path": "team/sepsis/individual.ipynb",
    }
    assert (root / "team" / "sepsis" / "individual.ipynb").is_file()
    assert set(made.json) == {
        "id", "title", "description", "language", "source", "path", "pages", "modified",
        "authors", "generated", "etag",
    }  # fmt: skip
    assert (await ask("studies")).json == [made.json]
    assert (await ask("studies", made.json["id"])).json == made.json


async def test_without_a_folder_the_title_names_it(ask: Any, root: Path, hospital: str) -> None:
    made = await ask("studies", body={**NEW, "title": "Choc septique : été"})
    assert made.json["path"] == "choc-septique-ete"


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"folder": "../outside"}, 403, "folder"),
        ({"folder": "/outside"}, 403, "folder"),
        ({"folder": "a/../../outside"}, 403, "folder"),
        ({"folder": "..\\outside"}, 403, "folder"),
        ({"folder": "link/inside"}, 403, "folder"),
        ({"folder": "taken"}, 422, "folder"),
        ({"folder": ".hidden"}, 422, "folder"),
        ({"folder": "a/b/c/d/e"}, 422, "folder"),
        ({"folder": "."}, 422, "folder"),
        ({"template": "blnak"}, 404, "template"),
        ({"source": "hopital"}, 404, "source"),
        ({"language": "de"}, 422, "language"),
        ({"title": ""}, 422, "title"),
        ({"title": "x" * 320}, 422, "title"),
        ({"title": 7}, 400, "title"),
        ({"title": None}, 400, "title"),
        ({"surprise": 1}, 400, "surprise"),
    ],
)
async def test_bad_input_is_refused_with_the_field(
    ask: Any, root: Path, tmp_path: Path, hospital: str, change: Any, status: int, field: str
) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (root / "link").symlink_to(outside)
    (root / "taken").mkdir()
    (root / "taken" / "mine.txt").touch()
    answer = await ask("studies", body={**NEW, **change})
    assert (answer.status, answer.json["field"]) == (status, field)
    assert answer.json["message"]
    assert answer.json["advice"]
    assert sorted(path.name for path in root.iterdir()) == ["link", "taken"]
    assert list(outside.iterdir()) == []


async def test_a_missing_field_is_named(ask: Any) -> None:
    answer = await ask("studies", body={"title": "x"})
    assert answer.status == 400
    assert answer.json == {
        "message": "The request lacks the field template.",
        "advice": "Reload the page, then try again.",
        "field": "template",
        "code": "invalid_request",
    }


async def test_refusals_speak_the_readers_language(ask: Any, hospital: str) -> None:
    body = {**NEW, "template": "blnak"}
    for answer in (
        await ask("studies", body=body, params={"language": "fr"}),
        await ask("studies", body=body, headers={"Accept-Language": "de, fr-CA;q=0.8, en;q=0.1"}),
    ):
        assert answer.json["message"] == "Il n’y a pas de modèle d’étude 'blnak'."
        assert answer.json["code"] == "not_found"


async def test_a_change_needs_what_it_is_based_on(ask: Any, study: Any) -> None:
    identifier = study_id("team/sepsis")
    missing = await ask("studies", identifier, method="PATCH", body={"title": "New"})
    assert (missing.status, missing.json["code"]) == (428, "precondition_missing")
    for etag in (study.etag, None):
        good = await ask(
            "studies",
            identifier,
            method="PATCH",
            body={"title": f"New {etag}"},
            headers={"If-Match": etag or f'"{good.json["etag"]}"'},  # noqa: F821 - second time round
        )
        assert good.status == 200
        assert good.json["title"] == f"New {etag}"
    stale = await ask(
        "studies",
        identifier,
        method="PATCH",
        body={"title": "Lost"},
        headers={"If-Match": study.etag},
    )
    assert (stale.status, stale.json["code"]) == (412, "study_changed")
    assert (await ask("studies", identifier)).json["title"] == "New None"


async def test_of_many_changes_at_once_one_wins(ask: Any, study: Any) -> None:
    answers = await asyncio.gather(
        *(
            ask(
                "studies",
                study_id("team/sepsis"),
                method="PATCH",
                body={"title": f"Title {number}"},
                headers={"If-Match": study.etag},
            )
            for number in range(8)
        )
    )
    assert sorted(answer.status for answer in answers) == [200] + [412] * 7


@pytest.mark.parametrize("change", [{"id": "x"}, {"schema_version": 2}, {"surprise": 1}])
async def test_only_what_may_change_is_changed(ask: Any, study: Any, change: Any) -> None:
    answer = await ask(
        "studies",
        study_id("team/sepsis"),
        method="PATCH",
        body=change,
        headers={"If-Match": study.etag},
    )
    assert (answer.status, answer.json["field"]) == (400, next(iter(change)))


@pytest.mark.parametrize(
    "identifier",
    [
        "0" * 16, "x" * 16, "A" * 16, "..", "%2e%2e", "..%2f..%2fetc", "..%5c..", "team%2fsepsis",
        "%00", "%ff", "%ed%a0%80", "..%252f..", "%EF%BC%8E%EF%BC%8E%EF%BC%8F",
    ],
)  # fmt: skip
async def test_an_unknown_id_is_no_study_whatever_it_looks_like(
    study: Any, identifier: str, http_server_client: Any, jp_base_url: str, jp_auth_header: Any
) -> None:
    """Asked by hand: the client of the other tests escapes what it is given once more."""
    answer = await http_server_client.fetch(
        f"{jp_base_url}linkr-jupyter/api/studies/{identifier}",
        headers=jp_auth_header,
        raise_error=False,
    )
    assert answer.code in (400, 404)
    assert json.loads(answer.body)["advice"]


async def test_a_study_outside_or_behind_a_link_is_not_there(
    ask: Any, root: Path, tmp_path: Path, hospital: str
) -> None:
    create_study(tmp_path / "private", "blank", hospital)
    (root / "link").symlink_to(tmp_path / "private")
    assert (await ask("studies")).json == []
    for path in ("link", "../private"):
        assert (await ask("studies", study_id(path))).status == 404


async def test_a_study_json_behind_a_link_is_listed_with_its_problem_only(
    ask: Any, root: Path, study: Any
) -> None:
    (root / "linked").mkdir()
    (root / "linked" / "study.json").symlink_to(study.folder / "study.json")
    (root / "broken").mkdir()
    (root / "broken" / "study.json").write_text("{")
    listed = {each["path"]: each for each in (await ask("studies")).json}
    assert "problem" not in listed["team/sepsis"]
    assert listed["linked"]["problem"]["code"] == "path_not_allowed"
    assert listed["broken"]["problem"]["code"] == "invalid_study"
    assert listed["broken"]["title"] == "broken"
    answer = await ask("studies", listed["broken"]["id"])
    assert (answer.status, answer.json["code"]) == (422, "invalid_study")


async def test_templates_are_listed_in_the_readers_language(ask: Any) -> None:
    answer = await ask("templates", params={"language": "fr"})
    assert [each["id"] for each in answer.json][:2] == ["blank", "intensive_care"]
    assert answer.json[1]["title"] == "Soins intensifs"
    assert set(answer.json[0]) == {"id", "title", "description", "pages"}


async def test_the_server_answers_others_while_one_waits(ask: Any, study: Any, root: Path) -> None:
    """A change waits for the lock in a thread; the list is answered meanwhile."""
    from linkr_jupyter.studies.replacing import locked

    with locked(study.folder / "study.json"):
        waiting = asyncio.create_task(
            ask(
                "studies",
                study_id("team/sepsis"),
                method="PATCH",
                body={"title": "Later"},
                headers={"If-Match": study.etag},
            )
        )
        await asyncio.sleep(0.2)
        assert (await asyncio.wait_for(ask("studies"), 5)).status == 200
        assert not waiting.done()
    assert (await waiting).status == 200
    assert json.loads((study.folder / "study.json").read_text())["title"] == "Later"
