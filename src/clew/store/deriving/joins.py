# ruff: noqa: S608 - the store's own SQL: names come from the declarative tables, paths from the manifest
"""How many rows of an import found what they were to be joined with, judged after the load."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clew.engines.workbench import Workbench
from clew.importers import Mapping
from clew.importers.mapping.model import Join
from clew.store.deriving.derive import Derived
from clew.store.loading.identifiers import JOINING_KINDS
from clew.store.loading.lookup import parquet_list

__all__ = ["JoinRows"]

_SCHEMA = pa.schema(
    [
        ("import_id", pa.string()),
        ("table", pa.string()),
        ("column", pa.string()),
        ("key", pa.string()),
        ("value", pa.string()),
    ]
)
#: Values held before they go to a scratch file.
_WAITING_BYTES = 32 * 1024 * 1024


@dataclass
class JoinRows:
    """Remembers by which values rows were to be joined; in scratch files, since a large import has many."""

    scratch: Path
    _waiting: list[pa.Table] = field(default_factory=list)
    _files: list[str] = field(default_factory=list)

    def note(self, import_id: str, mapping: Mapping, table: str, rows: pa.Table) -> None:
        """Remember the rows of one table that lack a column which the mapping fetches, or go by a hashed identifier."""
        for key, column in _told_by(mapping.joins.get(table, {})).items():
            lacking = rows.filter(pc.is_null(rows[column]))
            self._add(import_id, table, column, key, lacking[key])
        if "customer_id" in rows.schema.names:
            for kind in JOINING_KINDS:
                ids = rows["customer_id"].filter(pc.starts_with(rows["customer_id"], f"{kind}:"))
                self._add(import_id, table, "", kind, ids)

    def flush(self) -> None:
        """Put what waits into a scratch file if it is much."""
        if sum(part.nbytes for part in self._waiting) > _WAITING_BYTES:
            self._spill()

    def counts(self, derived: Derived, bench: Workbench) -> dict[str, list[dict[str, int | str]]]:
        """Return, per import, a dictionary per key: how many rows matched one, several (ambiguous) or none."""
        self._spill()
        if not self._files:
            return {}
        found = bench.run(
            "SELECT n.import_id, n.key,"
            " count(*) FILTER (l.n = 1) AS matched, count(*) FILTER (l.n > 1) AS ambiguous,"
            " count(*) FILTER (l.n IS NULL) AS unmatched"
            f" FROM {parquet_list(self._files)} AS n LEFT JOIN lookups AS l"
            ' ON n."table" = l."table" AND n."column" = l."column" AND n.key = l.key AND n.value = l.value'
            " GROUP BY ALL ORDER BY ALL",
            lookups=derived.lookups(),
        )
        result: dict[str, list[dict[str, int | str]]] = {}
        for row in found.to_pylist():
            result.setdefault(row.pop("import_id"), []).append(row)
        return result

    def _add(self, import_id: str, table: str, column: str, key: str, values: pa.ChunkedArray) -> None:
        count = len(values)
        if count:
            names = [pa.repeat(text, count) for text in (import_id, table, column, key)]
            self._waiting.append(pa.table([*names, values], schema=_SCHEMA))

    def _spill(self) -> None:
        if self._waiting:
            path = self.scratch / f"joins-{len(self._files)}.parquet"
            pq.write_table(pa.concat_tables(self._waiting), path)
            self._waiting = []
            self._files.append(str(path))


def _told_by(joins: dict[str, Join]) -> dict[str, str]:
    """Return, per shared id, the one fetched column that its count is told by: the customer, or else the first."""
    columns = sorted(joins, key=lambda column: (column != "customer_id", column))
    return {joins[column].by: column for column in reversed(columns)}
