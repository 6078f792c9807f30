"""Where rows of one batch stand in the journal: all in one record, or, of many small records, each in its own."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from clew.store.journal import Ref

__all__ = ["ANYBODY", "Spread", "record_column", "source_column"]

#: The source of rows that came by a key for browsers: whoever looks at a page's source has it.
ANYBODY = "tracking API, public key"


@dataclass(frozen=True)
class Spread:
    """Rows of several records of a segment: ``records`` says, by the row numbers ``rows``, in which each stands.

    ``public`` are the numbers of those that came by a public key.
    """

    segment: str
    rows: pa.Array
    records: pa.Array
    public: pa.Array = field(default_factory=lambda: pa.array([], pa.int64()))


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


def source_column(origin: Ref | Spread, source: str, rows: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the source of each of ``rows`` (numbers of rows): ``source``, or that anybody may have said it.

    >>> spread = Spread("s", pa.array([10, 11]), pa.array([3, 4]), public=pa.array([11]))
    >>> source_column(spread, "tracking API", pa.array([10, 11])).to_pylist()
    ['tracking API', 'tracking API, public key']
    """
    if isinstance(origin, Ref) or not len(origin.public):
        return pa.repeat(pa.scalar(source), len(rows))
    by_anybody = pc.is_in(rows.cast(pa.int64()), value_set=origin.public.cast(pa.int64()))
    return pc.if_else(by_anybody, ANYBODY, source)
