from linkr_jupyter.analysis import figure, patient_events, timeline, timeline_chart
from linkr_jupyter.analysis import last_days  # if: period == 'last_30_days'

lanes = [
    "visits",
    "units",
    "conditions",
    "drugs",
    "procedures",
    "measurements",
    "notes",
]
concept_ids = []
drugs = "ingredient"
era_gap_days = 30  # if: show_eras
axis = "calendar"
start_date = None  # if: period == 'dates'
end_date = None  # if: period == 'dates'
lines = ["index", "death"]
line_date = None
compact = True
lane_height = 26
title = "Patient timeline"

events = patient_events(
    patient,
    lanes,
    concept_ids=concept_ids,
    drugs=drugs,
    era_gap_days=era_gap_days,  # if: show_eras
)
during = patient.window  # if: period == 'visit'
during = last_days(events, 30)  # if: period == 'last_30_days'
during = (start_date, end_date)  # if: period == 'dates'
record = timeline(
    patient,
    events,
    during=during,  # if: period in ('visit', 'last_30_days', 'dates')
    axis=axis,
    cohort=cohort,
    lines=lines,
    line_date=line_date,
    compact=compact,
)

chart = timeline_chart(
    record,
    lane_height=lane_height,
    opens_with=patient.window,  # if: follow_visit
)
figure(
    chart,
    record.table,
    title=title,
    caption=record.caption,
    reading=record.reading,
    alt=record.alt,
)
