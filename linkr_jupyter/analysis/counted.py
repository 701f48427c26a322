"""Sentences with a count of values, which say no more than the viewer may see."""

from __future__ import annotations

from ..disclosure import is_small
from ..locale import current_language, translate
from .formats import format_number, plural
from .thresholds import disclosure_threshold


def counted_sentence(one: str, several: str, count: int, persons: int, **words: str) -> str:
    """The sentence for a count, in the current language.

    Parameters
    ----------
    one, several
        The English sentence for one and for several, with the field ``{n}``.
    count
        The count of values.
    persons
        The patients who have them: where they are too few, the count is not told.

    Examples
    --------
    >>> counted_sentence("{n} value.", "{n} values.", 1_200, 30)
    '1,200 values.'
    """
    language, threshold = current_language(), disclosure_threshold()
    hidden = threshold is not None and is_small(persons, threshold)
    # The singular would tell that a hidden count is one.
    text = several if hidden or plural(count) else one
    number = f"<{threshold}" if hidden else format_number(count)
    return translate(text, language, n=number, **words)
