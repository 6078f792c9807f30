"""What a person corrects in the mappings that `clew suggest` proposes for the simulated company's exports."""

from __future__ import annotations

__all__ = ["EDITS"]

#: Export → lines as proposed, and as corrected; the demonstration shows them as a diff.
EDITS: dict[str, tuple[tuple[str, str], ...]] = {}
