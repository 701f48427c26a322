"""``jupyter linkr plugin``: list, check, render and start plugins."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import InvalidValueError, LinkrError
from ..locale import translate
from . import plugin_install
from .output import emit, say, spoken_language

_PERSONS = 100


def register(commands: Any) -> None:
    """Add the group to the parser."""
    group = commands.add_parser("plugin", help="list, check, render and start plugins")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_list(actions)
    _add_check(actions)
    _add_new(actions)
    _add_render(actions)
    plugin_install.register(actions, _add)


def _add(actions: Any, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(
        name, help=summary, description=summary, epilog=f"Example: jupyter linkr plugin {example}"
    )
    return parser


def _add_list(actions: Any) -> None:
    parser = _add(actions, "list", "Name every plugin that is found.", "list --json")
    parser.add_argument("--study", type=Path, help="folder of a study, whose plugins come first")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run_list)


def _add_check(actions: Any) -> None:
    summary = "Check a plugin's folder against the contract."
    parser = _add(actions, "check", summary, "check plugins/my_plot --run")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument(
        "--run", action="store_true", dest="run_cells", help="run every cell on a demo hospital"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run_check)


def _add_new(actions: Any) -> None:
    parser = _add(actions, "new", "Start a plugin that passes the check.", "new my_plot")
    parser.add_argument("id", metavar="ID", help="name in snake_case")
    parser.add_argument("--dir", type=Path, default=Path(), help="where (default: here)")
    parser.add_argument(
        "--from-cell",
        type=Path,
        metavar="FILE",
        help="make its settings from the literals of this cell (.py, .R, or a notebook)",
    )
    parser.add_argument(
        "--cell", type=int, metavar="N", help="number of the code cell in the notebook, from 1"
    )
    parser.set_defaults(run=run_new)


def _add_render(actions: Any) -> None:
    summary = "Print the cell that the form would write."
    parser = _add(actions, "render", summary, "render my_plot --values values.json")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--values", type=Path, metavar="V.json", help="values of the settings")
    parser.add_argument("--language", choices=("python", "r"), default="python")
    parser.add_argument("--study", type=Path, help="folder of a study, whose plugins come first")
    parser.set_defaults(run=run_render)


def run_list(arguments: argparse.Namespace) -> int:
    """Print every plugin; 1 when a folder cannot be read as one."""
    from ..plugins import broken_plugins, find_plugins

    plugins = find_plugins(arguments.study)
    broken = broken_plugins(arguments.study)
    language = spoken_language()
    for item in broken:
        say(f"{item.folder}: {item.error.text(language)}")
    if arguments.json:
        emit(
            [
                {
                    "id": plugin.id,
                    "version": plugin.version,
                    "level": plugin.level,
                    "category": plugin.category,
                    "languages": list(plugin.languages),
                    "parameters": plugin.parameters,
                }
                for plugin in plugins
            ]
        )
    else:
        for plugin in plugins:
            print(f"{plugin.id}  {plugin.version}  {plugin.localized(language).title}")
    return 1 if broken else 0


def run_check(arguments: argparse.Namespace) -> int:
    """Print every breach of the contract, with file and line."""
    from ..plugins import check_plugin

    folder, language = arguments.folder, spoken_language()
    if not folder.is_dir():
        raise InvalidValueError(
            "There is no folder {folder}.",
            "Give the folder of a plugin.",
            field="DIR",
            folder=str(folder),
        )
    if arguments.run_cells:
        with _demo_runner() as run:
            problems = check_plugin(folder, run=run)
    else:
        problems = check_plugin(folder)
    if arguments.json:
        emit(
            [
                {
                    "code": found.code,
                    "file": found.file,
                    "line": found.line,
                    "message": found.text(language),
                }
                for found in problems
            ]
        )
    else:
        for found in problems:
            print(f"{folder / found.file}:{found.line}: {found.text(language)} [{found.code}]")
        if not problems:
            say(translate("{folder}: no problem found.", language, folder=str(folder)))
    return 1 if problems else 0


@contextmanager
def _demo_runner() -> Iterator[Any]:
    """Make a small demo hospital for the time of a check."""
    from ..analysis.for_r import r_host
    from ..cdm import connect
    from ..cdm.demo import build_demo
    from ..cohorts import Roster, everyone
    from ..plugins.trial import runner

    with tempfile.TemporaryDirectory(prefix="linkr-check-") as folder:
        cdm = connect(build_demo(Path(folder) / "demo.duckdb", persons=_PERSONS))
        try:
            cohort = everyone(cdm)
            yield runner(cdm, cohort, Roster(cdm, cohort).person_at(0), r_host=r_host)
        finally:
            cdm.close()


def run_new(arguments: argparse.Namespace) -> int:
    """Make the folder of a new plugin."""
    from ..plugins import new_plugin, plugin_from_cell

    if arguments.from_cell is None:
        folder = new_plugin(arguments.id, arguments.dir)
    else:
        source = _read_cell(arguments.from_cell, arguments.cell)
        folder = plugin_from_cell(source, arguments.id, arguments.dir)
    print(folder)
    return 0


def _read_cell(path: Path, number: int | None) -> str:
    """Return the code in a file: a script whole, of a notebook one cell."""
    import nbformat

    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".ipynb":
            return f"%%R\n{text}" if path.suffix.lower() == ".r" else text
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise InvalidValueError(
            "{file} cannot be read: {reason}.",
            "Give a script in Python or R, or a notebook.",
            field="--from-cell",
            file=path.name,
            reason=getattr(error, "strerror", None) or str(error)[:200],
        ) from None
    if number is None or not 1 <= number <= len(cells):
        raise InvalidValueError(
            "The notebook has {count} code cells.",
            "Say which one: --cell 1 for the first.",
            field="--cell",
            count=len(cells),
        )
    return str(cells[number - 1].source)


def run_render(arguments: argparse.Namespace) -> int:
    """Print exactly the cell that the form would write."""
    from ..plugins import get_plugin, render

    plugin = get_plugin(arguments.id, arguments.study)
    values = _read_values(arguments.values) if arguments.values else {}
    print(render(plugin, values, language=arguments.language))
    return 0


def _read_values(path: Path) -> dict[str, Any]:
    from ..schemas.strict import parse_json, reason_of

    try:
        values = parse_json(path.read_bytes())
    except (OSError, json.JSONDecodeError, ValueError) as error:
        raise LinkrError(
            "{file} cannot be read as JSON: {reason}.",
            "Give a file that holds one JSON object, from settings to values.",
            field="--values",
            file=str(path),
            reason=reason_of(error),
        ) from None
    if not isinstance(values, dict):
        raise LinkrError(
            "{file} holds no JSON object.",
            "Give a file that holds one JSON object, from settings to values.",
            field="--values",
            file=str(path),
        )
    return values
