"""Reviews and installed plugins as JSON, the same for the command line and the panel."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..manifest import Plugin
from .keeping import Installed
from .reviewing import Review, ReviewedPlugin


def review_document(found: Review, language: str) -> dict[str, Any]:
    """A review as JSON, its sentences in ``language``; the contents of code and README included."""
    return {
        "source": found.source,
        "kind": found.kind,
        "commit": found.commit,
        "hash": found.hash,
        "where": found.where,
        "warnings": [warning.text(language) for warning in found.warnings],
        "plugins": [_reviewed(each, language) for each in found.plugins],
    }


def _reviewed(each: ReviewedPlugin, language: str) -> dict[str, Any]:
    plugin, replaces = each.plugin.localized(language), each.replaces
    return card_document(plugin) | {
        "hash": each.hash,
        "files": [
            {
                "name": file.name,
                "size": file.size,
                "sha256": file.sha256,
                "text": ""
                if file.name == "picture.png"
                else each.contents[file.name].decode("utf-8"),
            }
            for file in each.files
        ],
        "problems": [
            {"code": p.code, "file": p.file, "line": p.line, "message": p.text(language)}
            for p in each.problems
        ],
        "warnings": [warning.text(language) for warning in each.warnings],
        "replaces": replaces
        and {
            "version": replaces.version,
            "hash": replaces.hash,
            "modified": replaces.modified,
            "changes": [
                {"file": name, "difference": text} for name, text in replaces.changes.items()
            ],
        },
    }


def card_document(plugin: Plugin) -> dict[str, Any]:
    """What the card of a plugin says of its manifest."""
    return {
        "id": plugin.id,
        "version": plugin.version,
        "title": plugin.title,
        "summary": plugin.summary,
        "level": plugin.level,
        "category": plugin.category,
        "languages": list(plugin.languages),
        "license": plugin.license,
        "authors": list(plugin.authors),
        "checked_against": list(plugin.checked_against),
        "translations": ["en", *sorted(plugin.translations)],
        "tables": list(plugin.requires.get("tables", ())),
        "packages": [
            {"language": language, "name": name, "installed": _installed_version(language, name)}
            for language, names in plugin.requires.get("packages", {}).items()
            for name in names
        ],
    }


def installed_document(each: Installed) -> dict[str, Any]:
    """Where an installed plugin is from, and whether it is as it came."""
    record = each.record
    return {
        "place": each.place,
        "builtin": each.place == "builtin",
        "modified": each.modified,
        "disabled": each.disabled,
        "installed": record
        and {
            "source": record.source,
            "kind": record.kind,
            "commit": record.commit,
            "hash": record.hash,
            "date": record.date,
            "who": record.who,
        },
    }


def _installed_version(language: str, requirement: str) -> str | None:
    """Version of a Python package that is installed; None when absent, or not known without R."""
    if language != "python":
        return None
    name = requirement.replace("~", "<").replace("!", "<").replace("=", "<").replace(">", "<")
    try:
        return version(name.partition("<")[0].strip())
    except PackageNotFoundError:
        return None
