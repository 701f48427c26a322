"""Any id and any text goes through a source and comes back the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from linkr_jupyter.cdm import Cdm, connect
from linkr_jupyter.cohorts import Roster
from linkr_jupyter.concepts import search_concepts
from linkr_jupyter.errors import InvalidTextError

IDS = st.integers(-(2**63), 2**63 - 1)
QUICK = settings(max_examples=15, deadline=None)


def from_csv(folder: Path, name: str, text: str) -> Cdm:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return connect(folder)


@QUICK
@example([-(2**63)])
@given(st.lists(IDS, min_size=1, max_size=30, unique=True))
def test_ids_are_exact_from_text_to_roster(ids: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = "person_id,gender_concept_id,year_of_birth\n" + "".join(f"{i},0,1950\n" for i in ids)
        with from_csv(Path(folder), "person.csv", text) as cdm:
            roster = Roster(cdm)
            assert [roster.person_at(p) for p in range(len(roster))] == sorted(ids)
            for person_id in ids[:3]:
                assert cdm.patient(person_id).person.to_pyarrow()["person_id"].to_pylist() == [
                    person_id
                ]
                assert roster.search(str(person_id))[0].person_id == person_id
                prefix = str(person_id)[:4]
                found = {summary.person_id for summary in roster.search(prefix, limit=100)}
                if len(prefix.lstrip("-")) > 3:  # shorter ones may also be read as an age
                    assert found == {i for i in ids if str(i).startswith(prefix)}


@QUICK
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=60))
def test_text_is_the_same_in_a_copy(text: str) -> None:
    if text.strip('"') in {"", "\\N", "NULL"} or text in {"NULL", "\\N"}:
        return
    quoted = '"' + text.replace('"', '""') + '"'
    with tempfile.TemporaryDirectory() as folder:
        held = f"note_id,person_id,note_text\n1,1,{quoted}\n"
        with from_csv(Path(folder), "note.csv", held) as cdm:
            assert cdm.note.to_pyarrow()["note_text"].to_pylist() == [text]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cdm]:
    path = tmp_path_factory.mktemp("vocabulary") / "v.duckdb"
    con = duckdb.connect(str(path))
    con.execute("CREATE TABLE person AS SELECT 1 AS person_id")
    con.execute(
        "CREATE TABLE concept AS SELECT 1 AS concept_id, 'Heart rate' AS concept_name, "
        "'Measurement' AS domain_id, 'LOINC' AS vocabulary_id, 'S' AS standard_concept, "
        "'8867-4' AS concept_code"
    )
    con.close()
    with connect(path) as cdm:
        yield cdm


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(), max_size=20))
def test_search_takes_any_text_or_refuses_it(vocabulary: Cdm, text: str) -> None:
    refused = any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)
    if refused:
        with pytest.raises(InvalidTextError):
            search_concepts(vocabulary, text)
    else:
        assert len(search_concepts(vocabulary, text)) <= 1
