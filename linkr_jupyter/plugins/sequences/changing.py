"""Change a sequence where it stands: lines that do not change stay as a person left them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NoReturn

from ...errors import InvalidCellError, InvalidValueError
from ..comments import clean_label
from ..languages import Assignment, Edit, Language, edited
from .items import Item, Step
from .kinds import Kind
from .matching import Plan, match
from .off import commented, snippet_of, uncommented, unsigned
from .reading import find, language_of, read
from .rows import UNITS, Layout, Row, key_of, layout_of
from .writing import Labels, write


def change(
    kind: Kind,
    line: Assignment,
    items: Sequence[Item],
    *,
    labels: Labels | None = None,
    ours: Collection[str] = (),
    opening: str = "",
    again: bool = False,
) -> list[Edit]:
    """Return the edits that turn the sequence of an assignment into ``items``.

    Only lines of items that change are touched, and in R the signs that join them to others.
    Comments that a person wrote are kept: those inside an item that is written anew move above it.

    Parameters
    ----------
    labels
        The words of concepts.
    ours
        Comments that the form wrote earlier and may take away, such as labels of concepts.
    opening
        What opens the chain in the plugin's own cell.
    again
        Write steps that stay the same too, so that they get their labels.

    Raises
    ------
    ValueError
        When the value is no chain.
    InvalidValueError
        When an item by hand is not in the cell, or cannot be switched off.
    InvalidCellError
        When no edit of lines leads to these items.
    """
    layout = layout_of(kind, line, opening)
    language = language_of(line.code)
    links = [row.link for row in layout.rows if row.link]
    keys = [key_of(kind, language, link.item) for link in links]
    wanted = [(_wanted_key(kind, language, item, keys), item) for item in items]
    if not again and [(key, link.item.off) for key, link in zip(keys, links, strict=True)] == [
        (key, item.off) for key, item in wanted
    ]:
        return []
    plan = match(
        [(key, link.item) for key, link in zip(keys, links, strict=True)],
        wanted,
    )
    writer = _Writer(kind, language, layout, labels or {}, _ours(ours, labels or {}), again)
    rows = _signed(writer.rows(plan, list(items)), kind, language)
    text = layout.before + "\n".join(row.whole for row in rows) + layout.after
    edits = _line_edits(line.code.text, layout.start, layout.end, text)
    _check(kind, line, edits, items, opening)
    _check_comments(line, layout, text, _ours(ours, labels or {}))
    return edits


def _ours(written: Collection[str], labels: Labels) -> frozenset[str]:
    """Comments that the form may take away: those it wrote, and labels it would write again."""
    return frozenset([*written, *(f"# {clean_label(text, 80)}" for text in labels.values())])


def _wanted_key(kind: Kind, language: Language, item: Item, known: Collection[str]) -> str:
    key = key_of(kind, language, item)
    if not isinstance(item, Step) and key not in known:
        raise InvalidValueError(
            "“{title}”: what was written by hand is not in this cell.",
            "Write it in the cell itself; the form keeps it in its place.",
            title=kind.title,
        )
    return key


class _Writer:
    """Makes the new rows of a layout."""

    def __init__(
        self,
        kind: Kind,
        language: Language,
        layout: Layout,
        labels: Labels,
        ours: frozenset[str],
        again: bool,
    ) -> None:
        self._kind, self._language, self._layout = kind, language, layout
        self._labels, self._ours, self._again = labels, ours, again
        self._rows = [row for row in layout.rows if row.link]

    def rows(self, plan: Plan, items: list[Item]) -> list[Row]:
        """Return the rows of the new sequence: old lines keep their places."""
        after: dict[int, list[Row]] = {}
        at = -1  # the row of an item after which new ones come; -1: what opens the chain
        for number, item in enumerate(items):
            old = plan.places.get(number)
            if old is not None:
                at = old
            else:
                source = plan.moved.get(number)
                new = self._moved(source, item) if source is not None else [self._new(item)]
                after.setdefault(at, []).extend(new)
        stays = {old: items[number] for number, old in plan.places.items()}
        gone = set(range(len(self._rows))) - set(stays) - set(plan.moved.values())
        rows: list[Row] = []
        number = -1
        for row in self._layout.rows:
            if row.link is None:
                rows.append(row)
                if row.is_code:
                    rows += after.get(-1, [])
                continue
            number += 1
            if number in stays:
                rows += self._kept(row, stays[number])
            elif number in gone:
                rows += self._notes([*row.comments, row.tail.strip()])
            rows += after.get(number, [])
        return rows

    def _kept(self, row: Row, item: Item) -> list[Row]:
        """Rows of an item in its old place: as they are, switched, or written anew."""
        old = row.link.item if row.link else item
        if self._same(old, item):
            return [row if old.off == item.off else self._switched(row, item.off)]
        new = self._new(item)
        tail = row.tail if row.tail.strip() not in self._ours else ""
        kept = [text for text in row.comments if text not in new.comments]
        if new.is_code and row.is_code:
            return [*self._notes(kept), replace(new, tail=tail)]
        return [*self._notes([*kept, tail.strip()]), new]

    def _same(self, one: Item, other: Item) -> bool:
        if self._again and isinstance(other, Step):
            return False
        keys = (key_of(self._kind, self._language, item) for item in (one, other))
        return len(set(keys)) == 1

    def _moved(self, source: int, item: Item) -> list[Row]:
        row = self._rows[source]
        off = row.link is not None and row.link.item.off
        return [row if off == item.off else self._switched(row, item.off)]

    def _notes(self, comments: Sequence[str]) -> list[Row]:
        """Comments of a person that lost their place, each on a line of its own."""
        return [
            Row(self._layout.indent + text) for text in comments if text and text not in self._ours
        ]

    def _new(self, item: Item) -> Row:
        """Row of a known verb, written by the form."""
        on = replace(item, off=False)
        (block,) = write(self._kind, [on], self._language.name, labels=self._labels)
        unit, indent = UNITS[self._language.name], self._layout.indent
        lines = [line.removeprefix(unit) for line in block.split("\n")]
        snippet = snippet_of(
            self._kind, self._language, unsigned(self._kind, self._language, "\n".join(lines))
        )
        comments = snippet.comments if snippet else ()
        lines = commented("\n".join(lines)) if item.off else lines
        text = "\n".join(indent + line for line in lines)
        return Row(text, is_code=not item.off, comments=comments)

    def _switched(self, row: Row, off: bool) -> Row:
        """Row of an item that is switched off or on, with all its comments."""
        kind, language, indent = self._kind, self._language, self._layout.indent
        text = row.text if off else uncommented(row.text)
        snippet = snippet_of(kind, language, unsigned(kind, language, text))
        if snippet is None or (off and not snippet.is_one_token_a_line):
            raise InvalidValueError(
                "“{title}”: a step with a text over several lines cannot be switched off.",
                "Remove it, or change it in the cell.",
                title=kind.title,
            )
        if off:
            lines = [line.removeprefix(indent) for line in (row.text + row.tail).split("\n")]
            return Row("\n".join(indent + line for line in commented("\n".join(lines))))
        start = text.index(snippet.source)
        end = start + len(snippet.source)
        lead = "+ " if kind.joins[language.name] == "+" and language.name == "python" else ""
        rest = snippet.code.text[snippet.operand.end :]
        tail = rest.removesuffix("\n)").rstrip() if language.name == "python" else rest.rstrip()
        lines = (lead + text[start:end]).split("\n")
        body = "\n".join(indent + line if line.strip() else line for line in lines)
        return Row(body, tail=tail, is_code=True)


def _signed(rows: list[Row], kind: Kind, language: Language) -> list[Row]:
    """Put the signs of R after every part but the last."""
    if language.name != "r":
        return rows
    last = max(place for place, row in enumerate(rows) if row.is_code)
    sign = f" {kind.joins['r']}"
    return [
        replace(row, sign=(row.sign or sign) if place < last else "") if row.is_code else row
        for place, row in enumerate(rows)
    ]


def _line_edits(text: str, start: int, end: int, new: str) -> list[Edit]:
    """Edits of whole lines that put ``new`` in the place of a region."""
    old_lines, new_lines = _lines(text[start:end]), _lines(new)
    places = [start]
    for line in old_lines:
        places.append(places[-1] + len(line))
    matcher = difflib.SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    return [
        (places[i1], places[i2], "".join(new_lines[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _lines(text: str) -> list[str]:
    """Split at line feeds alone; texts may hold other letters that end lines elsewhere."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), last]


