"""What a reader hands on: rows as text with their place in the file, and the pieces that were no rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from clew.importers.rejected import Rejected, storable

__all__ = ["BATCH_BYTES", "LINE", "ROW", "RawBatch", "raw_schema", "repeated_names", "unique_columns"]

#: Name of the column with the 0-based number of the row in its file; it never repeats.
ROW = "_row"
#: Name of the column with the 1-based physical line (sheet row, event position) where the row starts.
LINE = "_line"
#: About how much a batch holds; batches stay well under 64 MB.
BATCH_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class RawBatch:
    """A stretch of a file: columns as text (null where absent), ``_row`` and ``_line``; and what was wrong with it.

    ``broken`` pieces are not among the rows. ``repaired`` rows are: a byte of theirs was replaced by U+FFFD.
    """

    rows: pa.RecordBatch
    broken: tuple[Rejected, ...] = ()
    repaired: tuple[Rejected, ...] = ()


def raw_schema(columns: Iterable[str]) -> pa.Schema:
    """Return the Arrow schema of raw rows: the columns as text, then ``_row`` and ``_line``.

    >>> raw_schema(["a"]).names
    ['a', '_row', '_line']
    """
    return pa.schema([*((name, pa.string()) for name in columns), (ROW, pa.int64()), (LINE, pa.int64())])


def unique_columns(names: Iterable[str]) -> tuple[str, ...]:
    """Return the header's names made usable: empty ones named by position, repeated ones numbered, ours escaped.

    >>> unique_columns(["id", "", "id", "_row"])
    ('id', 'column 2', 'id (2)', ' _row')
    """
    taken: set[str] = set()
    result: list[str] = []
    for position, name in enumerate(names, start=1):
        base = storable(name).strip() or f"column {position}"
        if base.startswith((ROW, LINE)):
            base = f" {base}"
        result.append(_untaken(base, taken))
        taken.add(result[-1])
    return tuple(result)


def repeated_names(names: Iterable[str]) -> dict[str, str]:
    """Return a remark under "repeated" where names of a header stand in it more than once; nothing elsewhere.

    >>> repeated_names(["id", "rating", "rating"])["repeated"]
    'The header repeats rating: the second is read as "rating (2)", and so on.'
    """
    counts = Counter(storable(name).strip() for name in names)
    twice = [name for name, times in counts.items() if name and times > 1]
    if not twice:
        return {}
    return {"repeated": f'The header repeats {", ".join(twice)}: the second is read as "{twice[0]} (2)", and so on.'}


def _untaken(base: str, taken: set[str]) -> str:
    """Return ``base``, or ``base`` with the first free number behind it."""
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base} ({number})"
    return name
