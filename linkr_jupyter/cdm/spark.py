"""Spark: a cluster or a local session, over its own tables or over a folder of Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote

import pyarrow as pa
from ibis.backends.pyspark import Backend
from pyspark.sql import SparkSession

from ..errors import SourceError
from .files import find_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LOCAL = "local[*]"
_DEFAULTS = {
    "spark.log.level": "ERROR",
    # The web page of a session shows queries, with ids of patients, to whoever finds its port.
    "spark.ui.enabled": "false",
}
_ON_THIS_MACHINE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


class Spark(Backend):  # type: ignore[misc]  # Ibis has no types
    """Ibis' Spark whose rows come as Arrow: by way of pandas, ids above 2**53 beside a null
    would be rounded.
    """  # noqa: D205

    def to_pyarrow(
        self, expr: ir.Expr, /, *, params: Any = None, limit: int | str | None = None, **more: Any
    ) -> Any:
        """Run an expression and return Arrow rows, a column or a value."""
        from ibis.formats.pyarrow import PyArrowData

        self._run_pre_execute_hooks(expr)
        table = expr.as_table()
        with self._safe_raw_sql(self.compile(table, params=params, limit=limit, **more)) as query:
            rows: pa.Table = query.toArrow()
        schema = table.schema()
        rows = PyArrowData.convert_table(rows.rename_columns(list(schema)), schema)
        return expr.__pyarrow_result__(rows)

    def execute(
        self, expr: ir.Expr, /, *, params: Any = None, limit: int | str | None = None, **more: Any
    ) -> Any:
        """Run an expression and return a pandas frame, a series or a value."""
        from ibis.formats.pandas import PandasData

        table = expr.as_table()
        rows = self.to_pyarrow(table, params=params, limit=limit, **more)
        # As objects first: pandas would make floats of whole numbers beside a null.
        frame = rows.to_pandas(integer_object_nulls=True, date_as_object=True)
        return expr.__pandas_result__(PandasData.convert_table(frame, table.schema()))

    def disconnect(self) -> None:
        """Forget the views of this connection; the session is shared by the whole process."""
        for name in self._session.catalog.listTables():
            if name.isTemporary:
                self._session.catalog.dropTempView(name.name)


def open_spark(parts: SplitResult, query: dict[str, str]) -> tuple[str, Spark]:
    """Open ``spark://[host:port][/folder][?spark.option=value]``.

    Without a host, Spark runs in this process' machine. With a folder, its Parquet files are the
    tables; without one, the tables are those that the session's catalogue knows.
    """
    master = f"spark://{parts.netloc.rpartition('@')[2]}" if parts.netloc else _LOCAL
    settings: dict[str, Any] = {
        **_DEFAULTS,
        **({} if parts.netloc else _ON_THIS_MACHINE),
        **{name: value for name, value in query.items() if name.startswith("spark.")},
    }
    builder = SparkSession.builder.appName("LinkR").config(map=settings)
    if "spark.master" not in settings:
        builder = builder.master(master)
    backend = Spark()
    backend.register_options()  # as ibis.pyspark does when it is asked for by that name
    # A session of its own has its own views, over the one engine that a process may have.
    backend.do_connect(builder.getOrCreate().newSession())
    folder = Path(unquote(parts.path)) if parts.path.strip("/") else None
    if folder:
        _view_parquet(backend, folder)
    return folder.name if folder else parts.hostname or "spark", backend


def _view_parquet(backend: Spark, folder: Path) -> None:
    if not folder.is_dir():
        raise SourceError(
            "There is no folder or file {location}.",
            "Check the spelling of the path.",
            field="location",
            location=str(folder),
        )
    tables = [found for found in find_tables(folder) if found.format == "parquet"]
    if not tables:
        raise SourceError(
            "Spark reads Parquet files, and {folder} holds none of an OMOP table.",
            "Connect the folder itself instead of its spark:// address.",
            field="location",
            folder=folder.name,
        )
    for found in tables:
        paths = [str(path.absolute()) for path in found.paths]
        backend._session.read.parquet(*paths).createOrReplaceTempView(found.table)
