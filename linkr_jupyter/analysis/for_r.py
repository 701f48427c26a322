"""What R code finds of LinkR: the verbs, and figures of its plots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..r.host import Plain
from .drawn_figure import drawn_figure


class Verbs:
    """What R calls ``linkr``: the verbs of the toolkit, as in Python."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        from .. import analysis

        if name in analysis.__all__:
            return getattr(analysis, name)
        import linkr_jupyter

        return getattr(linkr_jupyter, name)

    def __dir__(self) -> list[str]:
        import linkr_jupyter

        from .. import analysis

        public = [name for name in linkr_jupyter.__all__ if not name.startswith("_")]
        return sorted({*analysis.__all__, *public})

    def __repr__(self) -> str:
        return "<LinkR>"


def r_host(names: Mapping[str, Any]) -> Plain:
    """A place where R code runs without a notebook: it keeps what R shows.

    Parameters
    ----------
    names
        Objects that R may use by name, such as ``cdm``.

    Examples
    --------
    >>> r_host({}).verbs.histogram.__name__
    'histogram'
    """
    return Plain(dict(names), verbs=Verbs(), drawn=drawn_figure)
