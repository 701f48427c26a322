"""The pages of a served study as its files are now, or as they last were when one is broken.

Every reader who comes asks: what was saved since is read again before the page is run. What cannot
be read leaves the page that readers have, and the terminal says so.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from nbformat import NotebookNode

from ..errors import InvalidStudyError, LinkrError
from ..locale import translate
from ..studies.document import STUDY_FILE
from ..studies.study import Study
from .pages import clinician_page
from .request import ServeRequest

Made = TypeVar("Made")
Stamps = dict[str, tuple[int, ...]]

DEFINITIONS = ("cohorts", "concept_sets")
"""Folders of a study whose files a page reads while it runs."""


class CurrentPages:
    """The pages of one study.

    Parameters
    ----------
    study
        The study as it is when serving starts.
    request
        How it is served.

    Raises
    ------
    InvalidStudyError
        When the study has no page, or a notebook of it cannot be read.
    """

    def __init__(self, study: Study, request: ServeRequest) -> None:
        if not study.pages:
            raise InvalidStudyError(
                "The study {title} has no page.",
                "Add a page to it in JupyterLab, then serve it again.",
                field="pages",
                title=study.title,
            )
        self.study = study
        self.generated = request.generated
        self._request = request
        self._lock = asyncio.Lock()
        self._seen = _stamps(study)
        self._pages = {name: self._build(study, name) for name in _names(study)}

    def __contains__(self, name: object) -> bool:
        return name in self._pages

    @property
    def names(self) -> tuple[str, ...]:
        """The file names of the pages, the first one first."""
        return tuple(self._pages)

    def notebook(self, name: str) -> NotebookNode:
        """The notebook that Voilà runs for the page of that name."""
        return self._pages[name]

    async def refresh(self) -> frozenset[str]:
        """Read again what was saved since; the names of the pages that must be run anew."""
        async with self._lock:
            stamps = _stamps(self.study)
            if stamps == self._seen:
                return frozenset()
            # What is saved while it is being read has another stamp, and is read again.
            before, self._seen = self._seen, stamps
            return await asyncio.to_thread(self._read, before)

    def _read(self, before: Stamps) -> frozenset[str]:
        study = self._read_study()
        # What kernels were given at their start is another one now, though no page changed.
        everything = study is not self.study or _defined(before) != _defined(self._seen)
        self.study, old = study, self._pages
        built = {name: self._rebuilt(study, name) for name in _names(study)}
        self._pages = {name: page for name, page in built.items() if page is not None} or old
        changed = {name for name in {*old, *built} if old.get(name) != self._pages.get(name)}
        for name in sorted(changed & set(self._pages)):
            self._say("{page} changed: readers get it as it is now.", page=name)
        return frozenset({*old, *self._pages} if everything else changed)

    def _read_study(self) -> Study:
        """The study anew when its study.json changed and can be served."""

        def read() -> tuple[Study, bool]:
            study = Study(self.study.folder)
            same = study.source == self.study.source
            return study, self.generated if same else _is_generated(study)

        study, generated = self._attempt(read, STUDY_FILE) or (self.study, self.generated)
        if study.etag == self.study.etag or not study.pages:
            return self.study
        self.generated = generated
        return study

    def _rebuilt(self, study: Study, name: str) -> NotebookNode | None:
        """The page as it is now, else as it was last, else nothing."""
        return self._attempt(lambda: self._build(study, name), name) or self._pages.get(name)

    def _build(self, study: Study, name: str) -> NotebookNode:
        names = _names(study)
        return clinician_page(
            study,
            study.pages[names.index(name)],
            addresses=names,
            generated=self.generated,
            idle_minutes=self._request.idle_minutes,
        )

    def _attempt(self, make: Callable[[], Made], name: str) -> Made | None:
        """What ``make`` gives; None, and a sentence in the terminal, when it cannot."""
        try:
            return make()
        except LinkrError as error:
            reason = error.text(self._request.language)
        except Exception as error:  # what a damaged file raises depends on where it is noticed
            reason = type(error).__name__
        self._say(
            "{page} cannot be shown as it was saved: readers keep the last good one.", page=name
        )
        print(f"      {reason}", file=sys.stderr, flush=True)  # noqa: T201
        return None

    def _say(self, sentence: str, **params: str) -> None:
        words = translate(sentence, self._request.language, **params)
        print(f"{time.strftime('%H:%M')} {words}", file=sys.stderr, flush=True)  # noqa: T201


def _names(study: Study) -> list[str]:
    return [f"{page.id}.ipynb" for page in study.pages]


def _is_generated(study: Study) -> bool:
    """Connect once: a source that does not answer leaves readers with the one before."""
    cdm = study.connect()
    try:
        return cdm.generated
    finally:
        cdm.close()


def _stamps(study: Study) -> Stamps:
    """What tells each file that a page follows from what stood there before."""
    files = [study.folder / STUDY_FILE, *(study.folder / page.notebook for page in study.pages)]
    for folder in DEFINITIONS:
        files += sorted((study.folder / folder).glob("*.json"))
    return {str(file): stamp for file in files if (stamp := _stamp(file))}


def _stamp(file: Path) -> tuple[int, ...]:
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _defined(stamps: Stamps) -> Stamps:
    return {file: stamp for file, stamp in stamps.items() if not file.endswith(".ipynb")}
