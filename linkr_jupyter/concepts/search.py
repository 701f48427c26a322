"""Concept search: names, synonyms, codes and ids; accents and case ignored; most used first.

The concepts that the data use are searched in memory (they are few, and loaded once). The rest of
the vocabulary may be millions of rows: it is searched in the database.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import reduce
from typing import Any

import ibis.expr.types as ir

from ..cdm.connection import Cdm
from ..text import clean_text
from .folding import fold, pattern, words
from .names import placeholder_name
from .usage import NOT_USED, concept_usage, source_texts

# How good an answer is; smaller is better.
_EXACT, _BY_NAME, _BY_SOURCE_VALUE, _INSIDE = range(4)
_CODE = -1  # tier of codes and ids: found whole, or by their beginning
_SHORTEST_CODE = 3  # characters
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class ConceptMatch:
    """A concept found by a search.

    ``records`` and ``persons`` count its use in the event tables of the searched domain;
    ``matched`` is the text that answered: the name, a synonym, the code, the id or, for a concept
    that the vocabulary does not have, a source value.
    """

    concept_id: int
    concept_name: str
    domain_id: str
    vocabulary_id: str
    concept_code: str
    standard_concept: str
    records: int
    persons: int
    matched: str

    def as_json(self) -> dict[str, Any]:
        """A JSON object, the id as text because JavaScript rounds large numbers."""
        return asdict(self) | {"concept_id": str(self.concept_id)}


@dataclass(frozen=True)
class _Text:
    """One text that finds a concept, folded once; ``tier`` says how much an answer by it counts."""

    shown: str
    tier: int
    folded: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Entry:
    """A concept used in the data, with the texts that find it."""

    concept: dict[str, Any]
    texts: tuple[_Text, ...]


def search_concepts(
    cdm: Cdm,
    text: str,
    *,
    domain: str | None = None,
    vocabulary: str | None = None,
    limit: int = 50,
) -> list[ConceptMatch]:
    """Search concepts by name, synonym, code or id.

    Every word must be found, in any order; a word may be the beginning of a word. Concepts that
    the data use come first, the most recorded first; then the rest of the vocabulary.

    Parameters
    ----------
    text
        What was typed. Empty: the most used concepts.
    domain
        Only concepts of this domain, or recorded in its table, such as ``"Measurement"``.
    vocabulary
        Only concepts of this vocabulary, such as ``"LOINC"``.
    limit
        The most concepts to return.

    Returns
    -------
    list of ConceptMatch
        Concepts recorded in the data but absent from the vocabulary are called ``"Unknown (id)"``,
        concept 0 ``"Unmapped"``.

    Notes
    -----
    The concept that a form would offer first::

        linkr.search_concepts(cdm, "heart rate", domain="Measurement")[0]
    """
    wanted = words(clean_text(text, "text"))
    used = _used(cdm, domain)
    found: list[tuple[tuple[Any, ...], ConceptMatch]] = []
    for entry in used.values():
        if vocabulary and entry.concept["vocabulary_id"] != vocabulary:
            continue
        answer = _best(entry, text, wanted)
        if answer is not None:
            found.append(_ranked(cdm, entry.concept, *answer, domain))
    if wanted and len(found) < limit:
        for entry in _vocabulary_matches(cdm, text, wanted, domain, vocabulary, limit):
            answer = _best(entry, text, wanted)
            if answer is not None and entry.concept["concept_id"] not in used:
                found.append(_ranked(cdm, entry.concept, *answer, domain))
    found.sort(key=lambda pair: pair[0])
    return [match for _, match in found[:limit]]


def _used(cdm: Cdm, domain: str | None) -> dict[int, _Entry]:
    key = ("used_concepts", domain)
    if key not in cdm.cache:
        cdm.cache[key] = _load_used(cdm, domain)
    entries: dict[int, _Entry] = cdm.cache[key]
    return entries


def _load_used(cdm: Cdm, domain: str | None) -> dict[int, _Entry]:
    ids = set(concept_usage(cdm, domain))
    named = {}
    synonyms: dict[int, list[str]] = {}
    if cdm.has("concept", "concept_id"):
        rows = cdm.fetcher.kept_rows("concept", "concept_id", ids).to_pylist()
        named = {row["concept_id"]: _concept(row) for row in rows}
    if cdm.has("concept_synonym", "concept_id", "concept_synonym_name"):
        for row in cdm.fetcher.kept_rows("concept_synonym", "concept_id", ids).to_pylist():
            synonyms.setdefault(row["concept_id"], []).append(row["concept_synonym_name"] or "")
    spoken = source_texts(cdm, domain) if ids - set(named) - {0} else {}
    entries = {}
    for i in ids:
        concept = named.get(i) or _concept({"concept_id": i, "domain_id": domain})
        names = [concept["concept_name"]] if i in named or i == 0 else []
        entries[i] = _Entry(concept, _texts(concept, names, synonyms.get(i, []), spoken.get(i, [])))
    return entries


def _texts(
    concept: dict[str, Any], names: list[str], synonyms: list[str], source_values: list[str]
) -> tuple[_Text, ...]:
    """Every text that finds a concept; LOINC keeps many synonyms in one text, with semicolons."""
    parts = [part.strip() for synonym in synonyms for part in synonym.split(";")]
    tiers = [(_BY_NAME, [*names, *parts]), (_BY_SOURCE_VALUE, source_values)]
    tiers.append((_CODE, [concept["concept_code"], str(concept["concept_id"])]))
    return tuple(_text(text, tier) for tier, held in tiers for text in dict.fromkeys(held) if text)


def _text(text: str, tier: int) -> _Text:
    return _Text(text, tier, fold(text), tuple(words(text)))


def _concept(row: dict[str, Any]) -> dict[str, Any]:
    """A row of ``concept`` with every field as text; unnamed concepts get a name."""
    fields = ("domain_id", "vocabulary_id", "concept_code", "standard_concept")
    concept = {name: row.get(name) or "" for name in fields}
    i = row["concept_id"]
    name = "" if i == 0 else row.get("concept_name")
    return {"concept_id": i, "concept_name": name or placeholder_name(i), **concept}


def _best(entry: _Entry, text: str, wanted: list[str]) -> tuple[int, str] | None:
    """How well the best text of a concept answers, and that text."""
    if not text.strip():
        return _BY_NAME, entry.concept["concept_name"]
    plain = fold(text).strip()
    answers = ((_quality(held, plain, wanted), held.shown) for held in entry.texts)
    found = [(quality, shown) for quality, shown in answers if quality is not None]
    return min(found, key=lambda answer: answer[0], default=None)


def _quality(held: _Text, plain: str, wanted: list[str]) -> int | None:
    if held.tier == _CODE:
        if plain == held.folded:
            return _EXACT
        begins = len(plain) >= _SHORTEST_CODE and held.folded.startswith(plain)
        return _INSIDE if begins else None
    if not wanted:
        return None
    if all(any(part.startswith(word) for part in held.words) for word in wanted):
        return held.tier
    return _INSIDE if all(word in held.folded for word in wanted) else None


def _ranked(
    cdm: Cdm, concept: dict[str, Any], quality: int, matched: str, domain: str | None
) -> tuple[tuple[Any, ...], ConceptMatch]:
    usage = concept_usage(cdm, domain).get(concept["concept_id"], NOT_USED)
    match = ConceptMatch(**concept, records=usage.records, persons=usage.persons, matched=matched)
    standard = match.standard_concept != "S"
    name = match.concept_name
    return (quality, -usage.records, standard, len(name), name, match.concept_id), match


def _vocabulary_matches(
    cdm: Cdm, text: str, wanted: list[str], domain: str | None, vocabulary: str | None, limit: int
) -> list[_Entry]:
    """Concepts of the whole vocabulary, each with the synonyms that answered."""
    if not cdm.has("concept", "concept_id", "concept_name"):
        return []
    concept = cdm.concept
    hit = _all_words(concept.concept_name, wanted)
    if cdm.has("concept", "concept_code"):
        hit = hit | (concept.concept_code.lower() == fold(text).strip())
    if text.strip().isdecimal() and int(text) <= _LARGEST_ID:
        hit = hit | (concept.concept_id == int(text))
    spoken = _synonym_matches(cdm, wanted, limit)
    if spoken:
        hit = hit | concept.concept_id.isin(sorted(spoken))
    rows = concept.filter(hit)
    if domain is not None:
        rows = rows.filter(rows.domain_id == domain)
    if vocabulary is not None:
        rows = rows.filter(rows.vocabulary_id == vocabulary)
    standard = (rows.standard_concept == "S").fill_null(False)
    rows = rows.order_by(standard.desc(), rows.concept_name.length(), rows.concept_id).limit(
        limit * 4
    )
    concepts = [_concept(row) for row in rows.to_pyarrow().to_pylist()]
    return [
        _Entry(c, _texts(c, [c["concept_name"]], spoken.get(c["concept_id"], []), []))
        for c in concepts
    ]


def _synonym_matches(cdm: Cdm, wanted: list[str], limit: int) -> dict[int, list[str]]:
    if not cdm.has("concept_synonym", "concept_id", "concept_synonym_name"):
        return {}
    rows = cdm.concept_synonym
    rows = rows.filter(_all_words(rows.concept_synonym_name, wanted))
    rows = rows.order_by(rows.concept_synonym_name.length(), rows.concept_id).limit(limit * 4)
    found: dict[int, list[str]] = {}
    for row in rows.to_pyarrow().to_pylist():
        found.setdefault(row["concept_id"], []).append(row["concept_synonym_name"])
    return found


def _all_words(column: ir.StringValue, wanted: list[str]) -> ir.BooleanValue:
    return reduce(lambda a, b: a & b, (column.re_search(pattern(word)) for word in wanted))
