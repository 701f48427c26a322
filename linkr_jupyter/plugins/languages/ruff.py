"""The formatter that every written cell goes through: ruff, whatever the folder's own settings."""

from __future__ import annotations

import subprocess
from functools import cache, lru_cache

from ruff import find_ruff_bin  # type: ignore[import-untyped]

from ...errors import InvalidCellError

LINE_LENGTH = 88

Finding = tuple[str, str, int]


@cache
def _ruff() -> str:
    return str(find_ruff_bin())


@lru_cache(maxsize=256)
def format_code(source: str) -> str:
    r"""Format Python as it is written in cells; the result ends with one line feed.

    Raises
    ------
    InvalidCellError
        When ruff cannot read the code.

    Examples
    --------
    >>> format_code("x=[1,2]")
    'x = [1, 2]\n'
    """
    done = _run("format", "--line-length", str(LINE_LENGTH), "-", text=source)
    if done.returncode != 0:
        raise InvalidCellError(
            "The code cannot be formatted: {reason}",
            "Correct the code of the plugin's cell.",
            reason=done.stderr.decode("utf-8", "replace").strip()[:300],
        )
    return done.stdout.decode("utf-8")


def lint_code(source: str, *, rules: str, names: tuple[str, ...] = ()) -> list[Finding]:
    """Return the code, text and line of what ruff finds wrong under ``rules``.

    ``names`` are known without a definition.
    """
    builtins = "builtins=[" + ",".join(f"'{name}'" for name in names) + "]"
    done = _run(
        "check", "--select", rules, "--config", builtins, "--no-fix", "--ignore-noqa",
        "--output-format", "concise", "--quiet", "-", text=source,
    )  # fmt: skip
    found = []
    for line in done.stdout.decode("utf-8").splitlines():
        # "-:3:8: F401 [*] `os` imported but unused"
        parts = line.split(":", 3)
        if len(parts) == 4 and parts[1].isdigit():
            code, _, text = parts[3].strip().partition(" ")
            found.append((code, text.removeprefix("[*]").strip(), int(parts[1])))
    return found


def _run(command: str, *options: str, text: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603
        [_ruff(), command, "--isolated", "--no-cache", *options]
        if command == "check"
        else [_ruff(), command, "--isolated", *options],
        input=text.encode("utf-8"),
        capture_output=True,
        check=False,
    )
