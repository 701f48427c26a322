# Plots: a page of SVG each, drawn when R first draws, shown in the order of the cell.

plots <- new.env(parent = emptyenv())
plots$width <- 7
plots$height <- 4.4
plots$device <- NULL
plots$pattern <- NULL

# How plots look unless a cell says otherwise: as the charts of Python, in colours that everybody can
# tell apart (Okabe and Ito). A theme or a scale of the person's own comes after, and wins.
palette_of_all <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#595959")

dress_ggplot <- function() {
  own <- list(ggplot2.discrete.fill = palette_of_all, ggplot2.discrete.colour = palette_of_all)
  options(own[!names(own) %in% names(options())])
  ggplot2::theme_set(ggplot2::theme_minimal(base_size = 12) + ggplot2::theme(
    axis.text = ggplot2::element_text(colour = "#1B1B1B"),
    panel.grid = ggplot2::element_line(colour = "#E4E4E4"),
    panel.grid.minor = ggplot2::element_blank(), legend.position = "top"
  ))
}

open_svg <- function(pattern, width, height) {
  if (requireNamespace("svglite", quietly = TRUE)) {
    svglite::svglite(pattern, width = width, height = height, bg = "white")
  } else {
    grDevices::svg(pattern, width = width, height = height, onefile = FALSE, bg = "white")
  }
}

# R calls this when something is drawn and no device is open.
open_page <- function(...) {
  plots$pattern <- tempfile("linkr-")
  open_svg(paste0(plots$pattern, "-%03d.svg"), plots$width, plots$height)
  plots$device <- grDevices::dev.cur()
}

begin_plots <- function(width, height) {
  plots$width <- width
  plots$height <- height
  options(device = open_page)
}

finish_plots <- function(alt = "") {
  if (is.null(plots$pattern)) return(invisible())
  if (plots$device %in% grDevices::dev.list()) grDevices::dev.off(plots$device)
  files <- sort(Sys.glob(paste0(plots$pattern, "-*.svg")))
  plots$pattern <- plots$device <- NULL
  for (file in files) {
    drawing <- read_drawing(file)
    # A device without a drawing leaves the page's white rectangle alone.
    if (grepl("<(path|line|polyline|polygon|circle|text|image|use|g )", drawing)) {
      ask_python("plot", drawing, alt)
    }
  }
}

read_drawing <- function(file) {
  text <- readChar(file, file.size(file), useBytes = TRUE)
  unlink(file)
  Encoding(text) <- "UTF-8"
  text
}

is_drawing <- function(value) {
  inherits(value, c("ggplot", "gg", "patchwork", "ggsurvplot", "trellis", "recordedplot"))
}

show_drawing <- function(value) {
  alone <- is.null(plots$pattern)
  print(value)
  if (alone) finish_plots(alt_of(value))
  invisible()
}

alt_of <- function(value) {
  if (!inherits(value, "ggplot")) return("")
  labels <- tryCatch(
    if (exists("get_labs", asNamespace("ggplot2"))) ggplot2::get_labs(value) else value$labels,
    error = function(e) list()
  )
  said <- function(name) {
    text <- labels[[name]]
    if (is.character(text) && length(text) == 1L && nzchar(text)) text else NULL
  }
  alt <- said("alt")
  if (!is.null(alt)) return(alt)
  paste(c(said("title"), said("subtitle"), said("y"), said("x")), collapse = ", ")
}

draw_alone <- function(chart, width, height) {
  file <- tempfile("linkr-", fileext = ".svg")
  open_svg(file, width, height)
  device <- grDevices::dev.cur()
  tryCatch(
    if (is.function(chart)) chart() else if (inherits(chart, "grob")) {
      grid::grid.draw(chart)
    } else {
      print(chart)
    },
    finally = grDevices::dev.off(device)
  )
  read_drawing(file)
}

with_package("ggplot2", dress_ggplot)
