"""What a mapping says and where it comes from: a file, a table's own names, an event log."""

from __future__ import annotations

from clew.importers.mapping.automatic import mapping_for_table, mapping_for_xes
from clew.importers.mapping.drift import Drift, explain_drift, header_drift
from clew.importers.mapping.file import load_mapping
from clew.importers.mapping.form import check_document, from_document, to_document, to_toml
from clew.importers.mapping.model import Mapping, TableMapping
from clew.importers.mapping.problems import Problem

__all__ = [
    "Drift",
    "Mapping",
    "Problem",
    "TableMapping",
    "check_document",
    "explain_drift",
    "from_document",
    "header_drift",
    "load_mapping",
    "mapping_for_table",
    "mapping_for_xes",
    "to_document",
    "to_toml",
]
