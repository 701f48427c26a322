"""Files of the contract that a plugin's folder does not hold yet, with a text to begin with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .manifest import translatable
from .scaffold import TEST

_README = """\
# {title}

What it shows, and when to use it.

## How to read the result

## Reference of the method
"""


def proposed_files(plugin_id: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Propose the files that are missing, by name.

    Parameters
    ----------
    texts
        The files that there are. A manifest that cannot be read proposes no translation.

    Examples
    --------
    >>> list(proposed_files("bars", {"plugin.json": "{", "cell.py": "", "test_bars.py": ""}))
    ['cell.R', 'README.md']
    """
    manifest = _manifest(texts)
    title = str(manifest.get("title", plugin_id))
    wanted = {
        "cell.py": "# The analysis in Python; the settings stand first.\n",
        "cell.R": "# The same analysis in R; the settings stand first.\n",
        f"test_{plugin_id}.py": TEST,
        "README.md": _README.format(title=title),
        **({"locale/fr.json": _translation(manifest)} if manifest else {}),
    }
    return {name: text for name, text in wanted.items() if name not in texts}


def _manifest(texts: Mapping[str, str]) -> dict[str, Any]:
    try:
        manifest = json.loads(texts.get("plugin.json", ""))
        translatable(manifest)
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _translation(manifest: dict[str, Any]) -> str:
    """Every place with its English text: the check names each one that is still to translate."""
    places: Iterable[tuple[str, Any, Any]] = translatable(manifest)
    english = {place: holder[key] for place, holder, key in places if key in holder}
    return json.dumps(english, ensure_ascii=False, indent=2) + "\n"
