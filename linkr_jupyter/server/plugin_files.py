"""Routes of the plugin editor: files of a plugin, checks of what is typed, new plugins, runs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

from ..plugins import new_plugin, plugin_from_cell
from ..plugins.editing import (
    PluginFolder,
    TextFile,
    check_new_id,
    check_texts,
    delete_file,
    open_folder,
    read_files,
    write_file,
)
from ..plugins.installing.places import plugins_root
from ..plugins.problems import Problem
from ..plugins.proposed_files import proposed_files
from .base import LinkrHandler, route
from .body import RELOAD, text_field
from .plugin_reviews import place
from .plugin_runs import PluginRuns
from .plugins import PluginHandler, study_folder
from .refusals import InvalidRequestError, PreconditionMissingError

RUNS = PluginRuns()
_checks = asyncio.Semaphore(2)


class FilesHandler(LinkrHandler):
    """The texts of a plugin."""

    @route
    async def get(self, plugin_id: str) -> Any:
        """Read them all, with those of the contract that are missing."""
        study = self.get_query_argument("study", "")
        return await self.in_thread(folder_document, self.root, study, plugin_id)


class FileHandler(LinkrHandler):
    """One text of a plugin. If-Match says which version a change is based on."""

    @route
    async def put(self, plugin_id: str, name: str) -> Any:
        """Write it as a whole."""
        etag = self._etag()
        text = text_field(self.body(required=("text",)), "text")
        folder = await self.in_thread(self._folder, plugin_id)
        file = await self.in_thread(write_file, folder, name, text, if_match=etag)
        return {"name": file.name, "etag": file.etag}

    @route
    async def delete(self, plugin_id: str, name: str) -> Any:
        """Take it away."""
        etag = self._etag()
        folder = await self.in_thread(self._folder, plugin_id)
        await self.in_thread(delete_file, folder, name, if_match=etag)
        return None

    def _folder(self, plugin_id: str) -> PluginFolder:
        study = self.get_query_argument("study", "")
        return open_folder(plugin_id, study_folder(self.root, study))

    def _etag(self) -> str:
        etag = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not etag:
            raise PreconditionMissingError(
                "The change does not say which version of the file it is based on.",
                RELOAD,
                field="If-Match",
            )
        return etag


class CheckHandler(LinkrHandler):
    """A check of what is typed, before it is saved. No code is run."""

    @route
    async def post(self, plugin_id: str) -> Any:
        """Answer the problems."""
        texts = self.body(required=("files",))["files"]
        if not isinstance(texts, dict) or not all(isinstance(t, str) for t in texts.values()):
            raise InvalidRequestError("The field {name} is malformed.", RELOAD, name="files")
        study = self.get_query_argument("study", "")
        async with _checks:
            found = await self.in_thread(check, self.root, study, plugin_id, texts)
        return problems_document(found, self.language)


class NewPluginHandler(PluginHandler):
    """A plugin to begin with, or one made of a cell."""

    @route
    async def post(self, _name: str) -> Any:
        """Make its folder, in the study or in the person's own folder."""
        body = self.body(required=("id",), optional=("source",))
        fields = [text_field(body, name) for name in ("id", "source")]
        study = self.get_query_argument("study", "")
        self.set_status(201)
        return await self.in_thread(make_plugin, self.root, study, *fields)


class RunsHandler(LinkrHandler):
    """Runs of a saved plugin: its code runs as this person, as in a notebook."""

    @route
    async def post(self, plugin_id: str) -> Any:
        """Run every combination of its choices on a generated hospital."""
        self._may_execute()
        study = self.get_query_argument("study", "")
        found = await self.in_thread(open_folder, plugin_id, study_folder(self.root, study))
        self.set_status(201)
        return {"run": await self.in_thread(RUNS.start, found.folder, self.language)}

    def _may_execute(self) -> None:
        if not self.authorizer.is_authorized(self, self.current_user, "execute", "kernels"):
            raise HTTPError(403)


class RunHandler(LinkrHandler):
    """One run."""

    @route
    async def get(self, identifier: str) -> Any:
        """How far it is, and what it found."""
        return RUNS.get(identifier).document

    @route
    async def delete(self, identifier: str) -> Any:
        """Cancel it."""
        RUNS.get(identifier).cancel()
        return None


def folder_document(root: Path, study: str, plugin_id: str) -> dict[str, Any]:
    """A plugin's folder as JSON."""
    folder = open_folder(plugin_id, study_folder(root, study))
    files = read_files(folder)
    missing = proposed_files(folder.id, {file.name: file.text for file in files})
    return {
        "id": folder.id,
        "title": _title(files, folder.id),
        "place": folder.place,
        "writable": folder.writable,
        "files": [{"name": f.name, "text": f.text, "etag": f.etag} for f in files],
        "missing": [{"name": name, "text": text} for name, text in missing.items()]
        if folder.writable
        else [],
    }


def _title(files: list[TextFile], otherwise: str) -> str:
    text = next((file.text for file in files if file.name == "plugin.json"), "")
    try:
        title = json.loads(text).get("title")
    except (ValueError, RecursionError, AttributeError):
        return otherwise
    return title if isinstance(title, str) and title else otherwise


def check(root: Path, study: str, plugin_id: str, texts: dict[str, str]) -> list[Problem]:
    """Check a plugin with these texts in place of its files."""
    return check_texts(open_folder(plugin_id, study_folder(root, study)), texts)


def problems_document(found: list[Problem], language: str) -> list[dict[str, Any]]:
    """Problems as JSON, in ``language``."""
    return [
        {"code": each.code, "file": each.file, "line": each.line, "message": each.text(language)}
        for each in found
    ]


def make_plugin(root: Path, study: str, plugin_id: str, source: str) -> dict[str, Any]:
    """Make a plugin, of a cell when there is one.

    Raises
    ------
    InvalidValueError, InvalidCellError
        For an id that is none or is taken, and for a cell without settings.
    """
    where: Any = place(root, study)
    check_new_id(plugin_id, where["study"])
    folder = plugins_root(**where)
    made = plugin_from_cell(source, plugin_id, folder) if source else new_plugin(plugin_id, folder)
    return {"id": made.name}


ROUTES = [
    ("/plugins/(new)", NewPluginHandler),
    ("/plugins/runs/([0-9a-f]{32})", RunHandler),
    ("/plugins/([^/]+)/files", FilesHandler),
    ("/plugins/([^/]+)/files/(.+)", FileHandler),
    ("/plugins/([^/]+)/check", CheckHandler),
    ("/plugins/([^/]+)/runs", RunsHandler),
]
