library(ggplot2)

concept_ids <- c(3027018) # Heart rate
units <- "ask"
keep_without_unit <- FALSE
during <- "record"
group_by <- "none"
plot <- "histogram"
bins <- NULL
axis <- "central"
rule <- "none"
limits <- c(NA, NA) # if: rule == 'limits'
k <- 1.5 # if: rule in ('iqr', 'iqr_log')
z <- 3.5 # if: rule in ('mad', 'mad_log')
percentiles <- c(1L, 99L) # if: rule == 'percentiles'
per_group <- FALSE
reason <- "" # if: action == 'exclude_patients'
title <- "Distribution of values"

measured <- linkr$measured_values(
  cdm,
  concept_ids,
  cohort,
  units = units,
  keep_without_unit = keep_without_unit,
  during = during,
  group_by = group_by
)
values <- linkr$flag_outliers(
  measured$table,
  rule,
  limits = limits, # if: rule == 'limits'
  k = k, # if: rule in ('iqr', 'iqr_log')
  z = z, # if: rule in ('mad', 'mad_log')
  percentiles = percentiles, # if: rule == 'percentiles'
  per_group = per_group
)

summary <- linkr$describe_values(values)
flagged <- linkr$outlier_list(values)
bars <- linkr$histogram(values, bins, axis = axis, each_value = plot == "bars")
curve <- linkr$smooth(bars) # if: plot == 'violin'
chart <- ggplot(bars, aes(fill = group, colour = group)) +
  geom_rect(aes(xmin = left, xmax = right, ymin = 0, ymax = n), alpha = 0.5) + # if: plot == 'histogram'
  geom_step(aes(right, cumulative, linetype = group), direction = "vh") + # if: plot == 'cumulative'
  geom_ribbon(aes(value, ymin = -density, ymax = density), curve, alpha = 0.3) + # if: plot == 'violin'
  geom_col(aes(factor(left), n), position = "dodge") + # if: plot == 'bars'
  distribution_layers(summary, bars, plot)
values <- dplyr::mutate(values, value = ifelse(outlier, NA, value)) # if: action == 'set_missing'
values <- dplyr::filter(values, !outlier) # if: action == 'exclude'
kept <- linkr$exclude_patients(cohort, values, reason) # if: action == 'exclude_patients'
values <- dplyr::semi_join(values, kept$table, c(person_id = "subject_id")) # if: action == 'exclude_patients'
# if: action == 'winsorise'
values <- dplyr::mutate(
  values,
  value = case_when(value < lower ~ lower, value > upper ~ upper, TRUE ~ value)
)
notes <- measured$notes
words <- linkr$distribution_words(summary, flagged, bars, notes, title, rule)
do.call(figure, c(list(if (nrow(bars)) chart), words))
