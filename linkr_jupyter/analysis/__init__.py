"""Verbs that plugin cells call where being wrong is dangerous, and the figures they show."""

from .data_table import DataTable, data_table
from .distribution import describe_values, distribution_words, histogram, outlier_list
from .distribution_chart import distribution_chart
from .events import patient_events
from .figure import Figure, figure
from .measured import measured_values
from .outliers import flag_outliers
from .thresholds import disclosure_threshold
from .timeline import Timeline, last_days, timeline
from .timeline_chart import timeline_chart

__all__ = [
    "DataTable",
    "Figure",
    "Timeline",
    "data_table",
    "describe_values",
    "disclosure_threshold",
    "distribution_chart",
    "distribution_words",
    "figure",
    "flag_outliers",
    "histogram",
    "last_days",
    "measured_values",
    "outlier_list",
    "patient_events",
    "timeline",
    "timeline_chart",
]
