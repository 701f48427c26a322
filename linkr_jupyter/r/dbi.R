# A connection for DBI and dbplyr whose queries are run by the Python connection.
# The SQL dialect is that of the engine behind it. Read-only.

for (package in c("DBI", "dplyr", "dbplyr")) loadNamespace(package)

methods::setClass("LinkrConnection", contains = "DBIConnection", where = environment(),
  slots = c(object = "ANY", dialect = "character"))
methods::setClass("LinkrResult", contains = "DBIResult", where = environment(),
  slots = c(state = "environment"))

run_query <- function(con, statement) {
  ask_python("query", con@object, as.character(statement))
}

object_of_query <- function(x) dbplyr::remote_con(x)@object

define <- function(generic, signature, method, package = "DBI") {
  methods::setMethod(getExportedValue(package, generic), signature, method,
    where = environment(run_query))
}

define("dbGetInfo", "LinkrConnection", function(dbObj, ...) {
  list(dbname = "", db.version = "", username = "", host = "", port = "")
})
define("dbIsValid", "LinkrConnection", function(dbObj, ...) TRUE)
define("dbDisconnect", "LinkrConnection", function(conn, ...) invisible(TRUE))
define("show", "LinkrConnection", function(object) {
  cat(ask_python("describe", object@object), "\n", sep = "")
}, "methods")
define("dbListTables", "LinkrConnection", function(conn, ...) names(conn@object))
define("dbExistsTable", methods::signature("LinkrConnection", "character"),
  function(conn, name, ...) name %in% names(conn@object))
define("dbListFields", methods::signature("LinkrConnection", "character"),
  function(conn, name, ...) ask_python("fields", conn@object, name))
define("dbSendQuery", methods::signature("LinkrConnection", "character"),
  function(conn, statement, ...) {
    state <- new.env(parent = emptyenv())
    state$rows <- run_query(conn, statement)
    state$at <- 0L
    state$statement <- as.character(statement)
    methods::new("LinkrResult", state = state)
  })
define("dbGetQuery", methods::signature("LinkrConnection", "character"),
  function(conn, statement, ...) run_query(conn, statement))
define("dbFetch", "LinkrResult", function(res, n = -1, ...) {
  state <- res@state
  last <- if (n < 0 || is.infinite(n)) nrow(state$rows) else min(state$at + n, nrow(state$rows))
  rows <- state$rows[seq_len(last - state$at) + state$at, , drop = FALSE]
  state$at <- last
  rownames(rows) <- NULL
  rows
})
define("dbHasCompleted", "LinkrResult", function(res, ...) res@state$at >= nrow(res@state$rows))
define("dbGetStatement", "LinkrResult", function(res, ...) res@state$statement)
define("dbGetRowCount", "LinkrResult", function(res, ...) res@state$at)
define("dbIsValid", "LinkrResult", function(dbObj, ...) TRUE)
define("dbClearResult", "LinkrResult", function(res, ...) invisible(TRUE))
define("dbColumnInfo", "LinkrResult", function(res, ...) {
  rows <- res@state$rows
  types <- vapply(rows, function(column) class(column)[[1]], "", USE.NAMES = FALSE)
  data.frame(name = names(rows), type = types)
})

# Each engine speaks the dialect that dbplyr knows for it; DuckDB's is PostgreSQL's.
as_engine <- function(con) {
  switch(con@dialect,
    mssql = dbplyr::simulate_mssql(), mysql = dbplyr::simulate_mysql(),
    snowflake = dbplyr::simulate_snowflake(), oracle = dbplyr::simulate_oracle(),
    pyspark = dbplyr::simulate_spark_sql(), databricks = dbplyr::simulate_spark_sql(),
    impala = dbplyr::simulate_impala(), sqlite = dbplyr::simulate_sqlite(),
    dbplyr::simulate_postgres()
  )
}

delegated <- c(
  "sql_translation", "sql_expr_matches", "sql_query_select", "sql_query_join", "sql_query_wrap",
  "sql_query_set_op", "sql_query_multi_join", "sql_escape_logical", "sql_escape_date",
  "sql_escape_datetime", "sql_escape_raw", "supports_window_clause", "db_sql_render",
  "db_supports_table_alias_with_as"
)

register_dialects <- function() {
  dbplyr <- asNamespace("dbplyr")
  dplyr <- asNamespace("dplyr")
  known <- methods_known(dbplyr)
  for (name in intersect(delegated, getNamespaceExports("dbplyr"))) {
    registerS3method(name, "LinkrConnection", delegate(name, known), envir = dbplyr)
  }
  registerS3method("dbplyr_edition", "LinkrConnection", function(con) 2L, envir = dbplyr)
  registerS3method("db_connection_describe", "LinkrConnection", function(con, ...) {
    ask_python("describe", con@object)
  }, envir = dbplyr)
  for (generic in c("$", "[[")) {
    registerS3method(generic, "tbl_LinkrConnection", column_of, envir = asNamespace("base"))
  }
  registerS3method("print", "tbl_LinkrConnection", print_query, envir = asNamespace("base"))
}

methods_known <- function(namespace) ls(namespace[[".__S3MethodsTable__."]])

# Only what the engine's own translation does differently is handed to it: rendering needs `con`.
delegate <- function(name, known) {
  generic <- get(name, asNamespace("dbplyr"))
  if (name %in% c("sql_translation", "sql_expr_matches", "supports_window_clause",
                  "db_supports_table_alias_with_as") || startsWith(name, "sql_escape")) {
    return(function(con, ...) generic(as_engine(con), ...))
  }
  function(con, ...) {
    engine <- class(as_engine(con))
    own <- intersect(paste(name, engine, sep = "."), known)
    own <- own[!endsWith(own, ".DBIConnection")]
    if (!length(own)) own <- paste0(name, ".DBIConnection")
    method <- get0(own[[1]], asNamespace("dbplyr")[[".__S3MethodsTable__."]])
    method(con, ...)
  }
}

# A list to dbplyr, a table to a person: without this, `cdm$person$year_of_birth` would be NULL.
column_of <- function(x, name, ...) {
  parts <- unclass(x)
  if (!is.character(name) || name %in% c(names(parts), "ops", "con")) return(parts[[name]])
  if (name %in% colnames(x)) return(dplyr::pull(x, dplyr::all_of(name)))
  stop(ask_python("no_column", name, colnames(x)), call. = FALSE)
}

print_query <- function(x, ...) {
  cat(ask_python("lazy", colnames(x)), "\n", sep = "")
  invisible(x)
}

query_of <- function(x) as.character(dbplyr::sql_render(x))

register_dialects()
