"""Routes of the catalog: what is reviewed, trusted, installed, switched off and brought back."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from linkr_jupyter.plugins.installing import review
from linkr_jupyter.server import plugin_changes, plugin_reviews

DATA = Path(__file__).resolve().parents[1] / "data" / "plugins"
BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture(autouse=True)
def own(jp_environ: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "own"))
    plugin_changes.WAITING._held.clear()
    return tmp_path / "own" / "linkr" / "plugins"


def packed(folder: Path, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.writestr(file.relative_to(folder).as_posix(), file.read_bytes())
        for name, content in more.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return out.getvalue()


async def card(ask: Any, plugin_id: str) -> Any:
    listed = (await ask("catalog")).json["plugins"]
    return next((each for each in listed if each["id"] == plugin_id), None)


async def test_cards_say_what_a_plugin_is(ask: Any, jp_fetch: Any) -> None:
    listed = {each["id"]: each for each in (await ask("plugins", params={"language": "fr"})).json}
    found = listed["patient_timeline"]
    assert found["place"] == "builtin" and found["builtin"] and not found["disabled"]
    assert found["installed"] is None and found["modified"] is False
    assert "MIMIC-IV" in found["checked_against"][0] and "démo" in found["checked_against"][0]
    assert found["languages"] == ["python", "r"] and found["license"] == "BSD-3-Clause"
    path = found["picture"].partition("?")[0].split("/")
    answer = await jp_fetch("linkr-jupyter", "api", *path)
    assert answer.code == 200 and answer.body.startswith(b"<svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy


async def test_an_archive_is_reviewed_then_trusted_then_installed(ask: Any, own: Path) -> None:
    answer = await ask(
        "plugins", "review", body=packed(DATA / "bars"), headers=BYTES, params={"name": "bars.zip"}
    )
    assert answer.status == 201 and answer.json["source"] == "bars.zip"
    (plugin,) = answer.json["plugins"]
    assert plugin["id"] == "bars" and "cell.py" in {each["name"] for each in plugin["files"]}
    assert plugin["replaces"] is None and not own.exists()
    wanted = {"review": answer.json["id"], "hash": plugin["hash"]}
    assert (await ask("plugins", "install", body=wanted)).json["code"] == "plugin_changed"
    assert await card(ask, "bars") is None
    wanted["hash"] = answer.json["hash"]
    (done,) = (await ask("plugins", "install", body=wanted)).json
    found = await card(ask, "bars")
    assert found["place"] == "user" and found["installed"]["hash"] == plugin["hash"]
    again = await ask("plugins", "install", body=wanted)
    assert (again.status, again.json["code"]) == (404, "not_found")
    removed = await ask("plugins", "bars", method="DELETE")
    assert removed.status == 200 and await card(ask, "bars") is None
    assert (await ask("catalog")).json["removed"][0]["undo"] == removed.json["undo"]
    assert (await ask("plugins", "undo", body={"undo": removed.json["undo"]})).json["id"] == "bars"
    assert await card(ask, "bars") is not None
    assert done["id"] == "bars"


async def test_a_folder_below_the_root_and_its_update(ask: Any, root: Path) -> None:
    folder = root / "mine" / "bars"
    folder.mkdir(parents=True)
    for file in (DATA / "bars").iterdir():
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())
    first = (await ask("plugins", "review", body={"source": "mine/bars"})).json
    await ask("plugins", "install", body={"review": first["id"], "hash": first["hash"]})
    manifest = folder / "plugin.json"
    manifest.write_text(manifest.read_text().replace('"1.0.0"', '"1.2.0"'))
    newer = await ask("plugins", "bars", "update", method="POST")
    assert newer.status == 201
    replaces = newer.json["plugins"][0]["replaces"]
    assert replaces["version"] == "1.0.0"
    assert "1.2.0" in replaces["changes"][0]["difference"]


async def test_paths_outside_the_root_and_links_are_refused(
    ask: Any, root: Path, own: Path, tmp_path: Path
) -> None:
    (root / "way").symlink_to(DATA)
    for source in (str(DATA), "../x", "way/bars", "a/../../x", "C:/x", "~/x", "file:///etc",
                   f"file://{DATA}", "http://h/r", "ext::sh", "\0"):  # fmt: skip
        answer = await ask("plugins", "review", body={"source": source})
        assert answer.status in (400, 403, 404, 422), source
    found = review(DATA / "bars")
    from linkr_jupyter.plugins.installing import install

    install(found, trust=found.hash)
    answer = await ask("plugins", "bars", "update", method="POST")
    assert answer.status == 422 and "outside the folder" in answer.json["message"]


async def test_hostile_archives_are_refused_by_name_in_french(ask: Any, own: Path) -> None:
    content = packed(DATA / "bars", setup_dot_py=b"x")
    answer = await ask("plugins", "review", body=content, headers=BYTES, params={"language": "fr"})
    assert answer.status == 422 and answer.json["code"] == "plugin_refused"
    assert answer.json["message"] == "'setup.py' n’est pas un fichier de plugin."
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        link = tarfile.TarInfo("cell.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    answer = await ask("plugins", "review", body=out.getvalue(), headers=BYTES)
    assert answer.status == 422 and "'cell.py' is a link" in answer.json["message"]
    assert not own.exists() and not plugin_changes.WAITING._held


async def test_bodies_are_limited(ask: Any) -> None:
    answer = await ask("plugins", "review", body=b"PK" * 5_100_000, headers=BYTES)
    assert answer.status == 413
    answer = await ask("plugins", "review", body={"source": "x" * 1_100_000})
    assert answer.status == 413
    answer = await ask("plugins", "install", body={"review": "x" * 1_100_000, "hash": ""})
    assert answer.status == 413
    answer = await ask("plugins", "review", body=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status == 415


async def test_disabling_hides_a_plugin_from_use_alone(ask: Any) -> None:
    assert (await ask("plugins", "data_table", "disable", method="POST")).status == 204
    assert "data_table" not in {each["id"] for each in (await ask("plugins")).json}
    assert (await card(ask, "data_table"))["disabled"] is True
    assert (await ask("plugins", "data_table")).status == 200
    assert (await ask("plugins", "data_table", "enable", method="POST")).status == 204
    assert "data_table" in {each["id"] for each in (await ask("plugins")).json}
    answer = await ask("plugins", "data_table", method="DELETE")
    assert answer.status == 422 and "plugin disable data_table" in answer.json["advice"]
    assert (await ask("plugins", "nothing", "disable", method="POST")).status == 404


async def test_a_fork_and_a_broken_plugin_are_listed(ask: Any, own: Path) -> None:
    answer = await ask("plugins", "data_table", "fork", body={"id": "my_table"})
    assert answer.status == 201 and (own / "my_table" / "plugin.json").is_file()
    assert (await ask("plugins", "data_table", "fork", body={"id": "../x"})).status == 422
    (own / "my_table" / "plugin.json").write_text(json.dumps({"id": "my_table"}))
    document = (await ask("catalog", params={"language": "fr"})).json
    (broken,) = document["broken"]
    assert broken["id"] == "my_table" and "plugin.json" in broken["reason"]
    assert "/" not in broken["reason"].replace("`jupyter linkr plugin new`", "")


async def test_few_reviews_wait_and_not_for_long(ask: Any, monkeypatch: Any) -> None:
    waiting = plugin_reviews.WaitingReviews()
    found = review(DATA / "bars")
    ids = [waiting.keep(found) for _ in range(plugin_reviews.MOST + 2)]
    assert len(waiting._held) == plugin_reviews.MOST and ids[0] not in waiting._held
    monkeypatch.setattr(plugin_reviews, "SECONDS", -1.0)
    with pytest.raises(Exception, match="no longer kept"):
        waiting.get(ids[-1])
