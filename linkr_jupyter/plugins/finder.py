"""Find plugins where they may stand. Nothing of them is imported or run."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir, jupyter_path

from ..errors import LinkrError, NotFoundError
from .installing.records import disabled_plugins
from .manifest import CELL_FILES, Plugin, read_plugin
from .pictures import PICTURES

_Stamp = tuple[tuple[str, int, int], ...]
_known: dict[Path, tuple[_Stamp, Plugin | LinkrError]] = {}


@dataclass(frozen=True)
class BrokenPlugin:
    """A folder that should be a plugin, and why it is none."""

    folder: Path
    error: LinkrError


def checkout_plugins() -> Path:
    """The top-level ``plugins`` of the checkout that this package runs from, if it is one."""
    return Path(__file__).resolve().parents[2] / "plugins"


def plugin_folders(study: Path | None = None) -> list[Path]:
    """Where plugins are looked for, first found first served.

    The study's own, the person's, the checkout's when this is one, then the environments'.
    """
    checkout = checkout_plugins()
    folders = [Path(study) / "plugins"] if study is not None else []
    folders.append(Path(jupyter_data_dir()) / "linkr" / "plugins")
    if (checkout.parent / "pyproject.toml").is_file():
        folders.append(checkout)
    folders += [Path(folder) for folder in jupyter_path("linkr", "plugins")]
    return list(dict.fromkeys(folders))


def find_plugins(study: Path | None = None, *, disabled: bool = False) -> list[Plugin]:
    """Return every plugin, by id; a broken one never hides the others.

    Parameters
    ----------
    study
        Folder of a study, whose own plugins come first.
    disabled
        Whether those are returned too that this person has switched off.
    """
    found: dict[str, Plugin] = {}
    for item in _read_all(study):
        if isinstance(item, Plugin):
            found.setdefault(item.id, item)
    off = frozenset() if disabled else disabled_plugins()
    return [found[key] for key in sorted(found) if key not in off]


def broken_plugins(study: Path | None = None) -> list[BrokenPlugin]:
    """Return every folder that looks like a plugin and cannot be read as one."""
    return [item for item in _read_all(study) if isinstance(item, BrokenPlugin)]


def get_plugin(plugin_id: str, study: Path | None = None, *, disabled: bool = False) -> Plugin:
    """Return one plugin; one that this person has switched off only when ``disabled`` is set.

    Raises
    ------
    NotFoundError
        Names the ids that come near; or why the folder of this name cannot be used.
    """
    plugins = {plugin.id: plugin for plugin in find_plugins(study, disabled=True)}
    if plugin_id in plugins and (disabled or plugin_id not in disabled_plugins()):
        return plugins[plugin_id]
    if plugin_id in plugins:
        raise NotFoundError(
            "The plugin “{id}” is disabled.",
            "`jupyter linkr plugin enable {id}` or the plugin catalog enables it again.",
            field="plugin",
            id=plugin_id,
        )
    for broken in broken_plugins(study):
        if broken.folder.name == plugin_id:
            raise broken.error
    near = get_close_matches(str(plugin_id), plugins, n=3, cutoff=0.5)
    raise NotFoundError(
        "There is no plugin “{id}”.",
        "Did you mean {near}?" if near else "`jupyter linkr plugin list` names every plugin.",
        field="plugin",
        id=str(plugin_id)[:80],
        near=", ".join(near),
    )


def _read_all(study: Path | None) -> list[Plugin | BrokenPlugin]:
    found: list[Plugin | BrokenPlugin] = []
    for root in plugin_folders(study):
        try:
            folders = sorted(path for path in root.iterdir() if path.is_dir())
        except OSError:
            continue
        for folder in folders:
            if folder.name.startswith((".", "_")) or not (folder / "plugin.json").exists():
                continue
            plugin = _read_again_if_changed(folder)
            found.append(plugin if isinstance(plugin, Plugin) else BrokenPlugin(folder, plugin))
    return found


def _read_again_if_changed(folder: Path) -> Plugin | LinkrError:
    stamp = _stamp(folder)
    known = _known.get(folder)
    if known and known[0] == stamp:
        return known[1]
    try:
        plugin: Plugin | LinkrError = read_plugin(folder)
    except LinkrError as error:
        plugin = error
    _known[folder] = (stamp, plugin)
    return plugin


def _stamp(folder: Path) -> _Stamp:
    """Return the name, time and size of each file that makes a plugin."""
    names = ["plugin.json", *CELL_FILES.values(), *PICTURES]
    files = [folder / name for name in names]
    locale = folder / "locale"
    if locale.is_dir():
        files += sorted(locale.glob("*.json"))
    stamp = []
    for file in files:
        try:
            state = file.stat()
        except OSError:
            continue
        stamp.append((str(file), state.st_mtime_ns, state.st_size))
    return tuple(stamp)
