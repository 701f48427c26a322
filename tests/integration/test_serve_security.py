"""A hostile reader of a served study: a valid key, raw sockets, every address they can think of.

Rows T5, T10 and J01 to J10 of the threat model.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from served import (
    PATIENCE,
    SETUP,
    Notebook,
    Served,
    ask,
    make_study,
    page_settings,
    register,
    serve,
)
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

ROWS = Path(__file__).parents[1] / "data" / "omop"
BINARY = "v1.kernel.websocket.jupyter.org"
SECRET = "value-that-nobody-was-shown"  # noqa: S105

WIDGETS = """import ipywidgets

hidden = ipywidgets.Text("{secret}", disabled=True)
number = ipywidgets.IntSlider(min=0, max=10)
answer = ipywidgets.Label("0")
number.observe(lambda change: setattr(answer, "value", str(change["new"])), "value")
button = ipywidgets.Button(description="Fail")
button.on_click(lambda _: {{}}["{secret}"])
ipywidgets.VBox([number, answer, button])
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    register("four", ROWS)
    individual = (
        Notebook()
        .code(SETUP + "linkr.patient_bar(cdm, cohort)", role="setup")
        .md("## Controls")
        .code(WIDGETS.format(secret=SECRET))
        .md("## Patient")
        .code("%%patient\npatient.person.count().execute()")
    )
    return make_study(
        tmp_path_factory.mktemp("hostile") / "study",
        "four",
        individual=individual,
        aggregated=Notebook().code(SETUP, role="setup").md("## Later").code("'later'"),
    )


@pytest.fixture(scope="module")
def served(study: Path) -> Iterator[Served]:
    server = serve(study)
    yield server
    server.stop()


def channels(served: Served, kernel: str) -> str:
    return f"{served.url.replace('http', 'ws', 1)}api/kernels/{kernel}/channels"


class Reader:
    """A hand-made client of one page's kernel."""

    def __init__(self, served: Served, *, binary: bool = False, kernel: str = "") -> None:
        self.served, self.owner = served, not kernel
        self.kernel = kernel or page_settings(served.page())["kernelId"]
        self.binary = binary
        self.seen: list[dict[str, Any]] = []
        self._open = ExitStack()
        self.socket: ClientConnection = self._open.enter_context(
            connect(
                channels(served, self.kernel),
                additional_headers={"Authorization": f"token {served.code}"},
                subprotocols=[BINARY] if binary else None,  # type: ignore[list-item]
                max_size=None,
            )
        )
        assert (self.socket.subprotocol == BINARY) is binary

    def close(self) -> None:
        """Leave; the page's kernel goes."""
        self._open.close()
        if self.owner:
            gone = self.served.get(f"voila/api/shutdown/{self.kernel}", "POST")
            assert gone.status == 204

    def send(self, channel: str, kind: str, /, metadata: Any = None, **content: Any) -> str:
        """Send one message; the id of it."""
        header = {
            "msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "s",
            "date": "2026-01-01T00:00:00Z", "version": "5.4",
        }  # fmt: skip
        parts = [header, {}, metadata or {}, content]
        if self.binary:
            pieces = [channel.encode(), *(json.dumps(part).encode() for part in parts)]
            offsets = [8 * (len(pieces) + 2)]
            for piece in pieces:
                offsets.append(offsets[-1] + len(piece))
            numbers = [len(offsets), *offsets]
            self.socket.send(b"".join([*(n.to_bytes(8, "little") for n in numbers), *pieces]))
        else:
            names = ("header", "parent_header", "metadata", "content")
            message = dict(zip(names, parts, strict=True))
            self.socket.send(json.dumps({**message, "channel": channel, "buffers": []}))
        return str(header["msg_id"])

    def receive(self, seconds: float) -> None:
        """Keep what comes within ``seconds``."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                self.seen.append(self._read(self.socket.recv(timeout=left)))
            except TimeoutError:
                return

    def _read(self, message: str | bytes) -> dict[str, Any]:
        if isinstance(message, str):
            return dict(json.loads(message))
        count = int.from_bytes(message[:8], "little")
        at = [int.from_bytes(message[8 * (i + 1) : 8 * (i + 2)], "little") for i in range(count)]
        pieces = [message[at[i] : at[i + 1]] for i in range(count - 1)]
        header, parent, metadata, content = (json.loads(piece) for piece in pieces[1:5])
        return {"header": header, "parent_header": parent, "metadata": metadata, "content": content}

    def answered(self) -> None:
        """Return when everything sent so far was taken: a harmless question is answered last."""
        asked = self.send("shell", "comm_info_request")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            self.receive(0.3)
            if any(message["parent_header"].get("msg_id") == asked for message in self.seen):
                self.receive(0.5)
                return
        raise AssertionError("the kernel does not answer any more")

    def kinds(self) -> set[str]:
        """The types of everything that came."""
        return {message["header"]["msg_type"] for message in self.seen}

    def everything(self) -> str:
        """All that came, as text."""
        return json.dumps(self.seen)

    def comms(self) -> list[str]:
        """The ids of the kernel's widgets."""
        self.answered()
        replies = [m for m in self.seen if m["header"]["msg_type"] == "comm_info_reply"]
        return list(replies[-1]["content"]["comms"])

    def models(self) -> dict[str, dict[str, Any]]:
        """The state of every widget, as the front end asks for it."""
        comm = uuid.uuid4().hex
        target = "jupyter.widget.control"
        version = {"version": "1.0.0"}
        self.send("shell", "comm_open", version, comm_id=comm, target_name=target, data={})
        self.send("shell", "comm_msg", comm_id=comm, data={"method": "request_states"})
        self.answered()
        states: dict[str, dict[str, Any]] = {}
        for message in self.seen:
            data = message["content"].get("data", {})
            if isinstance(data, dict) and data.get("method") == "update_states":
                states |= {key: value["state"] for key, value in data["states"].items()}
        return states

    def set(self, comm: str, **state: Any) -> None:
        """Set the state of a widget as the front end does."""
        self.send("shell", "comm_msg", comm_id=comm, data={"method": "update", "state": state})


