"""Small counts: pure functions that a data-protection officer can read in one sitting.

A count from 1 to ``threshold - 1`` is *small*: it could point at a person. It is replaced by
``"<11"`` (with the threshold in force). A zero is shown: it points at nobody. When exactly one
part of a shown total is small, subtraction would give it back, so the next smallest part is hidden
as well.
"""

from __future__ import annotations

from collections.abc import Sequence

DEFAULT_THRESHOLD = 11


def is_small(n: int, threshold: int = DEFAULT_THRESHOLD) -> bool:
    """Whether a count may point at a person.

    Examples
    --------
    >>> [is_small(n) for n in (0, 1, 10, 11)]
    [False, True, True, False]
    """
    return 0 < n < threshold


def mask_count(n: int, threshold: int = DEFAULT_THRESHOLD) -> int | str:
    """Return the count, or ``"<threshold"`` when it is small.

    Examples
    --------
    >>> mask_count(4), mask_count(40), mask_count(4, threshold=3)
    ('<11', 40, 4)
    """
    return f"<{threshold}" if is_small(n, threshold) else n


def mask_counts(
    counts: Sequence[int], threshold: int = DEFAULT_THRESHOLD, *, total_shown: bool = True
) -> list[int | str]:
    """Mask the parts of one whole, so that no hidden part can be worked out from the total.

    Parameters
    ----------
    counts
        The parts, in any order.
    threshold
        Counts below it, other than 0, are small.
    total_shown
        Whether the reader also sees the sum; then the hidden parts are at least two and their sum
        is at least ``threshold``.

    Examples
    --------
    >>> mask_counts([100, 5, 30])
    [100, '<11', 'hidden']
    >>> mask_counts([100, 5, 30], total_shown=False)
    [100, '<11', 30]
    """
    hidden = {i for i, n in enumerate(counts) if is_small(n, threshold)}
    masked: list[int | str] = [mask_count(n, threshold) for n in counts]
    if not (hidden and total_shown):
        return masked
    rest = sorted((n, i) for i, n in enumerate(counts) if i not in hidden and n > 0)
    for _, i in rest:
        if len(hidden) > 1 and sum(counts[h] for h in hidden) >= threshold:
            break
        hidden.add(i)
        masked[i] = "hidden"
    return masked


def mask_percent(
    part: int, whole: int, threshold: int = DEFAULT_THRESHOLD, digits: int = 1
) -> float | str:
    """The share of ``part`` in ``whole`` in percent; ``""`` where it would give a count away.

    Examples
    --------
    >>> mask_percent(25, 200), mask_percent(3, 200), mask_percent(0, 0)
    (12.5, '', '')
    """
    if whole <= 0 or is_small(part, threshold) or is_small(whole - part, threshold):
        return ""
    return round(100 * part / whole, digits)


def effective_threshold(centre_floor: int, study: int | None = None) -> int:
    """The threshold in force: a study may raise the centre's floor and never lower it.

    Examples
    --------
    >>> effective_threshold(11, 20), effective_threshold(11, 5), effective_threshold(11)
    (20, 11, 11)
    """
    return max(centre_floor, study or 0)
