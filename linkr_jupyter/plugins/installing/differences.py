"""What stands where a plugin would come, and what would change."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import LinkrError
from ..manifest import read_plugin
from .contents import files_hash
from .names import in_contract
from .records import read_records

_LONGEST = 200_000  # characters of a difference; more is not read by anybody


@dataclass(frozen=True)
class Replaced:
    """The installed plugin that another one would replace.

    ``changes`` is a unified difference by file; an empty text stands for a picture that differs.
    """

    version: str
    hash: str
    modified: bool
    changes: Mapping[str, str] = field(default_factory=dict)


def plugin_files(folder: Path) -> dict[str, bytes]:
    """The files of the contract in a folder; what else lies there is not part of the plugin."""
    found: dict[str, bytes] = {}
    for path in sorted([*folder.glob("*"), *folder.glob("locale/*.json")]):
        name = path.relative_to(folder).as_posix()
        if in_contract(name) and path.is_file():
            found[name] = path.read_bytes()
    return found


def folder_hash(folder: Path) -> str:
    """SHA-256 of the files of an installed plugin, comparable with that of a review."""
    return files_hash(plugin_files(folder))


def look_at_installed(folder: Path, files: Mapping[str, bytes]) -> Replaced | None:
    """Compare what stands in ``folder`` with what would come; None when nothing stands there."""
    if not folder.exists():
        return None
    try:
        version = read_plugin(folder).version
    except LinkrError:
        version = ""
    there = plugin_files(folder)
    fingerprint = files_hash(there)
    record = read_records().of(folder)
    modified = record is not None and record.hash != fingerprint
    return Replaced(version, fingerprint, modified, _changes(there, files))


def _changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, str]:
    changes = {}
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            changes[name] = _difference(name, before.get(name, b""), after.get(name, b""))
    return changes


def _difference(name: str, before: bytes, after: bytes) -> str:
    if name.startswith("picture."):
        return ""
    lines = difflib.unified_diff(
        before.decode("utf-8", "replace").splitlines(),
        after.decode("utf-8", "replace").splitlines(),
        f"installed/{name}", f"new/{name}", lineterm="",
    )  # fmt: skip
    return "\n".join(lines)[:_LONGEST]


def older(version: str, other: str) -> bool:
    """Whether a semantic version comes before another one.

    Examples
    --------
    >>> older("1.9.0", "1.10.0"), older("2.0.0-rc.1", "2.0.0"), older("1.0.0", "1.0.0")
    (True, True, False)
    """
    return _order(version) < _order(other)


def _order(version: str) -> tuple[list[int], bool, list[tuple[bool, int, str]]]:
    core, _, rest = version.partition("+")[0].partition("-")
    numbers = [int(part) for part in re.findall(r"\d+", core)]
    parts = rest.split(".") if rest else []
    words = [(not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in parts]
    return numbers, not rest, words
