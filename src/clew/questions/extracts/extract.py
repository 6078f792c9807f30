"""One extract: the rows of a file, or a day, that count for one thing, in order of time, with what figures need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["EPOCH", "Extract", "Ints", "arrays_of", "extract_of", "micros"]

Ints = npt.NDArray[np.int64]
EPOCH, _MICROSECOND = datetime(1970, 1, 1), timedelta(microseconds=1)  # noqa: DTZ001 - UTC without zone


def micros(moment: datetime) -> int:
    """Return a UTC time as microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows with an answer (``at``, ``unit``, ``y``, ``w``) and the times of those without one (``blank_at``).

    ``unit`` is a hash of the customer as the source gave it: with ``nobody`` true it is nobody in particular, and where
    ``fixed`` is true it is no customer's id, so that no alias is meant. Arrays that say one thing are None: ``y`` 1,
    ``w`` 1, ``nobody`` and ``fixed`` false, ``ended`` true, ``group`` and ``blank_group`` 0. ``groups`` are the
    distinct keys (split columns) that group numbers stand for. ``until`` (microseconds): rows with a later time are
    not here; None: all are.
    """

    at: Ints
    unit: Ints
    blank_at: Ints
    groups: tuple[tuple[Any, ...], ...]
    y: npt.NDArray[np.float64] | None = None
    w: npt.NDArray[np.float64] | None = None
    nobody: npt.NDArray[np.bool_] | None = None
    fixed: npt.NDArray[np.bool_] | None = None
    ended: npt.NDArray[np.bool_] | None = None
    group: npt.NDArray[np.int32] | None = None
    blank_group: npt.NDArray[np.int32] | None = None
    until: int | None = None


def extract_of(rows: pa.Table, keys: Sequence[str]) -> Extract:
    """Return the extract of what the engine gave back for :func:`~clew.questions.extracts.statement.extract_text`."""
    numbers: dict[tuple[Any, ...], int] = {}
    at, group = _times(rows["at"]), _numbered(rows, keys, numbers)
    is_given = rows["y"].is_valid().to_numpy()
    given, blank = (_in_order(at, places) for places in (np.flatnonzero(is_given), np.flatnonzero(~is_given)))
    y = _floats(rows["y"])[given]
    flags = {name: rows[name].to_numpy()[given] for name in ("nobody", "fixed", "ended") if name in rows.column_names}
    several = len(numbers) > 1
    return Extract(
        at=at[given],
        unit=rows["unit"].to_numpy()[given],
        blank_at=at[blank],
        groups=tuple(numbers),
        y=None if (y == 1).all() else y,
        w=_floats(rows["w"])[given] if "w" in rows.column_names else None,
        **{name: flag for name, flag in flags.items() if (not flag.all() if name == "ended" else flag.any())},
        group=group[given] if several else None,
        blank_group=group[blank] if several else None,
    )


def _in_order(at: Ints, places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return ``places`` in the order of their times."""
    return places[np.argsort(at[places], kind="stable")]


def _numbered(rows: pa.Table, keys: Sequence[str], numbers: dict[tuple[Any, ...], int]) -> npt.NDArray[np.int32]:
    """Return the number of each row's key; keys that are new get the next ones in ``numbers``."""
    if not keys:
        numbers.setdefault((), 0)
        return np.zeros(rows.num_rows, dtype=np.int32)
    code = np.zeros(rows.num_rows, dtype=np.int64)
    for name in keys:
        column = rows[name].combine_chunks().dictionary_encode(null_encoding="encode")
        code = code * max(1, len(column.dictionary)) + column.indices.to_numpy()
        _, code = np.unique(code, return_inverse=True)
    distinct, first = np.unique(code, return_index=True)
    found = rows.select(list(keys)).take(pa.array(first)).to_pylist()
    numbering = [numbers.setdefault(tuple(row[name] for name in keys), len(numbers)) for row in found]
    return np.array(numbering, dtype=np.int32)[np.searchsorted(distinct, code)] if numbering else code.astype(np.int32)


def _times(column: pa.ChunkedArray) -> Ints:
    times: Ints = column.cast(pa.int64()).to_numpy()
    return times


def _floats(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    numbers: npt.NDArray[np.float64] = column.cast(pa.float64()).to_numpy()
    return numbers


def arrays_of(extract: Extract) -> Mapping[str, npt.NDArray[Any]]:
    """Return the arrays of an extract by name, without those that say one thing."""
    found = {name: getattr(extract, name) for name in Extract.__dataclass_fields__ if name not in {"groups", "until"}}
    return {name: array for name, array in found.items() if array is not None}
