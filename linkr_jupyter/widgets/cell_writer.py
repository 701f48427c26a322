"""What a form knows of its notebook cell, and what it would write there.

The kernel cannot see the notebook. A host (the JupyterLab extension) tells the form what the cell
holds and writes what the form asks for; see ``docs/developers/architecture.md``.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..plugins import (
    CellState,
    Plugin,
    ReadBack,
    Unread,
    cell_metadata,
    cell_state,
    parse_metadata,
    plan_write,
    read_back,
    render,
)
from .controls import representable
from .form_values import Values, same

Labels = Mapping[str, Mapping[Any, str]]
WRITES_KEPT = 20
REQUESTS_KEPT = 20
CONTEXT = 3  # equal lines shown around a change
SKIPPED = "…"


@dataclass(frozen=True)
class Writing:
    """One write that a host is asked for; ``seen`` is the source that it was made from."""

    source: str
    seen: str | None
    metadata: dict[str, Any]
    mode: str
    values: Values


@dataclass(frozen=True)
class Before:
    """What a write replaced."""

    source: str
    metadata: dict[str, Any]
    values: Values


class CellWriter:
    """The bound cell: its source and state, the base of a merge, and the writes that can be undone.

    Attributes
    ----------
    current
        Source of the cell now; None while no cell is bound.
    base, base_values, language
        What a form last wrote there.
    unshown
        Values that stand in the cell and that no control can show, by setting.
    """

    def __init__(self, plugin: Plugin) -> None:
        self.plugin = plugin
        self.current: str | None = None
        self.base: str | None = None
        self.language = plugin.languages[0]
        self.base_values: Values | None = None
        self._metadata: dict[str, Any] = {}
        self.unshown: dict[str, Unread] = {}
        self._seen: Values = {}
        self._requests: dict[str, Writing] = {}
        self._undo: list[Before] = []

    @property
    def state(self) -> CellState | None:
        """How the cell differs from what a form wrote; None while no cell is bound."""
        if self.current is None:
            return None
        return cell_state(self.plugin, self.current, self.base, self.language)

    @property
    def shown_values(self) -> Values:
        """The settings as the cell shows them."""
        return self._seen

    def observe(self, source: str | None, metadata: Any) -> Values:
        """Take the cell as it is now; returns the values that changed in it since the last look.

        Raises
        ------
        InvalidCellError
            When the cell's LinkR metadata are malformed.
        """
        self.unshown = {}
        if source is None:
            self.current = self.base = self.base_values = None
            self._seen, self._metadata = {}, {}
            return {}
        written = _linkr(metadata)
        found = parse_metadata(written) if written is not None else None
        self.current = source
        if found is None or found.plugin != self.plugin.id:
            self.base = self.base_values = None
            self._metadata = {}
            return {}
        self._metadata = dict(written)
        self.base, self.base_values = found.source, dict(found.values)
        self.language = found.language
        read = read_back(self.plugin, source, base_values=self.base_values, language=self.language)
        return self._changes({**read.values, **self._refused(read)})

    def _refused(self, read: ReadBack) -> Values:
        """Values that stand in the cell though the form refuses them: the form shows them so."""
        schemas = self.plugin.properties
        shown = {n: v for n, v in read.refused.items() if representable(schemas[n], v)}
        hidden = read.refused.keys() - shown.keys()
        self.unshown = {one.field: one for one in read.problems if one.field in hidden}
        return shown

    def _changes(self, values: Values) -> Values:
        changed = {
            name: value
            for name, value in values.items()
            if name not in self._seen or not same(value, self._seen[name])
        }
        self._seen = values
        return changed

    def prepare(
        self, request: str, values: Values, labels: Labels, mode: str, language: str | None = None
    ) -> Writing | None:
        """What to write for ``values``; None when a person must first settle a conflict.

        Parameters
        ----------
        mode
            ``auto`` (merge with edits by hand), ``form`` (replace them) or ``insert`` (a new cell).
        language
            Of the code; the cell's own when it is not given.
        """
        language = language or self.language
        fresh = render(self.plugin, values, labels=labels, language=language)
        source = fresh
        if self.state is CellState.FOREIGN and self.current and self.current.strip():
            mode = "insert"  # other code is never replaced
        if mode == "auto":
            planned = self.planned(values, labels, language)
            if planned is None:
                return None
            source = planned
        # The base of the next merge is what the form alone would write: edits by hand stay edits.
        metadata = cell_metadata(self.plugin, values, fresh, language)
        place = "insert" if mode == "insert" or self.current is None else "replace"
        writing = Writing(source, self.current, metadata, place, dict(values))
        while len(self._requests) >= REQUESTS_KEPT:
            self._requests.pop(next(iter(self._requests)))
        self._requests[request] = writing
        return writing

    def planned(self, values: Values, labels: Labels, language: str | None = None) -> str | None:
        """The source after a write, edits by hand merged in; None on a conflict."""
        plan = plan_write(
            self.plugin,
            values,
            current=self.current,
            base=self.base,
            base_values=self.base_values,
            labels=labels,
            language=language or self.language,
            base_language=self.language,
        )
        return None if plan.conflict is not None else plan.source

    def written(self, request: str, written: bool) -> Writing | None:
        """The host's answer to a write; the write when it happened."""
        writing = self._requests.pop(request, None)
        if writing is None or not written:
            return None
        if writing.mode == "replace" and self.current is not None:
            before = Before(self.current, self._metadata, self.base_values or writing.values)
            self._undo = [*self._undo[-WRITES_KEPT + 1 :], before]
        else:
            self._undo.clear()
        self.current, self._metadata = writing.source, writing.metadata
        self.base, self.base_values = writing.metadata["source"], writing.values
        self.language = writing.metadata["language"]
        read = read_back(
            self.plugin, writing.source, base_values=writing.values, language=self.language
        )
        self._seen, self.unshown = read.values, {}
        return writing

    @property
    def last(self) -> Before | None:
        """What "Undo last write" would bring back."""
        return self._undo[-1] if self._undo else None

    def restored(self) -> Before | None:
        """The host brought the last replaced source back."""
        if not self._undo:
            return None
        before = self._undo.pop()
        self.observe(before.source, {"linkr": before.metadata} if before.metadata else {})
        # What stands in the cell counts, edits by hand included.
        return before if self.base is None else replace(before, values=dict(self._seen))


