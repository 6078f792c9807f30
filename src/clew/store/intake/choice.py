"""Which mapping a file is read by: the one given, the one remembered, the one nobody has to write."""

from __future__ import annotations

from collections.abc import Sequence

from clew.errors import DataError, MappingError, UsageError
from clew.importers import Mapping, explain_drift, mapping_for_table, mapping_for_xes
from clew.importers.source import Source
from clew.store.loading.history import History
from clew.store.loading.records import ImportDone

__all__ = ["choose_mapping"]

#: A header counts as the drifted form of another that shares at least this part of its columns.
_ALIKE = 0.5


def choose_mapping(source: Source, given: Mapping | None, table: str | None, history: History) -> Mapping:
    """Return the mapping: the given one; else that of the last import with this header; else XES's or ``table``'s.

    Raises:
        MappingError: the given mapping needs columns that the file lacks.
        DataError: the header is a remembered one that has changed; the text says how.
        UsageError: nothing says how to read the file.
    """
    if given is not None:
        return _fitting(given, source)
    remembered = _remembered(source, history)
    if remembered is not None and (table is None or table in remembered.tables):
        return remembered
    if table is not None:
        return mapping_for_table(table, source.columns)
    if source.format == "xes":
        return mapping_for_xes(source.columns, has_own_names=source.has_own_names)
    _explain(source, history)
    name = source.path.name
    raise UsageError(f"Nothing says how to read {name}: give --map (start from `clew suggest {name}`) or --table.")


def _fitting(mapping: Mapping, source: Source) -> Mapping:
    sentences = explain_drift(mapping, source.columns)
    if sentences:
        raise MappingError(f"The mapping does not fit {source.path.name}. " + " ".join(sentences))
    return mapping


def _remembered(source: Source, history: History) -> Mapping | None:
    for done in reversed(history.standing()):
        if done.fingerprint == source.fingerprint:
            return history.mapping(done.mapping)
    return None


def _explain(source: Source, history: History) -> None:
    """Raise the explanation if the header is one that we know, changed."""
    likest = max(history.standing(), key=lambda done: _likeness(done, source.columns), default=None)
    if likest is None or _likeness(likest, source.columns) < _ALIKE:
        return
    sentences = explain_drift(history.mapping(likest.mapping), source.columns)
    gone = [column for column in likest.columns if column not in source.columns]
    new = [column for column in source.columns if column not in likest.columns]
    changes = [f"{word}: {', '.join(names)}." for word, names in (("Gone", gone), ("New", new)) if names]
    said = " ".join(sentences or [*(changes or ["The order of the columns changed."]), "The mapping would still fit."])
    raise DataError(
        f"The header of {source.path.name} differs from that of {likest.file}, whose mapping is remembered. {said}"
        " Give --map to say how to read it."
    )


def _likeness(done: ImportDone, columns: Sequence[str]) -> float:
    """Return which part of all columns both headers have."""
    return len({*done.columns} & {*columns}) / (len({*done.columns} | {*columns}) or 1)
