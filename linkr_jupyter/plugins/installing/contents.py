"""Which of the gathered files make which plugin, and what each file may contain."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from ...errors import InvalidManifestError
from ...schemas.strict import parse_json, reason_of
from ..pictures import PICTURES, check_picture
from .names import CODE, in_contract, refuse

_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")
_BESIDE = re.compile(r"README\.md|LICENSE([.-][A-Za-z0-9]{1,20})?|CHANGELOG\.md")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Letters that are not seen, or that make code read otherwise than it runs.
_DISGUISE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u180e]")
_POINTER = b"version https://git-lfs.github.com/spec/"
_ASK = "Ask its author for a plugin made of plain text."

Files = Mapping[str, bytes]


def files_hash(files: Files) -> str:
    """SHA-256 of names and contents, whatever their order.

    Examples
    --------
    >>> files_hash({"a": b"1", "b": b"2"}) == files_hash({"b": b"2", "a": b"1"})
    True
    """
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()


def split_plugins(files: Files) -> dict[str, dict[str, bytes]]:
    """Return the files of each plugin by its id, checked.

    One plugin may stand at the top or in a folder of any name; several stand in folders that have
    the names of their ids. Beside them, only a README, a licence and a changelog may stand.

    Raises
    ------
    PluginRefusedError
        For any file that is part of no plugin, and for content that is not what its name says.
    """
    roots = sorted(name.removesuffix("plugin.json") for name in files if _is_manifest(name))
    if not roots:
        refuse("It holds no plugin.", "A plugin is a folder with a file plugin.json.")
    found: dict[str, dict[str, bytes]] = {root: {} for root in roots}
    for name, content in files.items():
        root = next((each for each in roots if name.startswith(each)), None)
        if root is None:
            if not _BESIDE.fullmatch(name.rpartition("/")[2]) or name.count("/") > 1:
                _refuse_stranger(name)
        elif not in_contract(name[len(root) :]):
            _refuse_stranger(name)
        else:
            found[root][name[len(root) :]] = content
    plugins: dict[str, dict[str, bytes]] = {}
    for root, own in found.items():
        _check_contents(own, root)
        plugin_id = _id_of(own["plugin.json"])
        folder = root.rstrip("/").rpartition("/")[2]
        if plugin_id in plugins or (len(roots) > 1 and folder != plugin_id):
            refuse("The folder {name} says that it is the plugin {other}.",
                   "Ask its author to give each plugin a folder with the name of its id.",
                   name=folder, other=plugin_id)  # fmt: skip
        plugins[plugin_id] = own
    return plugins


def _is_manifest(name: str) -> bool:
    return name == "plugin.json" or name.endswith("/plugin.json")


def _refuse_stranger(name: str) -> None:
    refuse(
        "{name} is no file of a plugin.",
        "A plugin holds plugin.json, cell.py or cell.R, test_*.py, README.md, LICENSE, "
        "picture.svg or picture.png and locale/*.json, nothing else.",
        name=name,
    )


def _id_of(manifest: bytes) -> str:
    try:
        document = parse_json(manifest)
    except ValueError as error:
        raise InvalidManifestError(
            "{file} is not JSON that can be trusted: {reason}.",
            "Correct the file.",
            file="plugin.json",
            reason=reason_of(error),
        ) from None
    plugin_id = document.get("id") if isinstance(document, dict) else None
    if not isinstance(plugin_id, str) or not _ID.fullmatch(plugin_id):
        refuse("{name} cannot be the id of a plugin.",
               "Use lower-case letters, digits and underscores, such as heart_rate_histogram.",
               name=str(plugin_id)[:80])  # fmt: skip
    return plugin_id


def _check_contents(files: Files, root: str) -> None:
    for name, content in files.items():
        if name in PICTURES:
            check_picture(name, content)
        else:
            _check_text(name, content, root + name)


def _check_text(name: str, content: bytes, shown: str) -> None:
    if content.startswith(_POINTER):
        refuse("{name} is a pointer to a file that is kept elsewhere (Git LFS).", _ASK, name=shown)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        refuse("{name} is not UTF-8 text.", _ASK, name=shown)
    bad = _CONTROL.search(text.replace("\r\n", "\n"))
    if bad:
        refuse("{name} holds a control character at line {line}.", _ASK,
               name=shown, line=_line(text, bad.start()))  # fmt: skip
    disguise = _DISGUISE.search(text) if CODE.fullmatch(name) else None
    if disguise:
        refuse("{name} holds a character at line {line} that hides what its code does.", _ASK,
               name=shown, line=_line(text, disguise.start()))  # fmt: skip


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
