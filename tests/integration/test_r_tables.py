"""``cdm``, ``cohort`` and ``patient`` in R: queries run in the database, errors are in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from linkr_jupyter import analysis
from linkr_jupyter.analysis.for_r import Verbs
from linkr_jupyter.cdm import Cdm
from linkr_jupyter.cohorts import everyone
from linkr_jupyter.errors import InvalidValueError, MissingTableError
from linkr_jupyter.locale import set_language
from linkr_jupyter.r import evaluation
from linkr_jupyter.r.host import Plain

Run = Callable[[str], Plain]
DPLYR = "suppressPackageStartupMessages(library(dplyr))\n"


def runner(cdm: Cdm) -> Run:
    first = int(cdm.person.person_id.min().to_pyarrow().as_py())
    names = {"cdm": cdm, "cohort": everyone(cdm), "patient": cdm.patient(first)}

    def run(code: str) -> Plain:
        host = Plain(names, verbs=Verbs())
        evaluation.run(DPLYR + code, host)
        return host

    return run


@pytest.fixture(scope="module")
def demo(demo_cdm: Cdm) -> Run:
    return runner(demo_cdm)


def seen_sql(cdm: Cdm, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query that R sends, as the engine gets it."""
    from linkr_jupyter.r.queries import Connection

    queries: list[str] = []
    real = Connection.spelled_out

    def note(self: Connection, sql: str) -> str:
        queries.append(real(self, sql))
        return queries[-1]

    monkeypatch.setattr(Connection, "spelled_out", note)
    return queries


