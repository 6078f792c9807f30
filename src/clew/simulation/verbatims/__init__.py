"""What customers write: whole sentences in four languages, a text file each, and how they are put together."""

from __future__ import annotations

from clew.simulation.verbatims.writing import MOODS, sentences, write_verbatims

__all__ = ["MOODS", "sentences", "write_verbatims"]
