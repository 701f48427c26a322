"""Widgets whose state browsers can read and never set.

Jupyter writes the text form of a widget into the notebook file, so ours says what the widget is and
nothing of what it holds.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import ipywidgets

from ..errors import LinkrError
from .incoming import MalformedMessageError

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
_NOT_BUILT = """export default { render({ el }) {
  el.textContent = "The browser code of LinkR is not built: run `make build` in the checkout.";
} };"""


def asset(name: str) -> str:
    """The built browser code ``name``; for a missing script, one that says so on the page."""
    file = STATIC / name
    if file.is_file():
        return file.read_text(encoding="utf-8")
    return _NOT_BUILT if name.endswith(".js") else ""


def unreadable(error: Exception) -> LinkrError:
    """What a person reads when the source failed in a way that is not one of ours."""
    logger.warning("A source could not be read", exc_info=error)
    return LinkrError(
        "The data source did not answer.",
        "Try again; if it lasts, run the set-up cell again or tell who runs the source.",
    )


class Sealed:
    """Mixin: refuse state from browsers, drop malformed messages, keep the text form neutral."""

    NEUTRAL: ClassVar[str] = "LinkR"
    MESSAGES: ClassVar[dict[str, str]] = {}
    """Type of a message -> name of the method that takes it."""

    def __repr__(self) -> str:
        return self.NEUTRAL

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Ignore it: the kernel owns the state."""

    def _handle_msg(self, msg: dict[str, Any]) -> None:
        data = msg.get("content", {}).get("data")
        if not isinstance(data, dict):
            return
        if data.get("method") == "request_state":
            self.send_state()  # type: ignore[attr-defined]
        elif data.get("method") == "custom" and isinstance(data.get("content"), dict):
            self.receive(data["content"])

    def receive(self, message: dict[str, Any]) -> None:
        """Take one message; whatever is wrong with it, no traceback reaches the page."""
        kind = message.get("type")
        handler = self.MESSAGES.get(kind) if isinstance(kind, str) else None
        if handler is None:
            return
        try:
            getattr(self, handler)(message)
        except MalformedMessageError as error:
            logger.debug("%s ignored a malformed message: %s", self.NEUTRAL, error)
        except LinkrError as error:
            self.complain(error)
        except Exception:
            logger.exception("%s could not take the message %s", self.NEUTRAL, kind)

    def complain(self, error: LinkrError) -> None:
        """Show a domain error; widgets with a status line override this."""
        logger.warning("%s: %s", self.NEUTRAL, error)


class SealedWidget(Sealed, anywidget.AnyWidget):
    """A widget of ours, drawn by code in ``browser/``."""


class SealedOutput(Sealed, ipywidgets.Output):
    """An output area that only the kernel fills."""

    NEUTRAL = "LinkR output"


class SealedBox(Sealed, ipywidgets.VBox):
    """Widgets one below the other."""

    NEUTRAL = "LinkR view"
