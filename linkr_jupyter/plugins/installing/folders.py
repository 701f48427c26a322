"""A folder as a source of plugins: only plain files of its own, never through a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NoReturn

from .gathering import LARGEST_FILE, Gathered
from .names import check_name, refuse

# Traces of tools beside a plugin that is being written.
LEFT_OUT = frozenset(
    {"__pycache__", ".git", ".gitignore", ".gitattributes", ".editorconfig", ".github",
     ".ipynb_checkpoints", ".pytest_cache", ".ruff_cache", ".mypy_cache", ".DS_Store"}
)  # fmt: skip
_COPY = "Copy the file itself into the plugin's folder."


def read_folder(folder: Path) -> Gathered:
    """Read every file below ``folder``.

    Raises
    ------
    PluginRefusedError
        For a link, a device, a name that is not safe, or too much.
    """
    gathered = Gathered()
    _read(folder, "", gathered)
    return gathered


def _read(folder: Path, prefix: str, gathered: Gathered) -> None:
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        _unreadable(prefix or folder.name, error)
    for entry in entries:
        name = prefix + entry.name
        if entry.name in LEFT_OUT:
            gathered.left_out.append(name)
        elif entry.is_symlink():
            refuse("{name} is a link.", _COPY, name=name)
        elif entry.is_dir(follow_symlinks=False):
            check_name(name)
            _read(Path(entry.path), f"{name}/", gathered)
        elif entry.is_file(follow_symlinks=False):
            gathered.announce(name, entry.stat(follow_symlinks=False).st_size)
            gathered.keep(name, _content(Path(entry.path), name, gathered))
        else:
            refuse("{name} is no file but a device, a pipe or a socket.", _COPY, name=name)


def _content(path: Path, name: str, gathered: Gathered) -> bytes:
    """Read a file that was plain a moment ago; what it has become since then is looked at again."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                refuse("{name} is no file but a device, a pipe or a socket.", _COPY, name=name)
            if state.st_nlink > 1:
                refuse("{name} is a hard link.", _COPY, name=name)
            if os.name == "posix" and state.st_mode & 0o111:
                gathered.executable.append(name)
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        _unreadable(name, error)


def _unreadable(name: str, error: OSError) -> NoReturn:
    refuse(
        "{name} cannot be read: {reason}.",
        "Ask for the right to read it.",
        name=name,
        reason=error.strerror or type(error).__name__,
    )