@pytest.fixture(scope="module")
def one_reader(served: Served) -> Iterator[Reader]:
    one = Reader(served)
    yield one
    one.close()


@pytest.fixture
def reader(one_reader: Reader) -> Reader:
    """One page that takes all the blows of this file, so that harm would add up."""
    one_reader.seen.clear()
    return one_reader


def leaks(text: str) -> list[str]:
    marks = ("Traceback", "site-packages", "linkr_jupyter/", "/lk-", "ipykernel_", 'File \\"')
    return [mark for mark in marks if mark in text]


@pytest.mark.parametrize("binary", [False, True], ids=["json", "binary"])
def test_no_message_runs_code(served: Served, binary: bool, tmp_path: Path) -> None:
    reader = Reader(served, binary=binary)
    marker = tmp_path / "ran"
    code = f"open({str(marker)!r}, 'w').close(); print('ran-it')"
    for channel in ("shell", "control", "stdin", "iopub"):
        reader.send(
            channel, "execute_request", code=code, silent=False, store_history=True,
            user_expressions={"x": code}, allow_stdin=False, stop_on_error=True,
        )  # fmt: skip
    reader.answered()
    reader.close()
    assert not marker.exists()
    assert "ran-it" not in reader.everything()
    assert not {"execute_reply", "execute_result", "stream", "error"} & reader.kinds()


@pytest.mark.parametrize("binary", [False, True], ids=["json", "binary"])
def test_no_message_looks_into_the_kernel(served: Served, binary: bool) -> None:
    reader = Reader(served, binary=binary)
    asked = [
        reader.send(channel, kind, **content)
        for channel in ("shell", "control")
        for kind, content in {
            "complete_request": {"code": "hidden.", "cursor_pos": 7},
            "inspect_request": {"code": "hidden", "cursor_pos": 6, "detail_level": 1},
            "history_request": {
                "output": True, "raw": True, "hist_access_type": "tail", "n": 50, "session": 0,
                "start": 0, "stop": 50, "pattern": "*", "unique": False,
            },
            "is_complete_request": {"code": "x"},
            "usage_request": {},
            "create_subshell_request": {},
            "list_subshell_request": {},
            "debug_request": {
                "type": "request", "seq": 1, "command": "inspectVariables", "arguments": {},
            },
            "interrupt_request": {},
            "input_reply": {"value": "x"},
        }.items()
    ]  # fmt: skip
    reader.answered()
    reader.close()
    replies = {m["parent_header"].get("msg_id") for m in reader.seen}
    assert not replies & set(asked)
    assert SECRET not in reader.everything()


