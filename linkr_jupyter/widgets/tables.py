"""Data tables in ``%%patient`` cells: filter, sort, page; offline, and readable by everybody."""

from __future__ import annotations

from typing import Any

import traitlets

from ..locale import current_language, translate
from .place import shows_details
from .sealed import SealedWidget, asset

TABLE_ROWS = 5_000


def table_texts(language: str) -> dict[str, str]:
    """What the browser code of a table says."""
    return {
        "filter": translate("Filter the rows", language),
        "rows": translate("Rows {first} to {last} of {count}", language),
        "no_row": translate("No row", language),
        "previous": translate("Previous page", language),
        "next": translate("Next page", language),
        "size": translate("Rows on a page", language),
        "save": translate("Save as CSV", language),
    }


class TableView(SealedWidget):
    """One table. :meth:`draw` shows another one in the same place."""

    NEUTRAL = "LinkR table"
    _esm = asset("table.js")
    _css = asset("table.css")

    table = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(texts=table_texts(current_language()), **kwargs)

    def draw(self, table: Any) -> None:
        """Show a data table of :mod:`linkr_jupyter.analysis`."""
        frame = table.frame.head(TABLE_ROWS)
        texts = table.texts(TABLE_ROWS)
        numeric = table.numeric
        self.table = {
            "caption": table.described(TABLE_ROWS),
            "columns": [table.headings.get(str(name), str(name)) for name in texts],
            "numeric": [str(name) in numeric for name in texts],
            "rows": [list(row) for row in texts.itertuples(index=False, name=None)],
            "order": [_order(frame.iloc[:, place]) for place in range(frame.shape[1])],
            "lang": table.language,
            # Taking rows away is for those who may read the source, not for viewers of a page.
            "save": shows_details(),
        }


def _order(values: Any) -> list[int]:
    """The rank of each value: browsers sort by it what they show as text."""
    try:
        ranks = values.rank(method="dense", na_option="bottom")
    except TypeError:
        ranks = values.astype(str).str.casefold().rank(method="dense", na_option="bottom")
    return [int(rank) for rank in ranks]
