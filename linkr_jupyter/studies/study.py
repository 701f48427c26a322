"""A study: a folder with a study.json, its notebooks, cohorts and concept sets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import (
    InvalidStudyError,
    InvalidValueError,
    NotFoundError,
    SourceError,
    StudyChangedError,
)
from ..locale import set_language
from .cohort_file import read_cohort
from .containment import contained
from .document import STUDY_FILE, check_document, content_hash, read_document, to_bytes
from .replacing import locked, replace_file

if TYPE_CHECKING:
    from ..cdm import Cdm
    from ..cohorts import Cohort

CHANGEABLE = (
    "title",
    "description",
    "authors",
    "language",
    "source",
    "pages",
    "plugins",
    "small_cell_threshold",
)


@dataclass(frozen=True)
class Page:
    """A page of a study: one notebook, whose second-level headings are tabs."""

    id: str
    title: str
    notebook: str


class Study:
    """A study on disk, as it was last read.

    Parameters
    ----------
    folder
        The folder that holds study.json.

    Raises
    ------
    InvalidStudyError
        When study.json is missing, malformed, or of a newer version of LinkR.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).resolve()
        self._document, self.etag = read_document(self.folder)
        self._cdm: Cdm | None = None

    def __repr__(self) -> str:
        return f"<Study {self.title!r}: {len(self.pages)} pages>"

    @property
    def document(self) -> dict[str, Any]:
        """A copy of study.json as last read."""
        return dict(self._document)

    @property
    def id(self) -> str:
        """The identifier that the study keeps wherever its folder goes."""
        return str(self._document["id"])

    @property
    def title(self) -> str:
        """The title that people read."""
        return str(self._document["title"])

    @property
    def description(self) -> str:
        """What the study is about; may be empty."""
        return str(self._document.get("description", ""))

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of the authors."""
        return tuple(self._document.get("authors", ()))

    @property
    def language(self) -> str:
        """The language of the sentences that the study generates: en or fr."""
        return str(self._document["language"])

    @property
    def source(self) -> str:
        """The registered name of the data source."""
        return str(self._document["source"])

    @property
    def created(self) -> str:
        """When the study was created, in UTC."""
        return str(self._document["created"])

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, in the order of their buttons."""
        return tuple(Page(**page) for page in self._document["pages"])

    @property
    def plugins(self) -> dict[str, dict[str, str]]:
        """The plugins that the cells were written with: id to version and hash."""
        return dict(self._document.get("plugins", {}))

    @property
    def threshold(self) -> int:
        """The smallest count that is shown: a study raises the centre's floor, never lowers it."""
        from ..analysis.thresholds import disclosure_threshold
        from ..disclosure import DEFAULT_THRESHOLD, effective_threshold

        floor = disclosure_threshold() or DEFAULT_THRESHOLD
        return effective_threshold(floor, self._document.get("small_cell_threshold"))

    def page(self, page_id: str) -> Page:
        """Return the page ``page_id``; NotFoundError names the pages that exist."""
        found = next((page for page in self.pages if page.id == page_id), None)
        if found is None:
            raise NotFoundError(
                "The study has no page {page}.",
                "Its pages are: {pages}.",
                field="page",
                page=page_id,
                pages=", ".join(page.id for page in self.pages) or "-",
            )
        return found

    def notebook(self, page_id: str) -> Path:
        """Return the notebook file of a page, which stays inside the study."""
        return contained(self.folder, self.page(page_id).notebook, field="notebook")

    def connect(self) -> Cdm:
        """Connect to the data source of the study; one connection serves all calls.

        Raises
        ------
        SourceError
            When no data source of that name is registered on this computer.
        """
        if self._cdm is None:
            from ..cdm import connect
            from ..cdm.sources import registered

            # The name alone: a study from elsewhere must not choose a location on this computer.
            if registered(self.source) is None:
                raise SourceError(
                    "This study uses the data source {source}, which is not registered here.",
                    "Register your data under this name: "
                    "jupyter linkr source add {source} LOCATION.",
                    field="source",
                    source=self.source,
                )
            self._cdm = connect(self.source)
        return self._cdm

    def cohort(self, name: str = "main") -> Cohort:
        """Build a cohort of the study from its definition in ``cohorts/<name>.json``."""
        return read_cohort(self.folder, name).build(self.connect())

    def update(self, change: Mapping[str, Any], *, if_match: str | None = None) -> Study:
        """Change fields of study.json, all or none, and return this study as it is now stored.

        Parameters
        ----------
        change
            New values of title, description, authors, language, source, pages, plugins or
            small_cell_threshold.
        if_match
            The ``etag`` that the person last saw; without it the change is made to whatever is
            stored.

        Raises
        ------
        StudyChangedError
            When somebody changed the study since ``if_match`` was read; nothing is written.
        InvalidValueError
            When a field cannot be changed.
        InvalidStudyError
            When a new value is refused by the schema; nothing is written.
        """
        _refuse_fixed_fields(change)
        with locked(self.folder / STUDY_FILE):
            document, etag = read_document(self.folder)
            if if_match is not None and if_match != etag:
                raise StudyChangedError(
                    "Somebody else changed this study in the meantime.",
                    "Look at the study as it is now, then make your change again.",
                )
            document.update(change)
            check_document(document)
            content = to_bytes(document)
            replace_file(self.folder / STUDY_FILE, content)
        if document["source"] != self.source:
            self._cdm = None
        self._document, self.etag = document, content_hash(content)
        return self


def _refuse_fixed_fields(change: Mapping[str, Any]) -> None:
    for field in change:
        if field not in CHANGEABLE:
            raise InvalidValueError(
                "The field {name} of a study cannot be changed.",
                "These can be: {choices}.",
                field=str(field),
                name=str(field),
                choices=", ".join(CHANGEABLE),
            )


def study_folder(path: str | Path | None = None) -> Path | None:
    """Return the folder of the study that :func:`open_study` would open; None without one."""
    start = _start(path)
    folders = (start, *start.parents)
    return next((folder for folder in folders if (folder / STUDY_FILE).is_file()), None)


def _start(path: str | Path | None) -> Path:
    return Path(path or os.environ.get("LINKR_STUDY") or Path.cwd()).expanduser().absolute()


def open_study(path: str | Path | None = None) -> Study:
    """Open a study, and speak its language from here on.

    Parameters
    ----------
    path
        Folder of the study or a path inside it. Without it: the environment variable
        ``LINKR_STUDY``, else the working folder, which for a notebook is its own folder.

    Raises
    ------
    InvalidStudyError
        When there is no study there, or its study.json is malformed.

    Examples
    --------
    The first cell of every page, at any centre::

        study = open_study()
        cdm = study.connect()
    """
    folder = study_folder(path)
    if folder is not None:
        study = Study(folder)
        set_language(study.language)
        return study
    start = _start(path)
    raise InvalidStudyError(
        "There is no study in {folder} or in a folder above it.",
        'Open a notebook of a study, name the folder (open_study("FOLDER")), '
        "or create a study: jupyter linkr study new FOLDER.",
        field="path",
        folder=start.name or str(start),
    )
