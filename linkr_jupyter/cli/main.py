"""``jupyter linkr``: the list of command groups, and one place where errors become exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from .._version import __version__
from ..errors import LinkrError
from .output import say, spoken_language

# A group is imported only when its command is named: `jupyter linkr --help` must stay instant.
GROUPS = {
    "demo": "build the demo hospital and study, and open JupyterLab on it",
    "source": "register, list and check data sources",
    "concept": "search concepts",
    "plugin": "list, check, render and start plugins",
    "study": "create and check studies",
    "serve": "serve one study to clinicians, without code",
}


def parser_for(group: str | None) -> argparse.ArgumentParser:
    """The parser, with the commands of ``group`` (or only the names of all groups)."""
    parser = argparse.ArgumentParser(
        prog="jupyter linkr",
        description="LinkR for Jupyter: study hospital data in the OMOP common data model.",
        epilog="Example: jupyter linkr demo",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in GROUPS.items():
        if name == group:
            import_module(f".{name}", __package__).register(commands)
        else:
            commands.add_parser(name, help=summary)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        0 (ok), 1 (found problems) or 2 (bad use).
    """
    words = list(sys.argv[1:] if argv is None else argv)
    group = next((word for word in words if not word.startswith("-")), None)
    arguments = parser_for(group).parse_args(words)
    try:
        return int(arguments.run(arguments))
    except LinkrError as error:
        say(error.text(spoken_language()))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
