"""Where LinkR keeps its files in the person's Jupyter folders, private to them."""

from __future__ import annotations

from pathlib import Path

from jupyter_core.paths import jupyter_config_dir, jupyter_data_dir


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def config_folder() -> Path:
    """The folder of the list of registered sources."""
    return _private(Path(jupyter_config_dir(), "linkr"))


def copies_folder() -> Path:
    """The folder of the prepared copies of data folders."""
    return _private(_private(Path(jupyter_data_dir(), "linkr")) / "sources")


def spill_folder() -> Path:
    """The folder where DuckDB puts what does not fit in memory."""
    return _private(_private(Path(jupyter_data_dir(), "linkr")) / "spill")
