"""Tables and values from Python to R and back, exactly and fast."""

from __future__ import annotations

from .from_r import from_r_frame, from_r_vector
from .to_r import to_r_column, to_r_frame

__all__ = ["from_r_frame", "from_r_vector", "to_r_column", "to_r_frame"]
