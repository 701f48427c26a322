"""Verbs that plugin cells call where being wrong is dangerous, and the figures they show."""

from .data_table import DataTable, data_table
from .figure import Figure, figure
from .thresholds import disclosure_threshold

__all__ = ["DataTable", "Figure", "data_table", "disclosure_threshold", "figure"]
