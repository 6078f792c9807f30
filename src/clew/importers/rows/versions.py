"""When a row was true: its version, by which the latest of several rows with one id stands."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import TableMapping
from clew.importers.rows.rejections import Rejections
from clew.importers.values.cells import parse_cells
from clew.tables import Column

__all__ = ["LARGEST_NUMBER", "latest_time", "numbered"]

#: Times of a plan lie in the future and say nothing about when a row was true.
PLANNED = frozenset({"due_at", "committed_until"})
#: A count up to here stays within the second of its time.
LARGEST_NUMBER = 999_999
TIME = pa.timestamp("us")


def latest_time(columns: dict[str, pa.Array], block: TableMapping, count: int) -> pa.Array:
    """Return the latest time of each row that is no plan; null where it has none."""
    times = [name for name in block.definition.times if name not in {"version_at", *PLANNED}]
    known = [columns[name] for name in times if columns[name].null_count < count]
    return pc.max_element_wise(*known) if known else pa.nulls(count, TIME)


def numbered(times: pa.Array, texts: pa.Array, block: TableMapping, rejections: Rejections) -> pa.Array:
    """Return the times of versions with the count of changes added as microseconds; a blank count adds none.

    The times of sources are to the minute or the second: two versions of one time then differ by their count, and no
    order of files or rows decides which stands. A count that is no whole number from 0 to 999,999 rejects the row.
    """
    cells = parse_cells(texts, Column("version_at", "int", ""), block, "UTC")
    fits = pc.and_(pc.greater_equal(cells.values, 0), pc.less_equal(cells.values, LARGEST_NUMBER))
    wrong = pc.invert(pc.fill_null(fits, fill_value=True))
    bad = wrong if cells.bad is None else pc.or_(wrong, cells.bad)
    rejections.add(bad, "version_at", f"A count of changes is a whole number from 0 to {LARGEST_NUMBER:,}.", texts)
    added = pc.if_else(bad, 0, pc.fill_null(cells.values, 0))
    return pc.add(times, pc.cast(added, pa.duration("us")))
