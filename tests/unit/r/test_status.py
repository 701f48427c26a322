"""What is said where R cannot be used: asked in processes that really lack it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linkr_jupyter.r import missing_packages, r_status

CODE = """
import json, sys
{before}
import linkr_jupyter
from linkr_jupyter.r import r_status, missing_packages
found = {{language: r_status(language).__dict__ for language in ("en", "fr")}}
print(json.dumps([found, missing_packages(["ggplot2"]), "rpy2.rinterface" in sys.modules]))
"""
# An installation in which some packages are absent, or of another version.
OTHER_PACKAGES = """
from importlib import metadata
real, other = metadata.version, {other}
def version(name):
    found = other.get(name, "as it is")
    if found is None:
        raise metadata.PackageNotFoundError(name)
    return real(name) if found == "as it is" else found
metadata.version = version
"""


def ask(tmp_path: Path, before: str = "", **env: str) -> dict[str, dict[str, object]]:
    given = {**os.environ, **env}
    given.pop("R_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(before=before)],
        capture_output=True, text=True, env={**given, **env}, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found, _, started = json.loads(done.stdout.splitlines()[-1])
    assert not started
    for language in found:
        said = found[language]
        assert bool(said["reason"]) == bool(said["advice"]) == (not said["available"])
    if not found["en"]["available"]:
        assert found["en"]["reason"] != found["fr"]["reason"]
    return found


def fake_r(folder: Path, version: str) -> Path:
    """A folder that looks like R's, and the command that says where it is."""
    home = folder / "lib" / "R"
    (home / "library" / "base").mkdir(parents=True)
    (home / "library" / "base" / "DESCRIPTION").write_text(f"Package: base\nVersion: {version}\n")
    command = folder / "bin" / "R"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\necho {home}\n")
    command.chmod(0o755)
    return command.parent


def test_here_r_can_be_used() -> None:
    status = r_status()
    assert status.available and status.code == "ready" and status.reason == ""
    assert status.version[0].isdigit() and status.rpy2


def test_no_r(tmp_path: Path) -> None:
    found = ask(tmp_path, PATH=str(tmp_path))
    assert found["en"]["code"] == "no_r"
    assert "R is not installed here" in str(found["en"]["reason"])
    assert "4.2" in str(found["en"]["advice"])


def test_old_r(tmp_path: Path) -> None:
    path = f"{fake_r(tmp_path, '4.1.3')}{os.pathsep}{os.environ['PATH']}"
    found = ask(tmp_path, PATH=path)
    assert found["en"]["code"] == "old_r" and "R 4.1.3 is too old" in str(found["en"]["reason"])


@pytest.mark.parametrize(
    ("other", "version", "code", "words"),
    [
        ({"rpy2": None, "rpy2-rinterface": None}, "4.2.2", "no_rpy2", "not the Python package"),
        ({"rpy2": "3.5.1"}, "4.2.2", "old_rpy2", "rpy2 3.5.1 is too old"),
        ({"rpy2-rinterface": "3.6.7"}, "4.2.2", "new_rpy2", "needs R 4.5 or newer"),
        ({"rpy2": "3.6.7", "rpy2-rinterface": "3.6.7"}, "4.5.1", "ready", ""),
    ],
)  # fmt: skip
def test_other_versions_of_rpy2(
    tmp_path: Path, other: dict[str, str | None], version: str, code: str, words: str
) -> None:
    path = f"{fake_r(tmp_path, version)}{os.pathsep}{os.environ['PATH']}"
    found = ask(tmp_path, OTHER_PACKAGES.format(other=other), PATH=path)
    assert found["en"]["code"] == code and words in str(found["en"]["reason"])
    if words:
        assert "linkr-jupyter[r,r-older]" in str(found["en"]["advice"])


def test_an_r_that_does_not_start_says_why(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["rpy2.rinterface"] = None
from linkr_jupyter.r import r_status
from linkr_jupyter.r.session import session
from linkr_jupyter.r.status import RUnavailableError
assert r_status("en").available
try:
    session()
except RUnavailableError as error:
    assert "could not be started" in str(error)
assert r_status("en").code == "broken" and "rpy2.rinterface" in r_status("en").reason
"""
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)


def test_a_missing_package_is_named() -> None:
    assert missing_packages(["stats", "noSuchPackage", "noSuchPackage"]) == ("noSuchPackage",)


def test_importing_the_toolkit_starts_no_r() -> None:
    code = (
        "import sys, linkr_jupyter, linkr_jupyter.widgets.notebook, linkr_jupyter.widgets.r_magics;"
        "sys.exit(any(name.startswith('rpy2') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_r_cell_without_r_says_what_to_do(tmp_path: Path) -> None:
    code = """
from IPython.core.interactiveshell import InteractiveShell
from linkr_jupyter.widgets import activate
shell = InteractiveShell.instance()
activate(shell)
shell.run_cell("%%R\\n1 + 1")
shell.run_cell("print('python goes on')")
"""
    env = {**os.environ, "PATH": str(tmp_path), "IPYTHONDIR": str(tmp_path)}
    env.pop("R_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False
    )
    assert "R is not installed here" in done.stdout and "restart the kernel" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr and "python goes on" in done.stdout
