"""Raw rows and a mapping to rows of the canonical tables, whole columns at once."""

from __future__ import annotations

from clew.importers.rows.changes import ChangeTracker
from clew.importers.rows.identifiers import identifier_id, normalise
from clew.importers.rows.map_batch import Mapped, map_batch
from clew.importers.rows.protect import protect_batch
from clew.importers.rows.references import References, find_references

__all__ = [
    "ChangeTracker",
    "Mapped",
    "References",
    "find_references",
    "identifier_id",
    "map_batch",
    "normalise",
    "protect_batch",
]
