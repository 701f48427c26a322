"""Units as people write them: UCUM codes are for computers, source texts are a last resort."""

from __future__ import annotations

from typing import Any

from ..concepts.names import UNMAPPED

# UCUM codes that nobody reads aloud; the others (mg/dL, mmol/L, kg) are what people write.
_READABLE = {
    "[degF]": "°F", "Cel": "°C", "mm[Hg]": "mmHg", "cm[H2O]": "cmH₂O", "[in_i]": "in",
    "[in_us]": "in", "[lb_av]": "lb", "[oz_av]": "oz", "[pH]": "pH", "{beats}/min": "bpm",
    "{counts}/min": "/min", "[U]": "U", "10*3/uL": "10³/µL", "10*6/uL": "10⁶/µL",
    "10*9/L": "10⁹/L", "10*12/L": "10¹²/L", "ug": "µg", "um": "µm", "{ratio}": "ratio",
    "{score}": "score", "{INR}": "INR", "10*-3.eq/L": "mEq/L", "meq/L": "mEq/L", "umol/L": "µmol/L",
}  # fmt: skip


def unit_text(code: Any, name: Any, source: Any, concept_id: Any = None) -> str:
    """What to write beside a value; empty when no unit was recorded.

    Parameters
    ----------
    code, name
        Code (UCUM) and name of the unit's concept, None where it has none.
    source
        What the source recorded.
    concept_id
        Concept of the unit; 0 stands for text that was not mapped.

    Examples
    --------
    >>> unit_text("[degF]", "degree Fahrenheit", "F"), unit_text(None, None, "puffs", 0)
    ('°F', 'puffs')
    >>> unit_text("10*3/uL", "thousand per microliter", None), unit_text(None, None, None)
    ('10³/µL', '')
    """
    written = source.strip() if isinstance(source, str) else ""
    if concept_id == UNMAPPED or not isinstance(code, str) or not code.strip():
        return written or (name if isinstance(name, str) and concept_id != UNMAPPED else "")
    code = code.strip()
    if code in _READABLE:
        return _READABLE[code]
    # A code in brackets that has no readable form, or LOINC-like codes of local units.
    odd = code.startswith(("[", "{")) or code.isdigit()
    text = (written or name) if odd else code.replace("{", "").replace("}", "")
    return _micro(str(text or code))


def _micro(text: str) -> str:
    return "µ" + text[1:] if text.startswith(("ug/", "umol", "uL", "um/", "u[")) else text
