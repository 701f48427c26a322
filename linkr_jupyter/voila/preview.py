"""The clinicians' page beside JupyterLab, for authors: ``voila/render/<study>/<page>.ipynb``.

Only notebooks that are pages of a study are answered here; every other one goes on to Voilà with
the person's own settings. An author may run code anyway, so this is a look, not a wall: readers get
``jupyter linkr serve``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

import jinja2
from jupyter_server.auth.decorator import authorized
from jupyter_server.services.kernels.handlers import _kernel_id_regex
from jupyter_server.utils import url_path_join
from tornado import httputil, routing, web

from ..cdm.sources import registered
from ..errors import LinkrError, SourceError
from ..locale import translate
from ..studies.containment import contained
from ..studies.document import STUDY_FILE
from ..studies.study import Page, Study
from .handlers import AssetHandler, EndHandler, RunHandler
from .pages import clinician_page
from .running import PageRuns
from .settings import ASSETS, TEMPLATE


def find_page(root: Path, path: str) -> tuple[Study, Page] | None:
    """The study and the page that the notebook at ``path`` below ``root`` is, or None.

    Raises
    ------
    LinkrError
        When the folder is a study that cannot be opened.
    """
    file = contained(root, path)
    for folder in file.parents:
        if (folder / STUDY_FILE).is_file():
            study = Study(folder)
            name = file.relative_to(study.folder).as_posix()
            page = next((page for page in study.pages if page.notebook == name), None)
            return (study, page) if page else None
        if folder == root.resolve():
            break
    return None


class StudyPage(routing.Matcher):
    """Matches the address of a page of a study, and of nothing else."""

    def __init__(self, base_url: str, root: Path) -> None:
        prefix = re.escape(url_path_join(base_url, "voila/render/"))
        self._address = re.compile(rf"{prefix}(.+\.ipynb)\Z")
        self._root = root

    def match(self, request: httputil.HTTPServerRequest) -> dict[str, Any] | None:
        """Give the handler the path, or leave the request to Voilà."""
        found = self._address.match(request.path or "")
        if not found:
            return None
        path = unquote(found[1])
        try:
            if find_page(self._root, path) is None:
                return None
        except SourceError:
            return None
        except LinkrError:
            if not self._is_in_study(path):
                return None
        return {"path_kwargs": {"path": path}}

    def _is_in_study(self, path: str) -> bool:
        try:
            file = contained(self._root, path)
        except LinkrError:
            return False
        return any((folder / STUDY_FILE).is_file() for folder in file.parents)


class PreviewHandler(RunHandler):
    """Shows a page as clinicians will see it."""

    auth_resource = "kernels"

    def initialize(self, root: Path, templates: jinja2.Environment) -> None:
        """Keep where studies are looked for."""
        self.root = root
        self.templates = templates

    @web.authenticated
    @authorized("execute")
    async def get(self, path: str) -> None:
        """Build the page from the notebook as it is now, and run it."""
        try:
            found = find_page(self.root, path)
            if found is None:
                raise web.HTTPError(404)
            study, page = found
            notebook = clinician_page(
                study, page, addresses=_addresses(study, page), generated=_generated(study)
            )
        except LinkrError as error:
            self._explain(error)
            return
        runs = PageRuns(self.kernel_manager, self.kernel_spec_manager, self.base_url)
        run = runs.start(
            page.notebook,
            notebook,
            study.folder.relative_to(self.root.resolve()).as_posix(),
            LINKR_STUDY=str(study.folder),
            LINKR_SMALL_CELLS=str(study.threshold),
        )
        await self.send(run)

    def _explain(self, error: LinkrError) -> None:
        self.set_status(422)
        language = _preferred(self.request.headers.get("Accept-Language", ""))
        page = self.templates.get_template("problem.html").render(
            study="LinkR",
            language=language,
            assets=url_path_join(self.base_url, ASSETS),
            say=lambda sentence: translate(sentence, language),
            problem=error.text(language),
        )
        self.finish(page)


def _preferred(header: str) -> str:
    first = header.split(",")[0].split(";")[0].strip()
    return "fr" if first.lower().startswith("fr") else "en"


def _addresses(study: Study, page: Page) -> list[str]:
    """The pages of the study as seen from ``page``."""
    here = PurePosixPath(page.notebook).parent
    return [quote(os.path.relpath(each.notebook, here)) for each in study.pages]


def _generated(study: Study) -> bool:
    source = registered(study.source)
    return source is not None and source.generated


def add_preview(server: Any) -> None:
    """Answer the addresses of study pages on a Jupyter server, before Voilà does."""
    base_url = server.web_app.settings["base_url"]
    root = Path(server.contents_manager.root_dir).expanduser()
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(str(TEMPLATE)), autoescape=True)
    server.web_app.add_handlers(
        ".*$",
        [
            routing.Rule(
                StudyPage(base_url, root), PreviewHandler, {"root": root, "templates": templates}
            ),
            (
                url_path_join(base_url, rf"{ASSETS}(.*)"),
                AssetHandler,
                {"path": TEMPLATE / "static"},
            ),
            (url_path_join(base_url, rf"voila/api/shutdown/{_kernel_id_regex}"), EndHandler),
        ],
    )
