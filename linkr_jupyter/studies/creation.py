"""New studies: built beside their place, then moved into it, so that none is ever half there."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ..errors import InvalidValueError, NotFoundError, NotSavedError, PathNotAllowedError
from ..locale import LANGUAGES, translate
from ..text import clean_text, visible
from .document import SCHEMA_VERSION, STUDY_FILE, check_document, to_bytes
from .names import nearest
from .notebooks import write_notebook
from .replacing import replace_file, sync_folder
from .study import Study
from .templates import Template, get_template

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from ..plugins import Plugin

EMPTY_FOLDERS = ("concept_sets", "alignment", "plugins")
MOST_TITLE = 200  # characters, as in study.schema.json
IGNORED = (".ipynb_checkpoints/", ".jupyter/", ".jupyter_ystore.db", ".*.lock", ".*.part")


def create_study(
    folder: str | Path,
    template: str,
    source: str,
    title: str | None = None,
    language: str = "en",
    *,
    description: str = "",
    authors: Sequence[str] = (),
) -> Study:
    """Create a study in a new folder.

    Parameters
    ----------
    folder
        Folder to create; it may exist when it is empty.
    template
        Id of the template to start from, such as ``blank`` or ``intensive_care``.
    source
        Name of a registered data source.
    title
        Title that people read; without it, one made of the folder's name.
    language
        Language of headings, of the cells' texts and of generated sentences: en or fr.

    Raises
    ------
    NotFoundError
        For an unknown template or data source; names the nearest ones.
    InvalidValueError
        For a folder that exists and is not empty, an unknown language, or a title too long.
    NotSavedError
        When the folder cannot be written; nothing is left behind.
    """
    place = _free_place(folder)
    if language not in LANGUAGES:
        raise InvalidValueError(
            "There is no language {language}.",
            "Choose one of: {languages}.",
            field="language",
            language=visible(language),
            languages=", ".join(LANGUAGES),
        )
    start = get_template(template).localized(language)
    _require_source(source)
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "id": str(uuid4()),
        "title": _short_title(title_from(place.name) if title is None else title),
        "description": clean_text(description, "description"),
        "authors": [clean_text(author, "authors") for author in authors],
        "language": language,
        "source": source,
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "pages": [
            {"id": page.id, "title": page.title, "notebook": page.notebook} for page in start.pages
        ],
        "plugins": {},
    }
    check_document(document)
    _build(place, start, document)
    return Study(place)


def folder_name(title: str) -> str:
    """Return a plain name for the folder of a study called ``title``.

    Examples
    --------
    >>> folder_name("Sepsis à l’hôpital, 2026 !")
    'sepsis-a-l-hopital-2026'
    """
    letters = unicodedata.normalize("NFD", clean_text(title, "title"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") or "study"


def title_from(name: str) -> str:
    """Return the title of a study whose folder is called ``name``.

    Examples
    --------
    >>> title_from("sepsis_in-the-ICU"), title_from("étude")
    ('Sepsis in the ICU', 'Étude')
    """
    words = re.sub(r"[\s_-]+", " ", name).strip()
    return words[:1].upper() + words[1:] or name


def _short_title(title: str) -> str:
    short = clean_text(title, "title").strip()
    if len(short) > MOST_TITLE:
        raise InvalidValueError(
            "The title is longer than {most} characters.",
            "Shorten it.",
            field="title",
            most=MOST_TITLE,
        )
    return short


def _free_place(folder: str | Path) -> Path:
    clean_text(str(folder), "folder")
    place = Path(folder).expanduser().absolute()
    if place.is_symlink():
        raise PathNotAllowedError(
            "{name} is a link.", "Choose another folder.", field="folder", name=place.name
        )
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise _taken(place)
    return place


def _taken(place: Path) -> InvalidValueError:
    return InvalidValueError(
        "The folder {name} exists and is not empty.",
        "Choose another name: nothing of it was changed.",
        field="folder",
        name=place.name,
    )


def _require_source(name: str) -> None:
    from ..cdm.sources import list_sources

    known = [source.name for source in list_sources()]
    if name not in known:
        raise NotFoundError(
            "There is no data source {name}.",
            "Nearest: {known}. Register yours: jupyter linkr source add NAME LOCATION.",
            field="source",
            name=visible(name),
            known=nearest(name, known),
        )


def _build(place: Path, template: Template, document: dict[str, Any]) -> None:
    temporary = place.with_name(f".{place.name}.{secrets.token_hex(8)}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir()
        _fill(temporary, template, document)
        _move(temporary, place)
        sync_folder(place.parent)
    except OSError as error:
        raise NotSavedError(
            "The study could not be created in {name}: {reason}.",
            "Nothing was left behind. Free some space or choose a folder where you may write.",
            field="folder",
            name=place.parent.name or str(place.parent),
            reason=error.strerror or type(error).__name__,
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _move(temporary: Path, place: Path) -> None:
    try:
        # On POSIX this takes the place of an empty folder and of nothing else: no race is lost.
        temporary.rename(place)
    except OSError:
        if place.is_dir() and any(place.iterdir()):
            raise _taken(place) from None
        if place.is_dir():  # Windows replaces no folder, not even an empty one
            place.rmdir()
        temporary.rename(place)


def _fill(folder: Path, template: Template, document: dict[str, Any]) -> None:
    for page in template.pages:
        notebook = template.notebook(page)
        for plugin in _render_cells(notebook, document["language"]):
            document["plugins"][plugin.id] = {"version": plugin.version, "hash": plugin.hash}
        _finish(notebook)
        write_notebook(folder / page.notebook, notebook)
    for name in EMPTY_FOLDERS:
        (folder / name).mkdir()
        replace_file(folder / name / ".gitkeep", b"")
    (folder / "cohorts").mkdir()
    everyone = {
        "schema_version": 1,
        "name": "main",
        "title": translate("All patients", document["language"]),
        "entry": {"kind": "person"},
    }
    chat = {"messages": [], "users": {}, "attachments": {}, "metadata": {"id": str(uuid4())}}
    files = {
        "cohorts/main.json": to_bytes(everyone),
        "README.md": template.readme(document["title"]).encode(),
        "references.bib": b"",
        "messages.chat": json.dumps(chat, indent=2).encode() + b"\n",
        ".gitignore": "".join(f"{line}\n" for line in IGNORED).encode(),
        STUDY_FILE: to_bytes(document),
    }
    for name, content in files.items():
        replace_file(folder / name, content)


def _render_cells(notebook: NotebookNode, language: str) -> list[Plugin]:
    """Write the code of the cells that name a plugin, from their values; return the plugins."""
    cells = [cell for cell in notebook.cells if "plugin" in cell.metadata.get("linkr", {})]
    return [_render_cell(cell, language) for cell in cells]


def _render_cell(cell: NotebookNode, language: str) -> Plugin:
    from ..plugins import cell_metadata, get_plugin, render, validated

    # Plain objects: a notebook's own kinds of dict are no values of a form.
    settings = json.loads(json.dumps(cell.metadata["linkr"]))
    plugin = get_plugin(settings["plugin"])
    values = validated(plugin, {**plugin.defaults(language), **settings.get("values", {})})
    labels = {
        name: {int(concept): label for concept, label in names.items()}
        for name, names in settings.get("labels", {}).items()
    }
    cell.source = render(plugin, values, language="python", labels=labels)
    cell.metadata["linkr"] = cell_metadata(plugin, values, cell.source, "python")
    return plugin


def _finish(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    level = notebook.metadata["linkr"]["study_page"]
    notebook.metadata.clear()
    notebook.metadata.update(
        kernelspec={
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        language_info={"name": "python"},
        linkr={"study_page": level},
        voila={"template": "linkr"},
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
