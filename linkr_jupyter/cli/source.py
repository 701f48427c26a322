"""``jupyter linkr source``: register, list, forget and check data sources."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..locale import translate, translate_count
from .output import emit, say, spoken_language

if TYPE_CHECKING:
    from ..cdm import Source


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this group."""
    group = commands.add_parser(
        "source",
        help="register, list and check data sources",
        epilog="Example: jupyter linkr source add ward3 ./omop-parquet",
    )
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    _register_add(actions)
    listing = actions.add_parser(
        "list",
        help="list the registered sources",
        epilog="Example: jupyter linkr source list --json",
    )
    listing.add_argument("--json", action="store_true", help="print the list as JSON")
    listing.set_defaults(run=run_list)
    removal = actions.add_parser(
        "remove",
        help="forget a source; its data stay where they are",
        epilog="Example: jupyter linkr source remove ward3",
    )
    removal.add_argument("name", metavar="NAME", help="registered name")
    removal.set_defaults(run=run_remove)
    check = actions.add_parser(
        "check",
        help="count tables and problems; exit code 1 when there are problems",
        epilog="Example: jupyter linkr source check ./omop-parquet --json",
    )
    check.add_argument("location", metavar="LOCATION", help="registered name, path or Ibis URL")
    check.add_argument("--schema", help="database schema of the OMOP tables")
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    check.set_defaults(run=run_check)
    clean = actions.add_parser(
        "clean",
        help="remove prepared copies of folders that nobody needs any more",
        description="Remove the prepared copies of data folders that have changed or are gone. "
        "A copy that is open, or that was built in the last ten minutes, stays.",
        epilog="Example: jupyter linkr source clean --dry-run",
    )
    clean.add_argument("--dry-run", action="store_true", help="list them, remove nothing")
    clean.add_argument("--json", action="store_true", help="print the list as JSON")
    clean.set_defaults(run=run_clean)


def _register_add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = actions.add_parser(
        "add",
        help="register a source",
        epilog="Example: jupyter linkr source add cdw "
        "'postgres://me:${CDW_PASSWORD}@host/db?schema=cdm'",
    )
    add.add_argument("name", metavar="NAME", help="name that studies use")
    add.add_argument("location", metavar="LOCATION", help="path or Ibis URL")
    add.add_argument("--description", default="", help="one sentence for those who choose")
    add.add_argument(
        "--replace", action="store_true", help="replace the source of that name, if there is one"
    )
    add.add_argument("--json", action="store_true", help="print the source as JSON")
    add.set_defaults(run=run_add)


def run_add(arguments: argparse.Namespace) -> int:
    """Register a source."""
    from ..cdm import add_source

    source = add_source(
        arguments.name, arguments.location, arguments.description, replace=arguments.replace
    )
    say(translate("The source {name} is registered.", spoken_language(), name=source.name))
    if arguments.json:
        emit(_document(source))
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """List the registered sources."""
    from ..cdm import list_sources

    sources = list_sources()
    if arguments.json:
        emit([_document(source) for source in sources])
        return 0
    if not sources:
        say(translate("No source is registered.", spoken_language()))
    for source in sources:
        print("\t".join((source.name, source.location_kind, source.description)).rstrip())
    return 0


def run_remove(arguments: argparse.Namespace) -> int:
    """Forget a source."""
    from ..cdm import remove_source

    remove_source(arguments.name)
    say(translate("The source {name} is forgotten.", spoken_language(), name=arguments.name))
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Check a source."""
    from ..cdm import check_source

    language = spoken_language()
    result = check_source(
        arguments.location,
        schema=arguments.schema,
        copying=lambda table: say(translate("Reading {table}…", language, table=table)),
        progress=lambda table: say(translate("Checking {table}…", language, table=table)),
    )
    if arguments.json:
        emit(result.as_json(language))
        return 1 if result.problems else 0
    for table, rows in result.tables.items():
        print(f"{table}\t{rows}")
    for problem in result.problems:
        say(problem.text(language))
    if not result.problems:
        say(translate("No problem was found.", language))
    return 1 if result.problems else 0


_WHY = {
    "superseded": "{file} ({size} MB): its folder {location} has changed.",
    "vanished": "{file} ({size} MB): its folder {location} is gone and not registered.",
    "unknown": "{file} ({size} MB): nothing tells which folder it is a copy of.",
    "leftover": "{file} ({size} MB): its making was cut short.",
}
_KEPT = {
    "in_use": "{file} stays: it is open in another program.",
    "just_built": "{file} stays: it was built in the last ten minutes.",
}


def run_clean(arguments: argparse.Namespace) -> int:
    """Remove copies that nobody needs."""
    from ..cdm import clean_copies

    language = spoken_language()
    found = clean_copies(dry_run=arguments.dry_run)
    for each in found:
        size = format(each.bytes / 1e6, ".1f")
        words = {"file": each.file, "size": size, "location": each.location}
        say(translate(_WHY[each.reason], language, **words))
        if each.kept:
            say(translate(_KEPT[each.kept], language, **words))
    count = sum(not each.kept for each in found)
    done = ("{count} copy removed.", "{count} copies removed.")
    wish = ("{count} copy would be removed.", "{count} copies would be removed.")
    say(translate_count(*(wish if arguments.dry_run else done), count, language))
    if arguments.json:
        emit({"dry_run": arguments.dry_run, "copies": [each.as_json() for each in found]})
    return 0


def _document(source: Source) -> dict[str, object]:
    return {
        "name": source.name,
        "location": source.location,
        "location_kind": source.location_kind,
        "description": source.description,
        "generated": source.generated,
    }
