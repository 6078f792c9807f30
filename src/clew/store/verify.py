"""Reading every byte of a workspace's journal and lake and naming what is not as it was written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from clew.errors import DamageError
from clew.store.damage import Damage
from clew.store.durable import TEMPORARY
from clew.store.identity import check_identity
from clew.store.journal import verify_journal
from clew.store.journal.ledger import Entry, ledger_of, segment_path
from clew.store.journal.scan import SegmentScan
from clew.store.locks import is_free
from clew.store.manifest import CURRENT, FileEntry, Manifest, Retired

__all__ = ["verify"]

TRIES = 5  # what a loader or an erasure changed while we read is looked at again before it is called damage
CURRENT_LINE = re.compile(rb"(MANIFEST-[1-9][0-9]*) ([0-9a-f]{64})\n")
JOURNAL, LAKE, IDENTIFIERS, LOADER_LOCK = "journal", "lake", "identifiers", "locks/loader"


def verify(workspace: Path) -> list[Damage]:
    """Return all damage of the workspace in the folder ``workspace``: damaged, missing and unknown files, by name.

    Reads every byte of the journal and of every file of the lake, also those that wait to be unlinked, and checks
    the lake's place in the journal, the workspace's name and its secret. Changes nothing; others may write meanwhile.
    """
    journal = [replace(damage, file=f"{JOURNAL}/{damage.file}") for damage in verify_journal(workspace / JOURNAL)]
    lake: list[Damage] = []
    for _ in range(TRIES):
        before = _current_line(workspace)
        lake = _verify_lake(workspace)
        if not lake or _current_line(workspace) == before:
            break
    return sorted({*check_identity(workspace), *journal, *lake})


def _verify_lake(workspace: Path) -> list[Damage]:
    is_still = is_free(workspace / LOADER_LOCK)
    line = _current_line(workspace)
    if line is None:
        lost = [file for file in _files(workspace) if file.startswith(f"{LAKE}/MANIFEST-")]
        return [Damage(f"{LAKE}/{CURRENT}", "", "is missing beside a manifest")] if lost and is_still else []
    try:
        manifest, name = _read_manifest(workspace, line)
    except _DamagedManifest as trouble:
        return [trouble.damage]
    return [
        *(damage for entry in manifest.entries() for damage in _check_rows(workspace, entry)),
        *(damage for entry in manifest.retired for damage in _check_bytes(workspace, entry)),
        *(_unknown(workspace, manifest, name) if is_still else ()),
        *_check_cursor(workspace, manifest),
    ]


# the manifest


class _DamagedManifest(Exception):  # noqa: N818 - carries the damage out of the reading, is never shown
    def __init__(self, file: str, what: str) -> None:
        super().__init__(what)
        self.damage = Damage(file, "", what)


def _current_line(workspace: Path) -> bytes | None:
    path = workspace / LAKE / CURRENT
    return path.read_bytes() if path.is_file() else None


def _read_manifest(workspace: Path, line: bytes) -> tuple[Manifest, str]:
    found = CURRENT_LINE.fullmatch(line)
    if found is None:
        raise _DamagedManifest(f"{LAKE}/{CURRENT}", "is not what was written")
    name = found[1].decode()
    path = workspace / LAKE / name
    if not path.is_file():
        raise _DamagedManifest(f"{LAKE}/{name}", f"is missing, and {CURRENT} names it")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != found[2].decode():
        raise _DamagedManifest(f"{LAKE}/{name}", f"its SHA-256 is not the one in {CURRENT}: one of the two is damaged")
    try:
        return msgspec.json.decode(data, type=Manifest), name
    except msgspec.DecodeError as error:
        raise _DamagedManifest(f"{LAKE}/{name}", f"is no manifest this version reads: {error}") from None


# the files it names


def _check_bytes(workspace: Path, entry: FileEntry | Retired) -> Iterator[Damage]:
    path = workspace / entry.path
    if not path.is_file():
        yield Damage(entry.path, "", "is missing")
        return
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if size != entry.bytes:
        yield Damage(entry.path, "", f"has {size} bytes instead of {entry.bytes}")
    elif digest != entry.sha256:
        yield Damage(entry.path, "", "its SHA-256 is not the one in the manifest")


def _check_rows(workspace: Path, entry: FileEntry) -> Iterator[Damage]:
    damages = list(_check_bytes(workspace, entry))
    yield from damages
    if not damages:
        try:
            rows = pq.read_metadata(workspace / entry.path).num_rows
        except pa.ArrowInvalid:
            rows = -1
        if rows != entry.rows:
            yield Damage(entry.path, "", f"has {rows} rows instead of {entry.rows}")


def _unknown(workspace: Path, manifest: Manifest, name: str) -> Iterable[Damage]:
    """Yield files that no lake version names: no reader sees them, and the next loader removes them."""
    known = {entry.path for entry in manifest.entries()} | {entry.path for entry in manifest.retired}
    known |= {f"{LAKE}/{CURRENT}", f"{LAKE}/{name}"}
    return [Damage(file, "", "no lake version names this file") for file in _files(workspace) if file not in known]


def _files(workspace: Path) -> list[str]:
    found = [*(workspace / LAKE).rglob("*"), *(workspace / IDENTIFIERS).glob("*.parquet")]
    files = (path for path in found if not path.is_dir() and not path.name.endswith(TEMPORARY))
    return sorted(path.relative_to(workspace).as_posix() for path in files)


# the lake's place in the journal


def _check_cursor(workspace: Path, manifest: Manifest) -> Iterator[Damage]:
    """Yield segments that hold less than the lake has read from them: only so is the loss of an open one found."""
    folder = workspace / JOURNAL
    try:
        segments = ledger_of(folder).segments
    except DamageError:
        return
    for segment, last in manifest.cursor.items():
        there = _records(folder, segment, manifest.workspace, segments.get(segment))
        if there <= last:
            file = segment_path(folder, segment).relative_to(workspace).as_posix()
            yield Damage(file, f"record {last}", f"the lake has read this record and the segment holds {there}")


def _records(folder: Path, segment: str, workspace_id: str, entry: Entry | None) -> int:
    if entry is not None and entry.records is not None:
        return entry.records
    path = segment_path(folder, segment)
    if not path.is_file():
        return 0
    with SegmentScan(path, segment, workspace_id) as scan:
        return scan.run().records
