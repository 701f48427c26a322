"""A chain as rows: one for each item, and one for each line that only a person wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..languages import Assignment, Code, Language
from .chains import Chain, Operand, chain_of
from .items import Item, Step, completed
from .kinds import Kind
from .off import read_off, snippet_of
from .reading import Link, item_of, language_of, opened

UNITS = {"python": "    ", "r": "  "}


@dataclass(frozen=True)
class Row:
    """One or more whole lines: the code of an item, the sign after it, and what ends its line.

    A row without code (``is_code`` false) is a comment, a blank line, or an item that is off.
    ``comments`` are those inside its code.
    """

    text: str
    sign: str = ""
    tail: str = ""
    link: Link | None = None
    is_code: bool = False
    comments: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The lines as they stand."""
        return self.text + self.sign + self.tail


@dataclass(frozen=True)
class Layout:
    """The rows of a chain, and the region of the code that they make together."""

    start: int
    end: int
    before: str
    rows: tuple[Row, ...]
    after: str
    opening: str
    indent: str


def layout_of(kind: Kind, line: Assignment, opening: str = "") -> Layout:
    """Return the rows of the chain that an assignment holds.

    A chain that does not stand one part a line is laid out so.

    Raises
    ------
    ValueError
        When the value is no chain.
    """
    language = language_of(line.code)
    chain = opened(kind, chain_of(line, kind.joins[language.name]), opening)
    builder = _Builder(kind, language, chain)
    return builder.stacked() if builder.is_stacked() else builder.laid_out()


