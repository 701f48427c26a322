"""Verbs that plugin cells call where being wrong is dangerous, and the figures they show."""

from .data_table import DataTable, data_table
from .distribution import describe_values, outlier_list
from .distribution_chart import distribution_axis, distribution_chart, group_colours
from .distribution_words import distribution_words
from .events import patient_events
from .figure import Figure, figure
from .formats import moment_texts
from .histograms import histogram, smooth
from .measured import measured_values
from .outliers import exclude_patients, flag_outliers
from .quartile_boxes import quartile_boxes
from .record_table import long_table
from .records import patient_records
from .stay_counts import stay_counts
from .stay_summary import summarise_stays
from .stays import hospital_stays
from .stays_chart import stays_chart
from .stays_words import stays_words
from .thresholds import disclosure_threshold
from .timeline import Timeline, last_days, timeline
from .timeline_chart import timeline_chart
from .wide_table import wide_table

__all__ = [
    "DataTable",
    "Figure",
    "Timeline",
    "data_table",
    "describe_values",
    "disclosure_threshold",
    "distribution_axis",
    "distribution_chart",
    "distribution_words",
    "exclude_patients",
    "figure",
    "flag_outliers",
    "group_colours",
    "histogram",
    "hospital_stays",
    "last_days",
    "long_table",
    "measured_values",
    "moment_texts",
    "outlier_list",
    "patient_events",
    "patient_records",
    "quartile_boxes",
    "smooth",
    "stay_counts",
    "stays_chart",
    "stays_words",
    "summarise_stays",
    "timeline",
    "timeline_chart",
    "wide_table",
]
