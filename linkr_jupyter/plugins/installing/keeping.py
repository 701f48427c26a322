"""Keep what was reviewed, update it, take it away, and bring it back."""

from __future__ import annotations

import getpass
import hmac
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ...errors import NotFoundError, PluginChangedError, PluginRefusedError
from ..manifest import Plugin
from .differences import folder_hash
from .places import plugins_root, target_folder
from .records import Record, Records, change_records, locked, read_records
from .reviewing import Review, ReviewedPlugin, review
from .staging import (
    binned,
    copied,
    forget,
    read_ticket,
    recover,
    recover_if_interrupted,
    stage,
    swap,
)


@dataclass(frozen=True)
class Change:
    """A plugin that was put in place or taken away, and the token that undoes it."""

    id: str
    version: str
    folder: Path
    undo: str


def install(
    reviewed: Review, *, trust: str, who: str = "", only: Sequence[str] | None = None
) -> tuple[Change, ...]:
    """Keep exactly what was reviewed.

    Parameters
    ----------
    reviewed
        A review, which holds the files themselves: the source is not read again.
    trust
        The ``hash`` of the review that a person has read. Without it nothing is installed.
    who
        Name of the person, for the record; without it, the name of the account.
    only
        Ids of the plugins to keep, when not all of them.

    Raises
    ------
    PluginChangedError
        When ``trust`` is another hash, or the installed plugin is not the one that was compared.
    NotSavedError
        When the disk is full or cannot be written; then everything stands as before.
    """
    if not hmac.compare_digest(trust.encode(), reviewed.hash.encode()):
        raise PluginChangedError(
            "What would be installed is not what was reviewed.",
            "Review it again, and install it with the hash that the review shows.",
            field="hash",
        )
    chosen = [each for each in reviewed.plugins if only is None or each.plugin.id in only]
    root = plugins_root(reviewed.where, reviewed.study)
    done: list[Change] = []
    with locked(root):
        recover(root)
        for each in chosen:
            _check_unchanged(each, root)
        try:
            done.extend(_put(each, root) for each in chosen)
            change_records(lambda records: _recorded(records, reviewed, chosen, root, who))
        except BaseException:
            for change in reversed(done):
                _swap_back(change.undo)
            raise
    return tuple(done)


def _check_unchanged(each: ReviewedPlugin, root: Path) -> None:
    target = root / each.plugin.id
    there = folder_hash(target) if target.exists() else ""
    if there != (each.replaces.hash if each.replaces else ""):
        raise PluginChangedError(
            "The plugin “{id}” that stands there has changed since the review.",
            "Review it again to see the difference.",
            field="plugin",
            id=each.plugin.id,
        )


def _put(each: ReviewedPlugin, root: Path) -> Change:
    plugin = each.plugin
    waiting = stage(root, plugin.id, each.contents)
    try:
        undo = swap(waiting, root / plugin.id, now())
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return Change(plugin.id, plugin.version, root / plugin.id, undo)


def _recorded(
    records: Records, reviewed: Review, chosen: list[ReviewedPlugin], root: Path, who: str
) -> Records:
    for each in chosen:
        records = records.with_record(
            Record(
                str((root / each.plugin.id).resolve()), each.plugin.id, each.plugin.version,
                reviewed.source, reviewed.kind, reviewed.commit, each.hash, now(),
                who or account(),
            )
        )  # fmt: skip
    return replace(records, disabled=records.disabled - {each.plugin.id for each in chosen})


def update(plugin_id: str, *, where: str = "user", study: Path | None = None,
           allow_file: bool = False) -> Review:  # fmt: skip
    """Review the source of an installed plugin again; :func:`install` then keeps it.

    Raises
    ------
    NotFoundError
        When the plugin was not installed from a source that can be read again.
    """
    folder = target_folder(plugin_id, where, study)
    record = read_records().of(folder)
    if record is None or record.kind == "fork" or not record.source:
        raise NotFoundError(
            "It is not known where the plugin “{id}” comes from.",
            "Install it from its folder, archive or repository.",
            field="plugin",
            id=plugin_id[:80],
        )
    return review(record.source, where=where, study=study, allow_file=allow_file)


