title <- "Eligible"
eligible <- everyone(people) |>
  require_age(at_least = 18L) |>
  require_event("condition", c(201820), window = c(-365L, 0L))

seen <- list(
  title = title,
  said = eligible$said, # if: listed
  count = length(eligible$said)
)
