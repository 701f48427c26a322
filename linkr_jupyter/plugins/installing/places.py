"""Where plugins may be installed: the person's own folder, or a study's."""

from __future__ import annotations

from pathlib import Path

from ...errors import InvalidValueError, NotFoundError, PathNotAllowedError
from .records import linkr_folder


def plugins_root(where: str, study: Path | None = None) -> Path:
    """The folder that holds installed plugins; it may not exist yet.

    Parameters
    ----------
    where
        ``user`` or ``study``.
    study
        Folder of the study.

    Raises
    ------
    InvalidValueError
        For another word.
    NotFoundError
        When the folder holds no study.
    PathNotAllowedError
        When the study's ``plugins`` is a link.
    """
    if where == "user":
        return linkr_folder() / "plugins"
    if where != "study":
        raise InvalidValueError(
            "Plugins cannot be installed in “{where}”.",
            "Choose user or study.",
            field="where",
            where=where[:80],
        )
    if study is None or not (study / "study.json").is_file():
        raise NotFoundError(
            "There is no study in {folder}.",
            "Give the folder that holds its study.json.",
            field="study",
            folder="" if study is None else study.name,
        )
    folder = study.resolve() / "plugins"
    if folder.is_symlink():
        raise PathNotAllowedError(
            "{name} is a link.",
            "A study never follows links; copy the file into the study instead.",
            field="study",
            name=folder.name,
        )
    return folder


def target_folder(plugin_id: str, where: str, study: Path | None = None) -> Path:
    """The folder that a plugin would have there."""
    return plugins_root(where, study) / plugin_id
