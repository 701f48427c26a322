"""How charts, figures and tables are shown: interactive in ``%%patient``, offline everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from .charts import Chart, ChartParts, altair_parts, figure_parts
from .place import in_voila

Bundle = Any
FEW_ROWS = 10  # need neither a filter nor pages

ALTAIR_CHARTS = (
    "Chart", "LayerChart", "ConcatChart", "HConcatChart", "VConcatChart", "FacetChart",
    "RepeatChart",
)  # fmt: skip


class Stage:
    """The charts and tables of one ``%%patient`` cell.

    The n-th chart of a run takes the place of the n-th chart of the run before, so that the page
    keeps it and only its data change.
    """

    def __init__(self) -> None:
        self._charts: list[Chart] = []
        self._tables: list[Any] = []
        self._drawn = 0
        self._listed = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        """Show figures of the block on this stage."""
        global _stage
        self._drawn = self._listed = 0
        before, _stage = _stage, self
        try:
            yield
        finally:
            _stage = before

    def chart(self, parts: ChartParts) -> Chart:
        """The next chart of the run."""
        if self._drawn == len(self._charts):
            self._charts.append(Chart())
        chart = self._charts[self._drawn]
        self._drawn += 1
        chart.draw(parts)
        return chart

    def table(self, table: Any) -> Any:
        """The next table of the run."""
        from .tables import TableView

        if self._listed == len(self._tables):
            self._tables.append(TableView())
        view = self._tables[self._listed]
        self._listed += 1
        view.draw(table)
        return view

    def holds(self, widget: object) -> bool:
        """True for a chart or a table that later runs use again, and for its layout."""
        kept = (*self._charts, *self._tables)
        return any(widget is one or widget is one.layout for one in kept)

    def clear_unused(self) -> None:
        """Close what the last run did not show."""
        for widget in (*self._charts[self._drawn :], *self._tables[self._listed :]):
            widget.layout.close()
            widget.close()
        del self._charts[self._drawn :], self._tables[self._listed :]

    def close(self) -> None:
        """Close everything."""
        self._drawn = self._listed = 0
        self.clear_unused()


_stage: Stage | None = None


class CellCharts:
    """Charts of ordinary cells: running a cell again closes the charts it made before."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._made: dict[str, list[Chart]] = {}

    def add(self, chart: Chart) -> None:
        """Remember a chart of the running cell."""
        self._made.setdefault(cell_id(self._shell), []).append(chart)

    def before_cell(self, *_: object) -> None:
        """Close the charts of the cell that is about to run."""
        if key := cell_id(self._shell):
            for chart in self._made.pop(key, []):
                chart.close()


def cell_id(shell: InteractiveShell) -> str:
    """The notebook's id of the running cell, or nothing where the host does not send it."""
    parent = shell.get_parent() if hasattr(shell, "get_parent") else None
    metadata = parent.get("metadata") if isinstance(parent, dict) else None
    return str(metadata.get("cellId") or "") if isinstance(metadata, dict) else ""


def _bundle(widget: Any) -> Bundle:
    return widget._repr_mimebundle_()


def register(shell: InteractiveShell) -> None:
    """Register the formatters by the names of the types, so that nothing heavy is imported."""
    charts = CellCharts(shell)
    shell.events.register("pre_run_cell", charts.before_cell)

    def plain_chart(chart: Any) -> Bundle:
        if _stage is not None:
            return _bundle(_stage.chart(altair_parts(chart)))
        widget = Chart()
        widget.draw(altair_parts(chart))
        charts.add(widget)
        return _bundle(widget)

    def staged(show: Callable[[Stage, Any], Any]) -> Callable[[Any], Bundle]:
        def bundle(value: Any) -> Bundle:
            return value._repr_mimebundle_() if _stage is None else _bundle(show(_stage, value))

        return bundle

    formatters: Any = shell.display_formatter
    formatter = formatters.mimebundle_formatter
    for name in ALTAIR_CHARTS:
        formatter.for_type_by_name("altair.vegalite.v6.api", name, plain_chart)

    def data_table(value: Any) -> Bundle:
        # Readers of a page turn through all rows; a notebook file keeps the first ones as text.
        if _stage is None and in_voila() and len(value.frame) > FEW_ROWS:
            from .tables import TableView

            view = TableView()
            view.draw(value)
            return _bundle(view)
        return listed(value)

    figure = staged(lambda stage, value: stage.chart(figure_parts(value)))
    listed = staged(lambda stage, value: stage.table(value))
    formatter.for_type_by_name("linkr_jupyter.analysis.figure", "Figure", figure)
    # A finished drawing has nothing to interact with; its table is beside it.
    formatter.for_type_by_name("linkr_jupyter.analysis.drawn_figure", "DrawnFigure", _bundle)
    formatter.for_type_by_name("linkr_jupyter.analysis.data_table", "DataTable", data_table)
