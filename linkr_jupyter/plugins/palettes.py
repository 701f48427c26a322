"""Colours by the name of their palette, so that no colour is typed by hand.

Every palette can be told apart with any kind of colour vision: Okabe and Ito (2008), Paul Tol
(2021), viridis and cividis of matplotlib, and Cynthia Brewer's Blues and PuOr. The names without a
number of colours are also schemes of Vega: ``alt.Scale(scheme=name)`` serves numbers.
"""

from __future__ import annotations

from difflib import get_close_matches

from ..errors import InvalidValueError

PALETTES: dict[str, tuple[str, ...]] = {
    "okabe_ito": ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"),
    "tol_bright": ("#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377"),
    "viridis": (
        "#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C", "#28AE80", "#5EC962", "#ADDC30",
        "#FDE725",
    ),
    "cividis": (
        "#00224E", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369",
        "#FEE838",
    ),
    "blues": (
        "#F7FBFF", "#DEEBF7", "#C6DBEF", "#9ECAE1", "#6BAED6", "#4292C6", "#2171B5", "#08519C",
        "#08306B",
    ),
    "purpleorange": (
        "#2D004B", "#542788", "#8073AC", "#B2ABD2", "#F7F7F7", "#FDB863", "#E08214", "#B35806",
        "#7F3B08",
    ),
}  # fmt: skip
GROUPS = ("okabe_ito", "tol_bright")


def palette(name: str, count: int | None = None) -> list[str]:
    """Return colours of a palette, as ``#RRGGBB``.

    Parameters
    ----------
    count
        How many. Groups get the first colours of a palette made for groups; of a scale, colours
        evenly apart from its one end to the other.

    Raises
    ------
    InvalidValueError
        When there is no such palette, or it has fewer colours: names both.

    Examples
    --------
    >>> palette("okabe_ito", 2)
    ['#0072B2', '#D55E00']
    >>> palette("viridis", 3)
    ['#440154', '#21918C', '#FDE725']
    """
    if name not in PALETTES:
        near = get_close_matches(name, PALETTES, n=1)
        raise InvalidValueError(
            "There is no palette “{name}”.",
            "Did you mean {near}?" if near else "Its name is one of: {known}.",
            field="name",
            name=name[:80],
            near=near[0] if near else "",
            known=", ".join(PALETTES),
        )
    colours = PALETTES[name]
    if count is None:
        return list(colours)
    if not 1 <= count <= len(colours):
        raise InvalidValueError(
            "The palette “{name}” has {most} colours, not {count}.",
            "Show fewer groups, or tell them apart by shape or panel too.",
            field="count",
            name=name,
            most=len(colours),
            count=count,
        )
    if name in GROUPS:
        return list(colours[:count])
    if count == 1:
        return [colours[len(colours) // 2]]
    return [colours[round(place * (len(colours) - 1) / (count - 1))] for place in range(count)]