HOSTILE = [
    "\x00", "\ud800", "'; DROP TABLE person; --", "__import__('os').system('id')",
    "<img src=x onerror=alert(1)>", "../../etc/passwd", "{{7*7}}", "x" * 300_000,
    10**30, -1, 1e308, None, True, [], [[[]]], {"a": {"b": None}}, "IPY_MODEL_nothing",
]  # fmt: skip


def test_hostile_values_in_every_widget_leave_the_page_alive(reader: Reader) -> None:
    models = reader.models()
    assert any(state.get("value") == SECRET for state in models.values()), "the hidden one is there"
    names = ("value", "index", "options", "children", "outputs", "layout", "description", "_esm",
             "person", "position", "text", "state", "rows", "busy", "msg_id")  # fmt: skip
    for comm in reader.comms():
        for value in HOSTILE:
            reader.set(comm, **{name: value for name in names if name in models.get(comm, {})})
            content = {"type": value, "person": value, "position": value, "text": value}
            for data in (
                {"method": "custom", "content": content},
                {"method": "custom", "content": value},
                {"method": value},
                value,
            ):
                reader.send("shell", "comm_msg", comm_id=comm, data=data)
    reader.answered()
    assert leaks(reader.everything()) == []


def test_the_page_works_after_an_attack(reader: Reader) -> None:
    models = reader.models()
    number = next(c for c, state in models.items() if state.get("_model_name") == "IntSliderModel")
    for value in HOSTILE:
        reader.set(number, value=value, max=value)
    bar = next(c for c, s in models.items() if s.get("_model_module") == "anywidget")
    reader.send("shell", "comm_msg", comm_id=bar, data={"method": "custom", "content": HOSTILE})
    reader.set(number, value=3, max=10)
    reader.answered()
    labels = [
        message["content"]["data"].get("state", {}).get("value")
        for message in reader.seen
        if message["header"]["msg_type"] == "comm_msg"
        and isinstance(message["content"].get("data"), dict)
    ]
    assert "3" in labels
    assert leaks(reader.everything()) == []


def test_a_callback_that_fails_shows_no_traceback(reader: Reader) -> None:
    button = next(
        comm for comm, state in reader.models().items() if state.get("description") == "Fail"
    )
    data = {"method": "custom", "content": {"event": "click"}}
    reader.seen.clear()
    reader.send("shell", "comm_msg", comm_id=button, data=data)
    reader.answered()
    assert leaks(reader.everything()) == []
    assert SECRET not in reader.everything()
    assert "linkr_problem" in reader.everything()


@pytest.mark.parametrize(
    ("target", "data"),
    [
        ("no.such.target", {}),
        ("jupyter.widget", {}),
        ("jupyter.widget", {"state": {"_model_module": "x"}, "buffer_paths": "junk"}),
        ("jupyter.widget", {"state": {"_model_name": "HTMLModel", "value": "<b>"}}),
        ("jupyter.widget.version", {"junk": [1]}),
        ("", None),
    ],
)
def test_opening_junk_says_nothing(served: Served, reader: Reader, target: str, data: Any) -> None:
    said = len(served.messages)
    before = len(reader.comms())
    reader.send("shell", "comm_open", comm_id=uuid.uuid4().hex, target_name=target, data=data)
    reader.send("control", "comm_open", comm_id=uuid.uuid4().hex, target_name=target, data=data)
    reader.send("shell", "comm_open", target_name=target)
    after = len(reader.comms())
    assert leaks(reader.everything()) == []
    assert "stream" not in reader.kinds()
    assert f"Exception opening comm with target: {target}\n" not in served.messages[said:]
    assert after <= before


def test_malformed_frames_do_not_hurt_others(served: Served, reader: Reader) -> None:
    other = Reader(served, kernel=reader.kernel)
    other.socket.send('{"header": 1}')
    other.socket.send("no json")
    other.socket.send(b"\x00" * 64)
    other.answered()
    other.close()
    reader.answered()
    assert leaks(reader.everything()) == []


