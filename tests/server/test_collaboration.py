"""Co-editing keeps no history: every room starts from the notebook file, none is a second copy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jupyter_server_ydoc.app import YDocExtension
from pycrdt import Doc, Text
from pycrdt.store import YDocNotFound
from traitlets.config import Config

import linkr_jupyter
from linkr_jupyter.server.collaboration import ForgetfulStore

INSTALLED = Path(linkr_jupyter.__file__).parent / "server" / "config" / "linkr_jupyter.json"


def test_installed_configuration_chooses_it() -> None:
    config = Config(json.loads(INSTALLED.read_text()))
    assert YDocExtension(config=config).ystore_class is ForgetfulStore


async def test_nothing_written_comes_back() -> None:
    store = ForgetfulStore(path=".notebook:1.y", log=None, config=None)
    document = Doc()
    document["source"] = Text("heart rate 81 of one patient")
    async with store:
        await store.write(document.get_update())
        await store.encode_state_as_update(document)
        with pytest.raises(YDocNotFound):
            await store.apply_updates(Doc())
