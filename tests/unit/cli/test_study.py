"""`jupyter linkr study`: exit codes, one JSON document on standard output, help with an example."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from linkr_jupyter.cdm.sources import add_source
from linkr_jupyter.cli.main import main


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "person.csv").write_text("person_id\n1\n")
    (tmp_path / "work").mkdir()
    add_source("hospital", str(tmp_path / "rows"))
    monkeypatch.chdir(tmp_path / "work")


def new(*more: str) -> int:
    return main(["study", "new", "sepsis", "--template", "blank", "--source", "hospital", *more])


def test_new_and_check_are_silent_on_standard_output(capsys: Any) -> None:
    assert new() == 0
    assert main(["study", "check", "sepsis"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "“Sepsis” is ready in sepsis" in captured.err
    assert "No problem was found." in captured.err


def test_json_is_one_document(capsys: Any) -> None:
    assert new("--title", "Choc", "--language", "fr", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["title"], made["language"], made["source"]) == ("Choc", "fr", "hospital")
    assert Path(made["folder"], "study.json").is_file()
    assert main(["study", "check", "sepsis", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"problems": []}


def test_problems_are_found_with_exit_code_1(capsys: Any) -> None:
    new()
    capsys.readouterr()
    Path("sepsis", "aggregated.ipynb").unlink()
    assert main(["study", "check", "sepsis", "--json"]) == 1
    captured = capsys.readouterr()
    problems = json.loads(captured.out)["problems"]
    assert [(each["code"], each["file"]) for each in problems] == [("notebook", "aggregated.ipynb")]
    assert "aggregated.ipynb" in captured.err


def test_a_folder_that_is_no_study_is_a_problem(capsys: Any) -> None:
    assert main(["study", "check", "nowhere", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "study_file"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--template", "blnak", "--source", "hospital"], "Nearest: blank"),
        (["--template", "blank", "--source", "hopital"], "Nearest: hospital"),
    ],
)
def test_bad_use_is_exit_code_2_in_words(arguments: list[str], words: str, capsys: Any) -> None:
    assert main(["study", "new", "sepsis", *arguments]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""
    assert list(Path.cwd().iterdir()) == []


def test_messages_speak_the_language_of_the_terminal(
    capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert new("--json") == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["language"] == "fr"
    assert "est prête" in captured.err


@pytest.mark.parametrize("command", [["study"], ["study", "new"], ["study", "check"]])
def test_help_has_an_example(command: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    assert stopped.value.code == 0
    assert "Example: jupyter linkr study" in capsys.readouterr().out
