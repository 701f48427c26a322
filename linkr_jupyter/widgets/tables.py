"""Data tables inside ``%%patient`` cells: searchable, sortable, offline."""

from __future__ import annotations

from typing import Any

from itables.widget import ITable

from ..locale import current_language
from .sealed import Sealed


class TableView(Sealed, ITable):  # type: ignore[misc]
    """An interactive table whose text form says nothing of its rows."""

    NEUTRAL = "LinkR table"


def _options(table: Any) -> dict[str, Any]:
    """ITable's options for a table of :mod:`linkr_jupyter.analysis`."""
    language = current_language()
    options: dict[str, Any] = {
        "showIndex": False,
        "maxBytes": 0,
        "pageLength": 25,
        "lengthMenu": [10, 25, 100],
        "order": [],
        "classes": "display nowrap compact",
        "style": "width: 100%",
    }
    if language == "fr":
        options["language"] = FRENCH
    return options


def make_table(table: Any) -> TableView:
    """An interactive view of a data table."""
    return TableView(table.frame, caption=table.caption or "", **_options(table))


def update_table(view: TableView, table: Any) -> None:
    """Show another data table in the same place."""
    view.update(table.frame, caption=table.caption or "", **_options(table))


# DataTables' own sentences; they are settings of that library and not ours to translate one by one.
FRENCH = {
    "search": "Rechercher\u202f:",
    "lengthMenu": "Afficher _MENU_ lignes",
    "info": "Lignes _START_ à _END_ sur _TOTAL_",
    "infoEmpty": "Aucune ligne",
    "infoFiltered": "(filtrées parmi _MAX_)",
    "zeroRecords": "Aucune ligne ne correspond",
    "emptyTable": "Aucune ligne",
    "paginate": {"first": "Début", "previous": "Précédent", "next": "Suivant", "last": "Fin"},
}
