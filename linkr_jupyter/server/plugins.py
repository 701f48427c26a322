"""Routes of plugins: what can be added to a notebook, and the catalog. None runs a plugin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import NotFoundError
from ..plugins import Plugin, broken_plugins, get_plugin
from ..plugins.installing import Installed, installed, remove
from ..plugins.installing.documents import card_document, installed_document
from ..plugins.installing.staging import binned, tickets
from ..plugins.pictures import PICTURES, read_picture
from ..studies import get_study
from .base import Document, LinkrHandler, route


class PluginsHandler(LinkrHandler):
    """The plugins that can be used, in a study (``?study=ID``) or anywhere."""

    @route
    async def get(self) -> Any:
        """List them."""
        study = self.get_query_argument("study", "")
        return await self.in_thread(list_documents, self.root, study, self.language)


class PluginHandler(LinkrHandler):
    """One plugin."""

    @route
    async def get(self, plugin_id: str) -> Any:
        """Read its manifest, its README and its cells."""
        study = self.get_query_argument("study", "")
        return await self.in_thread(details, self.root, study, plugin_id, self.language)

    @route
    async def delete(self, plugin_id: str) -> Any:
        """Take it away when it was installed; the answer's token brings it back."""
        study = self.get_query_argument("study", "")
        return await self.in_thread(remove_plugin, self.root, plugin_id, study)


class CatalogHandler(LinkrHandler):
    """Every card: plugins in use and disabled ones, and folders that hold none, with the reason."""

    @route
    async def get(self) -> Any:
        """List them."""
        study = self.get_query_argument("study", "")
        return await self.in_thread(catalog, self.root, study, self.language)


class PictureHandler(LinkrHandler):
    """The picture on a card."""

    @route
    async def get(self, plugin_id: str) -> Any:
        """Send it as an image that can do nothing."""
        study = self.get_query_argument("study", "")
        kind, content = await self.in_thread(picture, self.root, study, plugin_id)
        return Document(content, kind)


def list_documents(root: Path, study: str, language: str) -> list[dict[str, Any]]:
    """Return every plugin that can be used as JSON, with texts in ``language``."""
    folder = study_folder(root, study)
    return [_card(each, study, language) for each in installed(folder) if not each.disabled]


def catalog(root: Path, study: str, language: str) -> dict[str, Any]:
    """Return what the catalog shows as JSON: ``plugins``, ``broken`` and ``removed``."""
    folder = study_folder(root, study)
    return {
        "plugins": [_card(each, study, language) for each in installed(folder)],
        "broken": [
            {"id": broken.folder.name, "reason": broken.error.text(language)}
            for broken in broken_plugins(folder)
        ],
        "removed": [
            {"id": ticket.id, "date": ticket.date, "undo": ticket.token}
            for ticket in tickets()
            if binned(ticket) is not None
        ],
    }


def _card(each: Installed, study: str, language: str) -> dict[str, Any]:
    plugin = each.plugin.localized(language)
    address = f"plugins/{plugin.id}/picture?v={plugin.version}" if plugin.picture else ""
    if address and study:
        address += f"&study={study}"
    return (
        manifest_document(plugin)
        | card_document(plugin)
        | installed_document(each)
        | {"picture": address}
    )


def picture(root: Path, study: str, plugin_id: str) -> tuple[str, bytes]:
    """Return the kind and the bytes of a plugin's picture.

    Raises
    ------
    NotFoundError
        When it has none.
    InvalidManifestError
        When it is no longer safe to show.
    """
    plugin = get_plugin(plugin_id, study=study_folder(root, study), disabled=True)
    if not plugin.picture:
        raise NotFoundError("The plugin “{id}” has no picture.", field="picture", id=plugin.id)
    return PICTURES[plugin.picture], read_picture(plugin.folder, plugin.picture)


def details(root: Path, study: str, plugin_id: str, language: str) -> dict[str, Any]:
    """Return one plugin as JSON, with its README and its cells."""
    plugin = get_plugin(plugin_id, study=study_folder(root, study), disabled=True)
    readme = plugin.folder / "README.md"
    return {
        "manifest": manifest_document(plugin.localized(language)),
        "readme": readme.read_text(encoding="utf-8") if readme.is_file() else "",
        "cells": dict(plugin.cells),
    }


def remove_plugin(root: Path, plugin_id: str, study: str) -> dict[str, Any]:
    """Take an installed plugin away; the token brings it back."""
    folder = study_folder(root, study)
    change = remove(plugin_id, where="study" if study else "user", study=folder)
    return {"id": change.id, "undo": change.undo}


def study_folder(root: Path, study: str) -> Path | None:
    """Return the folder of the study whose own plugins come first, or None for no study."""
    return get_study(root, study).folder if study else None


def manifest_document(plugin: Plugin) -> dict[str, Any]:
    """Return the manifest of a plugin as JSON."""
    return {
        "id": plugin.id,
        "version": plugin.version,
        "title": plugin.title,
        "summary": plugin.summary,
        "level": plugin.level,
        "category": plugin.category,
        "languages": list(plugin.languages),
        "inputs": plugin.inputs,
        "outputs": plugin.outputs,
        "requires": plugin.requires,
        "parameters": plugin.parameters,
    }


ROUTES = [
    ("/catalog", CatalogHandler),
    ("/plugins", PluginsHandler),
    ("/plugins/([^/]+)/picture", PictureHandler),
    ("/plugins/([^/]+)", PluginHandler),
]
