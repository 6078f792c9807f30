"""Cells that were read, by all that decides them; the oldest are forgotten when they are too many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from threading import Lock

from clew.questions.gathering.cells import Cell
from clew.stats.sketch import Sketch

__all__ = ["CellMemory"]

#: So many numbers are kept: about 200 MB.
KEPT = 25_000_000
#: Numbers of a sketch, and what a cell takes beside them.
_SKETCH, _LEAST = 16, 64


class CellMemory:
    """The cells of spans by a key that tells what they were made from; shared by threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept, self._held = kept, 0
        self._known: OrderedDict[Hashable, tuple[tuple[Cell, ...], int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> tuple[Cell, ...] | None:
        """Return the cells of ``key``, None where they are not known."""
        with self._lock:
            if key not in self._known:
                return None
            self._known.move_to_end(key)
            return self._known[key][0]

    def put(self, key: Hashable, cells: Sequence[Cell]) -> None:
        """Keep ``cells``; what was not asked for the longest goes."""
        weight = _LEAST + sum(map(_weight, cells))
        with self._lock:
            self._held -= self._known.pop(key, ((), 0))[1]
            self._known[key] = (tuple(cells), weight)
            self._held += weight
            while self._held > self._kept and len(self._known) > 1:
                self._held -= self._known.popitem(last=False)[1][1]

    def forget(self) -> None:
        """Forget all."""
        with self._lock:
            self._known.clear()
            self._held = 0


def _weight(cell: Cell) -> int:
    content = cell.content
    if isinstance(content, Sketch):
        return _SKETCH + _LEAST
    return _LEAST + sum(getattr(getattr(content, name), "size", 1) for name in content.__dataclass_fields__)
