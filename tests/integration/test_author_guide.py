"""The guide for plugin authors does what it says: every block of it is used, in its order."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest
from jsonschema import Draft202012Validator

from linkr_jupyter.plugins import read_plugin
from linkr_jupyter.plugins.manifest_checks import check_manifest
from linkr_jupyter.schemas import validator

AUTHORS = Path(__file__).resolve().parents[2] / "docs" / "plugin-authors"
FENCE = re.compile(
    r"(?:<!-- (?P<use>[a-z]+)(?:: (?P<name>\S+))? -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
HERE = "LINKR_TEST_FOLDER"


@dataclass(frozen=True)
class Block:
    """A fenced block and what the comment above it says it is for."""

    use: str
    name: str
    language: str
    text: str


def blocks(file: Path) -> Iterator[Block]:
    for found in FENCE.finditer(file.read_text(encoding="utf-8")):
        yield Block(found["use"] or "", found["name"] or "", found["language"], found["text"])


class Reader:
    """Somebody who types what the guide says into a terminal, an editor and a notebook."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, ""
        self.environment = {
            **{name: text for name, text in os.environ.items() if name != "LINKR_STUDY"},
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LC_ALL": "C.UTF-8",
        }

    def shell(self, block: Block) -> None:
        """Run the commands; the folder that they end in is where the next ones start."""
        command = f"set -e\n{block.text}\nprintf '%s%s' {HERE}= \"$PWD\"\n"
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=200,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{block.text}\n{done.stdout}\n{done.stderr}"
        self.said, _, folder = done.stdout.rpartition(f"{HERE}=")
        self.said += done.stderr
        self.folder = Path(folder)

    def output(self, block: Block) -> None:
        missing = [line for line in block.text.splitlines() if line not in self.said]
        assert not missing, f"The guide promises {missing}, and this was said:\n{self.said}"

    def file(self, block: Block) -> None:
        path = self.folder / block.name
        path.parent.mkdir(exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def manifest(self, block: Block) -> None:
        path = self.folder / block.name
        manifest = _merged(json.loads(path.read_text(encoding="utf-8")), json.loads(block.text))
        path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")

    def notebook(self, block: Block) -> None:
        path = self.folder / block.name
        document = (
            nbformat.read(path, as_version=4) if path.exists() else nbformat.v4.new_notebook()
        )
        document.cells.append(nbformat.v4.new_code_cell(block.text.rstrip("\n")))
        nbformat.write(document, path)

    def use(self, block: Block) -> None:
        doing = {
            "shell": self.shell, "output": self.output, "file": self.file,
            "manifest": self.manifest, "notebook": self.notebook,
        }  # fmt: skip
        doing[block.use](block)


def _merged(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        both = {name: _merged(one[name], other[name]) for name in one.keys() & other.keys()}
        return {**one, **other, **both}
    return other


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A reader who has done everything in the guide."""
    someone = Reader(tmp_path_factory.mktemp("author"))
    for block in blocks(AUTHORS / "fifteen-minutes.md"):
        someone.use(block)
    return someone


def test_every_block_of_the_guide_works(reader: Reader) -> None:
    assert (reader.folder / "plugins" / "stays_by_month" / "cell.py").is_file()


def test_the_plugin_of_the_guide_is_all_in_french(reader: Reader) -> None:
    plugin = read_plugin(reader.folder / "plugins" / "stays_by_month")
    french = plugin.localized("fr")
    assert french.properties["count"]["x-linkr"]["labels"]["patients"] == "Les patients"


def test_the_notebook_of_the_guide_runs_and_shows_the_form(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PATH", "LC_ALL"):
        monkeypatch.setenv(name, reader.environment[name])
    monkeypatch.delenv("LINKR_STUDY", raising=False)
    document = nbformat.read(reader.folder / "stays.ipynb", as_version=4)
    client = nbclient.NotebookClient(
        document, timeout=120, resources={"metadata": {"path": str(reader.folder)}}
    )
    client.execute()
    shown = [output.get("data", {}) for cell in document.cells for output in cell.outputs]
    assert any("application/vnd.jupyter.widget-view+json" in data for data in shown)
    assert not any("LinkR message" in data.get("text/plain", "") for data in shown)


@pytest.mark.parametrize("file", sorted(AUTHORS.glob("*.md")), ids=lambda file: file.name)
def test_python_of_every_page_is_python_and_json_is_json(file: Path) -> None:
    for block in blocks(file):
        if block.language == "python":
            compile(block.text, file.name, "exec")
        elif block.language == "json":
            json.loads(block.text)


def test_schemas_shown_in_the_reference_are_settings() -> None:
    schema = {**validator("plugin").schema["$defs"]["parameter"]}
    schema["$defs"] = validator("plugin").schema["$defs"]
    shown = [
        block
        for page in ("reference.md", "settings.md")
        for block in blocks(AUTHORS / page)
        if block.use == "parameter"
    ]
    assert len(shown) > 10
    for block in shown:
        for setting in json.loads(block.text).values():
            Draft202012Validator(schema).validate(setting)


def test_every_control_has_an_example_that_plugins_may_hold() -> None:
    controls = json.loads((AUTHORS / "controls.json").read_text(encoding="utf-8"))
    settings = {name: one["setting"] for name, one in controls.items()}
    assert {one["x-linkr"]["control"] for one in settings.values()} == set(
        validator("plugin").schema["$defs"]["hints"]["properties"]["control"]["enum"]
    )
    assert all(one["x-linkr"]["control"] == name for name, one in settings.items())
    manifest = {
        "schema_version": 1, "id": "controls", "version": "1.0.0", "title": "Controls",
        "summary": "Shows them.", "level": "individual", "category": "describe",
        "parameters": {"type": "object", "properties": settings},
    }  # fmt: skip
    check_manifest(manifest, Path("controls"))


def test_the_reference_is_what_the_schema_says() -> None:
    script = AUTHORS / "make_reference.py"
    made = runpy.run_path(str(script))["reference"]()
    assert made == (AUTHORS / "reference.md").read_text(encoding="utf-8"), (
        f"Run `python docs/plugin-authors/{script.name}`."
    )
