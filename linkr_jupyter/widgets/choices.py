"""What the controls of a form offer from the data: concepts, tables, columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..concepts import concept_names, search_concepts
from ..errors import LinkrError
from ..plugins import Plugin
from .controls import control_of, hints

RESULTS = 20
QUERY_LIMIT = 200


class Choices:
    """The data side of one form. Methods that query say so; they belong on the main thread."""

    def __init__(self, plugin: Plugin, namespace: Mapping[str, Any]) -> None:
        self._plugin = plugin
        self._namespace = namespace
        self._names: dict[int, str] = {}
        self._asked: set[int] = set()
        self._properties = plugin.parameters.get("properties", {})

    @property
    def cdm(self) -> Any:
        """The source that the plugin reads, by the name that its manifest gives; None without."""
        names = [name for name, spec in self._plugin.inputs.items() if spec.get("kind") == "cdm"]
        found = (self._namespace.get(name) for name in [*names, "cdm", "patient"])
        return next((source for source in found if hasattr(source, "tables")), None)

    def labels(self, values: Mapping[str, Any]) -> dict[str, dict[Any, str]]:
        """Known concept names, by parameter and concept id."""
        return {
            name: {one: self._names[one] for one in values.get(name) or () if one in self._names}
            for name in self._concept_fields()
        }

    def _concept_fields(self) -> list[str]:
        return [
            name for name, schema in self._properties.items() if control_of(schema) == "concepts"
        ]

    def unknown(self, values: Mapping[str, Any]) -> set[int]:
        """Concepts whose name was never asked for."""
        chosen = {one for name in self._concept_fields() for one in values.get(name) or ()}
        return {one for one in chosen if isinstance(one, int)} - self._names.keys() - self._asked

    def fetch_names(self, ids: Iterable[int]) -> None:
        """Look concept names up (a query)."""
        wanted, cdm = list(ids), self.cdm
        if cdm is None or not wanted:
            return
        try:
            self._names.update(concept_names(cdm, wanted))
        except LinkrError:
            return  # a source without vocabulary: ids stay as they are
        self._asked.update(wanted)

    def search(self, field: str, text: str) -> list[dict[str, Any]]:
        """Concepts that match ``text`` in the domain of ``field``, most used first (a query)."""
        domain = hints(self._properties[field]).get("domain")
        found = search_concepts(self.cdm, text, domain=domain, limit=RESULTS)
        self._names.update({match.concept_id: match.concept_name for match in found})
        return [
            {
                "id": str(match.concept_id),
                "name": match.concept_name,
                "vocabulary": match.vocabulary_id,
                "code": match.concept_code,
                "standard": match.standard_concept == "S",
                "records": match.records,
                "persons": match.persons,
            }
            for match in found
        ]

    def options(self, values: Mapping[str, Any]) -> dict[str, list[str]]:
        """Tables and columns that the source has, for the controls that choose among them."""
        offered = {}
        for name, schema in self._properties.items():
            control = control_of(schema)
            if control == "table":
                offered[name] = _with(self._tables(), [values.get(name)])
            elif control == "columns":
                offered[name] = _with(self._columns(schema, values), values.get(name) or [])
        return offered

    def _tables(self) -> list[str]:
        return sorted(self.cdm.tables) if self.cdm is not None else []

    def _columns(self, schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
        table: Any = hints(schema).get("table")
        table = values.get(table, table) if table in self._properties else table
        if self.cdm is None or not isinstance(table, str) or table not in self.cdm.tables:
            return []
        return [str(column) for column in self.cdm[table].columns]


def _with(offered: list[str], chosen: Iterable[Any]) -> list[str]:
    """What is offered, then what is chosen and the source does not have."""
    return list(dict.fromkeys([*offered, *(one for one in chosen if isinstance(one, str))]))
