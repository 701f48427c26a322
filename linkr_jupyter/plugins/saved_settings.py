"""Settings of an analysis kept under a name, as small files of the study for all who work in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InvalidValueError, NotFoundError
from ..schemas import validator
from ..schemas.strict import parse_json
from .literals import check_builtin
from .manifest import Plugin
from .settings_files import (
    FOLDER,
    attempt,
    checked_name,
    is_linked,
    is_name,
    locked,
    write_whole,
)
from .values import FieldProblem, check_one, validated

_LARGEST_FILE = 1_000_000


class NameTakenError(InvalidValueError):
    """Other settings have this name already."""


@dataclass(frozen=True)
class Loaded:
    """Saved settings that fit the plugin of today, and what no longer does."""

    values: dict[str, Any]
    left_out: tuple[FieldProblem, ...] = ()


def saved_names(study: Path, plugin_id: str) -> list[str]:
    """Names of the saved settings of a plugin, in alphabetical order."""
    folder = study / FOLDER / plugin_id
    if is_linked(study, folder) or not folder.is_dir():
        return []
    names = (file.stem for file in folder.glob("*.json") if file.is_file())
    return sorted((name for name in names if is_name(name)), key=str.casefold)


def save_settings(
    study: Path, plugin: Plugin, name: str, values: Mapping[str, Any], *, replace: bool = False
) -> str:
    """Keep settings under a name, which is returned as it is spelt in the study.

    Settings that name a visit are left out: a study holds nothing of a patient.

    Raises
    ------
    InvalidValueError
        When the name cannot be a file's, or a value breaks its schema.
    NameTakenError
        When the name is taken and ``replace`` is false.
    NotSavedError
        When the file cannot be written; the one from before is intact.
    """
    name = checked_name(name)
    known = validated(plugin, values)
    content = {
        "schema_version": 1,
        "plugin": plugin.id,
        "version": plugin.version,
        "values": {
            one: known[one] for one in plugin.properties if not _is_of_a_patient(plugin, one)
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    with locked(study, plugin.id) as folder:
        present = _spelt(study, plugin.id, name)
        if present and not replace:
            raise _taken(present)
        write_whole(folder / f"{present or name}.json", text.encode())
    return present or name


def load_settings(study: Path, plugin: Plugin, name: str) -> Loaded:
    """Read saved settings; what no longer fits the plugin is left out and said.

    Raises
    ------
    NotFoundError
        When no settings have this name.
    InvalidValueError
        When the file is no file of saved settings.
    """
    content = _parsed(_file(study, plugin.id, name), name)
    if content["plugin"] != plugin.id:
        raise _damaged(name)
    values: dict[str, Any] = {}
    left_out: list[FieldProblem] = []
    for one, value in content["values"].items():
        schema = plugin.properties.get(one)
        if schema is None or _is_of_a_patient(plugin, one):
            left_out.append(_no_setting(one))
            continue
        title = str(schema.get("title", one))
        problem = check_one(one, title, schema, value)
        if problem:
            left_out.append(problem)
        else:
            values[one] = value
    return Loaded(values, tuple(left_out))


def rename_settings(study: Path, plugin_id: str, name: str, new: str) -> str:
    """Give saved settings another name, which is returned."""
    new = checked_name(new)
    with locked(study, plugin_id) as folder:
        file = _file(study, plugin_id, name)
        present = _spelt(study, plugin_id, new)
        if present and present != file.stem:
            raise _taken(present)
        attempt(lambda: file.rename(folder / f"{new}.json"), new)
    return new


def delete_settings(study: Path, plugin_id: str, name: str) -> bytes:
    """Delete saved settings; returns the file, with which :func:`restore_settings` undoes it."""
    with locked(study, plugin_id):
        file = _file(study, plugin_id, name)
        content = file.read_bytes()
        attempt(file.unlink, name)
    return content


def restore_settings(study: Path, plugin_id: str, name: str, content: bytes) -> None:
    """Bring deleted settings back, unless others have taken their name."""
    name = checked_name(name)
    with locked(study, plugin_id) as folder:
        if present := _spelt(study, plugin_id, name):
            raise _taken(present)
        write_whole(folder / f"{name}.json", content)


def _is_of_a_patient(plugin: Plugin, name: str) -> bool:
    return bool(plugin.properties[name].get("x-linkr", {}).get("control") == "visit")


def _no_setting(name: str) -> FieldProblem:
    params: dict[str, object] = {"name": name[:80]}
    return FieldProblem(name, "“{name}” is no setting of this analysis.", "Nothing to do.", params)


def _parsed(file: Path, name: str) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise _damaged(name)
        content: dict[str, Any] = parse_json(file.read_bytes())
        validator("saved_settings").validate(content)
        for one, value in content["values"].items():
            check_builtin(value, one)
    except NotFoundError:
        raise
    except Exception as error:
        raise _damaged(name) from error
    return content


def _damaged(name: str) -> InvalidValueError:
    return InvalidValueError(
        "The saved settings “{name}” cannot be read.",
        "Repair their file in the study's folder “settings”, or delete them and save them again.",
        field="name",
        name=name[:80],
    )


def _taken(name: str) -> NameTakenError:
    return NameTakenError(
        "Settings named “{name}” exist already.",
        "Choose another name, or replace them.",
        field="name",
        name=name,
    )


def _spelt(study: Path, plugin_id: str, name: str) -> str | None:
    """The name as a file has it; some systems do not tell capitals apart."""
    wanted = name.casefold()
    return next((one for one in saved_names(study, plugin_id) if one.casefold() == wanted), None)


def _file(study: Path, plugin_id: str, name: str) -> Path:
    present = _spelt(study, plugin_id, checked_name(name))
    file = study / FOLDER / plugin_id / f"{present}.json"
    if present is None or file.is_symlink():
        raise NotFoundError(
            "No saved settings are named “{name}”.",
            "Somebody may have renamed or deleted them; open the list again.",
            field="name",
            name=name[:80],
        )
    return file
