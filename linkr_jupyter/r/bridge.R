# Python objects in R: handles with `$attribute`, and verbs that are called like R functions.
# `.call_python(op, arguments)` is given by Python when these files are read.

ask_python <- function(op, ...) {
  answer <- .call_python(op, list(...))[[1]]
  if (inherits(answer, "linkr_failure")) stop_as_python(answer)
  answer
}

stop_as_python <- function(answer) {
  if (identical(answer$kind, "interrupt")) {
    condition <- structure(
      list(message = answer$message, call = NULL),
      class = c("interrupt", "condition")
    )
    signalCondition(condition)
  }
  stop(structure(
    list(message = answer$message, call = NULL, number = answer$number),
    class = c("linkr_error", "error", "condition")
  ))
}

gone <- new.env(parent = emptyenv())
gone$numbers <- numeric()

# A handle is a number that Python knows an object by; Python asks which ones R threw away.
handle <- function(number, classes) {
  key <- new.env(parent = emptyenv())
  key$number <- number
  reg.finalizer(key, function(key) gone$numbers <- c(gone$numbers, key$number))
  structure(list(key), class = classes)
}

number_of <- function(x) unclass(x)[[1]]$number

thrown_away <- function() {
  numbers <- gone$numbers
  gone$numbers <- numeric()
  numbers
}

attribute_of <- function(x, name) {
  answer <- ask_python("attribute", x, name)
  if (inherits(answer, "linkr_callable")) as_verb(answer) else answer
}

as_verb <- function(handle) {
  force(handle)
  structure(
    function(...) lazily(ask_python("call", handle, list(...))),
    class = c("linkr_verb", "function")
  )
}

# A table of a database is used with dplyr where dbplyr is there; else it is a handle.
lazily <- function(answer) {
  if (inherits(answer, "linkr_table") && can_be_lazy()) as_lazy(answer) else answer
}

can_be_lazy <- function() {
  if (is.null(connections$ready)) connections$ready <- ask_python("prepare")
  connections$ready
}

connections <- new.env(parent = emptyenv())

connection_of <- function(table) {
  found <- ask_python("connection", table)
  if (is.null(connections[[found$id]])) {
    connections[[found$id]] <- methods::new("LinkrConnection",
      object = found$object, dialect = found$dialect)
  }
  connections[[found$id]]
}

as_lazy <- function(table) {
  dplyr::tbl(connection_of(table), ask_python("relation", table))
}

describe_object <- function(x, ...) {
  cat(ask_python("describe", x), "\n", sep = "")
  invisible(x)
}

methods_of_handles <- list(
  `$` = function(x, name) lazily(attribute_of(x, name)),
  `[[` = function(x, i, ...) lazily(attribute_of(x, i)),
  `$<-` = function(x, name, value) stop(ask_python("read_only"), call. = FALSE),
  names = function(x) ask_python("names", x),
  length = function(x) 1L,
  print = describe_object,
  format = function(x, ...) ask_python("describe", x),
  as.character = function(x, ...) ask_python("describe", x),
  str = function(object, ...) describe_object(object)
)

register_methods <- function() {
  for (generic in names(methods_of_handles)) {
    home <- asNamespace(if (generic == "str") "utils" else "base")
    registerS3method(generic, "linkr_object", methods_of_handles[[generic]], envir = home)
  }
  utils <- asNamespace("utils")
  registerS3method(".DollarNames", "linkr_object", function(x, pattern = "") {
    grep(pattern, names(x), value = TRUE)
  }, envir = utils)
  base <- asNamespace("base")
  registerS3method("print", "linkr_verb", function(x, ...) {
    cat(ask_python("verb"), "\n", sep = "")
    invisible(x)
  }, envir = base)
  registerS3method("as.data.frame", "linkr_table", function(x, ...) {
    ask_python("frame", x)
  }, envir = base)
  registerS3method("dim", "linkr_table", function(x) c(NA_integer_, length(names(x))),
    envir = base)
  with_package("dplyr", function() {
    registerS3method("collect", "linkr_table", function(x, ...) ask_python("frame", x),
      envir = asNamespace("dplyr"))
  })
}

with_package <- function(package, action) {
  if (isNamespaceLoaded(package)) {
    action()
  } else {
    setHook(packageEvent(package, "onLoad"), function(...) action())
  }
}

# Names of the notebook that are tables or LinkR objects, converted when they are first used. They
# stay right behind R's own variables: a package that is loaded later must not hide them.
offered <- new.env(parent = emptyenv())

offer <- function(names = offered$names) {
  offered$names <- names
  place <- in_front("linkr:notebook")
  rm(list = ls(place, all.names = TRUE), envir = place)
  for (name in names) {
    local({
      wanted <- name
      delayedAssign(wanted, lazily(ask_python("notebook", wanted)), assign.env = place)
    })
  }
}

uncover <- function(name) {
  if (exists(name, globalenv(), inherits = FALSE)) rm(list = name, envir = globalenv())
}

in_front <- function(name) {
  if (identical(search()[[2]], name)) return(as.environment(2L))
  if (name %in% search()) detach(name, character.only = TRUE)
  attach(NULL, name = name, warn.conflicts = FALSE)
}

keep_in_front <- function() {
  if (!identical(search()[[2]], "linkr:notebook")) offer()
}

# R's own would end the kernel, and with it everything that Python holds.
quit <- function(...) stop(ask_python("no_quitting"), call. = FALSE)

figure <- function(chart, table = NULL, title, caption = "", alt = NULL, reading = NULL,
                   methods = NULL, width = 7, height = 4.4) {
  drawing <- if (is.null(chart)) NULL else draw_alone(chart, width, height)
  ask_python("figure", drawing, list(
    table = table, title = title, caption = caption, alt = alt, reading = reading,
    methods = methods
  ))
}
