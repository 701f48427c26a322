"""Routes of plugins: what can be added to a notebook. Reading runs nothing of a plugin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..plugins import Plugin, find_plugins, get_plugin
from ..studies import get_study
from .base import LinkrHandler, route


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


def list_documents(root: Path, study: str, language: str) -> list[dict[str, Any]]:
    """Return every plugin as JSON, with texts in ``language``."""
    return [
        manifest_document(plugin.localized(language))
        for plugin in find_plugins(study=study_folder(root, study))
    ]


def details(root: Path, study: str, plugin_id: str, language: str) -> dict[str, Any]:
    """Return one plugin as JSON, with its README and its cells."""
    plugin = get_plugin(plugin_id, study=study_folder(root, study))
    readme = plugin.folder / "README.md"
    return {
        "manifest": manifest_document(plugin.localized(language)),
        "readme": readme.read_text(encoding="utf-8") if readme.is_file() else "",
        "cells": dict(plugin.cells),
    }


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
    ("/plugins", PluginsHandler),
    ("/plugins/([^/]+)", PluginHandler),
]
