"""From which count on a number may be shown to a viewer without row rights."""

from __future__ import annotations

import os

from ..errors import InvalidValueError

VARIABLE = "LINKR_SMALL_CELLS"


def disclosure_threshold() -> int | None:
    """Smallest count of persons that may be shown, or None where rows may be seen too.

    The clinicians' view sets the environment variable ``LINKR_SMALL_CELLS`` for its kernels; in
    JupyterLab it is absent, because who can run code there can read the rows anyway.

    Raises
    ------
    InvalidValueError
        When the variable is no whole number of 1 or more: hiding nothing in silence would be worse
        than stopping.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise InvalidValueError(
            "The small-cell threshold {value} is not a whole number of 1 or more.",
            "Correct the environment variable {name}.",
            field=VARIABLE,
            value=repr(text),
            name=VARIABLE,
        )
    return int(text)
