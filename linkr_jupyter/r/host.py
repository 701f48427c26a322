"""What a notebook does for R: it shows what R shows, and knows the names that R may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class Host(Protocol):
    """Where R code runs. ``widgets`` has the one of notebooks."""

    def names(self) -> Mapping[str, Any]:
        """Tables and objects that R may use by name."""

    def write(self, text: str) -> None:
        """Text that R printed."""

    def note(self, text: str) -> None:
        """A message or a warning of R."""

    def show(self, value: Any, total: int) -> bool:
        """Show a table (of ``total`` rows) or an object; False when it cannot."""

    def plot(self, drawing: str, alt: str) -> None:
        """Show a plot: its SVG and its text alternative."""

    def figure(self, drawing: str | None, texts: Mapping[str, Any]) -> Any:
        """The figure of a plot that was drawn, with its texts and its table."""

    @property
    def verbs(self) -> Any:
        """What R calls ``linkr``."""


@dataclass
class Plain:
    """A host without a screen: keeps what R shows. For scripts and tests."""

    given: dict[str, Any] = field(default_factory=dict)
    verbs: Any = None
    printed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    plots: list[tuple[str, str]] = field(default_factory=list)
    drawn: Callable[..., Any] | None = None

    def names(self) -> Mapping[str, Any]:
        """See :class:`Host`."""
        return self.given

    def write(self, text: str) -> None:
        """See :class:`Host`."""
        self.printed.append(text)

    def note(self, text: str) -> None:
        """See :class:`Host`."""
        self.notes.append(text)

    def show(self, value: Any, total: int) -> bool:
        """See :class:`Host`."""
        self.shown.append(value)
        return True

    def plot(self, drawing: str, alt: str) -> None:
        """See :class:`Host`."""
        self.plots.append((drawing, alt))

    def figure(self, drawing: str | None, texts: Mapping[str, Any]) -> Any:
        """See :class:`Host`."""
        return self.drawn(drawing, **texts) if self.drawn else None
