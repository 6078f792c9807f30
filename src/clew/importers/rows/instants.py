"""The numbers of changes of one instant: within the ticket, so that overlapping exports number them alike."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Instants"]

_GROUP = ("ticket_id", "what", "changed_at")
_SAID = ("value", "by")
_READ = (*_GROUP, *_SAID)
_NUMBER = "number"
_SCHEMA = pa.schema(
    [("ticket_id", pa.string()), ("what", pa.string()), ("changed_at", pa.timestamp("us")), ("value", pa.string()),
     ("by", pa.string()), (_NUMBER, pa.int64())]
)  # fmt: skip


@dataclass
class Instants:
    """Numbers the changes that share ticket, kind and instant 0, 1, ... in the order of the file.

    Times of a source are often to the minute, and a ticket then opens, is assigned and solved in one of them. A
    change that says what the one before it said, at the same instant, is that change once more and has its number.
    What an instant that a border between batches cuts may need is kept.
    """

    before: pa.Table = field(default_factory=_SCHEMA.empty_table)
    now: pa.Table = field(default_factory=_SCHEMA.empty_table)

    def next_batch(self) -> None:
        """Forget all but the last change of each kind and ticket of the last batch, and of the instant it ended in."""
        if self.now.num_rows:
            going_on = self.before.filter(pc.greater_equal(self.before["changed_at"], pc.max(self.now["changed_at"])))
            self.before, self.now = _lasts(pa.concat_tables([going_on, self.now])), _SCHEMA.empty_table()

    def number(self, rows: pa.Table) -> pa.Array:
        """Return the number of each row of ``ticket_changes``.

        >>> from datetime import datetime
        >>> noon = datetime(2026, 1, 1, 12)
        >>> said = {"ticket_id": ["1"] * 3, "what": ["status"] * 3, "changed_at": [noon] * 3}
        >>> rows = pa.table({**said, "value": ["new", "open", "open"], "by": pa.nulls(3, pa.string())})
        >>> Instants().number(rows).to_pylist()
        [0, 1, 1]
        """
        fresh = rows.select(_READ).append_column(_NUMBER, pa.nulls(rows.num_rows, pa.int64())).cast(_SCHEMA)
        seen = pa.concat_tables([self.before, self.now])
        both = pa.concat_tables([seen, fresh])
        numbers = _numbers(both, seen.num_rows)
        numbered = both.set_column(len(_READ), _NUMBER, pa.array(numbers))
        self.now = pa.concat_tables([self.now, numbered.slice(seen.num_rows)])
        return pa.array(numbers[seen.num_rows :])


def _numbers(rows: pa.Table, known: int) -> npt.NDArray[np.int64]:
    """The numbers of all rows, of which the first ``known`` have theirs already."""
    if not rows.num_rows:
        return np.zeros(0, np.int64)
    codes = [_codes(rows[name]) for name in _GROUP]
    order = np.lexsort(codes)  # stable: within an instant as in the file
    begins = _differs([one[order] for one in codes])
    other = _differs([_codes(rows[name])[order] for name in _SAID])
    given = np.where(order < known, pc.fill_null(rows[_NUMBER], 0).to_numpy()[order], 0)
    steps = np.cumsum(other & ~begins)
    start = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    numbers = np.empty(len(order), np.int64)
    numbers[order] = given[start] + steps - steps[start]
    return numbers


def _lasts(rows: pa.Table) -> pa.Table:
    """The last row of each kind and ticket."""
    if not rows.num_rows:
        return rows
    ticket, what = (_codes(rows[name]) for name in _GROUP[:2])
    order = np.lexsort((ticket, what))
    ends = np.append(_differs([ticket[order], what[order]])[1:], True)
    return rows.take(pa.array(np.sort(order[ends])))


def _differs(columns: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.bool_]:
    """Whether a row is another than the row before; the first is."""
    found = np.zeros(len(columns[0]), bool)
    found[0] = True
    for column in columns:
        found[1:] |= column[1:] != column[:-1]
    return found


def _codes(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Whole numbers that are equal where the values are, null included."""
    encoded = column.combine_chunks().dictionary_encode()
    return np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int64)
