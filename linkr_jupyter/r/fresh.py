"""R code run as in a new session, without touching what a person has in this one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .session import session


@contextmanager
def fresh_variables() -> Iterator[None]:
    """Set R's variables aside; they come back afterwards, and those made meanwhile are gone."""
    r = session()
    place = r.ri.globalenv
    kept = r.base("as.list.environment")(place, **{"all.names": True})
    _forget(r, place)
    try:
        yield
    finally:
        _forget(r, place)
        r.base("list2env")(kept, place)


def _forget(r: Any, place: Any) -> None:
    names = r.base("ls")(place, **{"all.names": True})
    r.base("rm")(list=names, envir=place)
