# What the plots of a plugin share, whatever its choices: the geoms of a plot stand in the cell.

# The boxes, the limits of the rule, axes and legend.

distribution_layers <- function(summary, counts, plot) {
  verbs <- get("linkr", as.environment("linkr"))
  grouped <- length(unique(summary$group)) > 1L
  colours <- unlist(verbs$group_colours(unique(summary$group)))
  c(
    if (plot != "bars") box_layers(verbs$quartile_boxes(summary, counts, plot), plot, grouped),
    list(
      if (nrow(counts)) ggplot2::facet_wrap("variable", scales = "free"),
      ggplot2::scale_fill_manual(values = colours, aesthetics = c("fill", "colour"),
        breaks = names(colours)),
      if (!grouped) ggplot2::guides(fill = "none", colour = "none", linetype = "none"),
      ggplot2::labs(x = NULL, y = verbs$distribution_axis(plot), fill = NULL, colour = NULL,
        linetype = NULL)
    )
  )
}

box_layers <- function(boxes, plot, grouped) {
  half <- boxes$thickness / 2
  boxes$bottom <- boxes$place - half
  boxes$top <- boxes$place + half
  along <- function(geom, ..., colour = "#1B1B1B", linewidth = 0.5) {
    geom(do.call(ggplot2::aes, lapply(c(...), as.name)), boxes, colour = colour,
      linewidth = linewidth, inherit.aes = FALSE, show.legend = FALSE, na.rm = TRUE)
  }
  limit <- function(side) {
    ggplot2::geom_vline(ggplot2::aes(xintercept = .data[[side]]), boxes, colour = "#1B1B1B",
      linetype = "dashed", na.rm = TRUE)
  }
  list(
    along(ggplot2::geom_segment, x = "low", xend = "high", y = "place", yend = "place"),
    along(ggplot2::geom_rect, xmin = "q1", xmax = "q3", ymin = "bottom", ymax = "top",
      fill = "group"),
    along(ggplot2::geom_segment, x = "median", xend = "median", y = "bottom", yend = "top",
      colour = "white", linewidth = 1.2),
    limit("lower"), limit("upper"), heights_of(boxes, plot, grouped)
  )
}

heights_of <- function(boxes, plot, grouped) {
  above <- function(ends) pretty(c(0, max(ends)))
  switch(plot,
    histogram = ggplot2::scale_y_continuous(breaks = above),
    cumulative = ggplot2::scale_y_continuous(breaks = 0:4 / 4,
      labels = function(share) paste0(100 * share, percent_sign())),
    box = if (grouped) {
      rows <- unique(boxes[c("place", "group")])
      ggplot2::scale_y_continuous(breaks = rows$place, labels = rows$group)
    } else {
      ggplot2::scale_y_continuous(breaks = NULL)
    },
    ggplot2::scale_y_continuous(breaks = NULL)
  )
}

percent_sign <- function() {
  if (startsWith(Sys.getenv("LANGUAGE"), "fr")) "\u202f%" else "%"
}

# Reference lines with their names, the rows in their order, colours and the title of the time axis.
timeline_layers <- function(record) {
  moments <- record$moments
  moments$first <- moments$start <= middle_of(c(record$marks$start, record$marks$end))
  colours <- rep_len(palette_of_all, length(unique(record$marks$kind_of)))
  rows <- c(if (nrow(moments)) "\u200b", record$lanes)
  list(
    ggplot2::geom_vline(ggplot2::aes(xintercept = start), moments, colour = "#D55E00",
      linetype = "dashed"),
    ggplot2::geom_text(
      ggplot2::aes(start, "\u200b", label = label, hjust = ifelse(first, -0.08, 1.08)), moments,
      inherit.aes = FALSE, check_overlap = TRUE, size = 3.5, colour = "#1B1B1B"
    ),
    ggplot2::scale_y_discrete(limits = rev(rows)),
    ggplot2::scale_colour_manual(values = colours, breaks = unique(record$marks$kind_of)),
    ggplot2::scale_alpha_identity(),
    if (inherits(record$marks$start, "POSIXct")) ggplot2::scale_x_datetime(labels = days_in_words),
    ggplot2::scale_shape_manual(values = c(instant = 124, open = 17)),
    ggplot2::guides(colour = "none", shape = "none"),
    ggplot2::labs(x = record$axis_title, y = NULL)
  )
}

days_in_words <- function(moments) {
  verbs <- get("linkr", as.environment("linkr"))
  unlist(verbs$moment_texts(unname(moments)))
}

middle_of <- function(x) if (length(x)) mean(range(x)) else 0
