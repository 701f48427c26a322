"""Conversions between units, as explicit factors; those through moles name their analyte.

Units are written as :func:`linkr_jupyter.analysis.unit_names.unit_text` writes them. Molar masses:
glucose 180.156 g/mol, creatinine 113.12 g/mol.
"""

from __future__ import annotations

from typing import NamedTuple


class Conversion(NamedTuple):
    """``new = value * factor + offset``."""

    factor: float
    offset: float = 0.0


_POUND, _INCH = 0.45359237, 2.54  # kilograms, centimetres: both exact by definition
_GENERAL: dict[tuple[str, str], Conversion] = {
    ("°F", "°C"): Conversion(5 / 9, -160 / 9),
    ("lb", "kg"): Conversion(_POUND),
    ("oz", "kg"): Conversion(_POUND / 16),
    ("g", "kg"): Conversion(1e-3),
    ("mg", "g"): Conversion(1e-3),
    ("µg", "mg"): Conversion(1e-3),
    ("in", "cm"): Conversion(_INCH),
    ("m", "cm"): Conversion(100.0),
    ("mm", "cm"): Conversion(0.1),
    ("L", "mL"): Conversion(1e3),
    ("g/dL", "g/L"): Conversion(10.0),
    ("mg/dL", "mg/L"): Conversion(10.0),
    ("mg/dL", "g/L"): Conversion(0.01),
    ("mg/L", "g/L"): Conversion(1e-3),
    ("µg/mL", "mg/L"): Conversion(1.0),
    ("ng/mL", "µg/L"): Conversion(1.0),
    ("µg/L", "mg/L"): Conversion(1e-3),
    ("µmol/L", "mmol/L"): Conversion(1e-3),
    ("mmol/L", "mol/L"): Conversion(1e-3),
    ("kPa", "mmHg"): Conversion(7.50061683),
    ("cmH₂O", "mmHg"): Conversion(0.73555912),
    ("10³/µL", "10⁹/L"): Conversion(1.0),
    ("10⁶/µL", "10¹²/L"): Conversion(1.0),
    ("bpm", "/min"): Conversion(1.0),
    ("s", "min"): Conversion(1 / 60),
    ("min", "h"): Conversion(1 / 60),
}  # fmt: skip
_GLUCOSE = frozenset({3000483, 3004501, 3004077, 3033408, 3014053, 40652525, 3013826})
_CREATININE = frozenset({3016723, 3020564, 3051825})
_BY_ANALYTE = (
    (_GLUCOSE, ("mmol/L", "mg/dL"), Conversion(18.0156)),
    (_CREATININE, ("mg/dL", "µmol/L"), Conversion(1e4 / 113.12)),
)


def conversion(source: str, target: str, concept_id: int | None = None) -> Conversion | None:
    """How to bring values from one unit into another; None when it is not known for sure.

    Parameters
    ----------
    source, target
        Units as people write them.
    concept_id
        Concept of the measurement: mass and moles can only be told apart for a known analyte.

    Examples
    --------
    >>> factor, offset = conversion("°F", "°C")
    >>> round(98.6 * factor + offset, 6)
    37.0
    >>> conversion("mg/dL", "mmol/L") is None
    True
    """
    if source == target:
        return Conversion(1.0)
    known = _GENERAL.get((source, target))
    if known:
        return known
    opposite = _GENERAL.get((target, source))
    if opposite:
        return _inverse(opposite)
    for concepts, pair, found in _BY_ANALYTE:
        if concept_id in concepts and {source, target} == set(pair):
            return found if (source, target) == pair else _inverse(found)
    return None


def _inverse(of: Conversion) -> Conversion:
    return Conversion(1 / of.factor, -of.offset / of.factor)
