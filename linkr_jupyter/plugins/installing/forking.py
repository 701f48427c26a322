"""Start a plugin from another one."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from ...errors import InvalidValueError
from ..finder import get_plugin
from .contents import files_hash
from .differences import plugin_files
from .keeping import account, now
from .places import plugins_root
from .records import Record, change_records, locked
from .staging import recover, stage, swap

_ID = re.compile(r"[a-z][a-z0-9_]{0,62}")


def fork(
    plugin_id: str, new_id: str, *, where: str = "user", study: Path | None = None, who: str = ""
) -> Path:
    """Copy a plugin under a new id, to be changed; return the folder of the copy.

    The copy makes no claim of what its numbers were checked against: they are about to change.

    Raises
    ------
    InvalidValueError
        When the new id is no name in snake_case, or taken.
    NotFoundError
        When there is no plugin to copy.
    """
    plugin = get_plugin(plugin_id, study, disabled=True)
    root = plugins_root(where, study)
    _check_id(new_id, root, study)
    files = _renamed(plugin_files(plugin.folder), plugin.id, new_id)
    with locked(root):
        recover(root)
        _check_id(new_id, root, study)
        waiting = stage(root, new_id, files)
        try:
            swap(waiting, root / new_id, now())
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
        record = Record(
            str((root / new_id).resolve()), new_id, plugin.version,
            f"{plugin.id} {plugin.version}", "fork", "", files_hash(files), now(),
            who or account(),
        )  # fmt: skip
        change_records(lambda records: records.with_record(record))
    return root / new_id


def _check_id(new_id: str, root: Path, study: Path | None) -> None:
    from ..finder import find_plugins

    if not _ID.fullmatch(new_id):
        raise InvalidValueError(
            "“{id}” cannot be the id of a plugin.",
            "Use lower-case letters, digits and underscores, such as heart_rate_histogram.",
            field="id",
            id=new_id[:80],
        )
    taken = {plugin.id for plugin in find_plugins(study, disabled=True)}
    if new_id in taken or (root / new_id).exists():
        raise InvalidValueError(
            "There is a plugin “{id}” already.",
            "Choose another id.",
            field="id",
            id=new_id,
        )


def _renamed(files: dict[str, bytes], old: str, new: str) -> dict[str, bytes]:
    manifest = json.loads(files["plugin.json"])
    manifest["id"] = new
    manifest.pop("checked_against", None)
    quoted = re.compile(rf"""(["']){re.escape(old)}\1""")
    renamed = {}
    for name, content in files.items():
        if name == "plugin.json":
            text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        elif name.startswith("test_"):
            text = quoted.sub(rf"\g<1>{new}\g<1>", content.decode("utf-8"))
        elif name.startswith("locale/"):
            texts = json.loads(content)
            kept = {k: v for k, v in texts.items() if not k.startswith("checked_against.")}
            text = json.dumps(kept, ensure_ascii=False, indent=2) + "\n"
        else:
            renamed[name] = content
            continue
        renamed[f"test_{new}.py" if name == f"test_{old}.py" else name] = text.encode()
    return renamed
