"""``jupyter linkr demo``: what it prepares, what it refuses, and the JupyterLab it starts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from linkr_jupyter.cdm.demo import demo_parameters
from linkr_jupyter.cdm.sources import add_source, get_source
from linkr_jupyter.cli.demo import lab_command
from linkr_jupyter.cli.main import main


@pytest.fixture
def jupyter_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name.lower()))
    return tmp_path


def prepare(folder: Path, *words: str) -> int:
    return main(["demo", str(folder), "--prepare-only", *words])


def test_prepares_hospital_source_and_study(
    jupyter_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = jupyter_folders / "new" / "demo"
    assert prepare(folder, "--persons", "4") == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "100%" in told.err
    source = get_source("demo")
    assert source.location == str(folder / "demo-hospital.duckdb")
    assert source.generated
    study = json.loads((folder / "demo-study" / "study.json").read_text())
    assert study["source"] == "demo"
    assert sorted(path.name for path in folder.iterdir()) == ["demo-hospital.duckdb", "demo-study"]


def test_builds_again_only_for_another_hospital(jupyter_folders: Path) -> None:
    folder = jupyter_folders / "demo"
    file = folder / "demo-hospital.duckdb"
    assert prepare(folder, "--persons", "3") == 0
    built = file.stat().st_mtime_ns
    (folder / "demo-study" / "README.md").write_text("mine")
    assert prepare(folder, "--persons", "3") == 0
    assert file.stat().st_mtime_ns == built
    assert prepare(folder, "--persons", "3", "--centre", "2") == 0
    found = demo_parameters(file)
    assert found is not None
    assert (found["persons"], found["centre"]) == (3, 2)
    assert (folder / "demo-study" / "README.md").read_text() == "mine"


def test_takes_the_name_of_another_demo_but_of_no_other_data(
    jupyter_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        assert prepare(jupyter_folders / name, "--persons", "2") == 0
        assert get_source("demo").location == str(jupyter_folders / name / "demo-hospital.duckdb")
    (jupyter_folders / "two" / "demo-hospital.duckdb").unlink()
    assert prepare(jupyter_folders / "one", "--persons", "2") == 0
    (jupyter_folders / "person.csv").write_text("person_id\n1\n")
    add_source("demo", jupyter_folders, replace=True)
    assert prepare(jupyter_folders / "three", "--persons", "2") == 2
    assert "it is no demo hospital" in capsys.readouterr().err
    assert get_source("demo").location == str(jupyter_folders)
    assert not (jupyter_folders / "three").exists()


def test_refuses_in_the_language_of_the_terminal(
    jupyter_folders: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert prepare(jupyter_folders / "demo", "--persons", "0") == 2
    assert "persons vaut 0" in capsys.readouterr().err
    assert main(["demo", str(jupyter_folders / "demo"), "--port", "0"]) == 2
    assert "--port vaut 0" in capsys.readouterr().err
    (jupyter_folders / "file").write_text("")
    assert prepare(jupyter_folders / "file", "--persons", "2") == 2
    assert "ne peut pas être créé" in capsys.readouterr().err


def test_never_replaces_a_file_that_is_not_ours(
    jupyter_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = jupyter_folders / "demo"
    folder.mkdir()
    file = folder / "demo-hospital.duckdb"
    file.write_text("precious")
    assert prepare(folder, "--persons", "2") == 2
    assert "is no demo hospital" in capsys.readouterr().err
    assert file.read_text() == "precious"


def test_lab_command_keeps_sockets_private_and_edits_out_of_the_study(
    jupyter_folders: Path,
) -> None:
    words = lab_command(jupyter_folders / "demo", 8899, browser=False)
    assert "--KernelManager.transport=ipc" in words
    assert "--ServerApp.port=8899" in words
    assert "--no-browser" in words
    kept = [word.split("=", 1)[1] for word in words if "session_store" in word]
    assert len(kept) == 1
    for path in kept:
        assert Path(path).is_relative_to(jupyter_folders / "data")


@pytest.mark.skipif(os.name == "nt", reason="sockets with a path")
def test_jupyterlab_starts_with_kernels_on_private_sockets(jupyter_folders: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    folder = jupyter_folders / "demo"
    words = [sys.executable, "-m", "linkr_jupyter.cli.main", "demo", str(folder), "--no-browser"]
    log = (jupyter_folders / "log").open("wb")
    process = subprocess.Popen(
        [*words, "--persons", "2", "--port", str(port)],
        env={**os.environ, "JUPYTER_TOKEN": "t", "HOME": str(jupyter_folders)},
        stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        kernel = request(port, "api/kernels", process, data=b'{"name": "python3"}')
        assert [entry["name"] for entry in request(port, "api/contents", process)["content"]] == [
            "demo-hospital.duckdb",
            "demo-study",
        ]
        runtime = [jupyter_folders / "runtime", *Path("/tmp").glob("linkr-*")]  # noqa: S108
        files = [file for place in runtime for file in place.glob(f"kernel-{kernel['id']}.json")]
        assert [json.loads(file.read_text())["transport"] for file in files] == ["ipc"]
    finally:
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)  # twice, as people press Ctrl+C
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        log.close()
    told = (jupyter_folders / "log").read_text()
    assert "JupyterLab stops" in told
    assert told.count("received signal") == 1, "a second one would break off its cleaning up"
    assert not any(file.exists() for file in files), "the kernel was stopped with it"


def request(
    port: int, path: str, process: subprocess.Popen[bytes], data: bytes | None = None
) -> dict[str, object]:
    """Ask the server once it answers."""
    for _ in range(300):
        assert process.poll() is None
        try:
            call = urllib.request.Request(
                f"http://127.0.0.1:{port}/{path}", data, {"Authorization": "token t"}
            )
            with urllib.request.urlopen(call, timeout=60) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.URLError:
            time.sleep(0.3)
    raise AssertionError("no answer")
