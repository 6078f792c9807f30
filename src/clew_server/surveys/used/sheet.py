"""One file a distribution: every participant's id, sorted, and behind the ids one byte each: was the link used?

::

    CLEWUSED | version | how many | SHA-256 of the ids | ids, 16 bytes each, ascending | one byte each: 0 or 1

A use flips one byte where it stands. So after the same uses, in whatever order and at whatever times, the file has the
same bytes; its length never changes, and nothing is appended.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from clew.errors import DamageError
from clew.store import durable

__all__ = ["Sheet", "flip", "open_sheet", "write_sheet"]

MAGIC, VERSION = b"CLEWUSED", 1
HEAD = struct.Struct(">8sIQ32s12x")
ID = 16
#: Files whose ids were compared with their checksum by this process: they never change in their place.
_checked: dict[Path, tuple[int, int]] = {}


class Sheet:
    """An open file; it is read where it lies, so what another thread flips is seen."""

    def __init__(self, held: mmap.mmap, count: int) -> None:
        self._held, self._count = held, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> bytes:
        """Return the id at a place."""
        begin = HEAD.size + place * ID
        return self._held[begin : begin + ID]

    def ids(self) -> Iterator[UUID]:
        """Yield everybody's ids, in order."""
        return (UUID(bytes=self[place]) for place in range(self._count))

    def place(self, whose: UUID) -> int | None:
        """Return the place of somebody's id, None where it is not in the file."""
        found = bisect_left(self, whose.bytes)
        return found if found < self._count and self[found] == whose.bytes else None

    def offset(self, place: int) -> int:
        """Return where in the file the byte of a place is."""
        return HEAD.size + self._count * ID + place

    def is_used(self, whose: UUID) -> bool:
        """Return whether somebody's link was used."""
        place = self.place(whose)
        return place is not None and self._held[self.offset(place)] != 0

    def used(self) -> Iterator[UUID]:
        """Yield whose links were used, in the order of ids."""
        states = self._held[self.offset(0) : self.offset(self._count)]
        return (UUID(bytes=self[place]) for place, state in enumerate(states) if state)


@contextmanager
def open_sheet(path: Path) -> Iterator[Sheet]:
    """Give the file, checked.

    Raises:
        FileNotFoundError: there is none.
        DamageError: it is not what was written.
    """
    descriptor = durable.open_for_reading(path)
    try:
        held = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
    except ValueError:  # it is empty
        raise DamageError(_damage(path)) from None
    finally:
        durable.close(descriptor)
    with held:
        yield Sheet(held, _count(path, held))


def flip(path: Path, whose: Iterable[UUID], now: datetime) -> set[UUID]:
    """Return whose links were not used before; all are used now, on the disk. The file's own time is that of the hour.

    The caller holds the lock, and has seen that all are in the file.
    """
    descriptor = durable.open_existing(path)
    try:
        with open_sheet(path) as sheet:
            new = {one for one in whose if not sheet.is_used(one)}
            places = sorted(place for one in new if (place := sheet.place(one)) is not None)
            for place in places:
                durable.overwrite(descriptor, b"\1", sheet.offset(place))
        durable.sync_data(descriptor)
        hour = now.replace(minute=0, second=0, microsecond=0).timestamp()
        os.utime(descriptor, (hour, hour))
    finally:
        durable.close(descriptor)
    return new


def write_sheet(path: Path, states: Mapping[UUID, bool]) -> None:
    """Put a file of these participants in place, in one step."""
    durable.make_folder(path.parent)
    durable.write_durably(path, _bytes_of(states))


def _bytes_of(states: Mapping[UUID, bool]) -> bytes:
    order = sorted(states, key=lambda one: one.bytes)
    ids = b"".join(one.bytes for one in order)
    head = HEAD.pack(MAGIC, VERSION, len(order), hashlib.sha256(ids).digest())
    return head + ids + bytes(states[one] for one in order)


def _count(path: Path, held: mmap.mmap) -> int:
    if len(held) < HEAD.size:
        raise DamageError(_damage(path))
    magic, version, count, digest = HEAD.unpack(held[: HEAD.size])
    if magic != MAGIC or len(held) != HEAD.size + count * (ID + 1):
        raise DamageError(_damage(path))
    if version != VERSION:
        raise DamageError(f"{path} was written by a newer version of this program: use that one.")
    facts = path.stat()
    if _checked.get(path) != (facts.st_ino, facts.st_size):
        if hashlib.sha256(held[HEAD.size : HEAD.size + count * ID]).digest() != digest:
            raise DamageError(_damage(path))
        _checked[path] = (facts.st_ino, facts.st_size)
    return int(count)


def _damage(path: Path) -> str:
    return f"{path} is damaged: restore it from a backup, or remove it to have it made anew (links may be used again)."
