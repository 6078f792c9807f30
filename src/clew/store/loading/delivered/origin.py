"""Where rows of one batch stand in the journal: all in one record, or, of many small records, each in its own."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from clew.store.journal import Ref

__all__ = ["Spread", "record_column"]


@dataclass(frozen=True)
class Spread:
    """Rows of several records of a segment: ``records`` says, by the row numbers ``rows``, in which each stands."""

    segment: str
    rows: pa.Array
    records: pa.Array


def record_column(origin: Ref | Spread, rows: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return the number of the record that each of ``rows`` (numbers of rows) stands in.

    >>> spread = Spread("s", pa.array([10, 11]), pa.array([3, 4]))
    >>> record_column(spread, pa.array([11, None])).to_pylist()
    [4, None]
    """
    if isinstance(origin, Ref):
        return pa.repeat(pa.scalar(origin.record, pa.int64()), len(rows))
    at = pc.index_in(rows.cast(pa.int64()), value_set=origin.rows.cast(pa.int64()))
    return origin.records.cast(pa.int64()).take(at)
