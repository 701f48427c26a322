"""Studies as clinicians see them: our Voilà template, the page runner, and a preview for authors.

``template/`` is the page itself; ``pages`` makes the notebook that Voilà runs; ``app`` serves one
study alone (``jupyter linkr serve``), ``preview`` shows the same page to authors beside JupyterLab.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "linkr_jupyter.voila"}]


def _load_jupyter_server_extension(server: Any) -> None:
    from .preview import add_preview

    add_preview(server)