@dataclass
class _Builder:
    kind: Kind
    language: Language
    chain: Chain

    @property
    def code(self) -> Code:
        return self.chain.line.code

    @property
    def in_brackets(self) -> bool:
        return self.language.name == "python"

    def is_stacked(self) -> bool:
        """Whether each part stands on lines of its own."""
        code, line, parts = self.code, self.chain.line, self.chain.operands
        if not self.chain.tidy:
            return False
        leading = parts if self.in_brackets else parts[1:]
        if not all(code.starts_line(part.start) for part in leading):
            return False
        if self.in_brackets:
            closed = code.text[line.value_end - 1] == ")" and code.starts_line(line.value_end - 1)
            if not closed or code.text[line.value_start] != "(" or line.value_end <= parts[-1].end:
                return False
        return all(code.rest_of_line(part.sign_end)[:1] in ("", "#") for part in parts)

    def stacked(self) -> Layout:
        """Rows of a chain that stands one part a line."""
        code, line, parts = self.code, self.chain.line, self.chain.operands
        first, last = code.line_of(parts[0].start), code.line_of(parts[-1].end)
        start, end, before, after = line.value_start, line.value_end, "", ""
        if self.in_brackets:
            first = code.line_of(start) + 1
            last = code.line_of(end) - 1
            before = code.text[start : code.offset(first, 0)]
            after = code.text[code.offset(last + 1, 0) - 1 : end]
        at = {code.line_of(part.start): part for part in parts}
        rows: list[Row] = []
        number = first
        while number <= last:
            if number in at:
                rows.append(self._code_row(at[number], rows == []))
                number = code.line_of(at[number].end) + 1
                continue
            upper = min([place for place in at if place > number], default=last + 1)
            rows += self._comment_rows(code.lines[number - 1 : upper - 1], number)
            number = upper
        if not self.in_brackets:
            rows += self._after(last)
            end = start + len("\n".join(row.whole for row in rows))
        indent = self._indent(parts)
        return Layout(start, end, before, tuple(rows), after, self._opening(), indent)

    def _opening(self) -> str:
        head = self.chain.operands[0]
        return self.code.text[head.start : head.end]

    def _indent(self, parts: tuple[Operand, ...]) -> str:
        part = parts[1] if len(parts) > 1 else parts[0]
        if not self.code.starts_line(part.start) or (len(parts) == 1 and not self.in_brackets):
            return UNITS[self.language.name]
        text = self.code.lines[self.code.line_of(part.start) - 1]
        return text[: len(text) - len(text.lstrip())]

    def _code_row(self, part: Operand, bare: bool) -> Row:
        """Row of a part whose lines are its own; ``bare`` leaves the name before it out in R."""
        code = self.code
        begin = code.offset(code.line_of(part.start), 0)
        if bare and not self.in_brackets:
            begin = part.start
        stop = code.text.find("\n", part.sign_end)
        stop = stop if stop >= 0 else len(code.text)
        return Row(
            code.text[begin : part.end],
            code.text[part.end : part.sign_end],
            code.text[part.sign_end : stop],
            self._link(part),
            is_code=True,
            comments=self._inner_comments(part),
        )

    def _inner_comments(self, part: Operand) -> tuple[str, ...]:
        return tuple(c[2] for c in self.code.comments if part.start <= c[0] < part.end)

    def _link(self, part: Operand) -> Link | None:
        if part is self.chain.operands[0]:
            return None
        source = self._moved(part.own, part.end, "")
        item, reason = item_of(self.kind, part.call, self.language.name, source)
        return Link(item, part.start, part.end, self.code.line_of(part.start), reason)

    def _comment_rows(self, lines: list[str], first: int) -> list[Row]:
        rows: list[Row] = []
        at = 0
        while at < len(lines):
            found = read_off(self.kind, self.language, lines, at)
            if found is None:
                rows.append(Row(lines[at]))
                at += 1
                continue
            start = self.code.offset(first + at, 0)
            block = "\n".join(lines[at : at + found.count])
            item = replace(found.item, off=True)
            begin = start + len(block) - len(block.lstrip())
            link = Link(item, begin, start + len(block), first + at, found.reason)
            rows.append(Row(block, link=link, comments=found.comments))
            at += found.count
        return rows

    def _after(self, last: int) -> list[Row]:
        """Items of R that are off below the last one, which ends the statement."""
        lines = []
        for text in self.code.lines[last:]:
            if not text.lstrip().startswith("#"):
                break
            lines.append(text)
        rows = self._comment_rows(lines, last + 1)
        while rows and rows[-1].link is None:
            rows.pop()
        return rows

    def _moved(self, start: int, end: int, indent: str) -> str:
        """Return a part of the code with its further lines indented anew."""
        code = self.code
        text = code.lines[code.line_of(start) - 1]
        old = len(text) - len(text.lstrip())
        fixed = {
            number
            for token_start, token_end, token in code.tokens
            if "\n" in token
            for number in range(code.line_of(token_start) + 1, code.line_of(token_end) + 1)
        }
        number, pieces = code.line_of(start), list[str]()
        for piece in code.text[start:end].split("\n"):
            shift = 0 if number in fixed or not pieces else old
            blank = len(piece) - len(piece.lstrip(" "))
            new = indent if pieces and number not in fixed and piece.strip() else ""
            pieces.append(new + piece[min(shift, blank) :])
            number += 1
        return "\n".join(pieces)

    def laid_out(self) -> Layout:
        """Rows as if the chain stood one part a line."""
        code, line, parts = self.code, self.chain.line, self.chain.operands
        unit = UNITS[self.language.name]
        rows: list[Row] = []
        events: list[tuple[int, Operand | str]] = [(part.start, part) for part in parts]
        events += [
            (start, text)
            for start, _, text in code.comments
            if line.value_start < start < line.value_end
            and not any(part.start <= start < part.end for part in parts)
        ]
        waiting: list[str] = []
        first = 0
        for start, what in sorted(events, key=lambda event: event[0]):
            if isinstance(what, Operand):
                rows += self._comment_rows(waiting, first or 1)
                waiting = []
                indent = unit if self.in_brackets or what is not parts[0] else ""
                text = indent + self._moved(what.start, what.end, unit)
                sign = code.text[what.end : what.sign_end].strip()
                rows.append(
                    Row(text, f" {sign}" if sign else "", "", self._link(what), True,
                        self._inner_comments(what))
                )  # fmt: skip
            elif not waiting and rows and not code.starts_line(start) and not rows[-1].tail:
                rows[-1] = replace(rows[-1], tail=f"{self.language.gap}{what}")
            else:
                first = first if waiting else code.line_of(start)
                waiting.append(unit + what)
        rows += self._comment_rows(waiting, first or 1)
        end = line.value_end
        if not self.in_brackets:
            rows[-1], end = self._with_end(rows[-1])
            after = self._after(code.line_of(line.value_end))
            rows += after
            end += sum(1 + len(row.whole) for row in after)
        before, close = ("(\n", "\n)") if self.in_brackets else ("", "")
        return Layout(line.value_start, end, before, tuple(rows), close, self._opening(), unit)

    def _with_end(self, row: Row) -> tuple[Row, int]:
        """Add the comment that ends the statement's line to its last row."""
        code, end = self.code, self.chain.line.value_end
        stop = code.text.find("\n", end)
        stop = stop if stop >= 0 else len(code.text)
        rest = code.text[end:stop].strip()
        return replace(row, tail=f"{self.language.gap}{rest}" if rest else ""), stop


def key_of(kind: Kind, language: Language, item: Item) -> str:
    """Return what two items have in common that are the same but for their layout."""
    if isinstance(item, Step):
        verb = kind.by_name.get(item.verb)
        return repr((item.verb, completed(verb, item.values) if verb else dict(item.values)))
    snippet = snippet_of(kind, language, item.source)
    return snippet.shape if snippet else repr(item.source)
