"""What the controls of a form offer from the data: concepts, tables, columns."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from ..cdm import Cdm
from ..concepts import concept_names, search_concepts
from ..concepts.names import UNMAPPED, placeholder_name
from ..plugins import Plugin, written_labels
from ..plugins.offers import offered_by
from .controls import control_of, hints, members
from .sequence_steps import concepts_in, searched
from .stays import stays_of

logger = logging.getLogger(__name__)

RESULTS = 20
QUERY_LIMIT = 200


class Choices:
    """The data side of one form. Methods that query say so; they belong on the main thread."""

    def __init__(self, plugin: Plugin, namespace: Mapping[str, Any]) -> None:
        self._plugin = plugin
        self._namespace = namespace
        self._names: dict[int, str] = {}
        self._written: dict[int, str] = {}
        self._unnamed: dict[int, str] = {}
        self._asked: set[int] = set()
        self._stays: list[dict[str, str]] = []
        self._stays_of: object = None
        self._has_visit = any(
            control_of(schema) == "visit" for schema in plugin.parameters["properties"].values()
        )
        self._properties = plugin.parameters.get("properties", {})

    @property
    def cdm(self) -> Any:
        """The source that the plugin reads, by the name that its manifest gives; None without."""
        names = [name for name, spec in self._plugin.inputs.items() if spec.get("kind") == "cdm"]
        found = (self._namespace.get(name) for name in [*names, "cdm", "patient"])
        return next((source for source in found if isinstance(source, Cdm)), None)

    def labels(self, values: Mapping[str, Any]) -> dict[str, dict[Any, str]]:
        """Known concept names, by parameter and concept id; those of the source come first."""
        known = {**self._unnamed, **self._written, **self._names}
        return {
            name: {one: known[one] for one in self._chosen(name, values) if one in known}
            for name in self._concept_fields()
        }

    def shown_labels(self, values: Mapping[str, Any], awaited: str) -> dict[str, dict[str, str]]:
        """What stands beside each concept; ``awaited`` where only a connection knows the name."""
        waiting = self.cdm is None
        return {
            name: {
                str(one): names.get(one, awaited)
                for one in self._chosen(name, values)
                if waiting or one in names
            }
            for name, names in self.labels(values).items()
        }

    def remember(self, source: str, language: str) -> None:
        """Take the names from the comments of a cell: a new kernel has no connection yet."""
        written = written_labels(self._plugin, source, language)
        for name in self._concept_fields():
            self._written.update(written.get(name, {}))

    def _concept_fields(self) -> list[str]:
        return [
            name
            for name, schema in self._properties.items()
            if control_of(schema) in {"concepts", "sequence"}
        ]

    def _chosen(self, name: str, values: Mapping[str, Any]) -> list[Any]:
        schema, value = self._properties[name], values.get(name)
        return concepts_in(schema, value) if control_of(schema) == "sequence" else value or []

    def unknown(self, values: Mapping[str, Any]) -> set[int]:
        """Concepts whose name was never asked for."""
        chosen = {one for name in self._concept_fields() for one in self._chosen(name, values)}
        return {one for one in chosen if isinstance(one, int)} - self._names.keys() - self._asked

    def lacking(self, values: Mapping[str, Any]) -> bool:
        """True when :meth:`fetch` has something to ask the source for."""
        patient = self._namespace.get("patient")
        visits = self._has_visit and patient is not None and patient is not self._stays_of
        return visits or (self.cdm is not None and bool(self.unknown(values)))

    def fetch(self, values: Mapping[str, Any]) -> None:
        """Look up the names of concepts and the visits of the patient (queries)."""
        patient = self._namespace.get("patient")
        if self._has_visit and patient is not None and patient is not self._stays_of:
            self._stays, self._stays_of = stays_of(patient), patient
        self._fetch_names(self.unknown(values))

    def _fetch_names(self, ids: Iterable[int]) -> None:
        wanted, cdm = list(ids), self.cdm
        if cdm is None or not wanted:
            return
        self._asked.update(wanted)
        try:
            for one, name in concept_names(cdm, wanted).items():
                # A cell may know the name of a concept that this source lacks.
                lacking = one != UNMAPPED and name == placeholder_name(one)
                (self._unnamed if lacking else self._names)[one] = name
        except Exception:
            # Without their names the ids still work; the form must open on a source in trouble.
            logger.warning("The names of concepts could not be read", exc_info=True)

    @property
    def searched(self) -> dict[str, Mapping[str, Any]]:
        """The schema of all that searches concepts: settings, and arguments of their steps."""
        found: dict[str, Mapping[str, Any]] = {}
        for name, schema in self._properties.items():
            if control_of(schema) == "concepts":
                found[name] = schema
            elif control_of(schema) == "sequence":
                found.update(searched(name, schema))
        return found

    def search(self, field: str, text: str) -> list[dict[str, Any]]:
        """Concepts that match ``text`` in the domain of ``field``, most used first (a query)."""
        asked = hints(self.searched[field])
        domains = asked.get("domain")
        found = [
            match
            for domain in (domains if isinstance(domains, list) else [domains])
            for match in search_concepts(
                self.cdm, text, domain=domain, vocabulary=asked.get("vocabulary"), limit=RESULTS
            )
        ]
        if isinstance(domains, list):
            found = sorted(found, key=lambda match: -match.records)[:RESULTS]
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

    def options(self, values: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
        """What the controls offer that choose among the source's, or another setting's, things."""
        offered = {}
        for name, schema in self._properties.items():
            control, value = control_of(schema), values.get(name)
            chosen = value if isinstance(value, list) else [value]
            followed = offered_by(schema, self._properties, values)
            if followed is not None:
                offered[name] = self._followed(schema, [*followed, *chosen])
            elif control == "table":
                offered[name] = _named(self._tables(), [value])
            elif control in {"column", "columns"}:
                offered[name] = _named(self._columns(schema, values), chosen)
            elif control == "visit":
                offered[name] = self._visits(value)
        return offered

    def _followed(self, schema: Mapping[str, Any], chosen: Iterable[Any]) -> list[dict[str, str]]:
        """What another setting holds, and what is chosen though it is not there any more."""
        control, labels = control_of(schema), hints(schema).get("labels", {})
        kept = list(dict.fromkeys(one for one in chosen if one is not None))
        if control == "concepts":
            known = {**self._written, **self._names}
            return [{"key": str(one), "label": known.get(one, str(one))} for one in kept]
        if control in {"choice", "choices"}:
            return [
                {"key": str(place), "label": str(labels.get(str(one), one))}
                for place, one in enumerate(members(schema))
                if one in kept
            ]
        return _named([], kept)

    def _visits(self, value: Any) -> list[dict[str, str]]:
        known = [{"key": stay["id"], "label": stay["label"]} for stay in self._stays]
        if value is None or any(stay["key"] == str(value) for stay in known):
            return known
        return [*known, {"key": str(value), "label": str(value)}]

    def _tables(self) -> list[str]:
        return sorted(self.cdm.tables) if self.cdm is not None else []

    def _columns(self, schema: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
        table: Any = hints(schema).get("options_from", hints(schema).get("table"))
        table = values.get(table, table) if table in self._properties else table
        if self.cdm is None or not isinstance(table, str) or table not in self.cdm.tables:
            return []
        return [str(column) for column in self.cdm[table].columns]


def _named(offered: Iterable[str], chosen: Iterable[Any]) -> list[dict[str, str]]:
    """What is offered, then what is chosen and the source does not have."""
    names = dict.fromkeys([*offered, *(one for one in chosen if isinstance(one, str))])
    return [{"key": name, "label": name} for name in names]
