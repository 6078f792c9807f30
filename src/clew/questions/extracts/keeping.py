"""Extracts on disk: one file each in the cache, checksummed and mapped into memory; all of it can be made again."""

from __future__ import annotations

import hashlib
import mmap
import os
import tempfile
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, Self

import msgspec
import numpy as np

from clew.questions.extracts.extract import Extract, arrays_of
from clew.questions.keeping.source import source_hash

__all__ = ["FOLDER", "KNOWN", "LARGEST", "Keeper"]

#: The folder in a workspace's cache; it goes with the cache when a person is erased.
FOLDER = "extracts"
#: So many bytes stay on disk a workspace, what was not asked for the longest goes; looked at every so many writes.
LARGEST, LOOK_EVERY = 3_000_000_000, 256
#: So many bytes stay mapped in a process.
MAPPED = 2_000_000_000
_DIGEST, _ALIGNED = 32, 64


class _Header(msgspec.Struct):
    """What is in a file before its arrays: each with its name, type, length and place behind the header."""

    groups: tuple[tuple[str | float | bool | None, ...], ...]
    until: int | None
    arrays: list[tuple[str, str, int, int]]


class _Known:
    """The extracts of this process by their file; the oldest are forgotten."""

    def __init__(self, most: int = MAPPED) -> None:
        self._most, self._held, self._lock = most, 0, Lock()
        self._known: OrderedDict[str, tuple[Extract, int]] = OrderedDict()

    def get(self, name: str) -> Extract | None:
        with self._lock:
            if name not in self._known:
                return None
            self._known.move_to_end(name)
            return self._known[name][0]

    def put(self, name: str, extract: Extract) -> None:
        size = sum(array.nbytes for array in arrays_of(extract).values())
        with self._lock:
            self._held += size - self._known.pop(name, (None, 0))[1]
            self._known[name] = extract, size
            while self._held > self._most and len(self._known) > 1:
                self._held -= self._known.popitem(last=False)[1][1]

    def drop(self, name: str) -> None:
        with self._lock:
            self._held -= self._known.pop(name, (None, 0))[1]

    def forget(self) -> None:
        """Forget all; what is on disk stays."""
        with self._lock:
            self._known.clear()
            self._held = 0


KNOWN = _Known()
#: The writes of this process; the first one looks whether there are too many.
_WRITES = count()


class Keeper:
    """Keeps extracts in ``folder``; without one in the memory of this process alone.

    A damaged file is removed and counts as none. A file that is gone (a person was erased) is forgotten in memory too.
    """

    def __init__(self, folder: Path | None, files: Sequence[str] = ()) -> None:
        self._folder, self._files = folder, files

    @classmethod
    def of(cls, lake: Any, tables: Iterable[str]) -> Self:
        """Return what keeps extracts made of ``tables`` of a lake; one without a cache keeps them in memory."""
        cache = getattr(lake, "cache", None)
        views = [lake.views[name] for name in tables if name in lake.views]
        files = [file for view in views for file in (*view.files, *view.dirty)]
        return cls(None if cache is None else Path(cache) / FOLDER, files)

    @property
    def is_in_memory(self) -> bool:
        """Whether nothing is kept on disk."""
        return self._folder is None

    def get(self, shape: str, of: str) -> Extract | None:
        """Return the extract of ``shape`` of the file content called ``of``, None where there is none."""
        path = self._path(shape, of)
        name = str(path) if path else f"{shape} {of}"
        known = KNOWN.get(name)
        if path is None:
            return known
        if known is not None and path.exists():
            return known
        KNOWN.drop(name)
        found = _read(path)
        if found is not None:
            KNOWN.put(name, found)
        return found

    def put(self, shape: str, of: str, extract: Extract) -> Extract:
        """Keep ``extract`` and return it; a full disk costs the cache alone.

        An erasure takes the files of a lake version first and empties the cache then: what was made of files that are
        gone meanwhile is not kept.
        """
        path = self._path(shape, of)
        if path is not None and _write(path, extract):
            if not all(map(os.path.exists, self._files)):  # looked at after the writing: whichever comes last removes
                path.unlink(missing_ok=True)
                return extract
            if self._folder and next(_WRITES) % LOOK_EVERY == 0:
                forget_oldest(self._folder, LARGEST)
        KNOWN.put(str(path) if path else f"{shape} {of}", extract)
        return extract

    def _path(self, shape: str, of: str) -> Path | None:
        if self._folder is None:
            return None
        key = hashlib.sha256(f"{source_hash()}\n{shape}\n{of}".encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.extract"


def forget_oldest(folder: Path, most: int) -> None:
    """Remove the extracts that were not asked for the longest until those in ``folder`` take at most ``most`` bytes."""
    found = []
    for path in folder.glob("*/*"):
        with suppress(OSError):
            said = path.stat()
            found.append((said.st_mtime, said.st_size, path))
    held = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if held <= most:
            return
        path.unlink(missing_ok=True)
        held -= size


def _read(path: Path) -> Extract | None:
    try:
        with path.open("rb") as file:
            stored = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # not there, or empty
        return None
    with suppress(msgspec.MsgspecError, ValueError, IndexError, TypeError):
        if hashlib.sha256(memoryview(stored)[_DIGEST:]).digest() == stored[:_DIGEST]:
            with suppress(OSError):
                os.utime(path)
            return _decoded(memoryview(stored))
    with suppress(OSError):
        path.unlink()
    return None


def _decoded(stored: memoryview) -> Extract:
    length = int.from_bytes(stored[_DIGEST : _DIGEST + 8], "little")
    begins = _DIGEST + 8 + length
    header = msgspec.msgpack.decode(stored[_DIGEST + 8 : begins], type=_Header)
    start = begins + -begins % _ALIGNED
    arrays = {
        name: np.frombuffer(stored, dtype=np.dtype(kind), count=count, offset=start + place)
        for name, kind, count, place in header.arrays
    }
    return Extract(groups=header.groups, until=header.until, **arrays)


def _encoded(extract: Extract) -> list[Any]:
    arrays, place, listed = arrays_of(extract), 0, []
    parts: list[bytes] = []
    for name, array in arrays.items():
        body = np.ascontiguousarray(array).tobytes()
        listed.append((name, array.dtype.str, len(array), place))
        padding = b"\0" * (-len(body) % _ALIGNED)
        parts += [body, padding]
        place += len(body) + len(padding)
    header = msgspec.msgpack.encode(_Header(extract.groups, extract.until, listed))
    begins = _DIGEST + 8 + len(header)
    return [len(header).to_bytes(8, "little"), header, b"\0" * (-begins % _ALIGNED), *parts]


def _write(path: Path, extract: Extract) -> bool:
    """Write beside and rename, so that no reader meets half a file; return whether that could be done."""
    parts = _encoded(extract)
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".extract-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines([digest.digest(), *parts])
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError:
        return False
    return True
