"""Which visits are stays in hospital, by their concepts."""

from __future__ import annotations

# Inpatient, emergency, both, observation, day surgery, psychiatry and intensive care. Sources use
# the concepts of several years, so that the older ones of the CMS place of service are here too.
HOSPITAL_VISITS = (
    9201, 262, 9203, 8870, 8717, 8883, 8971, 32037, 581379, 581383, 581385, 38004515,
)  # fmt: skip
