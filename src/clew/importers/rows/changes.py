"""A log of snapshots to changes: a row wherever a ticket says something else than in its row before."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.rows.instants import Instants

__all__ = ["ChangeTracker", "Changed"]

Indices = npt.NDArray[np.int64]
#: Before all times: what was carried over stands before the rows of a batch.
CARRIED = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows that state a change of one column: their positions, and their places among the changes of an instant."""

    rows: Indices
    ordinals: Indices


@dataclass(frozen=True, slots=True)
class _Last:
    """What a ticket said last, when, and how many of its rows had that time."""

    at: int
    count: int
    said: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Rows of a batch behind what was carried over of their tickets, sorted by ticket, then time."""

    names: list[str]
    codes: Indices
    order: Indices
    carried: list[_Last]
    begins: npt.NDArray[np.bool_]
    places: Indices

    @property
    def rows(self) -> Indices:
        """Positions in the batch, in order; what was carried over is below zero."""
        return self.order - len(self.carried)


@dataclass
class ChangeTracker:
    """What each ticket said last, carried from batch to batch of one file.

    The row before is the ticket's row before by time (then ``places``, then the place in the file) within a batch; a
    longer log must be sorted by time within a ticket (logs are). A ticket's first row states what the ticket says from
    then on, unless that is blank. The ordinal of a change is the place of its row among the ticket's rows of the same
    instant, never its row in the file: an export that begins in the middle of a ticket's life states once more what
    the ticket said then, which is no change, and all else equals what the whole log gives. Where the source has an
    order of its own (``places``), that is the ordinal. ``instants`` numbers changes that a source lists itself.
    """

    last: dict[str, _Last] = field(default_factory=dict)
    instants: Instants = field(default_factory=Instants)
    blocks: dict[int, ChangeTracker] = field(default_factory=dict)

    def of_block(self, number: int) -> ChangeTracker:
        """Return what is carried for one block of a mapping: each follows columns of its own."""
        return self.blocks.setdefault(number, ChangeTracker())

    def follow(
        self, tickets: pa.Array, times: Indices, values: dict[str, pa.Array], places: Indices | None = None
    ) -> dict[str, Changed]:
        """Return, per column of ``values``, the rows where a ticket's value is first or not that of its row before.

        >>> tracker = ChangeTracker()
        >>> state = {"status": pa.array(["new", "open", "open", "done"])}
        >>> found = tracker.follow(pa.array(["1"] * 4), np.array([0, 5, 9, 9]), state)["status"]
        >>> found.rows.tolist(), found.ordinals.tolist()
        ([0, 1, 3], [0, 0, 1])
        """
        walk = self._walk(tickets, times, places)
        result = {}
        for number, (what, column) in enumerate(values.items()):
            before = pa.array([last.said[number] for last in walk.carried], pa.string())
            at = _stated(pa.concat_arrays([before, column]), walk)
            result[what] = Changed(walk.rows[at], (walk.places if places is None else places[walk.rows])[at])
        self._remember(walk, times, list(values.values()))
        return result

    def _walk(self, tickets: pa.Array, times: Indices, places: Indices | None) -> _Walk:
        """The rows in the order in which each ticket went through them, and their places within an instant."""
        encoded = tickets.dictionary_encode()
        names = encoded.dictionary.to_pylist()
        known = [code for code, name in enumerate(names) if name in self.last]
        carried = [self.last[names[code]] for code in known]
        codes = np.concatenate([np.array(known, np.int64), np.asarray(encoded.indices).astype(np.int64)])
        at = np.concatenate([np.array([last.at for last in carried], np.int64), times])
        within = np.zeros_like(times) if places is None else places
        first = np.concatenate([np.full(len(known), CARRIED), within])
        is_row = np.arange(len(codes)) >= len(known)
        order = np.lexsort((first, np.where(is_row, at, CARRIED), codes))
        begins = _differs(codes[order])
        counts = np.concatenate([np.array([last.count - 1 for last in carried], np.int64), np.zeros_like(times)])
        return _Walk(names, codes, order, carried, begins, _places(begins | _differs(at[order]), counts[order]))

    def _remember(self, walk: _Walk, times: Indices, values: list[pa.Array]) -> None:
        """Keep what each ticket of the batch said last; a ticket of the batch has a row behind what was carried."""
        ends = np.flatnonzero(np.append(walk.begins[1:], True)) if len(walk.order) else np.zeros(0, np.int64)
        rows = walk.rows[ends]
        said = [column.take(pa.array(rows)).to_pylist() for column in values]
        names = walk.codes[walk.order[ends]].tolist()
        for name, at, place, *latest in zip(
            names, times[rows].tolist(), walk.places[ends].tolist(), *said, strict=True
        ):
            self.last[walk.names[name]] = _Last(at, place + 1, tuple(latest))


def _stated(column: pa.Array, walk: _Walk) -> Indices:
    """Where in order a column says something first, or something else than in the row before."""
    said = np.asarray(pc.fill_null(column.dictionary_encode().indices, -1)).astype(np.int64)[walk.order]
    first = walk.begins & (walk.rows >= 0) & (said >= 0)
    return np.flatnonzero(first | (_differs(said) & ~walk.begins))


def _places(begins: npt.NDArray[np.bool_], counts: Indices) -> Indices:
    """Place of each row in its group, counted on from the number its first row has already."""
    at = np.arange(len(begins))
    start = np.maximum.accumulate(np.where(begins, at, 0))
    return counts[start] + at - start


def _differs(values: Indices) -> npt.NDArray[np.bool_]:
    """Whether a value is another than the one before; the first is."""
    return np.append(np.ones(min(1, len(values)), bool), np.not_equal(values[1:], values[:-1]))
