"""The settings of Voilà that every page of ours is rendered with."""

from __future__ import annotations

from pathlib import Path

from traitlets.config import Config
from voila.paths import collect_static_paths, collect_template_paths

TEMPLATE = Path(__file__).parent / "template"
ASSETS = "voila/linkr/"

# Without the first, no widgets; without the second, "No version of module @jupyter-widgets/base".
EXTENSIONS = (
    "@voila-dashboards/widgets-manager8",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
)


def template_paths() -> list[str]:
    """Where templates are looked up: ours first, then Voilà's."""
    return [str(TEMPLATE), *collect_template_paths(["voila", "nbconvert"], "lab", prune=True)]


def static_paths() -> list[str]:
    """Where the front end's own files are."""
    return list(collect_static_paths(["voila", "nbconvert"], "lab"))


def page_settings(base_url: str) -> Config:
    """Settings under which a page shows nothing but results.

    Parameters
    ----------
    base_url
        Address of the server's root, with slashes at both ends.
    """
    settings = Config()
    settings.VoilaConfiguration = Config(
        template="linkr",
        theme="light",
        allow_template_override="NO",
        allow_theme_override="NO",
        attempt_fix_notebook=False,
        extension_allowlist=list(EXTENSIONS),
        file_allowlist=[],
        strip_sources=True,
        show_tracebacks=False,
        resources={"linkr": {"assets": f"{base_url}{ASSETS}"}},
    )
    # A cell that fails says so in its place; the cells below it are still shown.
    settings.VoilaExecutor.allow_errors = True
    return settings
