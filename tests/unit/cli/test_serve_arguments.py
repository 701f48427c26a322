"""What ``jupyter linkr serve`` refuses before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest
from served import Notebook, make_study, register

from linkr_jupyter.cli.main import main

ROWS = Path(__file__).parents[2] / "data" / "omop"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    register("four", ROWS)
    return make_study(tmp_path / "study", "four", individual=Notebook(), aggregated=Notebook())


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("a server was started")

    monkeypatch.setattr("subprocess.Popen", started)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--token", "short"), "The token is too short."),
        (("--token", ""), "The token is too short."),
        (("--port", "70000"), "--port cannot be 70000. Choose a number from 0 to 65535."),
        (("--port", "-1"), "--port cannot be -1."),
        (("--prepare", "-1"), "--prepare cannot be -1."),
        (("--idle", "2"), "--idle cannot be 2. Choose a number from 5 to 1440."),
        (("--idle", "-3"), "--idle cannot be -3."),
        (("--readers", "0"), "--readers cannot be 0."),
    ],
)
def test_bad_settings(
    study: Path, words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(study), *words]) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""


def test_a_folder_without_study_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(tmp_path)]) == 2
    assert "it has no study.json" in capsys.readouterr().err


def test_an_unregistered_source(
    study: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "nobody"))
    assert main(["serve", str(study)]) == 2
    message = capsys.readouterr().err
    assert "the data source four, which is not registered here" in message
    assert "jupyter linkr source add four LOCATION" in message


def test_in_french(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert main(["serve", str(study), "--token", "court"]) == 2
    assert "Le jeton est trop court." in capsys.readouterr().err


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["serve", "--help"])
    assert end.value.code == 0
    assert "jupyter linkr serve my-study --port" in capsys.readouterr().out
