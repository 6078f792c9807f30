"""Parts that several documents of the command line have."""

from __future__ import annotations

__all__ = ["ESTIMATE"]

ESTIMATE = {"value": "number or null", "lo": "number or null", "hi": "number or null", "n": "number"}
