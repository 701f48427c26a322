# Run the code of one cell: expression by expression, as R's prompt does, in the global environment
# or, to leave nothing behind, in one of its own.

# R's own messages in the language of the notebook, where R has them.
speak <- function(language) {
  if (Sys.getlocale("LC_MESSAGES") %in% c("C", "POSIX")) {
    suppressWarnings(Sys.setlocale("LC_MESSAGES", Sys.getlocale("LC_CTYPE")))
  }
  if (!identical(Sys.getenv("LANGUAGE"), language)) suppressWarnings(Sys.setLanguage(language))
}

last_line <- function(file) {
  lines <- lapply(sys.calls(), function(call) {
    reference <- attr(call, "srcref")
    if (!is.null(reference) && identical(attr(reference, "srcfile"), file)) reference[[1]]
  })
  lines <- unlist(lines)
  if (length(lines)) lines[[length(lines)]] else NULL
}

where_in <- function(file, line) {
  inner <- last_line(file)
  if (is.null(inner)) line else inner
}

said_call <- function(condition) {
  call <- conditionCall(condition)
  if (is.null(call)) return("")
  text <- paste(deparse(call, width.cutoff = 60L, nlines = 2L), collapse = " ")
  # Our own frames say nothing to an author.
  if (grepl("^(eval|withVisible|doTryCatch)\\(", text)) "" else text
}

syntax_problem <- function(error) {
  text <- conditionMessage(error)
  line <- regmatches(text, regexpr("<cell>:([0-9]+)", text))
  line <- if (length(line)) as.integer(sub("<cell>:", "", line)) else NA_integer_
  # Only the first line is words; the code follows, which the cell shows already.
  text <- sub("^<cell>:[0-9]+:[0-9]+: *", "", strsplit(text, "\n", fixed = TRUE)[[1]][[1]])
  list("syntax", text, "", line, NULL)
}

run_cell <- function(code, local = FALSE) {
  file <- srcfilecopy("<cell>", strsplit(code, "\n", fixed = TRUE)[[1]])
  parsed <- tryCatch(
    parse(text = code, keep.source = TRUE, srcfile = file, encoding = "UTF-8"),
    error = syntax_problem
  )
  if (is.list(parsed)) return(parsed)
  references <- attr(parsed, "srcref")
  place <- if (local) new.env(parent = globalenv()) else globalenv()
  for (i in seq_along(parsed)) {
    problem <- run_expression(parsed[[i]], references[[i]][[1]], file, place)
    if (!is.null(problem)) return(problem)
    keep_in_front()
  }
  NULL
}

run_expression <- function(expression, line, file, place) {
  where <- line
  tryCatch(
    withCallingHandlers(
      {
        result <- withVisible(eval(expression, place))
        if (result$visible) show_value(result$value)
        NULL
      },
      error = function(e) where <<- where_in(file, line),
      warning = function(w) {
        at <- where_in(file, line)
        ask_python("warning", conditionMessage(w), said_call(w), at)
        tryInvokeRestart("muffleWarning")
      },
      message = function(m) {
        ask_python("message", conditionMessage(m))
        tryInvokeRestart("muffleMessage")
      }
    ),
    interrupt = function(e) list("interrupt", "", "", where, NULL),
    error = function(e) list("error", conditionMessage(e), said_call(e), where, e$number)
  )
}

show_value <- function(value) {
  if (is.data.frame(value)) {
    shown <- ask_python("show", utils::head(value, 5000L), nrow(value))
    if (isTRUE(shown)) return(invisible())
  }
  if (inherits(value, "linkr_object") && isTRUE(ask_python("show", value, 0L))) {
    return(invisible())
  }
  if (is_drawing(value)) return(show_drawing(value))
  if (isS4(value)) methods::show(value) else print(value)
  invisible()
}
