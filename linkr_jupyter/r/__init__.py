"""R beside Python: which R there is, tables that go there and back, and R code that is run.

Nothing here starts R, or imports rpy2, before R code is really run. ``widgets`` shows what comes of
it; this package knows nothing of notebooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .status import RStatus, missing_packages, r_status

_PUBLIC = {"RStatus": "status", "missing_packages": "status", "r_status": "status"}

__all__ = ["RStatus", "missing_packages", "r_status"]


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
