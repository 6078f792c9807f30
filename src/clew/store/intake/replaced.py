"""A file that replaces rows of files with another header: two surveys with one numbering, perhaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clew.store.loading.history import History

__all__ = ["replaced_warnings"]

Counts = Mapping[str, Sequence[Mapping[str, Any]]]


def replaced_warnings(import_id: str, counts: Counts, history: History) -> list[str]:
    """Return a warning for each table in which an import replaced rows that no file of its header had brought.

    ``counts`` has the rows of each import's tables. That a later export replaces the rows of an earlier one is as it
    should be; where only files with another header came before, two things may share their ids.
    """
    own = history.imports[import_id]
    others = [done for done in history.standing() if done.import_id != import_id and done.place < own.place]
    warnings = []
    for row in counts.get(import_id, ()):
        before = {done.fingerprint: done.source for done in others if _brought(counts, done.import_id, row["table"])}
        if row["updated"] and before and own.fingerprint not in before:
            names = ", ".join(sorted(set(before.values()))[:3])
            warnings.append(
                f"{own.file}: {row['updated']:,} rows of {row['table']} replaced rows with the same id, and only files"
                f" with another header came before ({names}). If they are other things that share their numbers, undo"
                f" this import and name in the mapping's key a column that tells them apart."
            )
    return warnings


def _brought(counts: Counts, import_id: str, table: str) -> bool:
    return any(row["table"] == table and row["accepted"] + row["updated"] for row in counts.get(import_id, ()))