def _linkr(metadata: Any) -> Any:
    """The LinkR part of a cell's metadata; hosts may send the part alone."""
    if not isinstance(metadata, Mapping):
        return None
    return metadata.get("linkr", metadata if "plugin" in metadata else None)


def difference(mine: str, form: str) -> list[dict[str, str]]:
    r"""Compare two versions of a cell, line by line.

    Returns
    -------
    list of dict
        ``{"mark", "text"}``; the mark is ``" "`` (in both), ``"-"`` (only in mine), ``"+"`` (only
        in the form's) or ``"…"``, where the text is a number of equal lines left out.

    Examples
    --------
    >>> [row["mark"] for row in difference("a\nb", "a\nc")]
    [' ', '-', '+']
    """
    lines = [line for line in difflib.ndiff(mine.splitlines(), form.splitlines()) if line[0] != "?"]
    changed = [place for place, line in enumerate(lines) if line[0] != " "]
    near = {
        place
        for one in changed
        for place in range(max(one - CONTEXT, 0), min(one + CONTEXT + 1, len(lines)))
    }
    rows: list[dict[str, str]] = []
    for place, line in enumerate(lines):
        if place in near:
            rows.append({"mark": line[0], "text": line[2:]})
        elif rows and rows[-1]["mark"] == SKIPPED:
            rows[-1]["text"] = str(int(rows[-1]["text"]) + 1)
        else:
            rows.append({"mark": SKIPPED, "text": "1"})
    return rows


def changed_lines(before: str, after: str) -> list[int]:
    r"""Numbers (from 1) of the lines of ``after`` that ``before`` does not have.

    Examples
    --------
    >>> changed_lines("a\nb", "a\nc")
    [2]
    """
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return [
        line + 1
        for kind, _, _, first, end in matcher.get_opcodes()
        if kind in {"replace", "insert"}
        for line in range(first, end)
    ]
