"""What every test shares: isolated Jupyter folders, real data where it is, a demo hospital."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Before any import of ours: no test may touch the person's own Jupyter folders.
_HOME = tempfile.mkdtemp(prefix="linkr-tests-")
for _name in ("CONFIG", "DATA", "RUNTIME"):
    os.environ[f"JUPYTER_{_name}_DIR"] = str(Path(_HOME, _name.lower()))
os.environ.setdefault("TZ", "Pacific/Auckland")  # naive clinical times must not shift

import pytest  # noqa: E402

SHARED = Path(__file__).resolve().parent.parent / "shared"

pytest_plugins = ["pytest_jupyter.jupyter_server"]


@pytest.fixture(autouse=True)
def jp_asyncio_loop() -> None:
    """Nothing: the plugin would give every test a loop, and close Playwright's under its feet."""


@pytest.fixture(autouse=True)
def jp_server_cleanup() -> None:
    """Nothing: only the tests of ``tests/server`` run a server in this process."""


# Cells are templates: the contract runs them, with the names that a notebook has.
collect_ignore_glob = ["*/cell.py"]

ABSENT = "../shared is absent"
BROWSER = Path(__file__).parent / "tests" / "ui"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser stories last: they take longest, and Playwright keeps a loop in this thread."""
    items.sort(key=lambda item: BROWSER in item.path.parents)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skip is a gap: only the absence of the real data excuses one."""
    skipped = terminalreporter.stats.get("skipped", [])
    gaps = [report for report in skipped if ABSENT not in str(report.longrepr)]
    for report in gaps:
        terminalreporter.write_line(f"SKIPPED WITHOUT EXCUSE {report.nodeid}", red=True)
    if len(skipped) > len(gaps):
        terminalreporter.write_line(f"{len(skipped) - len(gaps)} tests need {ABSENT}", yellow=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if any(ABSENT not in str(report.longrepr) for report in skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real OMOP data beside the project."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(ABSENT)
    return folder


@pytest.fixture(scope="session")
def mimic_folder(shared_data: Path) -> Path:
    """100 real, de-identified intensive-care patients."""
    return shared_data / "mimic-iv-demo-omop"


@pytest.fixture(scope="session")
def gibleed_folder(shared_data: Path) -> Path:
    """2,694 synthetic persons."""
    return shared_data / "eunomia-gibleed-5.3"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated demo hospital of 300 persons."""
    from linkr_jupyter.cdm.demo import build_demo

    return build_demo(tmp_path_factory.mktemp("demo") / "demo.duckdb", persons=300)


@pytest.fixture(scope="session")
def demo_cdm(demo_file: Path):
    """The connection to the demo hospital."""
    import linkr_jupyter as linkr

    return linkr.connect(demo_file)


@pytest.fixture(scope="session")
def mimic_cdm(mimic_folder: Path):
    """The connection to the real patients."""
    import linkr_jupyter as linkr

    return linkr.connect(mimic_folder)
