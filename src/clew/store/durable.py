"""The one door to the disk: every change the store makes to a file goes through here.

Two layers. The *primitives* are single system calls and hold no wisdom; the *compositions* below them put the
primitives into the order that makes a change durable. A test that puts other primitives in place (one that forgets
what was not synced, tears writes or runs out of space) therefore sees everything the store does.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = [
    "append_durably",
    "close",
    "create",
    "has_living_holder",
    "hold_lock",
    "make_folder",
    "open_existing",
    "open_for_reading",
    "overwrite",
    "remove",
    "remove_tree",
    "replace_durably",
    "set_read_only",
    "sync_data",
    "sync_folder",
    "truncate_durably",
    "write_durably",
]

#: How often a folder is emptied into which somebody puts files meanwhile.
_TRIES = 100
TEMPORARY = ".tmp"  # an unfinished write; whoever opens the folder next may remove it


# primitives: one system call each


def create(path: Path) -> int:
    """Return a descriptor of the new, empty file ``path``; it is an error if it exists."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)


def open_existing(path: Path) -> int:
    """Return a descriptor of ``path``, positioned at its end."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    os.lseek(descriptor, 0, os.SEEK_END)
    return descriptor


def open_for_reading(path: Path) -> int:
    """Return a descriptor of ``path`` that cannot change it."""
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def write(descriptor: int, data: bytes | memoryview) -> int:
    """Return how many bytes of ``data`` the system took; it may be fewer than given."""
    return os.write(descriptor, data)


def overwrite(descriptor: int, data: bytes, at: int) -> None:
    """Put ``data`` in the place of what stands at ``at``; the file keeps its length."""
    os.pwrite(descriptor, data, at)


def sync_data(descriptor: int) -> None:
    """Wait until the file's bytes and length are on the disk."""
    os.fdatasync(descriptor)


def truncate(descriptor: int, length: int) -> None:
    """Cut the file to ``length`` bytes."""
    os.ftruncate(descriptor, length)
    os.lseek(descriptor, 0, os.SEEK_END)


def close(descriptor: int) -> None:
    """Close the descriptor; locks it held are gone."""
    os.close(descriptor)


def rename(old: Path, new: Path) -> None:
    """Give ``old`` the name ``new`` in one step, replacing what was there."""
    old.replace(new)


def unlink(path: Path) -> None:
    """Take the name ``path`` away."""
    path.unlink(missing_ok=True)


def make_name(folder: Path) -> None:
    """Make the one folder ``folder``; another process may just have made it."""
    folder.mkdir(exist_ok=True)


def remove_tree(folder: Path) -> None:
    """Take ``folder`` and all in it away; it may be gone already, and somebody may still be putting files there."""
    for tries_left in reversed(range(_TRIES)):
        try:
            shutil.rmtree(folder)
        except OSError as error:
            if not folder.exists():
                return
            if not tries_left or error.errno not in {errno.ENOENT, errno.ENOTEMPTY}:
                raise
        else:
            return


def sync_folder(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def set_read_only(path: Path) -> None:
    """Take the right to write away: a guard against accidents, not against people."""
    path.chmod(0o444)


# compositions: the orders that make a change durable


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data``, however many calls that takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[write(descriptor, rest) :]


def append_durably(descriptor: int, data: bytes) -> None:
    """Append ``data`` and return once it is on the disk."""
    write_all(descriptor, data)
    sync_data(descriptor)


def truncate_durably(descriptor: int, length: int) -> None:
    """Cut the file to ``length`` bytes and return once that is on the disk."""
    truncate(descriptor, length)
    sync_data(descriptor)


def write_durably(path: Path, data: bytes) -> None:
    """Put ``data`` under the name ``path``: after a crash the old content is there or the new, never a mixture.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_durably(Path(folder) / "CURRENT", b"MANIFEST-1")
    ...     (Path(folder) / "CURRENT").read_bytes()
    b'MANIFEST-1'
    """
    temporary = path.with_name(path.name + TEMPORARY)
    unlink(temporary)
    descriptor = create(temporary)
    try:
        append_durably(descriptor, data)
    finally:
        close(descriptor)
    replace_durably(temporary, path)


def replace_durably(temporary: Path, path: Path) -> None:
    """Give the already synced file ``temporary`` the name ``path`` and return once the name is on the disk."""
    rename(temporary, path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Wait until the bytes of ``path``, written by somebody else (Parquet, DuckDB), are on the disk."""
    descriptor = open_for_reading(path)
    try:
        sync_data(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Take the name ``path`` away and return once that is on the disk; it may be gone already."""
    unlink(path)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make ``folder`` and the folders above it, each name synced into its parent."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    make_name(folder)
    sync_folder(folder.parent)


# locks: released by the system when their holder dies


def lock(descriptor: int) -> None:
    """Wait for the exclusive lock of an open file and hold it until the descriptor is closed."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def try_lock(descriptor: int) -> bool:
    """Return whether the exclusive lock of an open file could be had at once."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` (made if need be) for the length of a ``with`` block."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def has_living_holder(path: Path) -> bool:
    """Return whether a living process holds the exclusive lock of ``path``."""
    descriptor = open_for_reading(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
