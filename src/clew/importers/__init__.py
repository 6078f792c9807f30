"""Files in, canonical rows out: ``source.open_source`` reads a file, ``mapping`` says what its columns mean."""

from __future__ import annotations

from clew.importers.mapping import (
    Drift,
    Mapping,
    Problem,
    check_document,
    explain_drift,
    from_document,
    header_drift,
    load_mapping,
    mapping_for_table,
    mapping_for_xes,
    to_document,
    to_toml,
)
from clew.importers.preview import preview
from clew.importers.rejected import Rejected
from clew.importers.rows import ChangeTracker, Mapped, map_batch, protect_batch
from clew.importers.source import open_source
from clew.importers.suggest import recognise, suggest_mapping

__all__ = [
    "ChangeTracker",
    "Drift",
    "Mapped",
    "Mapping",
    "Problem",
    "Rejected",
    "check_document",
    "explain_drift",
    "from_document",
    "header_drift",
    "load_mapping",
    "map_batch",
    "mapping_for_table",
    "mapping_for_xes",
    "open_source",
    "preview",
    "protect_batch",
    "recognise",
    "suggest_mapping",
    "to_document",
    "to_toml",
]
