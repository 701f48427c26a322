"""Folders put in place as a whole. After a crash, either the old plugin stands or the new one.

What is replaced or removed goes to a bin, from which it can be brought back. Each entry of the bin
has a ticket, written first: when the folder that it names is missing because a crash came between
two renames, the next change brings the old one back.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from ...errors import NotFoundError
from .records import linkr_folder, locked, not_saved, read_records, write_whole

_TICKET = re.compile(r"[0-9a-f]{32}")
KEPT = 30
_STALE_SECONDS = 3600.0


@dataclass(frozen=True)
class Ticket:
    """What was moved to the bin: from which folder, when, and whether the move is over.

    ``moved`` is false from before the first rename until after the last one; ``record`` is that of
    what stood there.
    """

    token: str
    id: str
    folder: str
    date: str
    moved: bool = True
    record: dict[str, str] | None = None


def stage(root: Path, plugin_id: str, files: Mapping[str, bytes]) -> Path:
    """Write a plugin's files into a hidden folder beside its place, and return that folder.

    Raises
    ------
    NotSavedError
        When the disk is full or the folder cannot be written; then nothing is left.
    """
    waiting = root / f".{plugin_id}.{secrets.token_hex(8)}.part"
    try:
        waiting.mkdir(parents=True)
        for name, content in sorted(files.items()):
            path = waiting / name
            path.parent.mkdir(exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        return waiting
    except OSError as error:
        shutil.rmtree(waiting, ignore_errors=True)
        raise not_saved(plugin_id, error) from error


def swap(waiting: Path | None, target: Path, date: str) -> str:
    """Put a staged folder in place, what stood there in the bin; the lock is the caller's.

    Parameters
    ----------
    waiting
        The staged folder; None only removes.

    Returns
    -------
    str
        The token that brings the old state back.

    Raises
    ------
    NotSavedError
        When a folder cannot be moved; then everything stands as before.
    """
    record = read_records().of(target)
    ticket = Ticket(
        secrets.token_hex(16),
        target.name,
        str(target),
        date,
        False,
        asdict(record) if record else None,
    )
    place = _bin() / ticket.token
    try:
        place.mkdir(mode=0o700)
        write_ticket(ticket)
        if target.exists():
            _move(target, place / target.name)
        if waiting is not None:
            waiting.rename(target)
    except OSError as error:
        _bring_back(ticket)
        raise not_saved(target.name, error) from error
    write_ticket(replace(ticket, moved=True))
    return ticket.token


def read_ticket(token: str) -> Ticket:
    """Read a ticket.

    Raises
    ------
    NotFoundError
        When there is none of this token, or no longer.
    """
    try:
        if not _TICKET.fullmatch(token):
            raise ValueError
        document = json.loads((_bin() / token / "ticket.json").read_bytes())
        return Ticket(**document)
    except (OSError, ValueError, TypeError):
        raise NotFoundError(
            "What was removed is no longer kept.",
            "Install the plugin again from its source.",
            field="undo",
        ) from None


def tickets() -> list[Ticket]:
    """Every ticket, newest first."""
    found = []
    for place in _bin().iterdir() if _place().is_dir() else ():
        try:
            found.append(read_ticket(place.name))
        except NotFoundError:
            continue
    return sorted(found, key=lambda ticket: (ticket.date, ticket.token), reverse=True)


def binned(ticket: Ticket) -> Path | None:
    """The folder that a ticket keeps; None when nothing stood there before."""
    folder = _bin() / ticket.token / ticket.id
    return folder if folder.is_dir() else None


def copied(folder: Path, root: Path) -> Path:
    """Copy a folder into a hidden one beside its new place.

    Raises
    ------
    NotSavedError
        When the disk is full; then nothing is left.
    """
    waiting = root / f".{folder.name}.{secrets.token_hex(8)}.part"
    try:
        shutil.copytree(folder, waiting, symlinks=True)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(waiting, ignore_errors=True)
        raise not_saved(folder.name, OSError(str(error))) from error
    return waiting


def recover(root: Path) -> None:
    """End what a crash interrupted below ``root``, and empty the bin of what is old."""
    for ticket in tickets():
        if not ticket.moved and Path(ticket.folder).parent == root:
            _bring_back(ticket)
    for part in root.glob(".*.part") if root.is_dir() else ():
        if time.time() - part.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(part, ignore_errors=True)
    for ticket in tickets()[KEPT:]:
        forget(ticket.token)


def recover_if_interrupted(root: Path) -> None:
    """Take the lock and recover, only where a change below ``root`` did not come to its end."""
    if any(not ticket.moved and Path(ticket.folder).parent == root for ticket in tickets()):
        with locked(root):
            recover(root)


def forget(token: str) -> None:
    """Empty the bin of one entry."""
    shutil.rmtree(_bin() / read_ticket(token).token, ignore_errors=True)


def write_ticket(ticket: Ticket) -> None:
    """Write a ticket as a whole."""
    text = json.dumps(asdict(ticket), ensure_ascii=False, indent=2)
    write_whole(_bin() / ticket.token / "ticket.json", text.encode())


def _bring_back(ticket: Ticket) -> None:
    old, target = binned(ticket), Path(ticket.folder)
    if old is not None and not target.exists():
        _move(old, target)
    shutil.rmtree(_bin() / ticket.token, ignore_errors=True)


def _move(folder: Path, target: Path) -> None:
    """Rename, or copy whole and then take away where the disks differ."""
    try:
        folder.rename(target)
    except OSError:
        if not folder.exists():
            raise
        waiting = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
        try:
            shutil.copytree(folder, waiting, symlinks=True)
            waiting.rename(target)
            gone = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.part")
            folder.rename(gone)
        except (OSError, shutil.Error) as error:
            shutil.rmtree(waiting, ignore_errors=True)
            raise OSError(str(error)) from error
        shutil.rmtree(gone, ignore_errors=True)


def _place() -> Path:
    return Path(jupyter_data_dir()) / "linkr" / "plugin-bin"


def _bin() -> Path:
    folder = linkr_folder() / _place().name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
