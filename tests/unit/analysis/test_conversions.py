"""Conversions against published values (golden register, G-C2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkr_jupyter.analysis.conversions import _BY_ANALYTE, _GENERAL, conversion

GLUCOSE, CREATININE, SODIUM = 3004501, 3016723, 3019550


@pytest.mark.parametrize(
    ("value", "source", "target", "concept_id", "expected"),
    [
        (154.3, "lb", "kg", None, 69.98930),
        (150, "lb", "kg", None, 68.03886),
        (70, "in", "cm", None, 177.8),
        (98.6, "°F", "°C", None, 37.0),
        (5.5, "mmol/L", "mg/dL", GLUCOSE, 99.09),
        (88.42, "µmol/L", "mg/dL", CREATININE, 1.0002),
        (1.36, "mg/dL", "mg/L", None, 13.6),
        (100, "kPa", "mmHg", None, 750.061683),
    ],
)
def test_published_values(
    value: float, source: str, target: str, concept_id: int | None, expected: float
) -> None:
    how = conversion(source, target, concept_id)
    assert how is not None
    assert value * how.factor + how.offset == pytest.approx(expected, rel=1e-4)


def test_mass_and_moles_need_a_known_analyte() -> None:
    assert conversion("mg/dL", "mmol/L") is None
    assert conversion("mg/dL", "mmol/L", SODIUM) is None
    assert conversion("mg/dL", "g") is None


@given(
    st.sampled_from([*((pair, None) for pair in _GENERAL),
                     *((pair, min(ids)) for ids, pair, _ in _BY_ANALYTE)]),
    st.floats(-1e6, 1e6),
)  # fmt: skip
def test_there_and_back_changes_nothing(
    known: tuple[tuple[str, str], int | None], value: float
) -> None:
    (source, target), concept_id = known
    there, back = conversion(source, target, concept_id), conversion(target, source, concept_id)
    assert there is not None
    assert back is not None
    converted = value * there.factor + there.offset
    assert converted * back.factor + back.offset == pytest.approx(value, rel=1e-9, abs=1e-6)
