"""Turn a cell that came without metadata into a form: what the JupyterLab extension asks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython

from ..locale import supported, translate
from ..plugins import Recognised, cell_metadata, recognise
from .incoming import SOURCE_LIMIT


class JsonReply:
    """An answer whose text, which the kernel sends, is JSON of ASCII characters."""

    def __init__(self, content: Any) -> None:
        self.content = content

    def __repr__(self) -> str:
        return json.dumps(self.content, ensure_ascii=True)


def recognise_cell(source: str, language: str = "en") -> JsonReply:
    """Say which plugin a cell has the shape of, and what to store with it.

    Parameters
    ----------
    source
        The whole cell, with its magic.
    language
        Of the title and of what is said.

    Returns
    -------
    JsonReply
        ``null`` when it is like none; else ``{"title", "metadata", "problems"}``, where each
        problem is a ``{"line", "text"}`` that could not be read; line 0 is the whole cell.
    """
    if not source.strip() or len(source) > SOURCE_LIMIT:
        return JsonReply(None)
    spoken = supported(language)
    found = recognise(source, _study())
    return JsonReply(None if found is None else _described(found, spoken))


def _described(found: Recognised, language: str) -> dict[str, Any]:
    plugin = found.plugin.localized(language)
    titles = {name: schema.get("title", name) for name, schema in plugin.properties.items()}
    return {
        "title": plugin.title,
        "metadata": cell_metadata(found.plugin, found.values, found.source, found.language),
        "problems": [
            {
                "line": problem.line,
                "text": translate("{title}: {value}", language, title=titles[problem.field],
                                  value=problem.text(language))
                if problem.field in titles
                else problem.text(language),
            }
            for problem in found.problems
        ],
    }  # fmt: skip


def _study() -> Path | None:
    """Folder of the study that the notebook has opened; its own plugins come first."""
    shell = get_ipython()
    folder = getattr(shell.user_ns.get("study"), "folder", None) if shell is not None else None
    return Path(folder) if isinstance(folder, str | Path) else None
