"""Clocks that go wrong: what a client says about time, repaired by when it says it sent the message."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.values.cells import clean_texts
from clew.importers.values.dates import parse_times
from clew.importers.values.zones import Clock

__all__ = ["AHEAD", "Told", "tell_time"]

#: Microseconds by which a clock may be off before it is repaired: less is the way through the network.
TOLERANCE = 10_000_000
#: So far ahead of its receipt nothing can have happened.
AHEAD = 24 * 3_600_000_000


@dataclass(frozen=True)
class Told:
    """When messages happened (``occurred``, microseconds as text, or what could not be read), what was ``said``.

    ``said`` is what the client's clock showed, where that was repaired; ``ahead`` is true where something is said to
    have happened more than a day after it was received.
    """

    occurred: pa.Array
    said: pa.Array
    ahead: np.ndarray


def tell_time(timestamps: pa.Array, sent: pa.Array, received: pa.Array) -> Told:
    """Return when messages happened: their time, moved by how far the client's clock was off when it sent them.

    Without a time it is when they were received; without a time of sending the client's word stands. ``received`` are
    whole microseconds.

    >>> told = tell_time(pa.array(["2026-11-29T15:00:00Z"]), pa.array(["2026-11-29T15:00:01Z"]),
    ...                  pa.array([1_795_953_601_000_000]))
    >>> told.occurred.to_pylist(), told.said.to_pylist()
    (['1795953600000000'], ['2026-11-29T15:00:00Z'])
    """
    timestamps, sent = clean_texts(timestamps), clean_texts(sent)
    at, posted = _instants(timestamps), _instants(sent)
    off = pc.subtract(received, posted)
    is_off = pc.fill_null(pc.greater(pc.abs(off), TOLERANCE), fill_value=False)
    moved = pc.if_else(is_off, pc.add(at, off), at)
    moved = pc.if_else(pc.is_null(timestamps), received, moved)
    ahead = pc.fill_null(pc.greater(pc.subtract(moved, received), AHEAD), fill_value=False)
    occurred = pc.coalesce(moved.cast(pa.string()), timestamps)
    said = pc.if_else(pc.and_(is_off, pc.is_valid(at)), timestamps, None)
    return Told(occurred, said, ahead.to_numpy(zero_copy_only=False))


def _instants(texts: pa.Array) -> pa.Array:
    """Return times as whole microseconds, null where a text is none; a bare number is milliseconds, as browsers say."""
    return parse_times(texts, ("iso", "epoch_ms"), Clock("UTC")).cast(pa.int64())
