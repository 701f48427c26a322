"""What a command prints: messages on standard error, one JSON document on standard output."""

from __future__ import annotations

import json
import os
import sys

from ..locale import supported


def spoken_language() -> str:
    """The language of the terminal."""
    return supported(os.environ.get("LC_ALL") or os.environ.get("LANG") or "en")


def say(message: str) -> None:
    """Print a message or a line of progress."""
    print(message, file=sys.stderr, flush=True)


def emit(document: object) -> None:
    """Print the one JSON document of ``--json``."""
    print(json.dumps(document, ensure_ascii=False, indent=2), flush=True)
