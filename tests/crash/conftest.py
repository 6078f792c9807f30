"""A disk that forgets: what was not synced when the power failed is lost, or torn at a sector's edge."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.crash.databases import Postgres, Sqlite, sqlite_or_postgresql

from clew.store import durable

SECTOR = 512


class PowerCutError(BaseException):
    """The power failed; no ``except Exception`` may carry on."""


@dataclass
class _File:
    """One file by its inode: what is on the disk, and the writes that are not yet."""

    keeper: int  # an open descriptor, so that the system does not give the inode's number away again
    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # (offset, bytes), or (length, None): cut


class FaultyDisk:
    """Stands in for the primitives of ``clew.store.durable``; everything really happens, and is also remembered.

    ``cut_at`` is the call at which the power fails (before its effect); ``fail_at`` the call that fails with
    ``error`` (a write after half its bytes). ``calls`` names every call made, as (primitive, file name).
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, str]] = []
        self.cut_at: int | None = None
        self.fail_at: int | None = None
        self.error = errno.ENOSPC
        self.left_out = ""  # the primitive that does nothing: what a careless program would leave out
        self._files: dict[int, _File] = {}
        self._names: dict[Path, int] = {}
        self._pending_names: list[tuple[Path, Path, int | None]] = []  # (folder, name, inode or gone)
        self._real: dict[str, Callable] = {}
        for name in ("create", "write", "sync_data", "truncate", "rename", "unlink", "sync_folder", "set_read_only"):
            self._real[name] = getattr(durable, name)
            monkeypatch.setattr(durable, name, getattr(self, f"_{name}"))

    def close(self) -> None:
        for file in self._files.values():
            os.close(file.keeper)

    # the primitives

    def _enter(self, primitive: str, about: str) -> bool:
        """Count a call; return whether it is the one that fails."""
        if self.cut_at is not None and len(self.calls) >= self.cut_at:
            raise PowerCutError
        self.calls.append((primitive, about))
        return self.fail_at is not None and len(self.calls) - 1 == self.fail_at

    def _fail(self) -> None:
        raise OSError(self.error, os.strerror(self.error))

    def _create(self, path: Path) -> int:
        if self._enter("create", path.name):
            self._fail()
        descriptor = self._real["create"](path)
        inode = os.fstat(descriptor).st_ino
        self._files[inode] = _File(os.open(path, os.O_RDONLY))  # opened anew: a duplicate would share the lock
        self._pending_names.append((path.parent, path, inode))
        return descriptor

    def _write(self, descriptor: int, data: bytes | memoryview) -> int:
        path = self._path(descriptor)
        fails = self._enter("write", path.name)
        given = bytes(data)[: len(data) // 2] if fails else bytes(data)
        about = os.fstat(descriptor)
        self._files[about.st_ino].pending.append((about.st_size, given))
        taken = self._real["write"](descriptor, given)
        if fails:
            self._fail()
        return taken

    def _sync_data(self, descriptor: int) -> None:
        if self.left_out == "sync_data":
            return
        if self._enter("sync_data", self._path(descriptor).name):
            self._fail()
        self._real["sync_data"](descriptor)
        file = self._files.get(os.fstat(descriptor).st_ino)
        if file:
            file.durable = self._now(file)
            file.pending.clear()

    def _truncate(self, descriptor: int, length: int) -> None:
        if self._enter("truncate", self._path(descriptor).name):
            self._fail()
        self._real["truncate"](descriptor, length)
        self._files[os.fstat(descriptor).st_ino].pending.append((length, None))

    def _rename(self, old: Path, new: Path) -> None:
        if self._enter("rename", new.name):
            self._fail()
        inode = old.stat().st_ino
        self._real["rename"](old, new)
        self._pending_names.append((new.parent, new, inode))
        self._pending_names.append((old.parent, old, None))

    def _unlink(self, path: Path) -> None:
        if not path.exists():
            return
        if self._enter("unlink", path.name):
            self._fail()
        self._real["unlink"](path)
        self._pending_names.append((path.parent, path, None))

    def _sync_folder(self, folder: Path) -> None:
        if self.left_out == "sync_folder":
            return
        if self._enter("sync_folder", folder.name):
            self._fail()
        self._real["sync_folder"](folder)
        for parent, path, inode in self._pending_names:
            if parent == folder:
                _apply(self._names, path, inode)
        self._pending_names = [entry for entry in self._pending_names if entry[0] != folder]

    def _set_read_only(self, path: Path) -> None:
        if self._enter("set_read_only", path.name):
            self._fail()

    def _path(self, descriptor: int) -> Path:
        return Path(f"/proc/self/fd/{descriptor}").readlink()

    def _now(self, file: _File) -> bytes:
        os.lseek(file.keeper, 0, os.SEEK_SET)
        with os.fdopen(os.dup(file.keeper), "rb") as stream:
            return stream.read()

    # what a power cut leaves

    def image(self, folder: Path, into: Path, rng: random.Random) -> None:
        """Write into ``into`` one of the states the disk may be in now: all, some or no unsynced sectors and names."""
        into.mkdir()
        names, keeps = dict(self._names), rng.choice((0.0, 0.5, 0.5, 1.0))
        for _, path, inode in self._kept_names(rng, keeps):
            _apply(names, path, inode)
        for path, inode in names.items():
            if path.parent == folder:
                (into / path.name).write_bytes(self._content(self._files[inode], rng, keeps))

    def _kept_names(self, rng: random.Random, keeps: float) -> list[tuple[Path, Path, int | None]]:
        """Return the unsynced names that reached the disk, not always the first: no order is promised."""
        pending = self._pending_names
        if rng.random() < 0.5:
            return pending[rng.randint(0, len(pending)) :]
        return [entry for entry in pending if rng.random() < keeps]

    def _content(self, file: _File, rng: random.Random, keeps: float) -> bytes:
        data = bytearray(file.durable)
        for offset, written in file.pending:
            if written is None:
                if rng.random() < keeps:
                    del data[offset:]
                continue
            for start in range(offset - offset % SECTOR, offset + len(written), SECTOR):
                if rng.random() < keeps:
                    begin, end = max(start, offset), min(start + SECTOR, offset + len(written))
                    data.extend(bytes(max(0, end - len(data))))
                    data[begin:end] = written[begin - offset : end - offset]
        return bytes(data)


def _apply(names: dict[Path, int], path: Path, inode: int | None) -> None:
    if inode is None:
        names.pop(path, None)
    else:
        names[path] = inode


@pytest.fixture
def faulty_disk() -> Iterator[Callable[[], FaultyDisk]]:
    """Make faulty disks one after another; each takes the place of the one before, the last gives way to the real."""
    made: list[tuple[pytest.MonkeyPatch, FaultyDisk]] = []

    def make() -> FaultyDisk:
        take_out()
        patch = pytest.MonkeyPatch()
        made.append((patch, FaultyDisk(patch)))
        return made[-1][1]

    def take_out() -> None:
        while made:
            patch, disk = made.pop()
            patch.undo()
            disk.close()

    make.take_out = take_out  # type: ignore[attr-defined]
    yield make
    take_out()


@pytest.fixture
def now() -> Callable[[], datetime]:
    """A clock that goes a millisecond a look."""
    state = [datetime(2026, 11, 21, 9, tzinfo=UTC)]

    def look() -> datetime:
        state[0] += timedelta(milliseconds=1)
        return state[0]

    return look


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sqlite | Postgres]:
    """A database of each kind that can be away, for a server whose data are in ``tmp_path``/data."""
    with sqlite_or_postgresql(request.param, tmp_path) as found:
        yield found
