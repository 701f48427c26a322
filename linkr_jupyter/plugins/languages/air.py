"""The formatter of R that every written cell goes through: air, whatever the folder's settings."""

from __future__ import annotations

import subprocess
import sysconfig
from functools import cache, lru_cache
from pathlib import Path
from shutil import which

from ...errors import InvalidCellError, MissingDependencyError


@cache
def _air() -> str:
    beside = Path(sysconfig.get_path("scripts"), "air")
    found = str(beside) if beside.is_file() else which("air")
    if not found:
        raise MissingDependencyError(
            "Cells in R cannot be written here: their formatter is not installed.",
            'Install it with `pip install "linkr-jupyter[r]"`, or choose Python.',
            field="language",
        )
    return found


@lru_cache(maxsize=256)
def format_code(source: str) -> str:
    """Format R as it is written in cells; the result ends with one line feed.

    Raises
    ------
    InvalidCellError
        When air cannot read the code.
    """
    # The path only names the language: air reads the code from its input.
    done = subprocess.run(  # noqa: S603
        [_air(), "format", "--no-configuration", "--no-color", "--stdin-file-path", "cell.R"],
        input=source.encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise InvalidCellError(
            "The code cannot be formatted: {reason}",
            "Correct the code of the plugin's cell.",
            reason=done.stderr.decode("utf-8", "replace").strip()[:300],
        )
    return done.stdout.decode()
