"""Names and files of saved settings: one safe spelling, one writer at a time, whole or not."""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import InvalidValueError, NotSavedError, PathNotAllowedError
from ..text import clean_text

FOLDER = "settings"
_LONGEST_NAME = 60
_LOCK_SECONDS = 10.0
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u2028\u2029\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def checked_name(name: str) -> str:
    """Return a name that is a safe file name on every system, in one spelling.

    Raises
    ------
    InvalidValueError
        Saying what a name may be.

    Examples
    --------
    >>> checked_name("  Adults,  IQR ")
    'Adults, IQR'
    """
    clean_text(name, "name")
    spelt = " ".join(unicodedata.normalize("NFC", name).split())
    if not is_name(spelt) or _FORBIDDEN.search(name):
        raise InvalidValueError(
            "“{name}” cannot be the name of saved settings.",
            "Use 1 to 60 letters, digits, spaces, - or _, and begin with a letter or a digit.",
            field="name",
            name=_FORBIDDEN.sub("·", name)[:80],
        )
    return spelt


def is_name(name: str) -> bool:
    """Whether a name is spelt as :func:`checked_name` spells names."""
    return (
        0 < len(name) <= _LONGEST_NAME
        and len(name.encode()) <= 200
        and name[0].isalnum()
        and not name.endswith((".", " "))
        and not _FORBIDDEN.search(name)
        and not _RESERVED.fullmatch(name)
        and name.isprintable()
    )


def is_linked(study: Path, folder: Path) -> bool:
    """Whether the way to the files of a study leads through a link."""
    return folder.is_symlink() or (study / FOLDER).is_symlink()


@contextmanager
def locked(study: Path, plugin_id: str) -> Iterator[Path]:
    """Hold the lock of a plugin's folder of settings among all processes, and make the folder."""
    folder = study / FOLDER / plugin_id
    if is_linked(study, folder):
        raise PathNotAllowedError(
            "{name} is a link.",
            "A study never follows links; copy the file into the study instead.",
            field="name",
            name=FOLDER,
        )
    attempt(lambda: folder.mkdir(parents=True, exist_ok=True), FOLDER)
    lock = FileLock(folder / ".lock", timeout=_LOCK_SECONDS)
    try:
        attempt(lock.acquire, FOLDER)
    except Timeout:
        raise NotSavedError(
            "{name} is being changed by somebody else.", "Try again in a moment.", name=FOLDER
        ) from None
    try:
        yield folder
    finally:
        lock.release()


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that readers see the old or the new one, never a part."""
    part = file.with_name(f".{secrets.token_hex(8)}.part")

    def replace() -> None:
        try:
            with part.open("xb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    attempt(replace, file.stem)


def attempt(act: Callable[[], object], name: str) -> None:
    """Do something with files; what the system refuses becomes a NotSavedError."""
    try:
        act()
    except Timeout:
        raise
    except OSError as error:
        raise NotSavedError(
            "{name} could not be saved: {reason}.",
            "The version from before is intact. "
            "Free some space, or ask for the right to write here.",
            name=name,
            reason=error.strerror or type(error).__name__,
        ) from error
