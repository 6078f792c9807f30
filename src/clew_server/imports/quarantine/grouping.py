"""Reasons across files: one line a reason, with the files it is in, the one with the most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

__all__ = ["File", "Reason", "grouped"]


@dataclass(frozen=True)
class File:
    """A file in which a reason is, how often, and the query that chooses its rows."""

    name: str
    import_id: str
    count: int
    query: str


@dataclass(frozen=True)
class Reason:
    """One reason in one column of one table, how often it is in all files together, and the files."""

    reason: str
    column: str
    table: str
    count: int
    query: str
    files: tuple[File, ...]


def grouped(counted: Iterable[dict[str, Any]]) -> list[Reason]:
    """Return reasons as ``Workspace.quarantine`` counts them by file, over all files, the most frequent first.

    >>> both = [{"import_id": i, "file": f, "table": "calls", "reason": "no time", "column": "queued_at", "count": n}
    ...         for i, f, n in (("1", "a.csv", 2), ("2", "b.csv", 5))]
    >>> [(one.reason, one.count, [file.name for file in one.files]) for one in grouped(both)]
    [('no time', 7, ['b.csv', 'a.csv'])]
    """
    files: dict[tuple[str, str, str], list[File]] = {}
    for one in counted:
        key = one["reason"], one["column"], one["table"]
        query = _query(*key, **{"import": one["import_id"]})
        files.setdefault(key, []).append(File(one["file"], one["import_id"], one["count"], query))
    totals = Counter({key: sum(file.count for file in found) for key, found in files.items()})
    return [
        Reason(*key, count, _query(*key), tuple(sorted(files[key], key=lambda file: (-file.count, file.name))))
        for key, count in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    ]


def _query(reason: str, column: str, table: str, **more: str) -> str:
    return urlencode({"table": table, "reason": reason, "column": column, **more})
