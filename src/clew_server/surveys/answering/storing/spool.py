"""Files of responses that wait for the database, one a workspace: appended durably, taken whole, then removed.

A line is a checksum and a response as JSON, with what :class:`~clew_server.surveys.answering.storing.writing.Keep`
says of it. What a crash cut off at the end was acknowledged to nobody, and is cut away. The file lies where no backup
looks: the answers themselves are in the journal, and it is gone as soon as the database has them.
"""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from clew.store import durable
from clew_server.lakes.handles import opened
from clew_server.surveys.answering.storing.writing import Keep
from clew_server.surveys.models import Response

__all__ = ["Line", "append", "files", "read", "taking"]

LIVE, TAKEN = "answers", "answers.taken"
_MARK_LETTERS = 8
_log = logging.getLogger(__name__)


class Line(msgspec.Struct, frozen=True):
    """A response as it stands in the file: its columns, and when and with which quota it was to be kept."""

    id: UUID
    survey_id: UUID
    distribution_id: UUID | None
    participant: UUID | None
    version: int
    language: str
    answers: dict[str, Any]
    fields: dict[str, Any]
    about: dict[str, Any]
    state: str
    revision: int
    began_at: datetime
    changed_at: datetime
    finished_at: datetime | None
    seconds: dict[str, Any]
    flags: list[str]
    by_click: bool
    now: datetime
    quota: int
    lot: int = 0


_COLUMNS = tuple(name for name in Line.__struct_fields__ if name not in {"now", "quota"})
#: Made ready by the thread that imports: two that use a shape first at once end the process.
_encode, _decoder = msgspec.json.Encoder().encode, msgspec.json.Decoder(Line)


def append(workspace_id: UUID, keeps: Sequence[Keep]) -> None:
    """Return once responses are on the disk, behind those that wait; OSError where they cannot be."""
    folder = _folder(workspace_id)
    data = b"".join(_line(one) for one in keeps)
    with durable.hold_lock(folder / "answers.lock"):
        path = folder / LIVE
        is_new = not path.exists()
        descriptor = durable.create(path) if is_new else durable.open_existing(path)
        try:
            whole = _whole(path)
            durable.truncate(descriptor, whole)
            _append(descriptor, data, whole)
        finally:
            durable.close(descriptor)
        if is_new:
            durable.sync_folder(folder)


def files(workspace_id: UUID) -> list[Path]:
    """Return the files of a workspace in which responses wait, the older one first."""
    folder = _folder(workspace_id)
    return [path for path in (folder / TAKEN, folder / LIVE) if path.exists()]


def read(workspace_id: UUID, path: Path) -> Iterator[Keep]:
    """Yield the responses of a file, in the order in which they came; a line that is damaged is told and left out."""
    for line in path.read_bytes().splitlines(keepends=True):
        mark, said = line[:_MARK_LETTERS], line[_MARK_LETTERS + 1 : -1]
        if not line.endswith(b"\n") or mark != _mark(said):
            _log.warning("a line of responses that wait is not whole: it was acknowledged to nobody, or is damaged")
            continue
        found = _decoder.decode(said)
        columns = {name: getattr(found, name) for name in _COLUMNS}
        yield Keep(workspace_id, Response(**columns), found.now, None, found.quota)


@contextmanager
def taking(workspace_id: UUID) -> Iterator[Iterable[Path]]:
    """Give the files of a workspace one after the other, to one process at a time; each is removed when it was read.

    What is appended meanwhile is in the next file. Where reading breaks off, the file stays.
    """
    folder = _folder(workspace_id)
    with durable.hold_lock(folder / "answers.taking.lock"):
        yield _each(folder)


def _each(folder: Path) -> Iterator[Path]:
    taken = folder / TAKEN
    while taken.exists() or _take(folder):
        yield taken
        durable.remove(taken)


def _take(folder: Path) -> bool:
    """Put what waits aside, and return whether there was anything."""
    with durable.hold_lock(folder / "answers.lock"):
        if not (folder / LIVE).exists():
            return False
        durable.replace_durably(folder / LIVE, folder / TAKEN)
    return True


def _append(descriptor: int, data: bytes, before: int) -> None:
    try:
        durable.append_durably(descriptor, data)
    except OSError:
        with suppress(OSError):
            durable.truncate_durably(descriptor, before)
        raise


def _whole(path: Path) -> int:
    """Return how many bytes of a file are whole lines: all but what a crash cut off at its end."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return size if file.read(1) in {b"\n", b""} else path.read_bytes().rfind(b"\n") + 1


def _line(one: Keep) -> bytes:
    columns = {name: getattr(one.response, name) for name in _COLUMNS}
    said = _encode(Line(**columns, now=one.now, quota=one.quota))
    return _mark(said) + b" " + said + b"\n"


def _mark(said: bytes) -> bytes:
    return f"{zlib.crc32(said):08x}".encode()


def _folder(workspace_id: UUID) -> Path:
    folder = opened(workspace_id).store.place.folder / "unsettled"
    durable.make_folder(folder)
    return folder
