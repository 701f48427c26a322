"""The plugin engine: a folder of data becomes a form, and the form a cell that reads back."""

from __future__ import annotations

from .cell import PATIENT_MAGICS, render
from .contract import check_plugin
from .finder import BrokenPlugin, broken_plugins, find_plugins, get_plugin, plugin_folders
from .labels import written_labels
from .languages import language_title
from .manifest import Plugin, read_plugin
from .merge import CellState, Conflict, WritePlan, cell_state, plan_write
from .metadata import CellMetadata, cell_metadata, parse_metadata
from .palettes import palette
from .problems import Problem
from .proposal import plugin_from_cell, propose_plugin
from .reading import ReadBack, Unread, read_back
from .recognition import Recognised, recognise
from .scaffold import new_plugin
from .values import FieldProblem, check_values, validated

__all__ = [
    "PATIENT_MAGICS",
    "BrokenPlugin",
    "CellMetadata",
    "CellState",
    "Conflict",
    "FieldProblem",
    "Plugin",
    "Problem",
    "ReadBack",
    "Recognised",
    "Unread",
    "WritePlan",
    "broken_plugins",
    "cell_metadata",
    "cell_state",
    "check_plugin",
    "check_values",
    "find_plugins",
    "get_plugin",
    "language_title",
    "new_plugin",
    "palette",
    "parse_metadata",
    "plan_write",
    "plugin_folders",
    "plugin_from_cell",
    "propose_plugin",
    "read_back",
    "read_plugin",
    "recognise",
    "render",
    "validated",
    "written_labels",
]
