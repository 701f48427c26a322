"""What was installed from where, and what is switched off: one small file of the person's.

It stands beside the folder of plugins and not in it, so that no plugin can vouch for itself.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from jupyter_core.paths import jupyter_data_dir

from ...errors import LinkrError, NotSavedError
from ...schemas.strict import parse_json

LOCK_SECONDS = 30.0


@dataclass(frozen=True)
class Record:
    """Where an installed plugin came from.

    Attributes
    ----------
    folder
        The plugin's folder.
    source, kind, commit
        As typed, without secrets: a path or an address; ``folder``, ``archive``, ``git`` or
        ``fork``; and the commit, when it came from git.
    hash
        SHA-256 of the plugin's files as they were reviewed.
    date, who
        When, in UTC; and the name of the person's account.
    """

    folder: str
    id: str
    version: str
    source: str
    kind: str
    commit: str
    hash: str
    date: str
    who: str


@dataclass(frozen=True)
class Records:
    """The whole file."""

    installed: tuple[Record, ...] = ()
    disabled: frozenset[str] = field(default_factory=frozenset)

    def of(self, folder: Path) -> Record | None:
        """The record of the plugin in a folder, when it was installed."""
        key = str(folder.resolve())
        return next((record for record in self.installed if record.folder == key), None)

    def with_record(self, record: Record) -> Records:
        """The same with one more record, in place of the one of the same folder."""
        return replace(self, installed=(*self.without(record.folder).installed, record))

    def without(self, folder: str) -> Records:
        """The same without the record of a folder."""
        return replace(self, installed=tuple(r for r in self.installed if r.folder != folder))


def linkr_folder() -> Path:
    """The person's own folder of LinkR, in which nobody else writes."""
    folder = Path(jupyter_data_dir()) / "linkr"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _file() -> Path:
    return Path(jupyter_data_dir()) / "linkr" / "plugins.json"


_known: dict[Path, tuple[tuple[int, int], Records]] = {}


def read_records() -> Records:
    """Read the file; nothing is installed or disabled when there is none.

    Raises
    ------
    LinkrError
        When it is damaged.
    """
    file = _file()
    try:
        state = file.stat()
        stamp = (state.st_mtime_ns, state.st_ino)
        if file in _known and _known[file][0] == stamp:
            return _known[file][1]
        document = parse_json(file.read_bytes())
        installed = tuple(Record(**item) for item in document["installed"])
        records = Records(installed, frozenset(map(str, document["disabled"])))
    except FileNotFoundError:
        return Records()
    except (OSError, ValueError, KeyError, TypeError):
        raise LinkrError(
            "The list of installed plugins is damaged: {file}.",
            "Repair the file, or remove it: your plugins stay where they are.",
            file=str(file),
        ) from None
    _known[file] = (stamp, records)
    return records


def disabled_plugins() -> frozenset[str]:
    """Ids of the plugins that this person has switched off; none when the list is damaged."""
    try:
        return read_records().disabled
    except LinkrError:  # whoever lists plugins must not fail for this; the catalog says it
        return frozenset()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of plugins among all processes of this person.

    Raises
    ------
    NotSavedError
        When somebody holds it too long, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".plugins.lock", timeout=LOCK_SECONDS)
        lock.acquire()
    except Timeout:
        raise NotSavedError(
            "{name} is being changed by somebody else.",
            "Try again in a moment.",
            name=folder.name,
        ) from None
    except OSError as error:
        raise not_saved(folder.name, error) from error
    try:
        yield
    finally:
        lock.release()


def change_records(change: Callable[[Records], Records]) -> Records:
    """Change the file under a lock; the old one stays whole until the new one is.

    Raises
    ------
    NotSavedError
        When it cannot be written.
    """
    with locked(linkr_folder()):
        records = change(read_records())
        document: dict[str, Any] = {
            "installed": [asdict(record) for record in records.installed],
            "disabled": sorted(records.disabled),
        }
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        write_whole(_file(), text.encode())
    return records


def write_whole(file: Path, content: bytes) -> None:
    """Replace a small file as a whole.

    Raises
    ------
    NotSavedError
        When the disk is full or the folder cannot be written; the old file is intact.
    """
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        raise not_saved(file.name, error) from error
    finally:
        part.unlink(missing_ok=True)


def not_saved(name: str, error: OSError) -> NotSavedError:
    """The refusal of a disk that is full, or of a folder that may not be written."""
    return NotSavedError(
        "{name} could not be saved: {reason}.",
        "The version from before is intact. Free some space, or ask for the right to write here.",
        name=name,
        reason=error.strerror or type(error).__name__,
    )
