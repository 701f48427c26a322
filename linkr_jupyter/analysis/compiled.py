"""Run the same question for one patient after another without compiling it each time.

Ibis needs longer to compile the union of ten tables than DuckDB needs to answer it. Patients of one
source have the same tables, so the SQL of a question stays the same from patient to patient.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple
from weakref import WeakKeyDictionary

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from ..cdm.connection import Cdm
from ..cdm.fetching import Fetcher, arrow_schema
from ..cdm.patient import Patient

_KEPT = 200  # questions of one source; settings change the question


class _Question(NamedTuple):
    tables: tuple[str, ...]
    sql: str
    schema: pa.Schema


_questions: WeakKeyDictionary[Fetcher, dict[Hashable, _Question]] = WeakKeyDictionary()


def answer(cdm: Cdm, key: Hashable, build: Callable[[], ir.Table]) -> pa.Table:
    """Run a question and return its rows as Arrow.

    Parameters
    ----------
    cdm
        A patient, or a whole source.
    key
        Everything that the question depends on besides the patient.
    build
        Makes the Ibis expression; called once per source and key.
    """
    if not isinstance(cdm, Patient):
        return build().to_pyarrow()
    known = _questions.setdefault(cdm.fetcher, {})
    if key not in known:
        if len(known) >= _KEPT:
            known.clear()
        expression = build()
        tables = {str(node.name) for node in expression.op().find(ops.DatabaseTable)}
        sql = str(cdm.backend.compile(expression))
        known[key] = _Question(tuple(sorted(tables)), sql, arrow_schema(expression.schema()))
    question = known[key]
    cdm.fetch(question.tables)
    return cdm.backend.con.execute(question.sql).to_arrow_table().cast(question.schema)