def test_a_frame_of_20_megabytes_is_not_taken(served: Served, reader: Reader) -> None:
    other = Reader(served, kernel=reader.kernel)
    with pytest.raises(ConnectionClosed):
        other.send("shell", "comm_msg", comm_id="x", data="x" * 20_000_000)
        other.receive(10)
    reader.answered()


NOWHERE = [
    "api", "api/contents", "api/contents/study.json", "api/kernels", "api/kernelspecs",
    "api/sessions", "api/terminals", "api/status", "api/me", "api/config/x", "api/events",
    "api/security/csp-report", "files/", "files/study.json", "nbconvert/html/individual.ipynb",
    "lab", "tree", "notebooks/individual.ipynb", "edit/study.json", "view/x", "terminals/1",
    "doc", "static/", "metrics", "logout", "voila", "voila/tree", "voila/tree/",
    "voila/api/contents", "voila/api/contents/", "voila/api/themes/", "voila/files/",
    "voila/files/individual.ipynb",
    "voila/files/study.json", "voila/render/", "voila/render", "voila/render/study.json",
    "voila/render/README.md", "voila/render/Individual.ipynb", "voila/execution/x",
    "voila/query/" + "0" * 8 + "-0000-0000-0000-" + "0" * 12, "linkr-jupyter/api/studies",
    "lsp/ws/x", "custom/custom.css", "nbextensions/x", "shutdown", "login/../api/contents",
]  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_there_is_nothing_else(served: Served, path: str) -> None:
    answer = served.get(path)
    assert answer.status in (403, 404, 405), (path, answer.text[:500])
    assert leaks(answer.text) == []
    anonymous = ask(served.url + path)
    assert anonymous.status in (302, 403, 404, 405)
    if anonymous.status == 302:
        assert "/login" in anonymous.headers["Location"]


