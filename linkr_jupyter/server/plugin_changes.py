"""Routes that install plugins and take them away. What is reviewed is what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .base import LinkrHandler, route
from .body import text_field
from .plugin_reviews import WaitingReviews, local_source, place, recorded_source
from .plugins import PluginHandler

WAITING = WaitingReviews()
_ARCHIVES = ("application/octet-stream", "application/zip", "application/gzip", "application/x-tar")


class ReviewHandler(PluginHandler):
    """A look at a source: the address or path in JSON, or the bytes of an archive."""

    maximum_body = 10_100_000

    @route
    async def post(self, _name: str) -> Any:
        """Review it; 201 with the id under which it waits."""
        study = self.get_query_argument("study", "")
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind in _ARCHIVES:
            source: str | bytes = self.raw_body()
            name = self.get_query_argument("name", "")
        else:
            source, name = text_field(self.body(required=("source",)), "source"), ""
        self.set_status(201)
        return await self.in_thread(review_source, self.root, source, name, study, self.language)


class InstallHandler(PluginHandler):
    """The decision: the id of a review and the hash that its reader trusts."""

    @route
    async def post(self, _name: str) -> Any:
        """Keep what was reviewed."""
        body = self.body(required=("review", "hash"))
        fields = [text_field(body, name) for name in ("review", "hash")]
        self.set_status(201)
        return await self.in_thread(install_reviewed, *fields)


class UndoHandler(PluginHandler):
    """The way back from an installation, an update or a removal."""

    @route
    async def post(self, _name: str) -> Any:
        """Bring back what stood there."""
        token = text_field(self.body(required=("undo",)), "undo")
        return {"id": await self.in_thread(_undo, token)}


class PluginActionHandler(LinkrHandler):
    """What can be done with one plugin that is there."""

    @route
    async def post(self, plugin_id: str, action: str) -> Any:
        """Disable, enable, fork it, or review its source again."""
        study = self.get_query_argument("study", "")
        if action == "fork":
            new_id = text_field(self.body(required=("id",)), "id")
            self.set_status(201)
            return await self.in_thread(fork_plugin, self.root, plugin_id, new_id, study)
        if action == "update":
            self.set_status(201)
            return await self.in_thread(review_update, self.root, plugin_id, study, self.language)
        await self.in_thread(switch, self.root, plugin_id, action == "disable", study)
        return None


def review_source(
    root: Path, source: str | bytes, name: str, study: str, language: str
) -> dict[str, Any]:
    """Review a source and keep the review; its JSON, with its id."""
    from ..plugins.installing import review

    at = source if isinstance(source, bytes) else local_source(root, source)
    return _waiting(review(at, name=name, **place(root, study)), language)  # type: ignore[arg-type]


def review_update(root: Path, plugin_id: str, study: str, language: str) -> dict[str, Any]:
    """Review the recorded source of an installed plugin again."""
    from ..plugins.installing import update
    from ..plugins.installing.places import target_folder
    from ..plugins.installing.records import read_records

    where: Any = place(root, study)
    record = read_records().of(target_folder(plugin_id, **where))
    if record is not None:
        recorded_source(root, record.source, record.kind)
    return _waiting(update(plugin_id, **where), language)


def _waiting(found: Any, language: str) -> dict[str, Any]:
    from ..plugins.installing.documents import review_document

    return {"id": WAITING.keep(found)} | review_document(found, language)


def install_reviewed(identifier: str, trust: str) -> list[dict[str, Any]]:
    """Install a review that waits; it waits no longer once it is installed."""
    from ..plugins.installing import install

    done = install(WAITING.get(identifier), trust=trust)
    WAITING.forget(identifier)
    return [{"id": each.id, "version": each.version, "undo": each.undo} for each in done]


def fork_plugin(root: Path, plugin_id: str, new_id: str, study: str) -> dict[str, Any]:
    """Copy a plugin under a new id."""
    from ..plugins.installing import fork

    where: Any = place(root, study)
    return {"id": fork(plugin_id, new_id, **where).name}


def switch(root: Path, plugin_id: str, off: bool, study: str) -> None:
    """Disable or enable a plugin for this person."""
    from ..plugins.installing import set_disabled

    where: Any = place(root, study)
    set_disabled(plugin_id, off, where["study"])


def _undo(token: str) -> str:
    from ..plugins.installing import undo

    return undo(token)


ROUTES = [
    ("/plugins/(review)", ReviewHandler),
    ("/plugins/(install)", InstallHandler),
    ("/plugins/(undo)", UndoHandler),
    ("/plugins/([^/]+)/(disable|enable|fork|update)", PluginActionHandler),
]
