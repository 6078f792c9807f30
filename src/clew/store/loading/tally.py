"""Counting what became of each import's rows: rows = accepted + duplicates + updated + conflicts + rejected."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.store.loading.merge import ACCEPTED, CONFLICT, DUPLICATE, UPDATED
from clew.store.loading.system import COUNTS, as_table

__all__ = ["FATES", "Tally"]

#: What can become of a row, in the order of the report.
FATES = ("accepted", "duplicates", "updated", "conflicts", "rejected")

_BY_VERDICT = {ACCEPTED: "accepted", DUPLICATE: "duplicates", UPDATED: "updated", CONFLICT: "conflicts"}


class Tally:
    """Counts per import and table.

    >>> tally = Tally()
    >>> tally.add("i1", "events", "rejected", 2)
    >>> tally.of("i1")
    [{'table': 'events', 'rows': 2, 'accepted': 0, 'duplicates': 0, 'updated': 0, 'conflicts': 0, 'rejected': 2}]
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(FATES, 0))

    def open(self, import_id: str, table: str) -> None:
        """Have a line for the table, if only of zeros."""
        _ = self._counts[import_id, table]

    def add(self, import_id: str, table: str, fate: str, count: int) -> None:
        """Count ``count`` rows of one fate."""
        self._counts[import_id, table][fate] += count

    def add_verdicts(self, table: str, imports: pa.ChunkedArray, verdict: npt.NDArray[np.int8]) -> None:
        """Count the verdicts of rows whose imports are given."""
        pairs = pa.table({"import_id": imports, "verdict": pa.array(verdict)})
        for found in pairs.group_by(["import_id", "verdict"]).aggregate([([], "count_all")]).to_pylist():
            self.add(found["import_id"], table, _BY_VERDICT[found["verdict"]], found["count_all"])

    def of(self, import_id: str) -> list[dict[str, int | str]]:
        """Return the counts of one import, a dictionary a table."""
        return [
            {"table": table, "rows": sum(counts.values()), **counts}
            for (found, table), counts in self._counts.items()
            if found == import_id
        ]

    def merged_into(self, before: pa.Table, tables: set[str] | None) -> pa.Table:
        """Return the stored counts with these in their place; ``tables`` were counted anew (None: what is here)."""
        if tables is not None:
            before = before.filter(pc.invert(pc.is_in(before["table"], pa.array(sorted(tables), pa.string()))))
        rows = [
            {"import_id": import_id, "table": table, "rows": sum(counts.values()), **counts}
            for (import_id, table), counts in self._counts.items()
        ]
        both = pa.concat_tables([before, as_table(COUNTS, rows)])  # an import that goes on has counts already
        counted = both.group_by(["import_id", "table"], use_threads=False)
        summed = counted.aggregate([(name, "sum") for name in ("rows", *FATES)])
        return (
            summed.rename_columns([name.removesuffix("_sum") for name in summed.schema.names])
            .select(both.schema.names)
            .cast(both.schema)
        )
