"""Plugins that come from elsewhere: reviewed first, then kept exactly as reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .forking import fork
    from .keeping import (
        Change,
        Installed,
        install,
        installed,
        remove,
        set_disabled,
        undo,
        update,
    )
    from .reviewing import Review, ReviewedPlugin, review

__all__ = [
    "Change",
    "Installed",
    "Review",
    "ReviewedPlugin",
    "fork",
    "install",
    "installed",
    "remove",
    "review",
    "set_disabled",
    "undo",
    "update",
]

# Late, because the finder of plugins needs the records alone.
_HOMES = {
    "fork": "forking",
    "Review": "reviewing",
    "ReviewedPlugin": "reviewing",
    "review": "reviewing",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f".{_HOMES.get(name, 'keeping')}", __name__), name)
