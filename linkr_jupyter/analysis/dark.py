"""Figures on dark pages: a drawing keeps its light colours, and a style sheet exchanges them.

So a saved notebook, a print and an exported file are right on white, and JupyterLab's dark theme
and the dark scheme of a page for clinicians are right on dark, without drawing anything twice.
"""

from __future__ import annotations

from .appearance import BLUE, GREEN, GREY, GRID, PURPLE, TEXT, VERMILLION, WHITE

CARD = "#1D1F21"
"""The background of figures and tables on a dark page."""
INK, QUIET, EDGE = "#F0F0F0", "#B4B4B4", "#565B61"

# Each has the contrast on CARD that the light colour has on white, or more.
DARK = {
    WHITE: CARD,
    TEXT: INK,
    GRID: "#3B3F44",
    GREY: "#ACACAC",
    BLUE: "#56B4E9",
    VERMILLION: "#F0853C",
    GREEN: "#2BBF96",
    PURPLE: "#DB93BB",
}


def on_dark(rules: str) -> str:
    """Style rules, one a line, for screens with a dark page; paper stays light.

    Examples
    --------
    >>> on_dark(".a{color:red}")
    '@media screen{[data-jp-theme-light="false"] .a{color:red}}'
    """
    lines = (f'[data-jp-theme-light="false"] {rule}' for rule in rules.splitlines() if rule)
    return f"@media screen{{{''.join(lines)}}}"


def drawing_rules(place: str) -> str:
    """Rules that exchange the colours of every drawing inside ``place``."""
    names = {**DARK, "white": DARK[WHITE], "black": DARK[TEXT]}
    return "\n".join(
        f'{place} svg [{part}="{light}" i]{{{part}:{dark}}}'
        for light, dark in names.items()
        for part in ("fill", "stroke")
    )
