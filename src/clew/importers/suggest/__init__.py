"""A mapping proposed from a sample of a file, for a person to correct."""

from __future__ import annotations

from clew.importers.suggest.suggest import recognise, suggest_mapping

__all__ = ["recognise", "suggest_mapping"]
