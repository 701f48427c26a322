"""Studies: folders of notebooks that run on any centre's data."""

from __future__ import annotations

from .check import check_study
from .creation import create_study
from .finding import FoundStudy, find_studies, get_study, study_id
from .problems import Problem
from .study import Page, Study, open_study, study_folder
from .templates import Template, find_templates, get_template

__all__ = [
    "FoundStudy",
    "Page",
    "Problem",
    "Study",
    "Template",
    "check_study",
    "create_study",
    "find_studies",
    "find_templates",
    "get_study",
    "get_template",
    "open_study",
    "study_folder",
    "study_id",
]
