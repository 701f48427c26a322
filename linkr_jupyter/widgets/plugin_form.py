"""The form of a plugin: native controls, a preview, the code, and the cell it writes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import traitlets
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets import widget_serialization

from ..errors import LinkrError
from ..locale import translate
from ..plugins import Plugin
from . import incoming
from .cell_writer import difference
from .choices import QUERY_LIMIT
from .controls import describe, from_browser
from .form_session import FormSession
from .incoming import Message
from .scheduling import Coalesced
from .sealed import SealedOutput, SealedWidget, asset, unreadable


class PluginForm(SealedWidget):
    """One plugin's form. The browser shows ``state`` and sends messages; the kernel decides."""

    NEUTRAL = "LinkR form"
    MESSAGES = {  # noqa: RUF012
        "hello": "_hello", "set": "_set", "language": "_speak",
        "undo": "_undo", "redo": "_redo", "reset": "_reset",
        "search": "_search", "preview": "_preview_now", "cell": "_cell",
        "write": "_write", "written": "_written", "nohost": "_no_host",
        "restore": "_restore", "restored": "_restored", "keep": "_keep_mine",
        "saved": "_saved", "close": "_close",
    }  # fmt: skip
    _esm = asset("form.js")
    _css = asset("form.css")

    view = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    result = traitlets.Instance(SealedOutput).tag(sync=True, **widget_serialization)

    def __init__(
        self, plugin: Plugin, shell: InteractiveShell, namespace: dict[str, Any], language: str
    ) -> None:
        self._shell, self._language = shell, language
        self._guard = threading.RLock()
        self._session = FormSession(
            plugin.localized(language), shell, namespace, language, self._refresh
        )
        self._query: tuple[str, str, str] | None = None
        self._searching = Coalesced(self._search_now)
        self._fetching = Coalesced(self._fetch)
        self._sequence: dict[str, str] = {}
        self._epoch = 0
        self._status: dict[str, Any] = {"text": "", "number": 0}
        super().__init__(view=self._static(), result=self._session.preview.output)
        shell.events.register("post_run_cell", self._cell_ran)

    def _static(self) -> dict[str, Any]:
        plugin = self._session.plugin
        return {
            "plugin": plugin.id,
            "title": plugin.title,
            "summary": plugin.summary,
            "language": self._language,
            "controls": describe(plugin.parameters, self._language),
            "languages": self._session.coding.choices(),
            "texts": self._session.texts,
        }

    def start(self, cell: Mapping[str, Any] | None) -> None:
        """Take the cell that the form was opened for and make the first state."""
        session = self._session
        if cell is not None:
            source = cell.get("source")
            session.observe(source if isinstance(source, str) else None, cell.get("metadata"))
            session.values.forget()
        session.choices.fetch(session.values.now)
        session.shelf.refresh()
        self._refresh()

    def _hello(self, message: Message) -> None:
        self._session.preview.seen = True
        self._refresh()

    # --- settings -------------------------------------------------------------------------------

    def _set(self, message: Message) -> None:
        name = incoming.choice(message, "field", self._session.properties.keys())
        token = incoming.text(message, "seq", incoming.REQUEST_LIMIT)
        with self._guard:
            if message.get("unread") is not None:
                reason = incoming.choice(message, "unread", {"type_number", "type_date"})
                self._session.unread[name] = reason
            else:
                schema = self._session.properties[name]
                self._session.set(name, from_browser(schema, message.get("value")))
            self._sequence[name] = token
            self._refresh()

    def _speak(self, message: Message) -> None:
        name = incoming.choice(message, "to", set(self._session.plugin.languages))
        with self._guard:
            self._session.coding.choose(name)
            self._refresh()

    def _undo(self, message: Message) -> None:
        with self._guard:
            self._session.values.undo()
            self._settings_replaced()

    def _redo(self, message: Message) -> None:
        with self._guard:
            self._session.values.redo()
            self._settings_replaced()

    def _reset(self, message: Message) -> None:
        with self._guard:
            self._session.values.set(self._session.defaults)
            self._session.unshown.clear()
            self._settings_replaced()

    def _saved(self, message: Message) -> None:
        with self._guard:
            shelf = self._session.shelf
            found = shelf.take(message, self._session.values.now)
            if shelf.said:
                self._say("", shelf.said)
            if found is None:
                self._refresh()
            else:
                self._session.values.set(found)
                self._session.unshown.clear()
                self._settings_replaced()

    def _settings_replaced(self) -> None:
        self._session.unread.clear()
        self._epoch += 1
        self._refresh()

    # --- data -----------------------------------------------------------------------------------

    def _search(self, message: Message) -> None:
        field = incoming.choice(message, "field", self._session.choices.searched)
        text = incoming.text(message, "text", QUERY_LIMIT).strip()
        self._query = (incoming.text(message, "request", incoming.REQUEST_LIMIT), field, text)
        self._searching.ask()

    def _search_now(self) -> None:
        if self._query is None:
            return
        request, field, text = self._query
        answer: dict[str, Any] = {"type": "results", "request": request, "found": [], "problem": ""}
        choices = self._session.choices
        if choices.cdm is None:
            answer["problem"] = translate(
                "Run the set-up cell first: concepts are searched in the study's data.",
                self._language,
            )
        else:
            try:
                answer["found"] = choices.search(field, text)
            except Exception as error:
                refused = error if isinstance(error, LinkrError) else unreadable(error)
                answer["problem"] = refused.text(self._language)
        self.send(answer)

    def _fetch(self) -> None:
        self._session.choices.fetch(self._session.values.now)
        self._refresh()

    def _preview_now(self, message: Message) -> None:
        self._refresh(asked=True)

    def _cell_ran(self, *_: object) -> None:
        # The set-up cell may have defined what the preview was waiting for.
        self._refresh()

    # --- the cell -------------------------------------------------------------------------------

    def _cell(self, message: Message) -> None:
        source = incoming.optional_text(message, "source", incoming.SOURCE_LIMIT)
        with self._guard:
            if self._session.observe(source, message.get("metadata")):
                self._epoch += 1
            self._refresh()

    def _write(self, message: Message) -> None:
        request = incoming.text(message, "request", incoming.REQUEST_LIMIT)
        run = incoming.flag(message, "run")
        mode = incoming.choice(message, "mode", {"auto", "form", "insert"})
        session = self._session
        with self._guard:
            answer: dict[str, Any] = {"type": "write", "request": request, "run": run}
            if session.problems() or session.coding.unwritable:
                self.send({**answer, "outcome": "invalid"})
                return
            values, writer = session.values.now, session.writer
            writing = writer.prepare(request, values, session.labels, mode, session.coding.now)
            if writing is None:
                session.conflict = difference(writer.current or "", session.fresh())
                answer["outcome"] = "conflict"
            else:
                session.conflict = None
                answer.update(outcome="ready", source=writing.source, metadata=writing.metadata)
                answer.update(place=writing.mode, seen=writing.seen)
            self._refresh()
            self.send(answer)

    def _written(self, message: Message) -> None:
        request = incoming.text(message, "request", incoming.REQUEST_LIMIT)
        status = incoming.choice(message, "status", {"written", "failed"})
        reason = incoming.optional_text(message, "message", 500)
        with self._guard:
            if self._session.writer.written(request, status == "written") is not None:
                self._say("written_run" if message.get("run") is True else "written")
            elif status == "failed":
                self._say("not_written", reason or "")
            self._refresh()

    def _no_host(self, message: Message) -> None:
        """No notebook around the form (Voilà): show the result here."""
        request = incoming.text(message, "request", incoming.REQUEST_LIMIT)
        with self._guard:
            self._session.writer.written(request, False)
            self._refresh(asked=True)

    def _restore(self, message: Message) -> None:
        request = incoming.text(message, "request", incoming.REQUEST_LIMIT)
        with self._guard:
            if (last := self._session.writer.last) is not None:
                answer = {"source": last.source, "metadata": last.metadata or None}
                answer["seen"] = self._session.writer.current
                self.send({"type": "restore", "request": request, **answer})

    def _restored(self, message: Message) -> None:
        with self._guard:
            if (before := self._session.writer.restored()) is not None:
                self._session.values.set(before.values)
                self._say("restored")
                self._settings_replaced()

    def _keep_mine(self, message: Message) -> None:
        with self._guard:
            self._session.conflict = None
            self._say("kept_mine")
            self._refresh()

    def _close(self, message: Message) -> None:
        self.close()

    def close(self) -> None:
        """Close the form and what it holds."""
        if self.comm is not None:
            self._shell.events.unregister("post_run_cell", self._cell_ran)
            self._session.close()
        super().close()

    # --- what the browser shows -----------------------------------------------------------------

    def complain(self, error: LinkrError) -> None:
        """Show a domain error in the status line."""
        self._say("", error.text(self._language))
        self._refresh()

    def _say(self, key: str, more: str = "") -> None:
        sentence = " ".join(part for part in (self._session.texts.get(key, ""), more) if part)
        self._status = {"text": sentence, "number": self._status["number"] + 1}

    def _refresh(self, *, asked: bool = False) -> None:
        with self._guard:
            if self.comm is None:
                return
            state = self._session.refresh(asked=asked)
            if self._session.choices.lacking(self._session.values.now):
                self._fetching.ask()
            self.state = {
                **state,
                "seq": dict(self._sequence),
                "epoch": self._epoch,
                "status": self._status,
            }
