"""The rules of DESIGN.md, section 9, that a script can check over the whole tree."""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkr_jupyter.locale import catalogue

ROOT = Path(__file__).resolve().parents[2]
BUILTIN_ERRORS = {name for name in dir(builtins) if name.endswith("Error")}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "info"}
# Words that are the same in both languages, or symbols and names.
SAME_IN_FRENCH = {
    "Age", "Code", "Description", "IQR", "LinkR", "Message", "Messages", "Notes", "Page", "Source",
    "Type", "Version", "n", "Options", "Plugins", "Action", "Question", "Total", "Date", "Minimum",
    "Maximum", "Concept", "Concepts", "Domain", "Position", "Patient", "Variable", "Patients",
    "Admissions",
}  # fmt: skip


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


SOURCES = tracked("linkr_jupyter/*.py", "plugins/*.py")
BROWSER = tracked(
    "labextension/src/*.ts", "labextension/src/*.tsx", "linkr_jupyter/widgets/browser/*.ts"
)


def sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every constant English text given to translate() or to a domain error."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        is_error = name.endswith("Error") and name not in BUILTIN_ERRORS
        for argument in node.args[: 2 if is_error else int(name == "translate")]:
            text = argument.value if isinstance(argument, ast.Constant) else None
            if isinstance(text, str) and " " in text:
                yield node.lineno, text


@pytest.mark.parametrize("file", SOURCES + BROWSER, ids=lambda file: str(file.relative_to(ROOT)))
def test_module_is_short_and_named(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400
    assert not EMPTY_NAMES & {part.split(".")[0] for part in file.relative_to(ROOT).parts}


@pytest.mark.parametrize(
    "file", [f for f in SOURCES if "/plugins/" not in str(f) or "linkr_jupyter" in str(f)],
    ids=lambda file: str(file.relative_to(ROOT)),
)  # fmt: skip
def test_functions_fit_on_a_screen(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 40, f"{node.name} at line {node.lineno} has {lines} lines"


@pytest.mark.parametrize(
    "file", [f for f in SOURCES if "linkr_jupyter" in str(f)],
    ids=lambda file: str(file.relative_to(ROOT)),
)  # fmt: skip
def test_every_sentence_is_translated(file: Path) -> None:
    french = catalogue("fr")
    missing = [
        f"{line}: {text}"
        for line, text in sentences(ast.parse(file.read_text(encoding="utf-8")))
        if text not in french
    ]
    assert not missing


def test_french_differs_from_english() -> None:
    same = {en for en, fr in catalogue("fr").items() if en == fr and re.search(r"[A-Za-z]{2}", en)}
    assert same <= SAME_IN_FRENCH


def test_french_keeps_the_fields() -> None:
    fields = re.compile(r"\{(\w+)")
    for english, french in catalogue("fr").items():
        assert set(fields.findall(english)) == set(fields.findall(french)), english


def test_nothing_is_loaded_from_a_cdn() -> None:
    files = tracked("linkr_jupyter/*", "labextension/*", "plugins/*", "notebooks_templates/*")
    pattern = re.compile(r"https?://(cdn\.|unpkg\.com|esm\.sh|cdnjs\.|fonts\.google)")
    guilty = [f for f in files if pattern.search(f.read_text(encoding="utf-8", errors="ignore"))]
    assert not guilty


@pytest.mark.parametrize("module", ["linkr_jupyter"])
def test_import_is_lazy(module: str) -> None:
    code = (
        f"import sys, {module}; "
        "heavy = {'ibis', 'pandas', 'altair', 'ipywidgets', 'tornado'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_french_has_one_word_for_a_visit() -> None:
    """The glossary says « visite »; « venue » beside it reads like something else."""
    texts = tracked("linkr_jupyter/locale/fr/*.json", "plugins/*/locale/fr.json")
    assert len(texts) > 10
    said = [path.name for path in texts if re.search(r"\bvenues?\b", path.read_text("utf-8"))]
    assert not said
