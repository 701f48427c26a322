table <- "measurement"
concept_ids <- c()
columns <- c() # if: shape == 'long'
show_concept_ids <- FALSE # if: shape == 'long'
every <- "day" # if: shape == 'wide'
value <- "last" # if: shape == 'wide'
worse_is <- "high" # if: shape == 'wide'
newest_first <- TRUE
rows <- 500L
title <- NULL

records <- linkr$patient_records(
  patient,
  table,
  concept_ids = concept_ids,
  visit = patient$visit, # if: period == 'visit'
  newest_first = newest_first
)

# if: shape == 'long'
linkr$long_table(
  patient,
  records,
  table,
  columns = columns,
  concept_ids = show_concept_ids,
  limit = rows,
  title = title
)
# if: shape == 'wide'
linkr$wide_table(
  patient,
  records,
  table,
  every = every,
  value = value,
  worse_is = worse_is,
  newest_first = newest_first,
  limit = rows,
  title = title
)
