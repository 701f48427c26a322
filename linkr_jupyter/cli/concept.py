"""``jupyter linkr concept``: search concepts."""

from __future__ import annotations

import argparse

from ..errors import InvalidValueError
from ..locale import set_language, translate
from .output import emit, say, spoken_language

_MOST = 10_000


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this group."""
    example = "Example: jupyter linkr concept search 'heart rate' --source demo --json"
    group = commands.add_parser("concept", help="search concepts", epilog=example)
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    search = actions.add_parser(
        "search", help="search concepts by name, synonym, code or id", epilog=example
    )
    search.add_argument("text", metavar="TEXT", help="words in any order, a code or an id")
    search.add_argument(
        "--source", required=True, metavar="LOCATION", help="registered name, path or Ibis URL"
    )
    search.add_argument("--domain", help="only this domain, such as Measurement")
    search.add_argument("--vocabulary", help="only this vocabulary, such as LOINC")
    search.add_argument("--limit", type=int, default=50, metavar="N", help="most concepts (50)")
    search.add_argument("--json", action="store_true", help="print the list as JSON")
    search.set_defaults(run=run_search)


def run_search(arguments: argparse.Namespace) -> int:
    """Search concepts."""
    from ..cdm import connect
    from ..concepts import search_concepts

    if not 1 <= arguments.limit <= _MOST:
        raise InvalidValueError(
            "--limit is {value}, outside 1 to {most}.",
            "Give a number between the two.",
            field="limit",
            value=arguments.limit,
            most=_MOST,
        )
    set_language(spoken_language())
    with connect(arguments.source) as cdm:
        found = search_concepts(
            cdm,
            arguments.text,
            domain=arguments.domain,
            vocabulary=arguments.vocabulary,
            limit=arguments.limit,
        )
    if arguments.json:
        emit([match.as_json() for match in found])
        return 0
    for match in found:
        print(f"{match.concept_id}\t{match.concept_name}\t{match.vocabulary_id}\t{match.records}")
    if not found:
        say(translate("No concept was found.", spoken_language()))
    return 0
