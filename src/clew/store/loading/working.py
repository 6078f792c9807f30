"""The lake version in the making: files added, rows buried, nothing visible before the commit."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clew.engines.views import Link, TableView
from clew.store.lake.lake import Lake
from clew.store.lake.writing import write_rows
from clew.store.loading.lookup import DEAD_SCHEMA, no_dead
from clew.store.loading.system import SYSTEM_SCHEMAS
from clew.store.manifest import FileEntry, LinkEntry, Manifest, TableEntry
from clew.tables import TABLES

__all__ = ["DEAD_FOLDER", "Working"]

DEAD_FOLDER = "_dead"


@dataclass
class _Part:
    """One table in the making."""

    files: list[FileEntry]
    dead: pa.Table
    dead_entry: FileEntry | None
    pending: list[Future[FileEntry]] = field(default_factory=list)


class Working:
    """Tables between two lake versions.

    With ``scratch`` new files go there instead of into the lake: a dry run sees what it would have done and leaves
    nothing behind.
    """

    def __init__(self, lake: Lake, base: Manifest, scratch: Path | None = None) -> None:
        self.lake, self.base, self.scratch = lake, base, scratch
        self._parts: dict[str, _Part] = {}
        self._writer = ThreadPoolExecutor(1, "clew-write")
        self._scratched: set[str] = set()
        self.touched: set[str] = set()

    def path(self, entry: FileEntry) -> str:
        """Return the absolute path of a file, wherever it was written."""
        if self.scratch is not None and entry.path in self._scratched:
            return str(self.scratch / entry.path)
        return self.lake.path(entry)

    def paths(self, name: str) -> list[str]:
        """Return the paths of a table's files, those just written included."""
        return [self.path(entry) for entry in self._part(name).files]

    def dead(self, name: str) -> pa.Table:
        """Return the table's superseded rows."""
        return self._part(name).dead

    def clear(self, name: str) -> None:
        """Begin the table anew, as if nothing had ever come."""
        self._parts[name] = _Part([], no_dead(), None)
        self.touched.add(name)

    def append(self, name: str, rows: pa.Table) -> None:
        """Write ``rows`` as one more file of the table, while the caller goes on; whoever asks for files waits."""
        if rows.num_rows:
            self._part(name).pending.append(self._writer.submit(self._write, name, rows))
            self.touched.add(name)

    def replace(self, name: str, rows: pa.Table) -> None:
        """Make ``rows`` the whole table."""
        self.clear(name)
        self.append(name, rows)

    def exchange(self, name: str, files: list[FileEntry]) -> None:
        """Put ``files`` in the place of the table's files; the dead of files that are gone are forgotten."""
        part = self._part(name)
        part.files, part.dead_entry = files, None
        left = pa.array([file.name for file in files], pa.string())
        part.dead = part.dead.filter(pc.is_in(part.dead["file"], left))
        self.touched.add(name)

    def dead_path(self, name: str) -> str | None:
        """Return the path of the table's list of superseded rows, if any."""
        entry = self.entry(name).dead
        return self.path(entry) if entry else None

    def bury(self, name: str, dead: pa.Table) -> None:
        """Name rows (file, row) that no longer count."""
        if dead.num_rows:
            part = self._part(name)
            part.dead = pa.concat_tables([part.dead, dead.cast(DEAD_SCHEMA)])
            part.dead_entry = None
            self.touched.add(name)

    def read(self, name: str) -> pa.Table:
        """Return all rows of a system table."""
        return self.read_files(name, self._part(name).files)

    def read_files(self, name: str, files: Iterable[FileEntry]) -> pa.Table:
        """Return all rows of some files of a system table."""
        parts = [pq.ParquetFile(self.path(entry)).read() for entry in files]
        schema = SYSTEM_SCHEMAS[name]
        return pa.concat_tables(parts).cast(schema) if parts else schema.empty_table()

    def write_file(self, folder: str, rows: pa.Table) -> FileEntry:
        """Return the entry of a new file that belongs to no table: aliases, links."""
        return self._write(folder, rows)

    def view(self, name: str, aliases: FileEntry | None = None, links: Iterable[LinkEntry] = ()) -> TableView:
        """Return what a question would see of the table now."""
        entry = self.entry(name)
        return TableView(
            name,
            TABLES[name].schema,
            files=tuple(self.path(file) for file in entry.files if not file.dead),
            dirty=tuple(self.path(file) for file in entry.files if file.dead),
            dead=self.path(entry.dead) if entry.dead else None,
            aliases=self.path(aliases) if aliases else None,
            links=tuple(Link(link.column, link.by, self.path(link.file)) for link in links if link.table == name),
        )

    def entry(self, name: str) -> TableEntry:
        """Return the table's entry for the manifest; files of which no row lives are left out."""
        part = self._part(name)
        self._settle_dead(name, part)
        version = TABLES[name].version if name in TABLES else 1
        return TableEntry(schema_version=version, files=tuple(part.files), dead=part.dead_entry)

    def entries(self) -> dict[str, TableEntry]:
        """Return the entries of all tables that have files."""
        names = sorted({*self.base.tables, *self._parts})
        found = {name: self.entry(name) if name in self._parts else self.base.table(name) for name in names}
        return {name: entry for name, entry in found.items() if entry.files}

    def _part(self, name: str) -> _Part:
        if name not in self._parts:
            entry = self.base.table(name)
            dead = pq.ParquetFile(self.path(entry.dead)).read().cast(DEAD_SCHEMA) if entry.dead else no_dead()
            self._parts[name] = _Part(list(entry.files), dead, entry.dead)
        part = self._parts[name]
        while part.pending:
            part.files.append(part.pending.pop(0).result())
        return part

    def _settle_dead(self, name: str, part: _Part) -> None:
        """Count the dead of each file, let go of files that are all dead, write the list if it changed."""
        if part.dead_entry is not None or not part.dead.num_rows:
            return
        counts = {found["values"]: found["counts"] for found in pc.value_counts(part.dead["file"]).to_pylist()}
        counted = [msgspec.structs.replace(file, dead=counts.get(file.name, 0)) for file in part.files]
        part.files = [file for file in counted if file.dead < file.rows]
        left = pa.array([file.name for file in part.files], pa.string())
        part.dead = part.dead.filter(pc.is_in(part.dead["file"], left))
        part.dead_entry = self._write(f"{DEAD_FOLDER}/{name}", part.dead) if part.dead.num_rows else None

    def _write(self, name: str, rows: pa.Table) -> FileEntry:
        time_column = TABLES[name].time_column if name in TABLES else None
        if self.scratch is None:
            return self.lake.write(name, rows, time_column)
        entry = write_rows(self.scratch, name, rows, time_column)
        self._scratched.add(entry.path)
        return entry
