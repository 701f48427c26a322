"""Routes of the plugin editor: what may be written where, and what is said before it is saved."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

from linkr_jupyter.plugins import new_plugin
from linkr_jupyter.server import plugin_files
from linkr_jupyter.studies import create_study

DATA = Path(__file__).resolve().parents[1] / "data" / "plugins"
CELL = "bins = 40\nrule = 'none'\nprint(bins, rule)\n"


@pytest.fixture(autouse=True)
def own(jp_environ: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "own"))
    return tmp_path / "own" / "linkr" / "plugins"


@pytest.fixture
def mine(own: Path) -> Path:
    return new_plugin("my_plot", own)


async def files(ask: Any, plugin_id: str, **params: str) -> Any:
    answer = await ask("plugins", plugin_id, "files", params=params)
    assert answer.status == 200, answer.text
    return answer.json


async def etag_of(ask: Any, name: str) -> str:
    listed = (await files(ask, "my_plot"))["files"]
    return next(file["etag"] for file in listed if file["name"] == name)


async def put(ask: Any, name: str, text: Any, etag: str, plugin_id: str = "my_plot") -> Any:
    path = ["plugins", plugin_id, "files", *name.split("/")]
    headers = {"If-Match": etag} if etag else {}
    return await ask(*path, body={"text": text}, method="PUT", headers=headers)


async def test_a_new_plugin_is_read_checked_changed_and_found_at_once(ask: Any, mine: Path) -> None:
    found = await files(ask, "my_plot")
    assert [file["name"] for file in found["files"]] == [
        "plugin.json", "cell.py", "test_my_plot.py"
    ]  # fmt: skip
    assert found["writable"] and found["place"] == "user" and found["title"] == "My plot"
    assert [each["name"] for each in found["missing"]] == ["cell.R", "README.md", "locale/fr.json"]
    manifest = json.loads(found["files"][0]["text"]) | {"title": "Bars"}
    answer = await put(ask, "plugin.json", json.dumps(manifest), found["files"][0]["etag"])
    assert answer.status == 200
    listed = (await ask("plugins")).json
    assert next(each["title"] for each in listed if each["id"] == "my_plot") == "Bars"
    assert answer.json["etag"] == await etag_of(ask, "plugin.json")


async def test_what_is_typed_is_checked_with_file_and_line_and_not_saved(
    ask: Any, mine: Path
) -> None:
    before = (mine / "cell.py").read_text()
    assert (await ask("plugins", "my_plot", "check", body={"files": {}})).json == []
    broken = before.replace("# if: by_unit", "# if: by_units", 1)
    answer = await ask("plugins", "my_plot", "check", body={"files": {"cell.py": broken}})
    line = broken[: broken.index("by_units")].count("\n") + 1
    assert {(each["file"], each["line"]) for each in answer.json} >= {("cell.py", line)}
    french = await ask(
        "plugins", "my_plot", "check", body={"files": {"plugin.json": "{\n,"}},
        params={"language": "fr"},
    )  # fmt: skip
    assert [(p["file"], p["line"]) for p in french.json] == [("plugin.json", 2)]
    assert "n’est pas du JSON" in french.json[0]["message"]
    assert (mine / "cell.py").read_text() == before


async def test_a_plugin_that_is_broken_can_be_opened_and_mended(ask: Any, mine: Path) -> None:
    (mine / "plugin.json").write_text("{")
    found = await files(ask, "my_plot")
    assert found["title"] == "my_plot" and found["files"][0]["text"] == "{"


async def test_a_change_of_somebody_else_is_not_overwritten(ask: Any, mine: Path) -> None:
    etag = await etag_of(ask, "cell.py")
    (mine / "cell.py").write_text("# theirs\n")
    answer = await put(ask, "cell.py", "# mine\n", etag)
    assert (answer.status, answer.json["code"]) == (412, "plugin_changed")
    assert (mine / "cell.py").read_text() == "# theirs\n"
    gone = await ask("plugins", "my_plot", "files", "cell.py", method="DELETE",
                     headers={"If-Match": etag})  # fmt: skip
    assert gone.status == 412 and (mine / "cell.py").exists()
    assert (await put(ask, "cell.py", "# mine\n", "absent")).status == 412
    assert (await put(ask, "cell.py", "# mine\n", "")).status == 428
    assert (await put(ask, "cell.py", "# mine\n", await etag_of(ask, "cell.py"))).status == 200


async def test_files_come_and_go(ask: Any, mine: Path) -> None:
    proposed = {each["name"]: each["text"] for each in (await files(ask, "my_plot"))["missing"]}
    assert json.loads(proposed["locale/fr.json"])["title"] == "My plot"
    made = await put(ask, "locale/fr.json", proposed["locale/fr.json"], "absent")
    assert made.status == 200 and (mine / "locale" / "fr.json").exists()
    found = (await ask("plugins", "my_plot", "check", body={"files": {}})).json
    assert {each["code"] for each in found} == {"translation-equal"}
    assert all(each["line"] > 1 for each in found)
    gone = await ask("plugins", "my_plot", "files", "locale", "fr.json", method="DELETE",
                     headers={"If-Match": made.json["etag"]})  # fmt: skip
    assert gone.status == 204 and not (mine / "locale" / "fr.json").exists()
    kept = await ask("plugins", "my_plot", "files", "plugin.json", method="DELETE",
                     headers={"If-Match": await etag_of(ask, "plugin.json")})  # fmt: skip
    assert kept.status == 422 and (mine / "plugin.json").exists()


@pytest.mark.parametrize(
    "name",
    ["setup.py", "../x", "locale/../../x", "cell.py.bak", ".hidden", "picture.svg", "locale/x.py",
     "%2e%2e%2fx", "/etc/passwd", "cell.py%00", "CELL.PY", "conftest.py"],
)  # fmt: skip
async def test_only_names_of_the_contract(ask: Any, mine: Path, name: str) -> None:
    before = sorted(path.name for path in mine.parent.rglob("*"))
    assert (await put(ask, name, "x", "absent")).status in (400, 403, 404)
    answer = await ask("plugins", "my_plot", "check", body={"files": {name: "x"}})
    assert answer.status in (400, 403)
    assert sorted(path.name for path in mine.parent.rglob("*")) == before


async def test_links_are_not_followed(ask: Any, mine: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    (mine / "README.md").symlink_to(outside / "secret")
    answer = await ask("plugins", "my_plot", "files")
    assert answer.status == 403 and "secret" not in answer.text
    assert (await put(ask, "README.md", "x", "absent")).status == 403
    assert (await ask("plugins", "my_plot", "check", body={"files": {}})).status == 403
    (mine / "README.md").unlink()
    (mine / "locale").symlink_to(outside)
    assert (await put(ask, "locale/fr.json", "{}", "absent")).status == 403
    assert sorted(path.name for path in outside.iterdir()) == ["secret"]
    shutil.move(mine, tmp_path / "moved")
    mine.symlink_to(tmp_path / "moved")
    assert (await ask("plugins", "my_plot", "files")).status == 403


async def test_text_that_cannot_be_stored_is_refused(ask: Any, mine: Path) -> None:
    etag = await etag_of(ask, "cell.py")
    for text in ("a\0b", 7, None, ["x"]):
        assert (await put(ask, "cell.py", text, etag)).status == 400, text
    lone = b'{"text": "\\ud800"}'
    answer = await ask("plugins", "my_plot", "files", "cell.py", body=lone, method="PUT",
                       headers={"If-Match": etag})  # fmt: skip
    assert answer.status == 400
    assert (await put(ask, "cell.py", "#" * 200_001, etag)).status == 422
    assert (await put(ask, "cell.py", "#" * 1_000_001, etag)).status == 413
    for body in ({"files": {"cell.py": 7}}, {"files": []}, {}, {"files": {"cell.py": "\0"}}):
        assert (await ask("plugins", "my_plot", "check", body=body)).status == 400
    big = {"files": {"cell.py": "#" * 200_001}}
    assert (await ask("plugins", "my_plot", "check", body=big)).status == 422
    assert await etag_of(ask, "cell.py") == etag


async def test_what_came_with_linkr_or_was_installed_is_read_only(ask: Any, own: Path) -> None:
    found = await files(ask, "patient_timeline")
    assert not found["writable"] and found["place"] == "builtin" and found["missing"] == []
    cell = next(file for file in found["files"] if file["name"] == "cell.py")
    # Its own text: should this ever be written, the checkout is still whole.
    answer = await put(ask, "cell.py", cell["text"], cell["etag"], "patient_timeline")
    assert answer.status == 403 and "Fork" in answer.json["advice"]
    checked = await ask("plugins", "patient_timeline", "check", body={"files": {}})
    assert checked.json == []
    from linkr_jupyter.plugins.installing import install, review

    install(review(DATA / "bars"), trust=review(DATA / "bars").hash)
    assert not (await files(ask, "bars"))["writable"]
    assert (await ask("plugins", "bars", "fork", body={"id": "my_bars"})).status == 201
    assert (await files(ask, "my_bars"))["writable"]


async def test_plugins_of_a_study_and_of_a_cell(
    ask: Any, root: Path, hospital: str, own: Path
) -> None:
    create_study(root / "study", "blank", hospital, "Ours")
    study = (await ask("studies")).json[0]["id"]
    body = {"id": "bins_plot", "source": CELL}
    made = await ask("plugins", "new", body=body, params={"study": study})
    assert made.status == 201, made.text
    found = await files(ask, "bins_plot", study=study)
    assert found["place"] == "study" and "bins = 40" in found["files"][1]["text"]
    assert not own.exists()
    assert (await ask("plugins", "bins_plot", "files")).status == 404
    started = await ask("plugins", "new", body={"id": "my_plot"})
    assert started.json == {"id": "my_plot"} and (own / "my_plot" / "cell.py").exists()
    again = await ask("plugins", "new", body={"id": "my_plot"})
    assert again.status == 422
    empty = await ask("plugins", "new", body={"id": "none", "source": "print(1)"})
    assert (empty.status, empty.json["code"]) == (422, "invalid_cell")
    for taken in ("patient_timeline", "Not-An-Id", "../x", ""):
        assert (await ask("plugins", "new", body={"id": taken})).status == 422, taken


async def test_a_run_reports_progress_and_problems_and_can_be_cancelled(
    ask: Any, mine: Path
) -> None:
    cell = (mine / "cell.py").read_text()
    (mine / "cell.py").write_text(cell.replace("alt.Chart(", "print(values.nothing)\nalt.Chart("))
    run = (await ask("plugins", "my_plot", "runs", method="POST")).json["run"]
    for _ in range(600):
        known = (await ask("plugins", "runs", run)).json
        if known["state"] != "running":
            break
        await asyncio.sleep(0.2)
    assert known["state"] == "done" and known["done"] == known["total"] == 2
    assert any("nothing" in each["message"] for each in known["problems"])
    other = (await ask("plugins", "my_plot", "runs", method="POST")).json["run"]
    process = plugin_files.RUNS.get(other)._process
    assert (await ask("plugins", "runs", other, method="DELETE")).status == 204
    assert (await ask("plugins", "runs", other)).json["state"] == "cancelled"
    assert process.wait(120) != 0
    assert (await ask("plugins", "runs", "0" * 32)).status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "my_plot/files"), ("PUT", "my_plot/files/cell.py"), ("POST", "my_plot/check"),
     ("DELETE", "my_plot/files/cell.py"), ("POST", "new"), ("POST", "my_plot/runs"),
     ("GET", "runs/" + "0" * 32), ("DELETE", "runs/" + "0" * 32)],
)  # fmt: skip
async def test_nobody_without_a_key(
    http_server_client: Any, jp_base_url: str, mine: Path, method: str, path: str
) -> None:
    before = {file.name: file.read_bytes() for file in mine.iterdir()}
    with pytest.raises(HTTPClientError) as refused:
        await http_server_client.fetch(
            f"{jp_base_url}linkr-jupyter/api/plugins/{path}", method=method,
            body=b"{}" if method in ("PUT", "POST") else None,
            headers={"Content-Type": "application/json", "If-Match": "absent"},
        )  # fmt: skip
    assert refused.value.code == 403
    assert {file.name: file.read_bytes() for file in mine.iterdir()} == before
