"""The tables that a clinician would correct agree with one another and with the vocabulary."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest

import linkr_jupyter.cdm.demo as demo

FOLDER = Path(demo.__file__).parent
SQL = "\n".join(file.read_text(encoding="utf-8") for file in (FOLDER / "sql").glob("*.sql"))


@cache
def table(name: str, folder: str = "clinical") -> list[dict[str, str]]:
    text = (FOLDER / folder / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


@cache
def concepts() -> dict[int, dict[str, str]]:
    rows = [
        row
        for file in (FOLDER / "vocabulary").glob("concept_*.csv")
        for row in table(file.stem, "vocabulary")
    ]
    found = {int(row["concept_id"]): row for row in rows}
    assert len(found) == len(rows), "a concept is in two files"
    return found


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*/*.csv")), ids=lambda file: file.stem)
def test_every_row_has_every_cell(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text, strict=True)
    assert len(set(header)) == len(header)
    assert [row for row in rows if len(row) != len(header)] == []


def test_own_concepts_are_ours_and_official_ones_are_not() -> None:
    for number, row in concepts().items():
        assert (number >= 2_000_000_000) == (row["vocabulary_id"] == "LinkR demo"), row
        assert row["vocabulary_id"] != "CPT4"
        assert all(row[key] for key in row if key not in ("standard_concept", "synonyms")), row
        assert row["standard_concept"] in ("S", "C", ""), row
    assert 250 <= len(concepts()) <= 700


@pytest.mark.parametrize(
    ("name", "column", "domains"),
    [
        ("reason", "concept_id", {"Condition"}),
        ("chronic", "concept_id", {"Condition"}),
        ("complication", "concept_id", {"Condition"}),
        ("measure", "concept_id", {"Measurement"}),
        ("measure", "unit_concept_id", {"Unit"}),
        ("local_measure", "unit_concept_id", {"Unit"}),
        ("drug", "concept_id", {"Drug"}),
        ("action", "concept_id", {"Procedure", "Device"}),
        ("organism", "concept_id", {"Observation"}),
        ("antibiogram", "concept_id", {"Measurement"}),
        ("culture", "specimen_concept_id", {"Specimen"}),
        ("culture", "culture_concept_id", {"Measurement"}),
        ("note_kind", "class_concept_id", {"Note"}),
    ],
)
def test_concepts_exist_in_the_right_domain(name: str, column: str, domains: set[str]) -> None:
    for row in table(name):
        if row[column] not in ("", "0"):
            assert concepts()[int(row[column])]["domain_id"] in domains, row


def test_drugs_have_strengths_of_known_ingredients() -> None:
    strengths: dict[str, list[dict[str, str]]] = {}
    for row in table("drug_strength", "vocabulary"):
        strengths.setdefault(row["drug_concept_id"], []).append(row)
        assert concepts()[int(row["ingredient_concept_id"])]["concept_class_id"] == "Ingredient"
        assert bool(row["amount_value"]) != bool(row["numerator_value"]), row
    for drug in table("drug"):
        first = strengths[drug["concept_id"]][0]
        assert float(drug["strength"]) == float(first["amount_value"] or first["numerator_value"])
    assert {row["drug"] for row in table("regimen")} <= {row["drug"] for row in table("drug")}


def test_measures_have_panels_and_a_label_at_both_centres() -> None:
    panels = {row["panel"] for row in table("panel")} | {"derived"}
    labels = {(row["centre"], row["measure"]) for row in table("local_measure")}
    names = [row["measure"] for row in table("measure")]
    assert len(set(names)) == len(names)
    for row in table("measure"):
        assert row["panel"] in panels, row
        assert {("1", row["measure"]), ("2", row["measure"])} <= labels, row
    assert {measure for _, measure in labels} == set(names)


def test_facts_that_are_waited_for_can_happen() -> None:
    """A misspelt fact would silently never prescribe."""
    known = {row["reason"] for row in table("reason")} | {"emergency", "icu", "ward"}
    known |= {f"chronic_{row['chronic']}" for row in table("chronic")}
    sites = {row["site"] for row in table("reason")} | {row["site"] for row in table("organism")}
    known |= {f"infection_{site}" for site in sites}
    known |= {f"pneumonia_{row['concept_id']}" for row in table("organism")}
    known |= set(re.findall(r"'([a-z_]+)'", SQL))
    for name in ("regimen", "complication", "action", "culture", "panel", "fragment"):
        for row in table(name):
            assert row["fact"] == "" or row["fact"] in known, (name, row)
    for row in table("regimen"):
        assert row["unless"] == "" or row["unless"] in known, row
        assert 0 <= float(row["low"]) < float(row["high"]) <= 1, row
    assert {row["implies"] for row in table("reason")} - {""} <= {
        row["chronic"] for row in table("chronic")
    }


def test_notes_have_both_languages_and_known_blanks() -> None:
    kinds = {row["kind"] for row in table("note_kind")}
    filled = set(re.findall(r"'(\w+)':", (FOLDER / "sql" / "51_note.sql").read_text("utf-8")))
    languages: dict[tuple[str, str, str], set[str]] = {}
    for row in table("fragment"):
        assert row["kind"] in kinds
        assert set(re.findall(r"\{(\w+)\}", row["text"])) <= filled, row
        languages.setdefault((row["kind"], row["part"], row["fact"]), set()).add(row["language"])
    assert [key for key, held in languages.items() if held != {"en", "fr"}] == []
    assert {kind for kind, _, fact in languages if not fact} == kinds


def test_vocabulary_relations_have_both_ends() -> None:
    for row in table("relation", "vocabulary"):
        assert {int(row["concept_id_1"]), int(row["concept_id_2"])} <= set(concepts()), row
