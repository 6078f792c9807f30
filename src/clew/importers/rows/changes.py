"""A log of snapshots to changes: a row wherever a ticket says something else than in its row before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["ChangeTracker", "Changed"]

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows in which one column changed: their positions, and how many changes of the same instant came before."""

    rows: Indices
    ordinals: Indices


@dataclass
class ChangeTracker:
    """What each ticket said last, carried from batch to batch of one file.

    The row before is the ticket's row before in the file, so a log must be sorted by time within a ticket (logs are).
    A ticket's first row has no row before it and is no change. Two changes of the same column at the same instant are
    numbered 0, 1, ... within the ticket, never by row of the file, so that overlapping exports give equal rows.
    """

    last: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    instants: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def follow(self, tickets: pa.Array, times: Indices, values: dict[str, pa.Array]) -> dict[str, Changed]:
        """Return, per column of ``values``, the rows where a ticket's value is not what it was in its row before.

        >>> tracker = ChangeTracker()
        >>> state = {"status": pa.array(["new", "open", "open"])}
        >>> tracker.follow(pa.array(["1", "1", "1"]), np.array([0, 5, 9]), state)["status"].rows.tolist()
        [1]
        """
        encoded = tickets.dictionary_encode()
        names = encoded.dictionary.to_pylist()
        known = [code for code, name in enumerate(names) if name in self.last]
        codes = np.concatenate([np.array(known, np.int64), np.asarray(encoded.indices).astype(np.int64)])
        order = np.argsort(codes, kind="stable")
        same = codes[order][1:] == codes[order][:-1]
        carried = [self.last[names[code]] for code in known]
        result = {}
        for place, (what, column) in enumerate(values.items()):
            before = pa.array([row[place] for row in carried], pa.string())
            result[what] = self._changed(
                what, _codes(pa.concat_arrays([before, column])), order, same, len(known), names, codes, times
            )
        self._remember(names, codes, order, len(known), list(values.values()))
        return result

    def _changed(
        self,
        what: str,
        said: Indices,
        order: Indices,
        same: Any,
        carried: int,
        names: list[str],
        codes: Indices,
        times: Indices,
    ) -> Changed:
        """The changes of one column."""
        differs = np.flatnonzero(same & (said[order][1:] != said[order][:-1])) + 1
        rows = order[differs]
        ordinals = self._ordinals(what, [names[code] for code in codes[rows]], times[rows - carried])
        return Changed(rows - carried, ordinals)

    def _ordinals(self, what: str, tickets: list[str], times: Indices) -> Indices:
        """Number the changes of one column that share ticket and instant; only changes are walked, not rows."""
        ordinals = np.zeros(len(tickets), np.int64)
        for index, (ticket, time) in enumerate(zip(tickets, times.tolist(), strict=True)):
            instant, count = self.instants.get((ticket, what), (None, 0))
            ordinals[index] = count if instant == time else 0
            self.instants[ticket, what] = (time, int(ordinals[index]) + 1)
        return ordinals

    def _remember(self, names: list[str], codes: Indices, order: Indices, carried: int, values: list[pa.Array]) -> None:
        """Keep what each ticket of the batch said last."""
        ends = np.flatnonzero(np.append(np.diff(codes[order]) != 0, True)) if len(order) else np.zeros(0, np.int64)
        rows = order[ends] - carried
        said = [column.take(pa.array(rows)).to_pylist() for column in values]
        for row, *latest in zip(rows.tolist(), *said, strict=True):
            self.last[names[codes[row + carried]]] = tuple(latest)


def _codes(values: pa.Array) -> Indices:
    """Whole numbers that are equal where the texts are, null included."""
    return np.asarray(pc.fill_null(values.dictionary_encode().indices, -1)).astype(np.int64)
