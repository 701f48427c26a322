"""What every layer of tests shares: isolated Jupyter folders, real data where it is, a demo hospital."""

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


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real OMOP data beside the project."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("../shared is absent")
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
