"""The lake of one workspace: read the current version, commit the next, let go of what left it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pyarrow as pa

from clew.store.durable import TEMPORARY, make_folder, unlink
from clew.store.lake.writing import entry_of, write_rows
from clew.store.manifest import (
    CURRENT,
    FileEntry,
    Manifest,
    Retired,
    manifest_name,
    read_manifest,
    write_manifest,
)

__all__ = ["GRACE", "IDENTIFIERS_FOLDER", "LAKE_FOLDER", "Lake", "microseconds"]

LAKE_FOLDER = "lake"
IDENTIFIERS_FOLDER = "identifiers"
#: How long a file stays after it left the manifest: longer than any reader holds a version.
GRACE = timedelta(hours=1)


class Lake:
    """The files of one workspace's tables. Reading needs no lock; committing is for the holder of the loader's lock."""

    def __init__(self, workspace: Path, workspace_id: str) -> None:
        self.workspace = workspace
        self.workspace_id = workspace_id
        self.folder = workspace / LAKE_FOLDER

    def current(self) -> Manifest:
        """Return the current lake version."""
        return read_manifest(self.folder)

    def path(self, entry: FileEntry) -> str:
        """Return the absolute path of a file of the lake."""
        return str(self.workspace / entry.path)

    def write(self, table: str, rows: pa.Table, time_column: str | None = None) -> FileEntry:
        """Return the entry of a new file of ``table``; nobody sees it before a commit names it."""
        folder = IDENTIFIERS_FOLDER if table == "_identifiers" else f"{LAKE_FOLDER}/{table}"
        return write_rows(self.workspace, folder, rows, time_column)

    def commit(self, base: Manifest, new: Manifest, now: datetime) -> Manifest:
        """Make ``new`` the current version after ``base`` and return it as written.

        What left is kept for an hour, with its hash so that ``verify`` can still check it.
        """
        make_folder(self.folder)
        kept, expired = self._retire(base, new, now)
        version = base.version + 1
        written = msgspec.structs.replace(new, workspace=self.workspace_id, version=version, retired=tuple(kept))
        write_manifest(self.folder, written)
        for retired in expired:
            unlink(self.workspace / retired.path)
        return written

    def forget(self, base: Manifest, paths: Iterable[str], now: datetime) -> Manifest:
        """Unlink files that left the manifest at once, not after an hour: an erasure may not wait."""
        gone = set(paths)
        left = tuple(retired for retired in base.retired if retired.path not in gone)
        new = self.commit(base, msgspec.structs.replace(base, retired=left), now)
        for path in gone:
            unlink(self.workspace / path)
        return new

    def sweep(self, manifest: Manifest) -> list[str]:
        """Remove what no version names: the leftovers of a loader that died; return their paths."""
        known = {entry.path for entry in manifest.entries()} | {retired.path for retired in manifest.retired}
        known |= {f"{LAKE_FOLDER}/{CURRENT}", f"{LAKE_FOLDER}/{manifest_name(manifest.version)}"}
        found = [path for path in self._files() if path not in known]
        for path in found:
            unlink(self.workspace / path)
        return found

    def _files(self) -> Iterable[str]:
        for file in self.folder.rglob("*"):
            if file.is_file():
                yield file.relative_to(self.workspace).as_posix()
        for pattern in ("*.parquet", f"*.parquet{TEMPORARY}"):
            for file in (self.workspace / IDENTIFIERS_FOLDER).glob(pattern):
                yield file.relative_to(self.workspace).as_posix()

    def _retire(self, base: Manifest, new: Manifest, now: datetime) -> tuple[list[Retired], list[Retired]]:
        """Return the files that still wait and those whose hour is over."""
        at = microseconds(now)
        living = {entry.path for entry in new.entries()}
        left = [entry for entry in base.entries() if entry.path not in living]
        if base.version:
            name = manifest_name(base.version)
            left.append(entry_of(self.folder / name, f"{LAKE_FOLDER}/{name}", rows=0))
        waiting = [*new.retired, *(Retired(path=e.path, bytes=e.bytes, sha256=e.sha256, at=at) for e in left)]
        oldest = at - GRACE // timedelta(microseconds=1)
        kept = [retired for retired in waiting if retired.at > oldest]
        return kept, [retired for retired in waiting if retired.at <= oldest]


def microseconds(moment: datetime) -> int:
    """Return the microseconds from 1970 UTC to an aware ``moment``.

    >>> from datetime import UTC
    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (moment - datetime.fromtimestamp(0, tz=moment.tzinfo)) // timedelta(microseconds=1)
