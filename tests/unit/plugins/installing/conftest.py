"""Plugins in memory, packed in every way; and a person's folders of their own."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

Entries = Iterable[tuple[str, bytes]]


def manifest(plugin_id: str = "small", **changes: object) -> bytes:
    bins = {"type": "integer", "minimum": 5, "maximum": 200, "title": "Bins", "default": 40}
    document = {
        "schema_version": 1,
        "id": plugin_id,
        "version": "1.0.0",
        "title": "Small",
        "summary": "Prints a number.",
        "level": "aggregated",
        "category": "describe",
        "license": "MIT",
        "parameters": {"type": "object", "properties": {"bins": bins}},
        **changes,
    }
    return json.dumps(document).encode()


def small(plugin_id: str = "small", **changes: object) -> dict[str, bytes]:
    return {
        "plugin.json": manifest(plugin_id, **changes),
        "cell.py": b"bins = 40\nprint(bins)\n",
        f"test_{plugin_id}.py": b'"""A test."""\n',
    }


def zipped(entries: Entries, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def tarred(entries: Entries, packing: str = "gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{packing}") as archive:
        for name, content in entries:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own folder of plugins; it does not exist yet."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data" / "linkr" / "plugins"


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Path]:
    """Write the folder of a small plugin, changed at will."""

    def write(files: dict[str, bytes] | None = None, **changes: object) -> Path:
        return written(tmp_path / "source", {**small(**changes), **(files or {})})

    return write


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.json").write_text("{}")
    return folder
