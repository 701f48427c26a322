"""Addresses of git repositories: checked as text before git, or the network, sees any of them."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit
from urllib.request import getproxies

from ...errors import PluginRefusedError
from ...text import visible
from .names import check_name

_LONGEST = 500
_REVISION = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._/-]{0,198}[A-Za-z0-9_-])?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9a-fA-F:.]+\]")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}")
_ADVICE = "Write https://host/path/repository.git#branch:folder, or ssh:// in place of https://."


@dataclass(frozen=True)
class GitAddress:
    """A repository, the branch, tag or commit of it, and a folder in it; all of them checked."""

    url: str
    revision: str = ""
    folder: str = ""

    def __str__(self) -> str:
        after = self.revision + (f":{self.folder}" if self.folder else "")
        return f"{self.url}#{after}" if after else self.url


def is_address(source: str) -> bool:
    """Whether a source is an address and no path on this machine.

    Examples
    --------
    >>> is_address("https://example.org/plugins.git"), is_address("plugins/bars")
    (True, False)
    """
    return "://" in source or bool(re.match(r"\w+::|[^/]*@[^/]*:", source))


def read_address(source: str, *, allow_file: bool = False) -> GitAddress:
    """Take an address apart.

    Parameters
    ----------
    source
        ``URL``, ``URL#branch``, ``URL#branch:folder`` or ``URL#:folder``.
    allow_file
        Whether ``file://`` may name a repository on this machine.

    Raises
    ------
    PluginRefusedError
        For another protocol, a password, an option in place of a name, or a way into this machine.

    Examples
    --------
    >>> read_address("https://example.org/plugins.git#main:bars").folder
    'bars'
    """
    if len(source) > _LONGEST or not source.isascii() or re.search(r"[\x00-\x20\x7f]", source):
        _refuse(source, "The address {name} is too long or holds a blank or a hidden character.")
    url, _, after = source.partition("#")
    revision, _, folder = after.partition(":")
    if revision and (not _REVISION.fullmatch(revision) or ".." in revision or "//" in revision):
        _refuse(revision, "{name} cannot be a branch, a tag or a commit.")
    folder = check_name(folder.strip("/")) if folder.strip("/") else ""
    _check_url(url, allow_file)
    return GitAddress(url, revision, folder)


def _check_url(url: str, allow_file: bool) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        _refuse(url, "{name} is no address of a git repository.")
    if parts.password is not None or parts.query:
        raise PluginRefusedError(
            "The address holds a password or a key.",
            "Leave it out: git asks its own credential helper or your SSH agent for it.",
            field="source",
        )
    if parts.scheme == "file":
        if not allow_file or parts.netloc or not parts.path.startswith("/"):
            _refuse(url, "{name} is a repository on this machine.",
                    "Give the folder of the plugin itself.")  # fmt: skip
        return
    if parts.scheme not in ("https", "ssh"):
        _refuse(url, "{name} is not fetched by https or ssh.")
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{port}")
    user = parts.username
    named = _HOST.fullmatch(host) and (user is None or _USER.fullmatch(user))
    if not named or not re.fullmatch(r"/[A-Za-z0-9_~][A-Za-z0-9_.~/+%-]*", parts.path):
        _refuse(url, "{name} is no address of a git repository.")


def refuse_this_machine(url: str) -> None:
    """Refuse a host that is this machine or its cloud's own services.

    A hospital's own forge often has a private address, so those are allowed.

    Raises
    ------
    PluginRefusedError
        Also when nobody knows the host.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return
    host = parts.hostname or ""
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, parts.port or 443)}
    except (OSError, UnicodeError):
        if getproxies().get(parts.scheme):  # behind a proxy, only the proxy knows other hosts
            return
        _refuse(host, "The host {name} is not known.",
                "Check its spelling, and whether this server may reach it.")  # fmt: skip
    for text in found:
        address = ipaddress.ip_address(text.partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if (
            address.is_loopback
            or address.is_link_local
            or address.is_unspecified
            or address.is_multicast
        ):
            _refuse(host, "The host {name} is this machine itself.", "Give another address.")


def _refuse(name: str, message: str, advice: str = _ADVICE) -> NoReturn:
    raise PluginRefusedError(message, advice, field="source", name=visible(name, 120))
