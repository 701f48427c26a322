"""A real Jupyter Server with our extension, its root and its home in temporary folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_jupyter.jupyter_core import jp_asyncio_loop  # noqa: F401  (here it is wanted)
from pytest_jupyter.jupyter_server import jp_server_cleanup  # noqa: F401

API = ("linkr-jupyter", "api")


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    return {"ServerApp": {"jpserver_extensions": {"linkr_jupyter": True}}}


@pytest.fixture
def root(jp_root_dir: Path) -> Path:
    return Path(jp_root_dir)


class Answer:
    """Status, JSON and headers of an answer, refused or not."""

    def __init__(self, response: Any) -> None:
        self.status = response.code
        self.headers = response.headers
        self.text = (response.body or b"").decode()
        self.json = json.loads(self.text) if self.text else None


@pytest.fixture
def ask(jp_fetch: Any) -> Any:
    """Ask a route; a refusal is an answer too."""
    from tornado.httpclient import HTTPClientError

    async def fetch(*path: str, body: Any = None, method: str = "GET", **named: Any) -> Answer:
        headers = {**named.pop("headers", {})}
        if body is not None:
            method = "POST" if method == "GET" else method
            headers.setdefault("Content-Type", "application/json")
            named["body"] = body if isinstance(body, (str, bytes)) else json.dumps(body)
        elif method in ("POST", "PATCH", "PUT"):
            named["allow_nonstandard_methods"] = True
        try:
            response = await jp_fetch(*API, *path, method=method, headers=headers, **named)
        except HTTPClientError as error:
            assert error.response is not None, error
            response = error.response
        return Answer(response)

    return fetch


@pytest.fixture
def hospital(jp_environ: None, tmp_path: Path) -> str:
    """A registered source that no test here connects to."""
    from linkr_jupyter.cdm.sources import add_source

    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / "person.csv").write_text("person_id\n1\n")
    return add_source("hospital", str(folder), "Ours").name
