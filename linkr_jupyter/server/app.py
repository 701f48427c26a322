"""The extension that Jupyter Server loads."""

from __future__ import annotations

from typing import Any

from jupyter_server.extension.application import ExtensionApp

from . import nothing, plugin_changes, plugin_files, plugins, sources, studies, templates

ROOT = "/linkr-jupyter/api"


class LinkrExtension(ExtensionApp):
    """LinkR's REST routes."""

    name = "linkr_jupyter"
    load_other_extensions = True

    def initialize_handlers(self) -> None:
        """Collect the routes of every feature."""
        routes: list[tuple[str, Any]] = [
            *studies.ROUTES,
            *templates.ROUTES,
            *sources.ROUTES,
            *plugin_files.ROUTES,
            *plugin_changes.ROUTES,
            *plugins.ROUTES,
            *nothing.ROUTES,
        ]
        self.handlers.extend((ROOT + path, handler) for path, handler in routes)
