"""The "Saved settings" of a form: settings kept in the study, and those of other cells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import InvalidValueError, LinkrError
from ..locale import translate
from ..plugins import Plugin, parse_metadata, read_back
from ..plugins.saved_settings import (
    NameTakenError,
    delete_settings,
    load_settings,
    rename_settings,
    restore_settings,
    save_settings,
    saved_names,
)
from ..plugins.values import shown
from . import incoming, place
from .controls import hints
from .form_values import Values, same
from .incoming import MalformedMessageError, Message

ACTIONS = frozenset({"list", "save", "load", "rename", "delete", "restore", "cells", "copy"})
IN_VOILA = frozenset({"list", "load"})
MOST_CELLS = 50
NAME_LIMIT = 200
SHOWN_DIFFERENCES = 4


class SettingsShelf:
    """What a form's "Saved settings" holds, and what its buttons do.

    Parameters
    ----------
    namespace
        Names of the notebook: ``study`` says where settings are kept.
    language
        Of what is said.

    Attributes
    ----------
    said
        What the last action did, in words.
    """

    def __init__(self, plugin: Plugin, namespace: Mapping[str, Any], language: str) -> None:
        self._plugin, self._namespace, self._language = plugin, namespace, language
        self.said = ""
        self._names: list[str] = []
        self._taken = ""
        self._removed: tuple[str, bytes] | None = None
        self._cells: dict[str, tuple[str, Values]] = {}

    def state(self, values: Values) -> dict[str, Any]:
        """What a browser shows."""
        return {
            "study": self._folder() is not None,
            "names": self._names,
            "taken": self._taken,
            "removed": self._removed[0] if self._removed else "",
            "cells": [
                {"id": one, "title": title, "words": self._differences(found, values)}
                for one, (title, found) in self._cells.items()
            ],
        }

    def take(self, message: Message, values: Values) -> Values | None:
        """Do what a browser asks for; returns settings to show, when there are any.

        Raises
        ------
        MalformedMessageError
            When no browser code of ours can have asked for it here.
        """
        action = incoming.choice(message, "action", IN_VOILA if place.in_voila() else ACTIONS)
        self.said, self._taken = "", ""
        found: Values | None = None
        try:
            found = self._do(action, message, values)
        except NameTakenError as error:
            self.said = error.text(self._language)
            if action == "save":
                self._taken = incoming.text(message, "name", NAME_LIMIT)
        except LinkrError as error:
            self.said = error.text(self._language)
        self.refresh()
        return found

    def refresh(self) -> None:
        """Look again what the study holds: others may have saved settings."""
        study = self._folder()
        self._names = saved_names(study, self._plugin.id) if study else []

    def _do(self, action: str, message: Message, values: Values) -> Values | None:
        if action == "list":
            return None
        if action == "cells":
            self._look_at(incoming.items(message.get("cells"), MOST_CELLS))
            return None
        if action == "copy":
            title, found = self._cells.get(incoming.text(message, "cell", 200), ("", {}))
            self.said = self._say("Copied the settings of “{name}”.", name=title) if found else ""
            return found or None
        return self._keep(action, message, values)

    def _keep(self, action: str, message: Message, values: Values) -> Values | None:
        study, plugin = self._study(), self._plugin
        if action == "restore":
            if self._removed is not None:
                restore_settings(study, plugin.id, *self._removed)
                self.said = self._say("“{name}” is back.", name=self._removed[0])
                self._removed = None
            return None
        name = incoming.text(message, "name", NAME_LIMIT)
        if action == "load":
            return self._load(study, name)
        if action == "save":
            replace = incoming.flag(message, "replace")
            name = save_settings(study, plugin, name, values, replace=replace)
            self.said = self._say("The settings are saved as “{name}”.", name=name)
        elif action == "rename":
            new = incoming.text(message, "to", NAME_LIMIT)
            new = rename_settings(study, plugin.id, name, new)
            self.said = self._say("“{name}” is now named “{new}”.", name=name, new=new)
        else:
            self._removed = (name, delete_settings(study, plugin.id, name))
            self.said = self._say("“{name}” is deleted.", name=name)
        return None

    def _load(self, study: Path, name: str) -> Values:
        loaded = load_settings(study, self._plugin, name)
        said = [self._say("The settings “{name}” are loaded.", name=name)]
        if loaded.left_out:
            reasons = " ".join(one.text(self._language) for one in loaded.left_out)
            said.append(
                self._say("Left out, because it no longer fits: {reasons}", reasons=reasons)
            )
        self.said = " ".join(said)
        return loaded.values

    def _look_at(self, cells: list[Any]) -> None:
        """Read the settings of other cells that this plugin has written."""
        self._cells = {}
        for cell in cells:
            if not isinstance(cell, Mapping):
                raise MalformedMessageError("cells")
            identity = incoming.text(cell, "id", 200)
            title = incoming.text(cell, "title", 300)
            source = incoming.text(cell, "source", incoming.SOURCE_LIMIT)
            found = self._settings_of(source, cell.get("metadata"))
            if found is not None:
                self._cells[identity] = (title, found)

    def _settings_of(self, source: str, metadata: Any) -> Values | None:
        try:
            known = parse_metadata(metadata)
            if known.plugin != self._plugin.id or known.language not in self._plugin.languages:
                return None
            read = read_back(
                self._plugin, source, language=known.language, base_values=known.values
            )
        except LinkrError:
            return None
        return {**read.values, **read.refused}

    def _differences(self, found: Values, values: Values) -> str:
        """In words, where the settings of a cell differ from those of the form."""
        different = [one for one in found if not same(found[one], values.get(one))]
        if not different:
            return self._say("the same settings")
        words = [self._worded(one, found[one]) for one in different[:SHOWN_DIFFERENCES]]
        more = ["…"] if len(different) > SHOWN_DIFFERENCES else []
        return "; ".join([*words, *more])

    def _worded(self, name: str, value: Any) -> str:
        schema = self._plugin.properties[name]
        labels = hints(schema).get("labels", {})
        said = labels.get(value) if isinstance(value, str) else None
        return self._say(
            "{title}: {value}", title=schema.get("title", name), value=said or shown(value)
        )

    def _folder(self) -> Path | None:
        folder = getattr(self._namespace.get("study"), "folder", None)
        return Path(folder) if isinstance(folder, str | Path) else None

    def _study(self) -> Path:
        folder = self._folder()
        if folder is None:
            raise InvalidValueError(
                "Settings are saved in a study, and no study is open.",
                "Run the set-up cell first.",
                field="study",
            )
        return folder

    def _say(self, sentence: str, **params: object) -> str:
        return translate(sentence, self._language, **params)
