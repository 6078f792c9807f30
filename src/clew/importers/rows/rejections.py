"""Which rows of a batch were not taken, each once and with the first reason found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["REJECTED_SCHEMA", "Rejections"]

#: What a rejected row says: physical line, row in the file, column, why, and what stood there.
REJECTED_SCHEMA = pa.schema(
    [
        ("line", pa.int64()),
        ("row", pa.int64()),
        ("column", pa.string()),
        ("reason", pa.string()),
        ("value", pa.string()),
    ]
)
LONGEST_VALUE = 200


@dataclass
class Rejections:
    """Collects, for ``count`` rows, which are bad and why; the first reason a row gets stays.

    ``sources`` says what the file calls a canonical column: a person looks for that name.
    """

    count: int
    sources: Mapping[str, str] = field(default_factory=dict)
    bad: npt.NDArray[np.bool_] = field(init=False)
    found: list[tuple[npt.NDArray[np.int64], str, str, pa.Array]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bad = np.zeros(self.count, dtype=bool)

    def add(self, where: pa.Array, column: str, reason: str, values: pa.Array | None = None) -> None:
        """Reject the rows where the mask is true, unless they are rejected already."""
        mask = np.asarray(pc.fill_null(where, fill_value=False)) & ~self.bad
        if not mask.any():
            return
        rows = np.flatnonzero(mask)
        shown = pa.nulls(len(rows), pa.string()) if values is None else values.take(pa.array(rows)).cast(pa.string())
        self.found.append(
            (rows, self.sources.get(column, column), reason, pc.utf8_slice_codeunits(shown, 0, LONGEST_VALUE))
        )
        self.bad |= mask

    def table(self, lines: Any, rows: Any) -> pa.Table:
        """Return the rejected rows as a table, in the order of the file."""
        if not self.found:
            return REJECTED_SCHEMA.empty_table()
        parts = [
            pa.table(
                [
                    lines.take(pa.array(at)),
                    rows.take(pa.array(at)),
                    pa.array([column] * len(at), pa.string()),
                    pa.array([reason] * len(at), pa.string()),
                    values,
                ],
                schema=REJECTED_SCHEMA,
            )
            for at, column, reason, values in self.found
        ]
        return pa.concat_tables(parts).sort_by("row")
