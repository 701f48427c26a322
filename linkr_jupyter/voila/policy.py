"""What a browser may load and run on a page: the last wall when text slips through all others."""

from __future__ import annotations

import re

from jupyter_server.base.handlers import JupyterHandler

_HOST = re.compile(r"[\w.\-\[\]:]+\Z")


def content_policy(host: str = "") -> str:
    """The content security policy of our pages.

    No script stands in a page, and none comes from elsewhere: text can run nothing and send
    nothing. Widgets bring modules of their own (``blob:``), and charts compile expressions
    (``'unsafe-eval'``).

    Parameters
    ----------
    host
        Host and port of the request; some browsers do not count its sockets among ``'self'``.

    Examples
    --------
    >>> "connect-src 'self' ws://host:8866 wss://host:8866;" in content_policy("host:8866")
    True
    >>> "evil" in content_policy("evil; script-src *")
    False
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.match(host) else ""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' blob: 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        ]
    )


class PolicyHandler(JupyterHandler):
    """A handler whose answers carry the policy."""

    @property
    def content_security_policy(self) -> str:
        """The policy for the host that was asked."""
        return content_policy(self.request.host)
