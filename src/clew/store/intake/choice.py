"""Which mapping a file is read by: the one given, the one remembered, the one nobody has to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clew.errors import DataError, MappingError, UsageError
from clew.importers import Mapping, explain_drift, header_drift, mapping_for_table, mapping_for_xes
from clew.importers.source import Source
from clew.store.intake.memory import Memory
from clew.store.loading.records import ImportDone

__all__ = ["choose_mapping", "drift_from_remembered"]

#: A header counts as the drifted form of another that shares at least this part of its columns.
_ALIKE = 0.5


def choose_mapping(source: Source, given: Mapping | None, table: str | None, memory: Memory) -> Mapping:
    """Return the mapping: the given one; else that of the last import with this header; else XES's or ``table``'s.

    Raises:
        MappingError: the given mapping needs columns that the file lacks.
        DataError: the header is a remembered one that has changed; the text says how.
        UsageError: nothing says how to read the file.
    """
    if given is not None:
        return _fitting(given, source)
    remembered = _remembered(source, memory)
    if remembered is not None and (table is None or table in remembered.tables):
        return remembered
    if table is not None:
        return mapping_for_table(table, source.columns)
    if source.format == "xes":
        return mapping_for_xes(source.columns, has_own_names=source.has_own_names)
    _explain(source, memory)
    name = source.path.name
    raise UsageError(f"Nothing says how to read {name}: give --map (start from `clew suggest {name}`) or --table.")


def _fitting(mapping: Mapping, source: Source) -> Mapping:
    sentences = explain_drift(mapping, source.columns)
    if sentences:
        raise MappingError(f"The mapping does not fit {source.path.name}. " + " ".join(sentences))
    return mapping


def _remembered(source: Source, memory: Memory) -> Mapping | None:
    for done in reversed(memory.standing()):
        if done.fingerprint == source.fingerprint:
            return memory.mapping(done.mapping)
    return None


def _explain(source: Source, memory: Memory) -> None:
    """Raise the explanation if the header is one that we know, changed."""
    likest = _likest(source.columns, memory)
    if likest is None:
        return
    said = " ".join(header_drift(likest.columns, source.columns, memory.mapping(likest.mapping)).sentences)
    raise DataError(
        f"The header of {source.path.name} differs from that of {likest.file}, whose mapping is remembered. {said}"
        " Give --map to say how to read it."
    )


def drift_from_remembered(columns: Sequence[str], memory: Memory) -> dict[str, Any] | None:
    """Return how a header differs from the likest one that was imported; None where none is like it.

    Keys: ``file`` and ``import_id`` of that import, and those of ``Drift.to_document``.
    """
    likest = _likest(columns, memory)
    if likest is None:
        return None
    drift = header_drift(likest.columns, columns, memory.mapping(likest.mapping))
    return {"file": likest.file, "import_id": likest.import_id, **drift.to_document()}


def _likest(columns: Sequence[str], memory: Memory) -> ImportDone | None:
    """Return the standing import whose header is the likest, the latest of several; None where none is like it."""
    standing = list(reversed(memory.standing()))
    likest = max(standing, key=lambda done: _likeness(done, columns), default=None)
    return likest if likest is not None and _likeness(likest, columns) >= _ALIKE else None


def _likeness(done: ImportDone, columns: Sequence[str]) -> float:
    """Return which part of all columns both headers have."""
    return len({*done.columns} & {*columns}) / (len({*done.columns} | {*columns}) or 1)
