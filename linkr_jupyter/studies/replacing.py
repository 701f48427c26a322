"""Files replaced as a whole: after a crash or on a full disk, the old version is intact."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import NotSavedError
from .containment import refuse_link

LOCK_SECONDS = 30.0


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that readers see the old or the new file, never a part.

    Raises
    ------
    NotSavedError
        When the disk is full or the folder cannot be written.
    PathNotAllowedError
        When ``path`` is a link.
    """
    refuse_link(path)
    try:
        _replace(path, content)
    except OSError as error:
        raise _not_saved(path, error) from error


def _not_saved(path: Path, error: OSError) -> NotSavedError:
    return NotSavedError(
        "{name} could not be saved: {reason}.",
        "The version from before is intact. Free some space, or ask for the right to write here.",
        name=path.name,
        reason=error.strerror or type(error).__name__,
    )


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    # "x" creates the file with the rights that the person's umask asks for; mkstemp would not.
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a crash of the machine."""
    if os.name != "posix":  # Windows cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of ``path`` among all processes that change it.

    Raises
    ------
    NotSavedError
        When somebody holds it too long, or the folder cannot be written.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise NotSavedError(
            "{name} is being changed by somebody else.", "Try again in a moment.", name=path.name
        ) from None
    except OSError as error:
        raise _not_saved(path, error) from error
    try:
        yield
    finally:
        lock.release()
