"""A plugin's cell as a template: parameter lines, guards, and what is left under given values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import InvalidCellError
from .guards import CellFault, Guard, find_guards
from .languages import Assignment, Code, Edit, get_language
from .sequences.lines import SequenceLine, Sequences, opening_of, with_sequences


@dataclass(frozen=True, eq=False)
class Template:
    """A cell read once: its code, parameter lines, guards and faults."""

    code: Code
    assignments: dict[str, Assignment]
    guards: tuple[Guard, ...]
    faults: tuple[CellFault, ...]

    @property
    def sequences(self) -> Sequences:
        """Name, kind and opening of each parameter that is a chain of verbs."""
        return tuple(
            (name, line.kind.name, opening_of(line))
            for name, line in self.assignments.items()
            if isinstance(line, SequenceLine)
        )

    def kept(self, values: Mapping[str, Any]) -> list[bool]:
        """For every guard, whether its own condition holds."""
        return [guard.condition.holds(values) for guard in self.guards]

    def remains(self, values: Mapping[str, Any]) -> frozenset[int]:
        """Indices of the guards whose code is kept, together with all code around it."""
        kept = self.kept(values)
        return frozenset(
            index
            for index, guard in enumerate(self.guards)
            if all(
                kept[other]
                for other, outer in enumerate(self.guards)
                if outer.removed[0] <= guard.removed[0] and guard.removed[1] <= outer.removed[1]
            )
        )

    def written(self, values: Mapping[str, Any]) -> set[str]:
        """Names of the parameters whose line is kept under these values."""
        removed = [
            guard.removed
            for guard, kept in zip(self.guards, self.kept(values), strict=True)
            if not kept
        ]
        return {
            name
            for name, line in self.assignments.items()
            if not any(start <= line.start < end for start, end in removed)
        }


@lru_cache(maxsize=256)
def read_template(
    source: str,
    names: tuple[str, ...],
    language: str = "python",
    sequences: tuple[tuple[str, str], ...] = (),
) -> Template:
    """Read a plugin's cell whose parameters are ``names``; ``sequences`` are chains of a kind.

    Raises
    ------
    InvalidCellError
        When the cell is no code of its language.
    """
    spoken = get_language(language)
    try:
        code = spoken.parse(source)
    except (SyntaxError, ValueError) as error:
        raise InvalidCellError(
            "The cell is not valid {language}: {reason} (line {line}).",
            "Correct this line; it must run as it stands, without magics.",
            language=spoken.title,
            reason=getattr(error, "msg", None) or str(error),
            line=getattr(error, "lineno", None) or 1,
        ) from None
    faults: list[CellFault] = []
    assignments: dict[str, Assignment] = {}
    kinds = tuple((name, kind, "") for name, kind in sequences)
    for line in with_sequences(code.assignments(names), kinds):
        if line.name in assignments:
            faults.append(
                CellFault(line.line, "assigned-twice", "{name} is assigned a second time.",
                          {"name": line.name})
            )  # fmt: skip
        assignments.setdefault(line.name, line)
    guards = tuple(find_guards(code, names, faults))
    return Template(code, assignments, guards, tuple(faults))


def guard_edits(template: Template, values: Mapping[str, Any]) -> list[Edit]:
    """Edits that remove what the values do not keep, and the markers of what they keep."""
    edits: list[Edit] = []
    removed: list[tuple[int, int]] = []
    for guard, kept in zip(template.guards, template.kept(values), strict=True):
        if kept:
            edits.append((*guard.marker, ""))
        else:
            start, end = guard.removed
            edits.append((start, _past_blank_lines(template.code.text, start, end), ""))
            removed.append((start, end))
    return edits + template.code.dangling(removed)


def _past_blank_lines(text: str, start: int, end: int) -> int:
    """End of a removal that leaves no two gaps where one was."""
    before = text[:start].rstrip(" \t")
    if before and not before.endswith("\n\n"):
        return end
    while end < len(text):
        line_end = text.find("\n", end)
        if line_end < 0 or text[end:line_end].strip():
            break
        end = line_end + 1
    return end
