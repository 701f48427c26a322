# Runs the cells that it is told of, and prints `seen` so that nothing is rounded or re-encoded.
exact <- function(x) {
  several <- function(parts) paste0("[", paste(parts, collapse = ","), "]")
  if (is.null(x)) {
    return("null")
  }
  if (is.list(x)) {
    parts <- vapply(x, exact, "")
    if (is.null(names(x))) {
      return(several(parts))
    }
    keys <- vapply(names(x), function(name) several(utf8ToInt(name)), "")
    return(paste0('{"keys":', several(keys), ',"values":', several(parts), "}"))
  }
  one <- function(i) {
    value <- x[i]
    if (is.na(value)) {
      return('{"na":1}')
    }
    if (inherits(x, "integer64")) {
      return(paste0('{"whole":"', bit64::as.character.integer64(value), '"}'))
    }
    switch(
      typeof(x),
      logical = paste0('{"truth":', as.integer(value), "}"),
      integer = paste0('{"whole":"', value, '"}'),
      double = paste0('{"real":"', sprintf("%a", value), '"}'),
      character = paste0('{"text":', several(utf8ToInt(value)), "}")
    )
  }
  several(vapply(seq_along(x), one, ""))
}

run_cell <- function(path) {
  notebook <- new.env(parent = globalenv())
  said <- tryCatch(
    {
      source(path, local = notebook, encoding = "UTF-8")
      exact(notebook$seen)
    },
    error = function(error) paste0('{"error":"', gsub('["\\\\\n]', " ", conditionMessage(error)), '"}')
  )
  cat("\n#linkr#", said, "\n", sep = "")
}
