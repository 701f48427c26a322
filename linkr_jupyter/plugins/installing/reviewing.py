"""A look at what comes before anything of it is kept. Nothing of it is run or imported."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from ...errors import NotFoundError, PluginRefusedError
from ...locale import Phrase
from ...text import clean_text, visible
from ..contract import check_plugin
from ..finder import find_plugins
from ..manifest import Plugin, read_plugin
from ..problems import Problem
from .addresses import is_address, read_address
from .contents import files_hash, split_plugins
from .differences import Replaced, look_at_installed, older
from .folders import read_folder
from .gathering import LARGEST_SOURCE, Gathered, check_source_size
from .places import plugins_root, target_folder
from .repositories import read_repository
from .staging import recover_if_interrupted
from .tars import read_tar
from .zips import read_zip

MOST_PAIRS = 6_000


@dataclass(frozen=True)
class ReviewedFile:
    """One file that would be installed: its name in the plugin, its bytes and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ReviewedPlugin:
    """One plugin that would be installed.

    Attributes
    ----------
    plugin
        Its manifest, cells and translations; its folder is gone.
    hash
        SHA-256 of its files.
    problems
        What the contract says of it, without running it.
    warnings
        What a person should know before trusting it.
    replaces
        The plugin of this id that stands there already, with the difference.
    contents
        The files themselves.
    """

    plugin: Plugin
    hash: str
    files: tuple[ReviewedFile, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Phrase, ...]
    replaces: Replaced | None
    contents: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class Review:
    """What would come from a source. ``hash`` is what a person trusts when installing it."""

    source: str
    kind: str
    commit: str
    hash: str
    plugins: tuple[ReviewedPlugin, ...]
    warnings: tuple[Phrase, ...]
    where: str
    study: Path | None


def review(
    source: str | Path | bytes,
    *,
    where: str = "user",
    study: Path | None = None,
    allow_file: bool = False,
    name: str = "",
) -> Review:
    """Look at the plugins of a source without keeping or running anything.

    Parameters
    ----------
    source
        A folder, an archive (zip, or tar packed by gzip, bzip2, xz or not at all), the bytes of
        an archive, or the address of a git repository, ``URL#branch:folder``.
    where, study
        Where it would be installed, which says what it would replace: ``user``, or ``study`` with
        the study's folder.
    allow_file
        Whether ``file://`` may name a git repository on this machine.
    name
        What to call bytes.

    Raises
    ------
    PluginRefusedError
        When anything in it breaks the rules; then nothing of it can be installed.
    InvalidManifestError
        When a plugin.json is wrong.
    NotFoundError
        When there is nothing at the path.
    """
    recover_if_interrupted(plugins_root(where, study))
    gathered, kind, commit, shown = _gather(source, allow_file, name)
    plugins = tuple(
        _look_at(plugin_id, files, target_folder(plugin_id, where, study))
        for plugin_id, files in sorted(split_plugins(gathered.files).items())
    )
    together = hashlib.sha256()
    for each in plugins:
        together.update(f"{each.plugin.id}\0{each.hash}\0".encode())
    return Review(
        shown, kind, commit, together.hexdigest(), plugins, tuple(_notes(gathered)), where, study
    )


def _gather(
    source: str | Path | bytes, allow_file: bool, name: str
) -> tuple[Gathered, str, str, str]:
    if isinstance(source, bytes):
        return _read_archive(source), "archive", "", clean_text(name, "name")[:200]
    if isinstance(source, str) and is_address(clean_text(source, "source")):
        address = read_address(source, allow_file=allow_file)
        gathered, commit = read_repository(address)
        return gathered, "git", commit, str(address)
    path = Path(source).expanduser()
    try:
        path = path.resolve(strict=True)
        if path.is_dir():
            return read_folder(path), "folder", "", str(path)
        if path.is_file():
            check_source_size(path.stat().st_size)
            with path.open("rb") as file:
                return _read_archive(file.read(LARGEST_SOURCE + 1)), "archive", "", str(path)
    except (OSError, RuntimeError):
        pass
    raise NotFoundError(
        "There is no folder or archive {name}.",
        "Check its spelling; a repository starts with https:// or ssh://.",
        field="source",
        name=visible(str(source), 120),
    )


def _read_archive(content: bytes) -> Gathered:
    check_source_size(len(content))
    if content.startswith(b"PK\x03\x04"):
        return read_zip(content)
    packed = content.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"))
    if packed or content[257:262] == b"ustar":
        return read_tar(content)
    raise PluginRefusedError(
        "This is no archive that LinkR reads.",
        "Give a .zip, .tar, .tar.gz, .tgz, .tar.xz or .tar.bz2 file.",
        field="source",
    )


def _look_at(plugin_id: str, files: dict[str, bytes], target: Path) -> ReviewedPlugin:
    with tempfile.TemporaryDirectory(prefix="linkr-review-") as quarantine:
        folder = Path(quarantine) / plugin_id
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        plugin = read_plugin(folder)
        checked = _pairs(plugin) <= MOST_PAIRS
        problems = tuple(check_plugin(folder, builtin=False)) if checked else ()
    replaces = look_at_installed(target, files)
    return ReviewedPlugin(
        plugin,
        files_hash(files),
        tuple(
            ReviewedFile(name, len(files[name]), hashlib.sha256(files[name]).hexdigest())
            for name in sorted(files)
        ),
        problems,
        tuple(_warnings(plugin, checked, replaces, target)),
        replaces,
        files,
    )


def _pairs(plugin: Plugin) -> int:
    """How many pairs of choices the check would go through; a hostile form could have millions."""
    sizes = [
        len(schema.get("enum", ())) or 2 * ("boolean" in schema["type"])
        for schema in plugin.properties.values()
    ]
    return sum(one * other for one, other in combinations(sizes, 2))


def _warnings(
    plugin: Plugin, checked: bool, replaces: Replaced | None, target: Path
) -> list[Phrase]:
    found = []
    others = [each for each in find_plugins(disabled=True) if each.id == plugin.id]
    if others and others[0].folder.parent != target.parent:
        found.append(
            Phrase("It would be used in place of the plugin “{id}” that is there.", id=plugin.id)
        )
    if not checked:
        found.append(Phrase("It has too many choices for all of its cells to be checked."))
    if not plugin.license:
        found.append(Phrase("It names no licence: ask its author before you share it."))
    if replaces and older(plugin.version, replaces.version):
        found.append(
            Phrase("Version {version} is older than the installed one, {installed}.",
                   version=plugin.version, installed=replaces.version)
        )  # fmt: skip
    if replaces and replaces.modified:
        found.append(Phrase("The installed one was changed by hand; these changes would go."))
    return found


def _notes(gathered: Gathered) -> list[Phrase]:
    notes = [
        Phrase("{name} is left out.", name=visible(name, 120)) for name in gathered.left_out[:20]
    ]
    notes += [
        Phrase("{name} is marked as a program; the mark is not kept.", name=visible(name, 120))
        for name in gathered.executable[:20]
    ]
    return notes