def test_a_filter_runs_in_the_database(
    demo: Run, demo_cdm: Cdm, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = seen_sql(demo_cdm, monkeypatch)
    host = demo(
        "concept_ids <- c(3027018, 3004249)\n"
        "cdm$measurement |>\n"
        "  dplyr::filter(measurement_concept_id %in% concept_ids) |>\n"
        "  dplyr::collect()"
    )
    table = demo_cdm.measurement
    wanted = (
        table.filter(table.measurement_concept_id.isin([3027018, 3004249])).count().to_pyarrow()
    )
    assert wanted.as_py() > 0 and "IN (3027018, 3004249)" in queries[-1]
    assert evaluation.get("concept_ids").tolist() == [3027018, 3004249]
    # 5,000 rows are handed over to be shown; R has them all.
    assert len(host.shown[0]) == min(5000, wanted.as_py())
    assert demo("cat(nrow(cdm$person |> collect()))").printed == ["300"]


def test_grouping_and_joining(demo: Run, demo_cdm: Cdm) -> None:
    host = demo(
        "cdm$measurement |> inner_join(cdm$person, by = 'person_id') |>\n"
        "  group_by(gender_concept_id) |>\n"
        "  summarise(n = n(), mean = mean(value_as_number, na.rm = TRUE),\n"
        "            first = min(measurement_date, na.rm = TRUE)) |>\n"
        "  arrange(gender_concept_id) |> collect() |> as.data.frame()"
    )
    joined = demo_cdm.measurement.inner_join(demo_cdm.person, "person_id")
    wanted = (
        joined.group_by("gender_concept_id")
        .agg(
            n=joined.count(),
            mean=joined.value_as_number.mean(),
            first=joined.measurement_date.min(),
        )
        .order_by("gender_concept_id")
    )
    oracle = wanted.to_pyarrow().to_pandas()
    found = host.shown[0]
    assert found["gender_concept_id"].tolist() == oracle["gender_concept_id"].tolist()
    assert found["n"].tolist() == oracle["n"].tolist()
    assert found["mean"].tolist() == pytest.approx(oracle["mean"].tolist())
    assert [day.date() for day in found["first"]] == oracle["first"].tolist()


def test_dates_and_logical_values_in_filters(demo: Run, demo_cdm: Cdm) -> None:
    code = (
        "cdm$visit_occurrence |> filter(visit_start_date >= as.Date('2024-01-01'),\n"
        "  !is.na(visit_end_date)) |> count() |> collect() |> pull(n) |> cat()"
    )
    table = demo_cdm.visit_occurrence
    late = (table.visit_start_date >= "2024-01-01") & table.visit_end_date.notnull()
    assert "".join(demo(code).printed) == str(table.filter(late).count().to_pyarrow())


def test_names_and_plain_sql(demo: Run, demo_cdm: Cdm) -> None:
    assert "".join(demo("cat(names(cdm))").printed).split() == list(demo_cdm.tables)
    shown = demo("names(cdm$person)").printed[0]
    assert "gender_concept_id" in shown
    sql = 'DBI::dbGetQuery(dbplyr::remote_con(cdm$person), "SELECT count(*) AS n FROM person")$n'
    assert demo(f"cat({sql})").printed == ["300"]


def test_only_queries_are_sent(demo: Run) -> None:
    with pytest.raises(InvalidValueError, match="Only queries"):
        demo('DBI::dbGetQuery(dbplyr::remote_con(cdm$person), "DROP TABLE person")')


def test_an_absent_table_is_said_in_words(duckdb_cdm: Cdm) -> None:
    run = runner(duckdb_cdm)
    absent = next(n for n in ("note", "specimen", "dose_era") if n not in duckdb_cdm)
    with pytest.raises(MissingTableError, match=f"has no table {absent}"):
        run(f"cdm${absent}")


def test_the_same_code_runs_in_postgresql(postgres_cdm: Cdm, duckdb_cdm: Cdm) -> None:
    code = (
        "cdm$measurement |> filter(!is.na(value_as_number), person_id > 0) |>\n"
        "  select(measurement_id, person_id, measurement_date, measurement_datetime,\n"
        "         value_as_number) |>\n"
        "  arrange(measurement_id) |> collect()"
    )
    found = [runner(cdm)(code).shown[0] for cdm in (postgres_cdm, duckdb_cdm)]
    assert len(found[0]) > 0
    pd.testing.assert_frame_equal(*found)


def test_a_patient_has_data_frames(demo: Run, demo_cdm: Cdm) -> None:
    first = int(demo_cdm.person.person_id.min().to_pyarrow().as_py())
    found = demo("patient$measurement; cat(patient$person_id)")
    rows = demo_cdm.patient(first).measurement.to_pyarrow()
    assert len(found.shown[0]) == rows.num_rows > 0
    assert set(found.shown[0]["person_id"]) == {first}
    assert found.printed == [str(first)]
    assert "data.frame" in demo("cat(class(patient$measurement))").printed[0]


def test_nothing_printed_tells_rows_or_places(demo: Run, demo_file: Any) -> None:
    shown = ("cdm", "cohort", "patient", "cdm$person", "filter(cdm$person, 1 == 1)")
    code = "; ".join(f"print({one})" for one in shown)
    text = "".join(demo(code).printed)
    assert str(demo_file) not in text and str(demo_file.parent) not in text
    assert "10000001" not in text and "collect()" in text


def test_verbs_of_the_toolkit(demo: Run, demo_cdm: Cdm) -> None:
    host = demo(
        'm <- linkr$measured_values(cdm, 3027018, cohort, units = "main")\n'
        "m$table |> collect()\n"
        "linkr$data_table(head(patient$measurement), caption = 'Rows')"
    )
    wanted = analysis.measured_values(demo_cdm, [3027018], everyone(demo_cdm), units="main").table
    assert evaluation.get("m").notes is not None
    assert len(host.shown[0]) == min(5000, wanted.count().to_pyarrow().as_py())
    assert host.shown[1].caption == "Rows"


def test_an_error_of_a_verb_keeps_its_words_and_can_be_caught(demo: Run) -> None:
    with pytest.raises(InvalidValueError, match="'bad' is not a way"):
        demo('linkr$measured_values(cdm, 3027018, units = "bad")')
    caught = demo(
        'tryCatch(linkr$measured_values(cdm, 3027018, units = "bad"),'
        " linkr_error = function(e) cat(conditionMessage(e)))"
    )
    assert "'bad' is not a way" in caught.printed[0]


def test_in_french(demo: Run) -> None:
    set_language("fr")
    try:
        assert "collect() amène les lignes" in "".join(demo("cdm$person").printed)
        with pytest.raises(evaluation.RCodeError, match="ligne 3"):
            demo("1\nstop('non')")
        with pytest.raises(evaluation.RCodeError, match="objet 'absent' introuvable"):
            demo("absent")
    finally:
        set_language("en")
    with pytest.raises(evaluation.RCodeError, match="object 'absent' not found"):
        demo("absent")


def test_a_changed_query_goes_back_to_python(demo: Run, demo_cdm: Cdm) -> None:
    demo("women <- cdm$person |> filter(gender_concept_id == 8532)")
    table = evaluation.get("women")
    wanted = demo_cdm.person.filter(demo_cdm.person.gender_concept_id == 8532).count()
    assert table.count().to_pyarrow() == wanted.to_pyarrow()


def test_real_measurements(mimic_cdm: Cdm) -> None:
    host = runner(mimic_cdm)(
        "cdm$measurement |> count(measurement_concept_id) |> arrange(desc(n)) |> head(3) |>\n"
        "  collect()"
    )
    table = mimic_cdm.measurement
    counted = table.measurement_concept_id.value_counts(name="n")
    wanted = counted.order_by(counted.n.desc()).limit(3).to_pyarrow()["n"].to_pylist()
    assert host.shown[0]["n"].tolist() == wanted


def test_objects_are_let_go_with_their_handles(demo: Run) -> None:
    from linkr_jupyter.r import objects

    demo('for (i in 1:50) m <- linkr$measured_values(cdm, 3027018, units = "main")')
    demo("invisible(gc())")
    demo("invisible(gc())")
    before = len(objects._held)
    demo('for (i in 1:50) m <- linkr$measured_values(cdm, 3027018, units = "main")')
    demo("rm(m); invisible(gc())")
    demo("invisible(gc())")
    demo("1")
    assert len(objects._held) <= before + 10
