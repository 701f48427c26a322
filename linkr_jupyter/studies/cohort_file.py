"""Cohort definitions of a study: ``cohorts/<name>.json``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InvalidStudyError, NotFoundError
from ..text import visible
from .containment import contained
from .schema_words import read_checked

if TYPE_CHECKING:
    from ..cdm import Cdm
    from ..cohorts import Cohort

FOLDER = "cohorts"
ENTRIES = ("person",)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,63}")


@dataclass(frozen=True)
class CohortFile:
    """A definition that was read and understood."""

    name: str
    title: str
    entry: str

    def build(self, cdm: Cdm) -> Cohort:
        """Build the cohort on the data of ``cdm``."""
        from ..cohorts import everyone

        return everyone(cdm)


def read_cohort(study: Path, name: str) -> CohortFile:
    """Read the definition ``name`` of the study in the folder ``study``.

    Raises
    ------
    NotFoundError
        When there is no such definition; names those that exist.
    InvalidStudyError
        When the definition is malformed, or starts from something that this version cannot build.
    """
    folder = contained(study, FOLDER)
    known = sorted(path.stem for path in folder.glob("*.json")) if folder.is_dir() else []
    if name not in known or not NAME.fullmatch(name):
        raise NotFoundError(
            "The study has no cohort {name}.",
            "Its cohorts are: {known}.",
            field="name",
            name=visible(name),
            known=", ".join(known) or "-",
        )
    return parse_cohort(contained(folder, f"{name}.json").read_bytes(), f"{FOLDER}/{name}.json")


def parse_cohort(content: bytes, file: str) -> CohortFile:
    """Parse the content of a cohort definition; ``file`` names it in messages."""
    definition = read_checked(content, "cohort", file)
    kind = definition["entry"]["kind"]
    if kind not in ENTRIES:
        raise InvalidStudyError(
            "{file} starts from {kind}, which this version of LinkR cannot build.",
            "It can start from: {known}. Upgrade LinkR, or change the entry of the cohort.",
            field="entry.kind",
            file=file,
            kind=visible(kind),
            known=", ".join(ENTRIES),
        )
    return CohortFile(definition["name"], definition["title"], kind)