def test_no_method_changes_anything(served: Served) -> None:
    kernel = page_settings(served.page())["kernelId"]
    data = b"{}"
    own = f"api/kernels/{kernel}"
    for path in (own, f"{own}/restart", f"{own}/interrupt", "api/kernels", "api/contents/x.txt"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = ask(served.url + path, method, data, Authorization=f"token {served.code}")
            assert answer.status in (403, 404, 405), (method, path, answer.status)
    assert served.get(f"api/kernels/{kernel}").status == 200


WAYS_OUT = [
    "../study.json", "..%2fstudy.json", "%2e%2e/study.json", "%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cetc%5cpasswd", "....//etc/passwd", "/etc/passwd", "//etc/passwd",
    "%252e%252e%252fetc%252fpasswd", "%c0%ae%c0%ae/etc/passwd", "..%ef%bc%8fetc/passwd",
    "x%00.css", "~/.ssh/id_rsa", "file:///etc/passwd", "", ".", "%",
    "linkr/static/../../../../../../etc/passwd", "base/static/..%2f..%2f..%2fetc/passwd",
    "../static/voila.js", "lab/x", "lab",
]  # fmt: skip
FROM = [
    "voila/linkr/", "voila/static/", "voila/templates/", "voila/templates/lab/static/",
    "voila/labextensions/", "voila/files/", "voila/render/",
]  # fmt: skip


@pytest.mark.parametrize("start", FROM)
def test_no_path_leads_out(served: Served, start: str, study: Path) -> None:
    for way in WAYS_OUT:
        answer = raw(served, f"/{start}{way}")
        assert answer.status in (400, 403, 404), (start, way, answer.status)
        assert "root:" not in answer.text
        assert '"schema_version"' not in answer.text
        assert leaks(answer.text) == [], (start, way)


def raw(served: Served, path: str) -> Any:
    """A request whose path no library tidies up."""
    from http.client import HTTPConnection

    host = re.sub(r"^http://|/$", "", served.url)
    connection = HTTPConnection(host, timeout=PATIENCE)
    connection.putrequest("GET", path, skip_accept_encoding=True)
    connection.putheader("Authorization", f"token {served.code}")
    connection.endheaders()
    response = connection.getresponse()
    text = response.read().decode(errors="replace")
    connection.close()
    return type("Answer", (), {"status": response.status, "text": text})


def test_pictures_are_not_served(served: Served, study: Path) -> None:
    """Voilà serves pictures below its root to anybody; here there is no such place."""
    picture = b"\x89PNG planted"
    roots = [study, *served.temporary.glob("linkr-*"), *served.temporary.glob("linkr-*/root")]
    assert len(roots) >= 3
    for root in roots:
        for name in ("planted.png", "planted.svg", "planted.jpg", "planted.gif"):
            (root / name).write_bytes(picture)
    try:
        for name in ("planted.png", "planted.svg", "planted.jpg", "planted.gif"):
            for path in (f"voila/files/{name}", f"voila/files/root/{name}", f"files/{name}", name):
                anonymous, known = ask(served.url + path), served.get(path)
                assert anonymous.status in (302, 403, 404), path
                assert known.status in (403, 404), path
                assert picture not in anonymous.body + known.body
    finally:
        for root in roots:
            for file in root.glob("planted.*"):
                file.unlink()


def test_nothing_is_shown_without_the_key(served: Served) -> None:
    kernel = page_settings(served.page())["kernelId"]
    for path in ("", "voila/render/individual.ipynb", f"api/kernels/{kernel}"):
        for code in ("", "?token=wrong", "?token="):
            answer = ask(served.url + path + code)
            assert answer.status in (302, 403), (path, code)
            assert "Sepsis" not in answer.text
    for headers in ({}, {"Authorization": "token wrong"}):
        with (
            pytest.raises(InvalidStatus) as refusal,
            connect(channels(served, kernel), additional_headers=headers),
        ):
            pass
        assert refusal.value.response.status_code == 403


def test_another_site_cannot_use_a_readers_key(served: Served) -> None:
    kernel = page_settings(served.page())["kernelId"]
    entered = ask(served.address("voila/render/none.ipynb"))
    cookie = "; ".join(value.split(";")[0] for value in entered.headers.get_all("Set-Cookie", []))
    headers = {"Cookie": cookie, "Origin": "http://elsewhere.example"}
    with (
        pytest.raises(InvalidStatus) as refusal,
        connect(channels(served, kernel), additional_headers=headers, origin=None),
    ):
        pass
    assert refusal.value.response.status_code == 403
    forged = ask(f"{served.url}voila/api/shutdown/{kernel}", "POST", b"", Cookie=cookie)
    assert forged.status == 403
    assert served.get(f"api/kernels/{kernel}").status == 200


def test_pages_carry_the_policy_and_are_not_stored(served: Served) -> None:
    answer = served.get("voila/render/individual.ipynb")
    policy = answer.headers["Content-Security-Policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts and "'unsafe-inline'" not in scripts[1]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    inline = re.findall(r"<script(?![^>]*(?:src=|application/))", answer.text)
    assert inline == [], "the policy would block it"
    assert "http://" not in answer.text.replace(served.url, "")
    assert "https://" not in answer.text


def test_the_entry_page_takes_the_key_and_nothing_else(served: Served) -> None:
    entry = ask(f"{served.url}login?next=%2F")
    assert "This study is protected." in entry.text
    assert "upyter" not in entry.text
    form = re.search(r'name="_xsrf" value="([^"]+)"', entry.text)
    assert form
    cookie = entry.headers["Set-Cookie"].split(";")[0]

    def enter(code: str, xsrf: str, to: str = "%2F") -> Any:
        data = f"_xsrf={xsrf}&password={code}".encode()
        return ask(f"{served.url}login?next={to}", "POST", data, Cookie=cookie)

    assert enter("wrong-one", form[1]).status == 401
    assert "This access code is not the right one." in enter("wrong-one", form[1]).text
    assert enter(served.code, "forged").status == 403
    welcome = enter(served.code, form[1])
    assert welcome.status == 302
    assert all("HttpOnly" in c for c in welcome.headers.get_all("Set-Cookie") if "username" in c)
    away = enter(served.code, form[1], "https%3A%2F%2Felsewhere.example")
    assert away.headers["Location"] == "/"


def test_the_terminal_shows_no_key(served: Served) -> None:
    ask(served.address("nothing-here"))
    assert served.code not in served.messages
