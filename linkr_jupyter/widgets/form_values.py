"""The values of a form and their history."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

HISTORY = 100

Values = dict[str, Any]


class FormValues:
    """Values by parameter name, with undo and redo.

    Examples
    --------
    >>> values = FormValues({"bins": 40})
    >>> changed = values.set({"bins": 20})
    >>> values.undo()
    >>> values.now
    {'bins': 40}
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.now: Values = copy.deepcopy(dict(values))
        self._undo: list[Values] = []
        self._redo: list[Values] = []

    def set(self, changes: Mapping[str, Any]) -> bool:
        """Change some values as one step; False when nothing changes."""
        after = {**self.now, **copy.deepcopy(dict(changes))}
        if same(after, self.now):
            return False
        self._undo = [*self._undo[-HISTORY + 1 :], self.now]
        self._redo.clear()
        self.now = after
        return True

    def correct(self, changes: Mapping[str, Any]) -> None:
        """Change some values without a step of history: nobody chose what they were."""
        self.now = {**self.now, **copy.deepcopy(dict(changes))}

    def undo(self) -> None:
        """Go back one step."""
        if self._undo:
            self._redo.append(self.now)
            self.now = self._undo.pop()

    def redo(self) -> None:
        """Take back the last undo."""
        if self._redo:
            self._undo.append(self.now)
            self.now = self._redo.pop()

    def forget(self) -> None:
        """Start a new history at the values of now."""
        self._undo.clear()
        self._redo.clear()

    @property
    def can_undo(self) -> bool:
        """True when there is a step to go back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """True when an undo can be taken back."""
        return bool(self._redo)


def same(one: Any, other: Any) -> bool:
    """Equality that tells ``1``, ``1.0`` and ``True`` apart, as the code of a cell does.

    Examples
    --------
    >>> same({"k": 1}, {"k": True})
    False
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
