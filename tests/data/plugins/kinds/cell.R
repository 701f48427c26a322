library(utils)

# if: centre in ('mean', 'median')
library(stats)

title <- "Values"
note <- ""
bins <- 40
limit <- 1.5
limits <- c(0.0, 200.0)
start <- "2020-01-01"
ids <- c(3027018) # Heart rate
columns <- c("value_as_number", "unit_source_value")
unit <- "mmHg" # if: unit
k <- 1.5 # if: rule in ('iqr', 'sd')
pieces <- c()

values <- c("1.0", "2.0", "x") |>
  toupper() |> # if: upper
  rev()
numbers <- suppressWarnings(as.numeric(values))
numbers <- numbers[!is.na(numbers)]
# if: not keep_all
# The last number is not measured like the others.
numbers <- head(numbers, -1)

seen <- list(
  title = title,
  note = note,
  bins = bins,
  limit = limit,
  limits = limits,
  start = start,
  ids = ids,
  columns = columns,
  unit = unit, # if: unit
  pieces = c("first", pieces),
  count = length(numbers),
  rule = "iqr", # if: rule == 'iqr'
  # if: rule == 'sd'
  scale = list(
    k,
    sqrt(k)
  ),
  width = k, # if: rule == 'iqr'
  ceiling = ceiling(limit) +
    nchar("a long operand, so that the lines are split") + # if: keep_all
    sum(c(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
  centre = mean(numbers), # if: centre == 'mean'
  middle = median(numbers) # if: centre == 'median'
)
