"""Whether R can be used here; when not, the real reason and what to do. R itself is not started."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from ..errors import LinkrError
from ..locale import current_language, translate

OLDEST_R = (4, 2)
# From this version on, rpy2's interface calls functions that only this R and newer ones have.
_NEW_INTERFACE, _R_OF_NEW_INTERFACE = (3, 6, 6), (4, 5)
_OLDEST_RPY2 = (3, 6, 4)
_SECONDS = 20  # for a question to R's command line


class RUnavailableError(LinkrError):
    """R cannot be used here; the message says why."""


@dataclass(frozen=True)
class RStatus:
    """Whether R can be used, and what stands in the way.

    Attributes
    ----------
    available
        Whether R cells can run.
    version
        Version of R, or an empty text.
    reason, advice
        Why it cannot be used and what to do, in the language that was asked for.
    code
        ``ready``, ``no_r``, ``old_r``, ``no_rpy2``, ``old_rpy2``, ``new_rpy2``, ``broken``.
    home
        R's own folder, or an empty text.
    rpy2
        Version of rpy2, or an empty text.
    """

    available: bool
    version: str = ""
    reason: str = ""
    advice: str = ""
    code: str = "ready"
    home: str = ""
    rpy2: str = ""


@dataclass(frozen=True)
class _Finding:
    code: str
    error: RUnavailableError | None = None
    version: str = ""
    home: str = ""
    rpy2: str = ""


# What only shows when R is started: kept, so that the next question has the same answer.
_broken: list[RUnavailableError] = []


def r_status(language: str | None = None) -> RStatus:
    """Whether R can be used here. Never raises, never starts R.

    Parameters
    ----------
    language
        Of the reason and the advice; the current one when it is not given.

    Examples
    --------
    >>> r_status("en").code in {"ready", "no_r", "old_r", "no_rpy2", "old_rpy2", "new_rpy2"}
    True
    """
    language = language or current_language()
    found = _find()
    error = _broken[0] if _broken else found.error
    code = "broken" if _broken else found.code
    reason = translate(error.message, language, **error.params) if error else ""
    advice = translate(error.advice, language, **error.params) if error else ""
    return RStatus(error is None, found.version, reason, advice, code, found.home, found.rpy2)


def require_r() -> None:
    """Raise what :func:`r_status` says when R cannot be used.

    Raises
    ------
    RUnavailableError
        With the reason and what to do.
    """
    error = _broken[0] if _broken else _find().error
    if error is not None:
        raise RUnavailableError(error.message, error.advice, field="R", **error.params)


def failed_to_start(error: BaseException) -> RUnavailableError:
    """Note that R, which looked usable, did not start."""
    refusal = RUnavailableError(
        "R is installed, but it could not be started from Python: {error}.",
        "Install the versions of rpy2 that fit this R: see “R” in the operators' guide.",
        error=str(error).strip().rstrip(".") or type(error).__name__,
    )
    _broken[:] = [refusal]
    return refusal


@cache
def _find() -> _Finding:
    home = _home()
    if home is None:
        return _Finding("no_r", RUnavailableError(
            "R is not installed here, or is not on the PATH.",
            "Install R {oldest} or newer, then restart the kernel. The Python cells do not need R.",
            oldest=_dotted(OLDEST_R),
        ))  # fmt: skip
    version = _r_version(home)
    if _numbers(version) < OLDEST_R:
        return _Finding("old_r", RUnavailableError(
            "R {version} is too old.",
            "Install R {oldest} or newer, then restart the kernel. The Python cells do not need R.",
            version=version, oldest=_dotted(OLDEST_R),
        ), version, str(home))  # fmt: skip
    rpy2, interface = _installed("rpy2"), _installed("rpy2-rinterface")
    code, error = _refused_rpy2(version, rpy2, interface)
    return _Finding(code, error, version, str(home), rpy2)


def _refused_rpy2(version: str, rpy2: str, interface: str) -> tuple[str, RUnavailableError | None]:
    if not rpy2 or not interface:
        return "no_rpy2", RUnavailableError(
            "R {version} is there, but not the Python package rpy2 that speaks to it.",
            'Install it with {command}, then restart the kernel.',
            version=version,
            command=_pip(version),
        )  # fmt: skip
    if _numbers(rpy2) < _OLDEST_RPY2:
        return "old_rpy2", RUnavailableError(
            "The Python package rpy2 {rpy2} is too old.",
            "Install a newer one with {command}, then restart the kernel.",
            rpy2=rpy2,
            command=_pip(version),
        )
    if _numbers(interface) >= _NEW_INTERFACE and _numbers(version) < _R_OF_NEW_INTERFACE:
        return "new_rpy2", RUnavailableError(
            "The Python package rpy2-rinterface {interface} needs R {needed} or newer; "
            "this is R {version}.",
            "Install an older one with {command}, then restart the kernel.",
            interface=interface,
            needed=_dotted(_R_OF_NEW_INTERFACE),
            version=version,
            command=_pip(version),
        )
    return "ready", None


def _pip(version: str) -> str:
    return f'pip install "linkr-jupyter[{extras(version)}]"'


def extras(version: str) -> str:
    """The extras of this package that go with a version of R.

    Examples
    --------
    >>> extras("4.2.2"), extras("4.5.1")
    ('r,r-older', 'r')
    """
    return "r" if _numbers(version) >= _R_OF_NEW_INTERFACE else "r,r-older"


def _home() -> Path | None:
    given = os.environ.get("R_HOME")
    if given and Path(given, "library", "base").is_dir():
        return Path(given)
    command = shutil.which("R")
    lines = _ask([command, "RHOME"]) if command else []
    found = next((line for line in reversed(lines) if Path(line).is_dir()), None)
    return Path(found) if found else None


def _r_version(home: Path) -> str:
    description = home / "library" / "base" / "DESCRIPTION"
    try:
        text = description.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = " ".join(_ask([str(home / "bin" / "R"), "--version"]))
    found = re.search(r"(?:Version:|R version)\s*(\d+(?:\.\d+)+)", text)
    return found[1] if found else "0"


def _ask(command: list[str]) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


@cache
def _libraries() -> tuple[Path, ...]:
    home = _home()
    if home is None:
        return ()
    script = str(home / "bin" / "Rscript")
    listed = _ask([script, "-e", "cat(.libPaths(), sep = '\\n')"])
    return tuple(Path(line) for line in listed if Path(line).is_dir())


def missing_packages(names: Iterable[str]) -> tuple[str, ...]:
    """Which of some R packages are not installed; none when there is no R to have them.

    Examples
    --------
    >>> missing_packages([])
    ()
    """
    wanted = list(dict.fromkeys(names))
    if not wanted or _home() is None:
        return ()
    places = _libraries()
    return tuple(
        name
        for name in wanted
        if not any((place / name / "DESCRIPTION").is_file() for place in places)
    )


def require_packages(names: Iterable[str]) -> None:
    """Raise when R packages are missing.

    Raises
    ------
    RUnavailableError
        Naming them and how to install them.
    """
    missing = missing_packages(names)
    if missing:
        quoted = ", ".join(f'"{name}"' for name in missing)
        raise RUnavailableError(
            "R has no package {packages}.",
            "Install it in R with install.packages(c({quoted})), or use the Python cell.",
            field=missing[0],
            packages=", ".join(missing),
            quoted=quoted,
        )


def forget() -> None:
    """Look again the next time: after packages were installed."""
    _find.cache_clear()
    _libraries.cache_clear()
    _broken.clear()
