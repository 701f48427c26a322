"""Verbs that plugin cells call where being wrong is dangerous, and the figures they show."""

from .data_table import DataTable, data_table
from .events import patient_events
from .figure import Figure, figure
from .record_table import long_table
from .records import patient_records
from .thresholds import disclosure_threshold
from .timeline import Timeline, last_days, timeline
from .timeline_chart import timeline_chart
from .wide_table import wide_table

__all__ = [
    "DataTable",
    "Figure",
    "Timeline",
    "data_table",
    "disclosure_threshold",
    "figure",
    "last_days",
    "long_table",
    "patient_events",
    "patient_records",
    "timeline",
    "timeline_chart",
    "wide_table",
]
