"""Paths that must stay inside a folder: no way out by ``..``, an absolute path or a link."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from ..errors import PathNotAllowedError
from ..text import clean_text, visible


def contained(folder: Path, relative: str, *, field: str = "path") -> Path:
    """Return the path ``relative`` names inside ``folder``, whether it exists or not.

    Parameters
    ----------
    folder
        An existing folder; itself may be reached through a link.
    relative
        Path with ``/`` between its parts; empty for the folder itself.
    field
        Name of the setting that carries the path, for the message.

    Raises
    ------
    PathNotAllowedError
        When the path is absolute, leaves the folder, or goes through a link.

    Examples
    --------
    >>> contained(Path("/"), "etc").name
    'etc'
    """
    clean_text(relative, field)
    parts = PurePosixPath(relative).parts
    if relative.startswith("/") or ".." in parts or "\\" in relative or ":" in relative:
        raise PathNotAllowedError(
            "The path {path} leaves its folder.",
            "Use a path inside the folder, without .. and without a leading slash.",
            field=field,
            path=visible(relative),
        )
    root = folder.resolve()
    path = root
    for part in parts:
        path = path / part
        refuse_link(path, field=field)
    return path


def refuse_link(path: Path, *, field: str = "path") -> None:
    """Raise PathNotAllowedError when ``path`` is a link."""
    if path.is_symlink():
        raise PathNotAllowedError(
            "{name} is a link.",
            "A study never follows links; copy the file into the study instead.",
            field=field,
            name=path.name,
        )
