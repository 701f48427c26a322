# The R half of the conversion of tables. Text travels as codes and one run of NUL-ended bytes,
# because one call a value is what makes other converters slow.

read_text <- function(bytes, n) {
  text <- readBin(bytes, "character", n = n)
  Encoding(text) <- "UTF-8"
  text
}

write_text <- function(x) {
  levels <- unique(x)
  levels <- enc2utf8(levels[!is.na(levels)])
  list(match(enc2utf8(x), levels), writeBin(levels, raw()), length(levels))
}

as_column <- function(kind, x, extra = NULL, n = 0L) {
  switch(kind,
    plain = x,
    logical = as.logical(x),
    text = read_text(extra, n)[x],
    factor = structure(x, levels = read_text(extra, n), class = "factor"),
    ordered = structure(x, levels = read_text(extra, n), class = c("ordered", "factor")),
    integer64 = {
      requireNamespace("bit64", quietly = TRUE)
      structure(x, class = "integer64")
    },
    date = structure(x, class = "Date"),
    moment = structure(x, class = c("POSIXct", "POSIXt"), tzone = extra),
    duration = structure(x, class = "difftime", units = "secs")
  )
}

as_frame <- function(columns, labels, rows, notes = NULL) {
  names(columns) <- labels
  attr(columns, "row.names") <- .set_row_names(rows)
  class(columns) <- "data.frame"
  attr(columns, "attrs") <- notes
  columns
}

# list(kind, values, extra…) of one vector; `kind` "" is what Python has no type for.
take_apart <- function(x) {
  if (inherits(x, "integer64")) return(list("integer64", unclass(as_plain(x))))
  if (is.factor(x)) {
    parts <- write_text(levels(x))
    kind <- if (is.ordered(x)) "ordered" else "factor"
    return(list(kind, as.integer(x), parts[[2]], parts[[3]]))
  }
  if (inherits(x, "POSIXt")) return(take_moment(as.POSIXct(x)))
  if (inherits(x, "Date")) return(list("date", floor(as.double(x))))
  if (inherits(x, "difftime")) {
    units(x) <- "secs"
    return(list("duration", as.double(x)))
  }
  plain <- is.null(dim(x)) || length(dim(x)) == 1L
  if (plain && is.character(x)) return(c("text", write_text(as_plain(x))))
  if (plain && is.logical(x)) return(list("logical", as.integer(x)))
  if (plain && is.integer(x)) return(list("integer", as.integer(x)))
  if (plain && is.double(x)) return(list("double", as.double(x)))
  list("", class(x)[[1]])
}

as_plain <- function(x) {
  attributes(x) <- NULL
  x
}

# What R prints is what Python gets: times of another zone are read off that zone's clock.
take_moment <- function(x) {
  zone <- attr(x, "tzone")
  zone <- if (is.null(zone)) "" else zone[[1]]
  if (zone == "") x <- as.POSIXct(as.POSIXlt(x), tz = "UTC")
  list("moment", as.double(x), if (zone %in% c("", "UTC", "GMT")) "" else zone)
}

take_frame <- function(x) {
  automatic <- .row_names_info(x) < 0L
  labels <- if (automatic) NULL else as.character(attr(x, "row.names"))
  list(
    names(x), nrow(x), lapply(unclass(x), take_apart),
    if (automatic) NULL else take_apart(labels),
    attr(x, "attrs")
  )
}

row_numbers <- function(x) {
  if (is.data.frame(x)) nrow(x) else length(x)
}
