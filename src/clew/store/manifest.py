"""The manifest: one lake version over all tables, and how it becomes the current one.

``lake/MANIFEST-<n>`` is JSON; ``lake/CURRENT`` is one line, the manifest's name and its SHA-256. Both are written
temporary file → fsync → rename → fsync of the folder, the manifest first: a reader sees the old version or the new.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from clew.errors import DamageError
from clew.store.durable import write_durably

__all__ = [
    "CURRENT",
    "MANIFEST_FORMAT",
    "FileEntry",
    "LinkEntry",
    "Manifest",
    "Retired",
    "TableEntry",
    "manifest_name",
    "read_manifest",
    "write_manifest",
]

CURRENT = "CURRENT"
MANIFEST_FORMAT = 1

_MISSING_TRIES = 5
_CURRENT_LINE = re.compile(rb"(MANIFEST-[1-9][0-9]*) ([0-9a-f]{64})\n")


class FileEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One immutable file: ``path`` is relative to the workspace's folder; times in microseconds since 1970 UTC.

    ``dead`` of its rows were superseded later and are named in the table's dead file.
    """

    path: str
    rows: int
    bytes: int
    sha256: str
    first: int | None = None
    last: int | None = None
    dead: int = 0

    @property
    def name(self) -> str:
        """The base name, which never repeats."""
        return self.path.rpartition("/")[2]


class TableEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One table of one lake version; ``dead`` is a Parquet file of (file, row)."""

    schema_version: int = 1
    files: tuple[FileEntry, ...] = ()
    dead: FileEntry | None = None

    @property
    def rows(self) -> int:
        """How many living rows there are."""
        return sum(file.rows - file.dead for file in self.files)


class LinkEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Column ``column`` of ``table`` is looked up by ``by`` in ``file`` (value, found), made from ``source``."""

    table: str
    column: str
    by: str
    source: str
    file: FileEntry


class Retired(msgspec.Struct, frozen=True, kw_only=True):
    """A file that left the manifest at ``at`` (microseconds since 1970 UTC) and waits to be unlinked."""

    path: str
    bytes: int
    sha256: str
    at: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One lake version over all tables.

    ``cursor`` says how much of the journal is in it: records read of each segment. ``settings`` are the workspace's
    as of that place; ``settings_version`` counts their changes.
    """

    format: int = MANIFEST_FORMAT
    workspace: str = ""
    version: int = 0
    cursor: dict[str, int] = {}
    settings_version: int = 0
    settings: dict[str, Any] = {}
    tables: dict[str, TableEntry] = {}
    aliases: FileEntry | None = None
    links: tuple[LinkEntry, ...] = ()
    facts: dict[str, int] = {}
    retired: tuple[Retired, ...] = ()

    def table(self, name: str) -> TableEntry:
        """Return the entry of a table, an empty one if nothing came yet."""
        return self.tables.get(name, TableEntry())

    def entries(self) -> Iterator[FileEntry]:
        """Yield every living file: rows, dead lists, aliases, links."""
        for table in self.tables.values():
            yield from table.files
            if table.dead is not None:
                yield table.dead
        if self.aliases is not None:
            yield self.aliases
        yield from (link.file for link in self.links)

    def files_hash(self) -> str:
        """Return the SHA-256 over the hashes of all files an answer can read: equal only for equal content."""
        own = {entry.path for name, table in self.tables.items() if name.startswith("_") for entry in table.files}
        read = (f"{entry.path} {entry.sha256}" for entry in self.entries() if entry.path not in own)
        return hashlib.sha256("\n".join(sorted(read)).encode()).hexdigest()


def manifest_name(version: int) -> str:
    """Return the file name of a lake version.

    >>> manifest_name(12)
    'MANIFEST-12'
    """
    return f"MANIFEST-{version}"


def read_manifest(lake: Path) -> Manifest:
    """Return the current manifest of the folder ``lake``; version 0 where nothing was ever loaded.

    Raises:
        DamageError: CURRENT or the manifest is not what was written.
    """
    for _ in range(_MISSING_TRIES):
        try:
            current = _CURRENT_LINE.fullmatch((lake / CURRENT).read_bytes())
        except FileNotFoundError:
            return Manifest()
        if current is None:
            raise DamageError(f"{lake / CURRENT} is damaged: it is not what was written.")
        path = lake / current[1].decode()
        try:
            return _checked(path.read_bytes(), current[2].decode(), path)
        except FileNotFoundError:
            continue  # CURRENT moved on between the two reads and the old manifest is gone
    raise DamageError(f"{lake / CURRENT} names {path.name}, which is missing.")


def write_manifest(lake: Path, manifest: Manifest) -> None:
    """Make ``manifest`` the current one; return once that would survive a power cut."""
    data = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    name = manifest_name(manifest.version)
    write_durably(lake / name, data)
    write_durably(lake / CURRENT, f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())


def _checked(data: bytes, sha256: str, path: Path) -> Manifest:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DamageError(f"{path} is not what was written: its SHA-256 differs from the one in CURRENT.")
    return msgspec.json.decode(data, type=Manifest)
