"""Studies found below a folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..errors import InvalidValueError, LinkrError, NotFoundError
from ..text import visible
from .containment import contained
from .document import STUDY_FILE
from .study import Study

MAXIMUM_DEPTH = 4
SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


@dataclass(frozen=True)
class FoundStudy:
    """A study folder below a root; either its study, or why it cannot be opened."""

    id: str
    path: str
    folder: Path
    study: Study | None
    problem: LinkrError | None = None


def study_id(path: str) -> str:
    """Return the opaque id of the study at ``path``, relative to the root.

    Examples
    --------
    >>> study_id("sepsis")
    'ea560944f08cca0c'
    """
    return hashlib.sha256(path.encode()).hexdigest()[:16]


def find_studies(root: str | Path) -> list[FoundStudy]:
    """Find the studies at most four folders below ``root``, in the order of their titles.

    Hidden folders and links are passed by; a study is not searched for other studies.
    """
    base = Path(root).resolve()
    found = [_open(base, folder) for folder in _study_folders(base, 0)]
    return sorted(
        found, key=lambda each: (each.study.title if each.study else each.path).casefold()
    )


def get_study(root: str | Path, identifier: str) -> FoundStudy:
    """Return the study with this id below ``root``.

    Raises
    ------
    NotFoundError
        When there is none, or no longer.
    LinkrError
        When its study.json cannot be read.
    """
    base = Path(root).resolve()
    for folder in _study_folders(base, 0):
        if study_id(_relative(base, folder)) == identifier:
            found = _open(base, folder)
            if found.problem is not None:
                raise found.problem
            return found
    raise NotFoundError(
        "There is no such study.",
        "It may have been moved or deleted: look at the list again.",
        field="id",
    )


def found_study(root: str | Path, folder: Path) -> FoundStudy:
    """Return the study in ``folder``, which is below ``root``, as the list would."""
    return _open(Path(root).resolve(), folder.resolve())


def new_place(root: str | Path, relative: str) -> Path:
    """Return the folder for a new study below ``root``, where the list will find it.

    Raises
    ------
    PathNotAllowedError
        When the path leaves the root or goes through a link.
    InvalidValueError
        When it is hidden, or deeper than studies are looked for.
    """
    place = contained(Path(root), relative, field="folder")
    parts = PurePosixPath(relative).parts
    hidden = any(part.startswith(".") or part in SKIPPED for part in parts)
    if hidden or not 0 < len(parts) <= MAXIMUM_DEPTH:
        raise InvalidValueError(
            "A study in {folder} would not be found again.",
            "Choose a visible folder, at most {depth} folders deep.",
            field="folder",
            folder=visible(relative),
            depth=MAXIMUM_DEPTH,
        )
    return place


def _relative(base: Path, folder: Path) -> str:
    return "" if folder == base else folder.relative_to(base).as_posix()


def _open(base: Path, folder: Path) -> FoundStudy:
    path = _relative(base, folder)
    try:
        return FoundStudy(study_id(path), path, folder, Study(folder))
    except LinkrError as error:
        return FoundStudy(study_id(path), path, folder, None, error)


def _study_folders(folder: Path, depth: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as scan:
            entries = list(scan)
    except OSError:  # a folder that may not be read holds no study for this person
        return
    if any(entry.name == STUDY_FILE and not entry.is_dir() for entry in entries):
        yield folder
        return
    if depth == MAXIMUM_DEPTH:
        return
    for entry in sorted(entries, key=lambda each: each.name):
        hidden = entry.name.startswith(".") or entry.name in SKIPPED
        if not hidden and entry.is_dir(follow_symlinks=False):
            yield from _study_folders(Path(entry.path), depth + 1)
