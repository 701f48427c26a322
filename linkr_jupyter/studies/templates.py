"""Study templates: folders of real notebooks, found like plugins, with no list to edit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.paths import jupyter_data_dir, jupyter_path

from ..errors import InvalidStudyError, NotFoundError
from ..locale import supported
from ..text import visible
from .names import nearest
from .notebooks import read_notebook
from .schema_words import read_checked
from .study import Page

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATE_FILE = "template.json"


@dataclass(frozen=True)
class Template:
    """A study to start from."""

    id: str
    title: str
    description: str
    order: int
    pages: tuple[Page, ...]
    folder: Path
    language: str = "en"
    words: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def localized(self, language: str) -> Template:
        """Return this template with its texts in ``language``, English where there are none."""
        language = supported(language)
        path = self.folder / "locale" / f"{language}.json"
        words = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return replace(
            self,
            title=words.get("title", self.title),
            description=words.get("description", self.description),
            pages=tuple(
                replace(page, title=words.get(f"pages.{page.id}.title", page.title))
                for page in self.pages
            ),
            language=language,
            words=words,
        )

    def readme(self, title: str) -> str:
        """Return the protocol to fill in, for a study called ``title``."""
        lines = self.words.get("README.md")
        text = (
            "\n".join(lines) + "\n"
            if lines
            else (self.folder / "README.md").read_text(encoding="utf-8")
        )
        return text.replace("{title}", title)

    def notebook(self, page: Page) -> NotebookNode:
        """Return the notebook of ``page`` with its text in the language of this template."""
        notebook = read_notebook(self.folder / page.notebook)
        for cell in notebook.cells:
            place = f"{page.notebook}.{cell.id}"
            if cell.cell_type == "markdown":
                cell.source = self.words.get(place, cell.source)
            values = cell.metadata.get("linkr", {}).get("values", {})
            for name in values:
                values[name] = self.words.get(f"{place}.values.{name}", values[name])
        return notebook


def template_folders() -> list[Path]:
    """Where templates are looked for: the person's own, a checkout's, the environments'."""
    checkout = Path(__file__).resolve().parents[2]
    folders = [Path(jupyter_data_dir()) / "linkr" / "notebooks_templates"]
    if (checkout / "pyproject.toml").is_file():
        folders.append(checkout / "notebooks_templates")
    folders += [Path(folder) for folder in jupyter_path("linkr", "notebooks_templates")]
    return list(dict.fromkeys(folders))


def find_templates() -> list[Template]:
    """Return every template, in the order to show; the first of several with one id wins."""
    found: dict[str, Template] = {}
    for place in template_folders():
        for file in sorted(place.glob(f"*/{TEMPLATE_FILE}")) if place.is_dir() else ():
            try:
                template = read_template(file.parent)
            except InvalidStudyError:  # a broken folder must not hide the others
                continue
            found.setdefault(template.id, template)
    return sorted(found.values(), key=lambda template: (template.order, template.id))


def get_template(template_id: str) -> Template:
    """Return the template ``template_id``; NotFoundError names the nearest ones."""
    known = {template.id: template for template in find_templates()}
    if template_id not in known:
        raise NotFoundError(
            "There is no study template {name}.",
            "Nearest: {known}.",
            field="template",
            name=visible(template_id),
            known=nearest(template_id, known),
        )
    return known[template_id]


def read_template(folder: Path) -> Template:
    """Read the template in ``folder``.

    Raises
    ------
    InvalidStudyError
        When its template.json is malformed or a notebook that it names is missing.
    """
    name = f"{folder.name}/{TEMPLATE_FILE}"
    document = read_checked((folder / TEMPLATE_FILE).read_bytes(), "template", name)
    pages = tuple(Page(**page) for page in document["pages"])
    for page in pages:
        if not (folder / page.notebook).is_file():
            raise InvalidStudyError(
                "The template {name} has no file {file}.",
                "Add the notebook, or take the page out of template.json.",
                field="pages",
                name=document["id"],
                file=page.notebook,
            )
    return Template(
        document["id"],
        document["title"],
        document["description"],
        document["order"],
        pages,
        folder,
    )
