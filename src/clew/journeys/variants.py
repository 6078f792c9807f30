"""Variants: the distinct sequences of names, and how many paths walk each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clew.journeys.paths import Paths

__all__ = ["Variant", "Variants", "count_variants", "variants"]

_BYTE = 256


@dataclass(frozen=True, slots=True)
class Variant:
    """One sequence of names, and how many of the paths walk exactly that."""

    names: tuple[str, ...]
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Variants:
    """The commonest variants; all the others are counted together, so that the shares sum to 1."""

    rows: tuple[Variant, ...]
    other_variants: int
    other_count: int
    other_share: float


def variants(paths: Paths, limit: int | None = 20) -> Variants:
    """Return the ``limit`` commonest variants (None: all), equally common ones by their names in alphabetical order."""
    counted = _counted(paths)
    counts = counted.field("counts").to_numpy()
    size = len(counts) if limit is None else min(limit, len(counts))
    rows = tuple(
        Variant(_spoken(paths, walk), count, count / len(paths))
        for walk, count in (
            (counted[int(place)]["values"].as_py(), int(counts[place])) for place in _top(counted, size)
        )
    )
    left = len(paths) - sum(row.count for row in rows)
    return Variants(rows, len(counts) - size, left, left / len(paths) if len(paths) else 0.0)


def count_variants(paths: Paths) -> int:
    """Return how many different sequences of names there are."""
    return pc.count_distinct(_sequences(paths)).as_py() if len(paths) else 0


def _counted(paths: Paths) -> pa.StructArray:
    return pc.value_counts(_sequences(paths))


def _sequences(paths: Paths) -> pa.Array:
    """Return each path's names as bytes, which lie there already: one or two bytes a contact, the larger first."""
    kind = np.uint8 if len(paths.names) <= _BYTE else np.dtype(">u2")
    names = np.ascontiguousarray(paths.name, dtype=kind)
    offsets = np.ascontiguousarray(paths.starts * names.itemsize, dtype=np.int64)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(names)]
    return pa.Array.from_buffers(pa.large_binary(), len(paths), buffers)


def _top(counted: pa.StructArray, size: int) -> npt.NDArray[np.int64]:
    """Return the places of the ``size`` commonest; only those that could be among them are sorted."""
    counts = counted.field("counts").to_numpy()
    if not size:
        return np.zeros(0, dtype=np.int64)
    least = np.partition(counts, len(counts) - size)[len(counts) - size]
    places = np.flatnonzero(counts >= least)
    chosen = pa.table({"count": counts[places], "walk": counted.field("values").take(pa.array(places))})
    order = pc.sort_indices(chosen, sort_keys=[("count", "descending"), ("walk", "ascending")])
    found: npt.NDArray[np.int64] = places[order.to_numpy()[:size]]
    return found


def _spoken(paths: Paths, walk: bytes) -> tuple[str, ...]:
    kind = np.uint8 if len(paths.names) <= _BYTE else np.dtype(">u2")
    return tuple(paths.names[code] for code in np.frombuffer(walk, dtype=kind))