def _check(
    kind: Kind,
    line: Assignment,
    edits: list[Edit],
    items: Sequence[Item],
    opening: str,
) -> None:
    """Refuse edits after which the code says something else, or a comment is gone."""
    language = language_of(line.code)
    try:
        code = language.parse_cell(edited(line.code.text, edits))
        found = read(kind, find(code, line.name), opening=opening)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = None
    if found is not None:
        same = [(key_of(kind, language, item), item.off) for item in found.items] == [
            (key_of(kind, language, item), item.off) for item in items
        ]
        before = read(kind, line, opening=opening).opening
        if same and _shape(language, before) == _shape(language, found.opening):
            return
    _refuse(line)


def _check_comments(line: Assignment, layout: Layout, text: str, ours: frozenset[str]) -> None:
    """Refuse edits that lose a comment of a person."""
    for row in layout.rows:
        kept = [*row.comments, row.tail.strip()]
        if row.link is None and not row.is_code:
            kept.append(row.text.strip())
        if any(comment not in text and comment not in ours for comment in kept):
            _refuse(line)


def _refuse(line: Assignment) -> NoReturn:
    raise InvalidCellError(
        "The steps of {name} cannot be changed here.",
        "Change them in the cell itself, or put each step on a line of its own.",
        name=line.name,
    )


def _shape(language: Language, source: str) -> str:
    return language.parse(source).shape(())
