"""What every route refuses: strangers, the forbidden, forms posted from elsewhere, odd bodies."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError

import linkr_jupyter
from linkr_jupyter import server
from linkr_jupyter.server.app import LinkrExtension
from linkr_jupyter.server.base import LinkrHandler
from linkr_jupyter.server.nothing import NothingHandler

ROUTES = [
    ("GET", "studies"),
    ("POST", "studies"),
    ("GET", "studies/0123456789abcdef"),
    ("PATCH", "studies/0123456789abcdef"),
    ("GET", "templates"),
    ("GET", "sources"),
    ("POST", "sources"),
    ("DELETE", "sources/hospital"),
    ("POST", "sources/check"),
    ("GET", "plugins"),
    ("GET", "plugins/data_table"),
    ("DELETE", "plugins/data_table"),
    ("GET", "plugins/data_table/picture"),
    ("POST", "plugins/data_table/disable"),
    ("POST", "plugins/review"),
    ("POST", "plugins/install"),
    ("POST", "plugins/undo"),
    ("POST", "plugins/new"),
    ("GET", "plugins/data_table/files"),
    ("PUT", "plugins/data_table/files/cell.py"),
    ("DELETE", "plugins/data_table/files/cell.py"),
    ("POST", "plugins/data_table/check"),
    ("POST", "plugins/data_table/runs"),
    ("GET", "plugins/runs/00000000000000000000000000000000"),
    ("DELETE", "plugins/runs/00000000000000000000000000000000"),
    ("GET", "catalog"),
]


def named(method: str, path: str) -> str:
    return f"{method} {path}"


def test_the_server_loads_us_once_installed() -> None:
    file = Path(server.__file__).parent / "config" / "linkr_jupyter.json"
    settings = json.loads(file.read_text())["ServerApp"]
    assert settings["jpserver_extensions"]["linkr_jupyter"] is True
    assert linkr_jupyter._jupyter_server_extension_points() == [
        {"module": "linkr_jupyter", "app": LinkrExtension}
    ]
    assert linkr_jupyter._jupyter_labextension_paths()[0]["dest"] == "linkr-jupyter"


def test_no_route_is_forgotten_here() -> None:
    app = LinkrExtension()
    app.initialize_handlers()
    verbs = [
        verb.upper()
        for _, handler in app.handlers
        if handler is not NothingHandler
        for verb in ("get", "post", "put", "patch", "delete")
        if verb in vars(handler)
    ]
    assert len(verbs) == len(ROUTES)
    assert all(
        issubclass(handler, LinkrHandler) and handler.auth_resource == "linkr"
        for _, handler in app.handlers
    )


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[named(*route) for route in ROUTES])
async def test_every_route_asks_who_it_is(
    method: str, path: str, http_server_client: Any, jp_base_url: str, jp_serverapp: Any
) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await http_server_client.fetch(
            f"{jp_base_url}linkr-jupyter/api/{path}",
            method=method,
            allow_nonstandard_methods=True,
            follow_redirects=False,
        )
    assert caught.value.code in (401, 403)


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[named(*route) for route in ROUTES])
async def test_every_route_asks_the_authorizer(
    method: str, path: str, ask: Any, jp_serverapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def deny(self: Any, handler: Any, user: Any, action: str, resource: str) -> bool:
        asked.append((action, resource))
        return False

    monkeypatch.setattr(type(jp_serverapp.authorizer), "is_authorized", deny)
    answer = await ask(*path.split("/"), method=method)
    assert answer.status == 403
    assert asked == [("read" if method == "GET" else "write", "linkr")]
    assert answer.json["code"] == "http_403"
    assert answer.json["advice"]


async def test_a_post_by_cookie_needs_the_token_against_forgery(
    http_server_client: Any, jp_base_url: str, jp_serverapp: Any
) -> None:
    """A page elsewhere can make the browser send our cookie, but not the token of XSRF."""
    token = jp_serverapp.identity_provider.token
    login = await http_server_client.fetch(
        f"{jp_base_url}login?token={token}", follow_redirects=False, raise_error=False
    )
    cookies = "; ".join(each.partition(";")[0] for each in login.headers.get_list("Set-Cookie"))
    address = f"{jp_base_url}linkr-jupyter/api/studies"
    known = await http_server_client.fetch(address, headers={"Cookie": cookies})
    assert known.code == 200  # the cookie alone is enough to read
    for headers in (
        {"Cookie": cookies, "Content-Type": "application/json"},
        {"Cookie": cookies, "Content-Type": "text/plain"},
        {"Cookie": cookies, "Content-Type": "application/json", "Origin": "https://evil.example"},
    ):
        answer = await http_server_client.fetch(
            address,
            method="POST",
            body='{"title": "x"}',
            headers=headers,
            raise_error=False,
        )
        assert answer.code in (403, 404)


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("", "application/json", 400, "invalid_request"),
        ("{", "application/json", 400, "invalid_request"),
        ("[]", "application/json", 400, "invalid_request"),
        ("null", "application/json", 400, "invalid_request"),
        ('{"title": "a", "title": "b"}', "application/json", 400, "invalid_request"),
        ('{"title": "a\\u0000b"}', "application/json", 400, "invalid_request"),
        ('{"title": "\\ud800"}', "application/json", 400, "invalid_request"),
        ('{"title": NaN}', "application/json", 400, "invalid_request"),
        (b"\xff\xfe", "application/json", 400, "invalid_request"),
        ("[" * 100_000, "application/json", 400, "invalid_request"),
        ('{"title": "a"}', "text/plain", 415, "unsupported_type"),
        ("title=a", "application/x-www-form-urlencoded", 415, "unsupported_type"),
    ],
)
async def test_odd_bodies_are_refused_in_words(
    ask: Any, body: Any, kind: str, status: int, code: str
) -> None:
    answer = await ask("studies", method="POST", body=body, headers={"Content-Type": kind})
    assert (answer.status, answer.json["code"]) == (status, code)
    assert "Traceback" not in answer.text


async def test_a_body_that_is_too_large_is_refused(ask: Any) -> None:
    answer = await ask("studies", method="POST", body='{"title": "' + "x" * 1_000_001 + '"}')
    assert (answer.status, answer.json["code"]) == (413, "request_too_large")


async def test_a_body_announced_as_too_large_is_not_waited_for(
    http_server_client: Any,
    http_server_port: Any,
    jp_base_url: str,
    jp_auth_header: dict[str, str],
    jp_serverapp: Any,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", http_server_port[-1])
    writer.write(
        f"POST {jp_base_url}linkr-jupyter/api/studies HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{http_server_port[-1]}\r\n"
        f"Authorization: {jp_auth_header['Authorization']}\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 500000000\r\n\r\n".encode()
    )
    answer = await asyncio.wait_for(reader.read(2000), 5)
    writer.close()
    assert b"413" in answer.splitlines()[0]
    assert b"request_too_large" in answer


async def test_an_endless_body_is_refused(jp_fetch: Any, ask: Any) -> None:
    """Sent in chunks, so that no length is announced: what is kept stays below the limit."""

    async def pieces(write: Any) -> None:
        for _ in range(40):
            await write(b"x" * 50_000)

    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(
            "linkr-jupyter",
            "api",
            "studies",
            method="POST",
            body_producer=pieces,
            headers={"Content-Type": "application/json"},
        )
    assert caught.value.code == 413
    assert (await ask("studies")).status == 200


@pytest.mark.parametrize("path", ["nothing", "studies/x/y", "plugins/../x", "sources/a/b", ""])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_there_is_nothing_else(ask: Any, path: str, method: str) -> None:
    answer = await ask(*path.split("/"), method=method)
    assert (answer.status, answer.json["code"]) == (404, "not_found")


async def test_a_verb_that_an_address_does_not_answer(ask: Any) -> None:
    answer = await ask("templates", method="DELETE")
    assert (answer.status, answer.json["code"]) == (405, "http_405")


async def test_a_fault_of_ours_is_said_in_words(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("secret place")

    monkeypatch.setattr("linkr_jupyter.server.studies.find_studies", fail)
    answer = await ask("studies", headers={"Accept-Language": "fr"})
    assert answer.status == 500
    assert answer.json == {
        "message": "Une erreur s’est produite dans LinkR.",
        "advice": "Consultez le journal du serveur, et signalez-la.",
        "field": "",
        "code": "http_500",
    }
