"""Small plugins made for these tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from linkr_jupyter.plugins import Plugin, read_plugin

PLUGINS = Path(__file__).resolve().parents[2] / "data" / "plugins"


@pytest.fixture(scope="session")
def kinds() -> Plugin:
    """A setting of every kind, and a cell that runs without a hospital."""
    return read_plugin(PLUGINS / "kinds")


@pytest.fixture(scope="session")
def bars() -> Plugin:
    """An analysis of a cohort."""
    return read_plugin(PLUGINS / "bars")


@pytest.fixture(scope="session")
def record() -> Plugin:
    """A view of one patient."""
    return read_plugin(PLUGINS / "record")


@pytest.fixture
def write_plugin(tmp_path: Path) -> Callable[..., Path]:
    """Write the folder of a plugin with one setting, ``bins``, changed at will."""

    def write(cell: str = "bins = 40\nprint(bins)\n", **changes: object) -> Path:
        folder = tmp_path / "plugins" / str(changes.pop("folder", "small"))
        folder.mkdir(parents=True, exist_ok=True)
        manifest: dict[str, object] = {
            "schema_version": 1,
            "id": folder.name,
            "version": "1.0.0",
            "title": "Small",
            "summary": "Prints a number.",
            "level": "aggregated",
            "category": "describe",
            "parameters": {"type": "object", "properties": parameters()},
        }
        manifest.update(changes)
        text = json.dumps({key: value for key, value in manifest.items() if value is not None})
        (folder / "plugin.json").write_text(text, encoding="utf-8")
        (folder / "cell.py").write_text(cell, encoding="utf-8")
        (folder / f"test_{folder.name}.py").write_text('"""A test."""\n', encoding="utf-8")
        return folder

    return write


def parameters(**more: object) -> dict[str, object]:
    """The setting ``bins`` and others."""
    bins = {"type": "integer", "minimum": 5, "maximum": 200, "title": "Bins", "default": 40}
    return {"bins": bins, **more}


@pytest.fixture
def make_plugin(write_plugin: Callable[..., Path]) -> Callable[..., Plugin]:
    """Write and read the folder of a plugin."""
    return lambda **changes: read_plugin(write_plugin(**changes))
