"""Where the kernel runs: an author's notebook, or a page for clinicians."""

from __future__ import annotations

import os

# What a web server hands to a cold Voilà kernel: the query string holds the visitor's token.
_SECRETS = ("QUERY_STRING", "HTTP_COOKIE", "HTTP_AUTHORIZATION", "REQUEST_URI")
_in_voila = False


def look_around() -> None:
    """Note whether this is a Voilà kernel, and drop the visitor's secrets from its environment."""
    global _in_voila
    server = os.environ.get("SERVER_SOFTWARE", "").lower()
    _in_voila = server.startswith("voila") or any(name.startswith("VOILA_") for name in os.environ)
    if _in_voila:
        for name in _SECRETS:
            os.environ.pop(name, None)


def in_voila() -> bool:
    """True in a page for clinicians."""
    return _in_voila


def shows_details() -> bool:
    """True where a traceback may be shown, folded away: to authors, never to clinicians."""
    return not _in_voila
