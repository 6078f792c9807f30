"""Contacts into paths: the documented order of contacts, and where one path ends and the next begins.

All of it counts and moves whole numbers: sorting by path is a counting sort, so it takes the same time a contact
however many there are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["by_time", "has_ties", "path_starts", "settle_ties", "stable_order"]

Whole = npt.NDArray[np.int64]
Places = npt.NDArray[np.signedinteger]
_DIGIT = 16
#: From so many codes on, loading scipy.sparse (a quarter of a second) pays.
MANY = 2_000_000


def stable_order(codes: npt.NDArray[np.unsignedinteger]) -> Places:
    """Return the places of ``codes`` (not negative) in ascending order; equal ones stay as they were.

    By counting: codes of many paths at once, the others 16 bits at a time, the lowest first.

    >>> stable_order(np.array([70_000, 2, 70_000, 0], dtype=np.uint32)).tolist()
    [3, 1, 0, 2]
    """
    if len(codes) >= MANY and codes.dtype.itemsize > _DIGIT // 8 and int(codes.max()) < np.iinfo(np.int32).max:
        return _by_rows(codes)
    return _by_digits(codes)


def _by_rows(codes: npt.NDArray[np.unsignedinteger]) -> Places:
    """Return the order from a sparse matrix with one cell a code: to compress its rows is one counting sort."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - loaded only where it pays

    size = len(codes)
    cells = (codes.astype(np.int32, copy=False), np.arange(size, dtype=np.int32))
    matrix = coo_array((np.ones(size, dtype=np.int8), cells), shape=(int(codes.max()) + 1, size))
    order: Places = matrix.tocsr().indices
    return order


def _by_digits(codes: npt.NDArray[np.unsignedinteger]) -> Places:
    order = np.argsort((codes & 0xFFFF).astype(np.uint16), kind="stable")
    largest = int(codes.max()) if len(codes) else 0
    shift = _DIGIT
    while largest >> shift:
        digit = ((codes >> codes.dtype.type(shift)) & 0xFFFF).astype(np.uint16)
        order = order[np.argsort(digit[order], kind="stable")]
        shift += _DIGIT
    return order


def by_time(at: Whole, ordinal: Whole) -> Places | None:
    """Return the places of contacts ordered by time, then ordinal; None where they are in that order already."""
    earlier, later = at[:-1], at[1:]
    if bool(np.all((earlier < later) | ((earlier == later) & (ordinal[:-1] <= ordinal[1:])))):
        return None
    return np.lexsort((ordinal, at))


def has_ties(path: npt.NDArray[np.unsignedinteger], at: Whole, ordinal: Whole) -> bool:
    """Return whether two contacts of one path share time and ordinal, so that only their ids order them."""
    return bool(_ties(path, at, ordinal).any())


def settle_ties(path: npt.NDArray[np.unsignedinteger], at: Whole, ordinal: Whole, ids: pa.Array) -> Places:
    """Return the places of contacts that are in order but for ties, with contacts that tie ordered by their ids.

    Ids are compared byte by byte.

    >>> tied = np.array([5, 5, 7])
    >>> settle_ties(np.zeros(3, np.uint32), tied, -np.ones(3, np.int64), pa.array(["b", "a", "c"])).tolist()
    [1, 0, 2]
    """
    ties = _ties(path, at, ordinal)
    places = np.flatnonzero(np.r_[False, ties] | np.r_[ties, False])
    group = np.cumsum(~np.r_[False, ties])[places]
    tied = pa.table({"group": group, "id": ids.take(pa.array(places))})
    sorted_ = pc.sort_indices(tied, sort_keys=[("group", "ascending"), ("id", "ascending")]).to_numpy()
    order = np.arange(len(path))
    order[places] = places[sorted_]
    return order


def _ties(path: npt.NDArray[np.unsignedinteger], at: Whole, ordinal: Whole) -> npt.NDArray[np.bool_]:
    same: npt.NDArray[np.bool_] = at[1:] == at[:-1]
    same &= path[1:] == path[:-1]
    same &= ordinal[1:] == ordinal[:-1]
    return same


def path_starts(key: npt.NDArray[np.unsignedinteger], at: Whole, gap: int | None) -> Whole:
    """Return where paths start among contacts in order, and at the end how many contacts there are.

    A path starts with each key and, where a ``gap`` (microseconds) is given, after a wait of more than that.

    >>> path_starts(np.array([1, 1, 1, 2]), np.array([0, 10, 21, 21]), gap=10).tolist()
    [0, 2, 3, 4]
    """
    if not len(key):
        return np.zeros(1, dtype=np.int64)
    begins = key[1:] != key[:-1]
    if gap is not None:
        begins |= (at[1:] - at[:-1]) > gap
    starts: Whole = np.r_[0, np.flatnonzero(begins) + 1, len(key)].astype(np.int64)
    return starts
