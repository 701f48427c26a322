"""The demo hospital: a generated OMOP CDM 5.4 database, made by set-based SQL.

``clinical/`` holds what a clinician would check (why people come, what is measured, what is given),
``vocabulary/`` the concepts, ``sql/`` how they become tables. Nothing here describes a real person.
"""

from __future__ import annotations

from .build import Progress, build_demo, demo_parameters

__all__ = ["Progress", "build_demo", "demo_parameters"]