def remove(plugin_id: str, *, where: str = "user", study: Path | None = None) -> Change:
    """Take an installed plugin away; :func:`undo` brings it back.

    Raises
    ------
    PluginRefusedError
        For a plugin that came with LinkR or with the environment: disable it instead.
    NotFoundError
        When it is not there.
    """
    from ..finder import get_plugin

    if not _plain_name(plugin_id):
        get_plugin(plugin_id, study, disabled=True)  # says that there is none
    folder = target_folder(plugin_id, where, study)
    with locked(folder.parent):
        recover(folder.parent)
        if not (folder / "plugin.json").is_file():
            get_plugin(plugin_id, study, disabled=True)  # says when there is none at all
            raise PluginRefusedError(
                "The plugin “{id}” came with LinkR and cannot be removed.",
                "Disable it: `jupyter linkr plugin disable {id}`.",
                field="plugin",
                id=plugin_id[:80],
            )
        token = swap(None, folder, now())
        change_records(lambda records: records.without(str(folder.resolve())))
    return Change(plugin_id, "", folder, token)


def _plain_name(plugin_id: str) -> bool:
    return Path(plugin_id).name == plugin_id and plugin_id not in (".", "..", "")


def undo(token: str) -> str:
    """Bring back what an installation replaced or a removal took away; return the plugin's id.

    Raises
    ------
    NotFoundError
        When it is no longer kept.
    """
    ticket = read_ticket(token)
    with locked(Path(ticket.folder).parent):
        _swap_back(token)
    return ticket.id


def _swap_back(token: str) -> None:
    ticket = read_ticket(token)
    target, old = Path(ticket.folder), binned(ticket)
    waiting = copied(old, target.parent) if old is not None else None
    newer = swap(waiting, target, now())
    forget(token)
    folder = str(target.resolve())
    change_records(
        lambda records: (
            records.with_record(Record(**ticket.record))
            if ticket.record
            else records.without(folder)
        )
    )
    if binned(read_ticket(newer)) is None:  # nothing stood there, so there is nothing to keep
        forget(newer)


def set_disabled(plugin_id: str, disabled: bool, study: Path | None = None) -> None:
    """Switch a plugin off or on, for this person.

    Raises
    ------
    NotFoundError
        When there is no such plugin.
    """
    from ..finder import get_plugin

    if disabled or plugin_id not in read_records().disabled:
        get_plugin(plugin_id, study, disabled=True)
    one = frozenset({plugin_id})

    def change(records: Records) -> Records:
        off = records.disabled | one if disabled else records.disabled - one
        return replace(records, disabled=off)

    change_records(change)


@dataclass(frozen=True)
class Installed:
    """A plugin that is there: where, from where, and whether it is as it came.

    ``place`` is ``study``, ``user`` or ``builtin``, which is whatever came with LinkR or with the
    environment and can only be disabled.
    """

    plugin: Plugin
    place: str
    record: Record | None
    modified: bool
    disabled: bool


def installed(study: Path | None = None) -> list[Installed]:
    """Every plugin that can be used or was disabled, by id."""
    from ..finder import find_plugins

    recover_if_interrupted(plugins_root("user"))
    records = read_records()
    return [
        Installed(
            plugin,
            _place(plugin.folder, study),
            record := records.of(plugin.folder),
            record is not None and record.hash != folder_hash(plugin.folder),
            plugin.id in records.disabled,
        )
        for plugin in find_plugins(study, disabled=True)
    ]


def _place(folder: Path, study: Path | None) -> str:
    if study is not None and folder.parent == Path(study) / "plugins":
        return "study"
    return "user" if folder.parent == plugins_root("user") else "builtin"


def account() -> str:
    """The name of the account that this runs under; empty where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def now() -> str:
    """The moment, in UTC, as records and tickets write it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
