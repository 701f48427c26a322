"""A plugin's folder as an editor sees it: texts read, written and taken away, one at a time.

Only files of the contract, only in folders that are the person's own or a study's, never through a
link, and never over what somebody else wrote meanwhile.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import InvalidValueError, NotFoundError, PathNotAllowedError, PluginChangedError
from ..text import clean_text, visible
from .contract import check_plugin
from .finder import find_plugins, plugin_folders
from .installing.names import in_contract
from .installing.places import plugins_root
from .installing.records import locked, not_saved, read_records, write_whole
from .pictures import PICTURES
from .problems import Problem

ABSENT = "absent"
LARGEST_TEXT = 200_000
_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")
_MOST_FILES = 40


@dataclass(frozen=True)
class TextFile:
    """A file of a plugin: its name with ``/``, its text, and the mark of this version."""

    name: str
    text: str
    etag: str


@dataclass(frozen=True)
class PluginFolder:
    """Where a plugin stands.

    Attributes
    ----------
    place
        ``study``, ``user`` or ``builtin``, which is whatever came with LinkR or the environment.
    writable
        Whether its files may be changed here: not what came with LinkR, and not what was
        installed, whose next update would lose the change.
    """

    id: str
    folder: Path
    place: str
    writable: bool


def open_folder(plugin_id: str, study: Path | None = None) -> PluginFolder:
    """Find the folder of a plugin, be it broken or not.

    Raises
    ------
    NotFoundError
        When there is none of this name.
    PathNotAllowedError
        When the folder is a link.
    """
    roots = plugin_folders(study) if _ID.fullmatch(plugin_id) else []
    for number, root in enumerate(roots):
        folder = root / plugin_id
        if not (folder / "plugin.json").is_file():
            continue
        if number == 0 and study is not None:
            place = "study"
        else:
            place = "user" if root == plugins_root("user") else "builtin"
        if place != "builtin" and (root.is_symlink() or folder.is_symlink()):
            raise _link(folder.name)
        record = read_records().of(folder) if place != "builtin" else None
        own = place != "builtin" and (record is None or record.kind == "fork")
        return PluginFolder(plugin_id, folder, place, own)
    raise NotFoundError(
        "There is no plugin “{id}”.", "Reload the list of plugins.", field="plugin",
        id=str(plugin_id)[:80],
    )  # fmt: skip


def read_files(plugin: PluginFolder) -> list[TextFile]:
    """Read every text of the contract in a plugin's folder, ``plugin.json`` first.

    Raises
    ------
    PathNotAllowedError
        When one is a link.
    InvalidValueError
        When one is no text, or too long.
    """
    found = list(plugin.folder.iterdir())
    locale = plugin.folder / "locale"
    if locale.is_dir() and not locale.is_symlink():
        found += locale.iterdir()
    names = [path.relative_to(plugin.folder).as_posix() for path in found]
    kept = sorted((name for name in names if _is_text(name)), key=_order)[:_MOST_FILES]
    files = []
    for name in kept:
        content = _content(_path(plugin, name), name)
        if content is not None:
            files.append(TextFile(name, content.decode("utf-8"), _etag(content)))
    return files


def write_file(plugin: PluginFolder, name: str, text: str, *, if_match: str) -> TextFile:
    """Write a file as a whole, if it is still the version that the writer saw.

    Parameters
    ----------
    if_match
        Mark of the version that the text is based on; ``"absent"`` for a new file.

    Raises
    ------
    PathNotAllowedError
        For a plugin that is not the person's, a name outside the contract, a link.
    PluginChangedError
        When somebody changed the file since.
    InvalidTextError, InvalidValueError
        For text that cannot be stored, or is too long.
    NotSavedError
        When the disk is full or the folder may not be written.
    """
    path = _writable(plugin, name)
    content = clean_text(text, "text").encode("utf-8")
    if len(content) > LARGEST_TEXT:
        raise _too_long(name)
    with locked(plugin.folder.parent):
        _require(plugin, name, if_match)
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise not_saved(name, error) from error
        write_whole(path, content)
    return TextFile(name, text, _etag(content))


def delete_file(plugin: PluginFolder, name: str, *, if_match: str) -> None:
    """Take a file away, if it is still the version that the person saw.

    Raises
    ------
    InvalidValueError
        For ``plugin.json``, without which the folder is no plugin.
    """
    path = _writable(plugin, name)
    if name == "plugin.json":
        raise InvalidValueError(
            "Without plugin.json the folder is no plugin.",
            "Remove the whole plugin in the catalog instead.",
            field="name",
        )
    with locked(plugin.folder.parent):
        _require(plugin, name, if_match)
        try:
            path.unlink()
        except OSError as error:
            raise not_saved(name, error) from error


def check_texts(plugin: PluginFolder, texts: Mapping[str, str]) -> list[Problem]:
    """Check the plugin as it would be with these texts in place of its files. No code is run."""
    for name, text in texts.items():
        _path(plugin, name)
        if len(clean_text(text, "text").encode("utf-8")) > LARGEST_TEXT:
            raise _too_long(name)
    with tempfile.TemporaryDirectory(prefix="linkr-check-") as aside:
        copy = Path(aside) / plugin.id
        (copy / "locale").mkdir(parents=True)
        for file in read_files(plugin):
            (copy / file.name).write_bytes(file.text.encode("utf-8"))
        for name in PICTURES:
            if (plugin.folder / name).is_file() and not (plugin.folder / name).is_symlink():
                shutil.copyfile(plugin.folder / name, copy / name)
        for name, text in texts.items():
            (copy / name).write_bytes(text.encode("utf-8"))
        return check_plugin(copy, builtin=plugin.place == "builtin")


def check_new_id(plugin_id: str, study: Path | None) -> None:
    """Refuse an id that another plugin has: two of one name hide each other.

    Raises
    ------
    InvalidValueError
        When it is taken.
    """
    if plugin_id in {plugin.id for plugin in find_plugins(study, disabled=True)}:
        raise InvalidValueError(
            "There is a plugin “{id}” already.", "Choose another id.", field="id", id=plugin_id
        )


def _writable(plugin: PluginFolder, name: str) -> Path:
    path = _path(plugin, name)
    if not plugin.writable:
        raise PathNotAllowedError(
            "The plugin “{id}” cannot be changed here: it was installed.",
            "Fork it: the copy is yours to change.",
            field="plugin",
            id=plugin.id,
        )
    return path


def _path(plugin: PluginFolder, name: str) -> Path:
    """The place of a text of the contract; neither it nor a folder on the way is a link."""
    if not _is_text(name):
        raise PathNotAllowedError(
            "{name} is no text file of a plugin.",
            "Use a name of the contract, such as cell.py, README.md or locale/fr.json.",
            field="name",
            name=visible(name),
        )
    path = plugin.folder / name
    if plugin.place != "builtin" and any(
        each.is_symlink() for each in (plugin.folder, path.parent, path)
    ):
        raise _link(name)
    return path


def _is_text(name: str) -> bool:
    return in_contract(name) and name not in PICTURES


def _order(name: str) -> tuple[int, str]:
    first = ("plugin.json", "cell.py", "cell.R")
    return (first.index(name) if name in first else len(first), name)


def _require(plugin: PluginFolder, name: str, if_match: str) -> None:
    content = _content(_path(plugin, name), name)
    if if_match != (ABSENT if content is None else _etag(content)):
        raise PluginChangedError(
            "{name} was changed by somebody else meanwhile.",
            "Nothing was overwritten. Look at the other version, then keep yours or take theirs.",
            field="If-Match",
            name=name,
        )


def _content(path: Path, name: str) -> bytes | None:
    """The bytes of a file, or None when there is none."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise not_saved(name, error) from error
    if len(content) > LARGEST_TEXT:
        raise _too_long(name)
    try:
        clean_text(content.decode("utf-8"), name)
    except UnicodeDecodeError:
        raise InvalidValueError(
            "{name} is no text.", "Save it as UTF-8 text.", field="name", name=name
        ) from None
    return content


def _etag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _too_long(name: str) -> InvalidValueError:
    return InvalidValueError(
        "{name} is larger than {most} bytes.", "A plugin holds no data.",
        field="name", name=name, most=LARGEST_TEXT,
    )  # fmt: skip


def _link(name: str) -> PathNotAllowedError:
    return PathNotAllowedError(
        "{name} is a link.",
        "A plugin never follows links; copy the file itself into its folder.",
        field="name",
        name=name,
    )
