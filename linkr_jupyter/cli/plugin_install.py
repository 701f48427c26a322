"""``jupyter linkr plugin review|install|update|disable|enable|remove|undo|fork|picture``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InvalidValueError
from ..locale import translate
from .output import emit, say, spoken_language

if TYPE_CHECKING:
    from ..plugins.installing import Review

Add = Callable[[Any, str, str, str], argparse.ArgumentParser]


def register(actions: Any, add: Add) -> None:
    """Add the actions to those of ``jupyter linkr plugin``."""
    _add_sources(actions, add)
    for name, summary, run in (
        ("disable", "Switch a plugin off, for you.", run_disable),
        ("enable", "Switch a plugin on again.", run_disable),
        ("remove", "Take an installed plugin away; undo brings it back.", run_remove),
    ):
        parser = add(actions, name, summary, f"{name} my_plot")
        parser.add_argument("id", metavar="ID")
        _add_place(parser)
        parser.set_defaults(run=run)
    parser = add(actions, "undo", "Bring back what was replaced or removed.", "undo TOKEN")
    parser.add_argument("token", metavar="TOKEN", help="what install, update or remove printed")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run_undo)
    parser = add(actions, "fork", "Start a plugin from another.", "fork data_table my_table")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("new", metavar="NEW", help="id of the copy")
    _add_place(parser)
    parser.set_defaults(run=run_fork)
    summary = "Draw the picture of a plugin from its own output on a generated hospital."
    parser = add(actions, "picture", summary, "picture my_plot")
    parser.add_argument("id", metavar="ID")
    _add_place(parser)
    parser.set_defaults(run=run_picture)


def _add_sources(actions: Any, add: Add) -> None:
    summary = "Show what a folder, an archive or a git repository holds; keep nothing."
    parser = add(actions, "review", summary, "review https://host/plugins.git#main:my_plot")
    _add_source(parser)
    parser.set_defaults(run=run_review)
    summary = "Install what was reviewed."
    parser = add(actions, "install", summary, "install my_plot.zip --hash 1f3a… (from review)")
    _add_source(parser)
    _add_trust(parser)
    parser.set_defaults(run=run_install)
    summary = "Review the source of an installed plugin again, and install what changed."
    parser = add(actions, "update", summary, "update my_plot")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--allow-file", action="store_true", help=argparse.SUPPRESS)
    _add_place(parser)
    _add_trust(parser)
    parser.set_defaults(run=run_update)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", metavar="SOURCE", help="folder, archive, or https:// or ssh:// URL#branch:folder"
    )
    parser.add_argument(
        "--allow-file", action="store_true", help="allow file:// repositories of this machine"
    )
    _add_place(parser)


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--study", type=Path, metavar="DIR", help="the study's own plugins")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _add_trust(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="trust what the source holds now")
    parser.add_argument("--hash", default="", help="trust only this hash, which review printed")


def _place(arguments: argparse.Namespace) -> dict[str, Any]:
    return {"where": "study" if arguments.study else "user", "study": arguments.study}


def run_review(arguments: argparse.Namespace) -> int:
    """Print what a source holds; 1 when the check of the contract found problems."""
    found = _review(arguments)
    if arguments.json:
        from ..plugins.installing.documents import review_document

        emit(review_document(found, spoken_language()))
    else:
        _print(found, print)
    return 1 if any(each.problems for each in found.plugins) else 0


def _review(arguments: argparse.Namespace) -> Review:
    from ..plugins.installing import review

    return review(arguments.source, allow_file=arguments.allow_file, **_place(arguments))


def run_install(arguments: argparse.Namespace) -> int:
    """Install what a source holds, once it is trusted."""
    return _install(_review(arguments), arguments)


def run_update(arguments: argparse.Namespace) -> int:
    """Show what changed at the source, and install it once it is trusted."""
    from ..plugins.installing import update

    found = update(arguments.id, allow_file=arguments.allow_file, **_place(arguments))
    if all(each.replaces and not each.replaces.changes for each in found.plugins):
        say(translate("{id} is as its source has it.", spoken_language(), id=arguments.id))
        if arguments.json:
            emit([])
        return 0
    return _install(found, arguments, [arguments.id])


def _install(found: Review, arguments: argparse.Namespace, only: list[str] | None = None) -> int:
    from ..plugins.installing import install

    language = spoken_language()
    _print(found, say)
    done = install(found, trust=_trusted(found, arguments), only=only)
    for change in done:
        text = "{id} {version} is installed. `jupyter linkr plugin undo {token}` takes it back."
        say(translate(text, language, id=change.id, version=change.version, token=change.undo))
    if arguments.json:
        emit([{"id": c.id, "version": c.version, "undo": c.undo} for c in done])
    return 0


def _trusted(found: Review, arguments: argparse.Namespace) -> str:
    """The hash that a person trusts: given, or by ``--yes`` or an answer that of what was shown.

    Where nobody can be asked, the command is the decision for files of this machine that replace
    nothing; what comes over the network, or in place of something, needs one of the options.
    """
    if arguments.hash:
        return str(arguments.hash)
    language = spoken_language()
    if not arguments.yes:
        if not sys.stdin.isatty():
            if found.kind != "git" and not any(each.replaces for each in found.plugins):
                return found.hash
            raise InvalidValueError(
                "Nobody said that this source is trusted.",
                "Read what it holds, then add --hash {hash}.",
                field="--hash",
                hash=found.hash,
            )
        say(translate("A plugin runs with your rights. Type yes to install it:", language))
        if sys.stdin.readline().strip().lower() not in ("yes", "oui"):
            raise InvalidValueError("Nothing was installed.", field="--hash")
    return found.hash


def _print(found: Review, write: Callable[[str], Any]) -> None:
    language = spoken_language()
    for each in found.plugins:
        plugin = each.plugin.localized(language)
        write(f"{plugin.id} {plugin.version}  {plugin.title}  [{plugin.license or '?'}]")
        for file in each.files:
            write(f"  {file.sha256[:16]}  {file.size:>8}  {file.name}")
        for problem in each.problems:
            write(f"  {problem.file}:{problem.line}: {problem.text(language)} [{problem.code}]")
        for warning in each.warnings:
            write(f"  ! {warning.text(language)}")
        for change in (each.replaces.changes if each.replaces else {}).values():
            write(change)
    for warning in found.warnings:
        write(f"! {warning.text(language)}")
    write(f"{found.source} {found.commit}".strip())
    write(f"hash {found.hash}")


def run_disable(arguments: argparse.Namespace) -> int:
    """Switch a plugin off, or on again."""
    from ..plugins.installing import set_disabled

    off = arguments.action == "disable"
    set_disabled(arguments.id, off, arguments.study)
    return _done(arguments, {"id": arguments.id, "disabled": off})


def run_remove(arguments: argparse.Namespace) -> int:
    """Take an installed plugin away."""
    from ..plugins.installing import remove

    change = remove(arguments.id, **_place(arguments))
    say(
        translate(
            "{id} is removed. `jupyter linkr plugin undo {token}` brings it back.",
            spoken_language(), id=change.id, token=change.undo,
        )
    )  # fmt: skip
    return _done(arguments, {"id": change.id, "undo": change.undo})


def run_undo(arguments: argparse.Namespace) -> int:
    """Bring back what was replaced or removed."""
    from ..plugins.installing import undo

    return _done(arguments, {"id": undo(arguments.token)})


def run_fork(arguments: argparse.Namespace) -> int:
    """Copy a plugin under a new id."""
    from ..plugins.installing import fork

    folder = fork(arguments.id, arguments.new, **_place(arguments))
    return _done(arguments, {"id": arguments.new, "folder": str(folder)}, str(folder))


def run_picture(arguments: argparse.Namespace) -> int:
    """Draw the picture of a plugin and name it in its manifest."""
    from ..plugins import get_plugin
    from .plugin_picture import make_picture

    plugin = get_plugin(arguments.id, arguments.study, disabled=True)
    file = make_picture(plugin)
    return _done(arguments, {"id": plugin.id, "picture": str(file)}, str(file))


def _done(arguments: argparse.Namespace, document: dict[str, Any], text: str = "") -> int:
    if arguments.json:
        emit(document)
    elif text:
        print(text)
    return 0
