"""Run every combination of a plugin's choices on a generated hospital, in a process of its own.

``python -m linkr_jupyter.analysis.plugin_trial FOLDER [LANGUAGE]`` prints one JSON document a line:
``{"done", "total"}`` after each cell, and at last ``{"problems": [...]}``.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..cdm import connect
from ..cdm.demo import build_demo
from ..cohorts import Roster, everyone
from ..errors import LinkrError
from ..plugins import Plugin, check_plugin, read_plugin
from ..plugins.template import read_template
from ..plugins.trial import runner
from ..plugins.variants import variants
from .for_r import r_host

PERSONS = 100


def count_cells(plugin: Plugin) -> int:
    """How many cells the choices of a plugin make, over its languages."""
    names = tuple(plugin.properties)
    return sum(
        len(variants(plugin, read_template(text, names, language, plugin.sequences)))
        for language, text in plugin.cells.items()
    )


def try_plugin(
    folder: Path, report: Callable[[Mapping[str, Any]], None], language: str = "en"
) -> None:
    """Check a plugin and run its cells; ``report`` is told the progress and the problems."""
    try:
        total = count_cells(read_plugin(folder))
    except LinkrError:  # check_plugin says it, with its place
        total = 0
    report({"done": 0, "total": total})
    with tempfile.TemporaryDirectory(prefix="linkr-check-") as aside:
        cdm = connect(build_demo(Path(aside) / "demo.duckdb", persons=PERSONS))
        try:
            cohort = everyone(cdm)
            run = runner(cdm, cohort, Roster(cdm, cohort).person_at(0), r_host=r_host)
            done = 0

            def counted(plugin: Plugin, source: str, values: Mapping[str, Any], name: str) -> None:
                nonlocal done
                try:
                    run(plugin, source, values, name)
                finally:
                    done += 1
                    report({"done": done, "total": total})

            found = check_plugin(folder, run=counted)
        finally:
            cdm.close()
    problems = [
        {"code": each.code, "file": each.file, "line": each.line, "message": each.text(language)}
        for each in found
    ]
    report({"problems": problems})


def main() -> None:
    """Keep standard output for the report: what cells print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def report(document: Mapping[str, Any]) -> None:
        answers.write(json.dumps(document) + "\n")
        answers.flush()

    try_plugin(Path(sys.argv[1]), report, *sys.argv[2:3])


if __name__ == "__main__":
    main()
