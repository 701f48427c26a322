"""``jupyter linkr study``: create a study, check one."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..locale import LANGUAGES, translate
from .output import emit, say, spoken_language


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this group."""
    group = commands.add_parser(
        "study",
        help="create and check studies",
        epilog="Example: jupyter linkr study new sepsis --template intensive_care --source demo",
    )
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser(
        "new",
        help="create a study in a new folder",
        epilog="Example: jupyter linkr study new sepsis --template intensive_care --source demo",
    )
    new.add_argument("folder", metavar="DIR", type=Path, help="folder to create")
    new.add_argument("--template", required=True, help="template to start from, such as blank")
    new.add_argument("--source", required=True, metavar="NAME", help="registered data source")
    new.add_argument("--title", help="title that people read (default: made of the folder's name)")
    new.add_argument("--language", choices=LANGUAGES, default=None, help="language of the study")
    new.add_argument("--json", action="store_true", help="print the study as JSON")
    new.set_defaults(run=run_new)
    check = actions.add_parser(
        "check",
        help="check a study; exit code 1 when there are problems",
        epilog="Example: jupyter linkr study check sepsis --json",
    )
    check.add_argument("folder", metavar="DIR", type=Path, help="folder of the study")
    check.add_argument("--json", action="store_true", help="print the problems as JSON")
    check.set_defaults(run=run_check)


def run_new(arguments: argparse.Namespace) -> int:
    """Create a study."""
    from ..studies import create_study

    language = arguments.language or spoken_language()
    study = create_study(
        arguments.folder, arguments.template, arguments.source, arguments.title, language
    )
    say(
        translate(
            "The study “{title}” is ready in {folder}.",
            spoken_language(),
            title=study.title,
            folder=arguments.folder,
        )
    )
    if arguments.json:
        emit({"folder": str(study.folder), **study.document})
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Check a study."""
    from ..studies import check_study

    language = spoken_language()
    problems = check_study(arguments.folder)
    for problem in problems:
        say(problem.text(language))
    if not problems:
        say(translate("No problem was found.", language))
    if arguments.json:
        emit({"problems": [problem.as_json(language) for problem in problems]})
    return 1 if problems else 0
