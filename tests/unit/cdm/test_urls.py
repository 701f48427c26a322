"""Secrets in URLs."""

from __future__ import annotations

import sys
import types

import pytest

from linkr_jupyter.cdm.opening import is_url
from linkr_jupyter.cdm.urls import _filled, holds_secret
from linkr_jupyter.errors import SourceError


@pytest.mark.parametrize(
    ("location", "answer"),
    [("postgres://h/d", True), ("pyspark://x", True), ("C:\\data", False), ("C:/data", False),
     ("/data", False), ("demo", False), ("a b://x", False)],
)  # fmt: skip
def test_what_a_url_is(location: str, answer: bool) -> None:
    assert is_url(location) is answer


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("postgres://h/d", False),
        ("postgres://u@h/d", False),
        ("postgres://u:p@h/d", True),
        ("postgres://u:${P}@h/d", False),
        ("postgres://u:${keyring:p}@h/d", False),
        ("postgres://u:${P}x@h/d", True),
        ("postgres://h/d?password=p", True),
        ("postgres://h/d?password=${P}", False),
        ("trino://h/d?token=p", True),
    ],
)
def test_a_written_password_is_seen(url: str, answer: bool) -> None:
    assert holds_secret(url) is answer


def test_references_are_filled_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKR_A", "x@y/${LINKR_B}")
    assert _filled("${LINKR_A}!", "u") == "x@y/${LINKR_B}!"  # once, never again
    monkeypatch.delenv("LINKR_B", raising=False)
    with pytest.raises(SourceError, match="LINKR_B"):
        _filled("${LINKR_B}", "u")


def test_references_are_filled_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {("cdw", "me"): "secret"}
    ring = types.ModuleType("keyring")
    ring.get_password = lambda service, user: held.get((service, user))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert _filled("${keyring:cdw}", "me") == "secret"
    with pytest.raises(SourceError, match="not set"):
        _filled("${keyring:cdw}", "you")
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SourceError, match="pip install keyring"):
        _filled("${keyring:cdw}", "me")
