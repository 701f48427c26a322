library(ggplot2)

lanes <- c(
  "visits",
  "units",
  "conditions",
  "drugs",
  "procedures",
  "measurements",
  "notes"
)
concept_ids <- c()
drugs <- "ingredient"
era_gap_days <- 30L # if: show_eras
axis <- "calendar"
start_date <- NULL # if: period == 'dates'
end_date <- NULL # if: period == 'dates'
lines <- c("index", "death")
line_date <- NULL
compact <- TRUE
lane_height <- 26L
title <- "Patient timeline"

events <- linkr$patient_events(
  patient,
  lanes,
  concept_ids = concept_ids,
  drugs = drugs,
  era_gap_days = era_gap_days # if: show_eras
)
during <- patient$window # if: period == 'visit'
during <- linkr$last_days(events, 30) # if: period == 'last_30_days'
during <- list(start_date, end_date) # if: period == 'dates'
record <- linkr$timeline(
  patient,
  events,
  during = during, # if: period in ('visit', 'last_30_days', 'dates')
  axis = axis,
  cohort = cohort,
  lines = lines,
  line_date = line_date,
  compact = compact
)
marks <- record$marks
bars <- subset(marks, kind == "interval")
points <- subset(marks, kind != "interval")
chart <- ggplot(marks, aes(start, lane, colour = kind_of, alpha = opacity)) +
  timeline_layers(record) +
  coord_cartesian(xlim = record$on_axis(patient$window)) + # if: follow_visit
  geom_point(aes(shape = kind), points, size = lane_height / 6) +
  geom_segment(aes(xend = end, yend = lane), bars, linewidth = lane_height / 5)
figure(
  if (nrow(marks)) chart,
  record$table,
  title = title,
  caption = record$caption,
  reading = record$reading,
  alt = record$alt,
  height = 1 + lane_height * length(record$lanes) / 60
)
