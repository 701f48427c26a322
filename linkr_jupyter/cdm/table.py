"""A table of a ``Cdm``: an Ibis table whose absent columns are explained."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from ..errors import MissingColumnError
from .tables import omop_tables

_LISTED = 40


class CdmTable(ir.Table):  # type: ignore[misc]  # Ibis has no types
    """An Ibis table that knows which OMOP table it is.

    An OMOP column that this source lacks raises :class:`MissingColumnError`, which names the
    table, the column and the columns that are there. Every verb of Ibis works, and gives plain
    Ibis tables.
    """

    __slots__ = ("_omop",)

    def __init__(self, arg: Any, omop: str = "") -> None:
        super().__init__(arg)
        object.__setattr__(self, "_omop", omop)

    def __reduce__(self) -> tuple[Any, ...]:
        return (self.__class__, (self._arg, self._omop))

    def __getattr__(self, key: str) -> Any:
        if key not in self.columns:
            self._refuse(key)
        return super().__getattr__(key)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str) and key not in self.columns:
            self._refuse(key)
        return super().__getitem__(key)

    def bind(self, *args: Any, **kwargs: Any) -> tuple[ir.Value, ...]:
        """Bind values to the table, explaining a column that is absent."""
        for name in (*args, *kwargs.values()):
            if isinstance(name, str) and name not in self.columns:
                self._refuse(name)
        return tuple(super().bind(*args, **kwargs))

    def _refuse(self, column: str) -> None:
        if not self._omop or column not in omop_tables()[self._omop].columns:
            return
        there = ", ".join(self.columns[:_LISTED])
        raise MissingColumnError(
            "The table {table} of this source has no column {column}; it has {there}.",
            "Choose another column, or ask for the column to be filled in at the source.",
            field=column,
            table=self._omop,
            column=column,
            there=there,
        )
