"""Importing files: journalled and synced first, loaded then, reported last."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Names
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import ClewError, DamageError
from clew.importers import Mapping, map_batch, open_source, protect_batch
from clew.importers.source import Source
from clew.store.erasure.gate import Admission
from clew.store.intake.choice import choose_mapping
from clew.store.intake.memory import FORGOTTEN, Memory
from clew.store.intake.replaced import replaced_warnings
from clew.store.intake.result import FileResult, shown_rejections
from clew.store.intake.trial import try_import
from clew.store.journal import Ref, SegmentWriter
from clew.store.loading.ahead import ahead
from clew.store.loading.blocks import Block, encode_block, gather_blocks
from clew.store.loading.history import History
from clew.store.loading.loader import Moved, load_news
from clew.store.loading.records import ImportDone, MappingRecord
from clew.store.loading.system import COUNTS, JOINS, QUARANTINE
from clew.store.loading.working import Working
from clew.store.locks import Say
from clew.store.place import Place
from clew.store.settings import Settings

__all__ = ["Intake"]


@dataclass
class Intake:
    """One command's import of some files into one workspace."""

    place: Place
    now: Callable[[], datetime]
    moved: Moved | None = None
    say: Say | None = None
    #: What a file is called where its name on the disk says nothing.
    names: Names[Path, str] = field(default_factory=dict)
    _results: list[FileResult] = field(default_factory=list)

    def run(
        self, paths: Sequence[Path], mapping: Mapping | None, table: str | None, *, dry_run: bool
    ) -> list[FileResult]:
        """Return what became of each file.

        Of several files, one that cannot be read gets its sentence as ``error`` and the others are imported; a file
        alone raises it.
        """
        base = self.place.lake.current()
        settings = Settings.of(base.settings)
        memory = Memory(History.read(Working(self.place.lake, base)), settings.documents[FORGOTTEN])
        zone = settings.zone
        if dry_run:
            self._each(paths, lambda path: self._try(path, mapping, table, memory, zone))
            return self._results
        try:
            with self.place.journal.writer(now=self.now) as writer:
                self._each(paths, lambda path: self._journal(writer, path, mapping, table, memory, zone))
        finally:
            if any(result.error is None for result in self._results):
                self._load()
        return self._results

    def _each(self, paths: Sequence[Path], take: Callable[[Path], FileResult]) -> None:
        """Take file after file; what one of several says no to is kept in its result."""
        for path in paths:
            try:
                self._results.append(take(path))
            except ClewError as error:
                if len(paths) == 1 or isinstance(error, DamageError):  # damage is the workspace's, not the file's
                    raise
                self._results.append(FileResult(str(path), "", error=error))

    def _journal(
        self, writer: SegmentWriter, path: Path, mapping: Mapping | None, table: str | None, memory: Memory, zone: str
    ) -> FileResult:
        """Put one file into the journal; return once all of it is on the disk."""
        began, history = time.monotonic(), memory.history
        with open_source(path) as source:
            chosen = choose_mapping(source, mapping, table, memory)
            import_id, text, digest = uuid.uuid4().hex, chosen.to_json(), _digest(chosen)
            rows = 0
            refs: list[Ref] = []
            admission = Admission(self.place, chosen, source.sha256, zone)
            for block in self._blocks(source, chosen, import_id, zone):
                with admission.of(msgspec.structs.replace(block, mapping=digest)) as admitted:
                    if not refs and digest not in history.mappings:
                        writer.append("mapping", msgspec.json.encode(MappingRecord(digest, text)))
                    refs.append(writer.append("import", encode_block(admitted)))
                    writer.commit()
                rows += block.rows.num_rows
                self._tell(f"reading {self._called(path).name}: {rows:,} rows")
            if not refs and digest not in history.mappings:
                writer.append("mapping", msgspec.json.encode(MappingRecord(digest, text)))
            done = _done(source, import_id, digest, zone, rows=rows, blocks=tuple(refs), table=table or "")
            called = self._called(path)
            done = msgspec.structs.replace(done, file=str(called), source=called.name)
            writer.append("import_done", msgspec.json.encode(done))
            writer.commit()
        history.mappings[digest] = text
        history.imports[import_id] = done
        return _begun(str(called), import_id, chosen, time.monotonic() - began)

    def _blocks(self, source: Source, mapping: Mapping, import_id: str, zone: str) -> Iterator[Block]:
        """Yield the file's rows as they may be kept; a mapping that cannot work fails before anything is written."""
        secret, digest = self.place.secret, _digest(mapping)

        def protected() -> Iterator[Block]:
            for number, batch in enumerate(ahead(source.batches())):
                rows = protect_batch(batch.rows, mapping, secret)
                if number == 0:
                    map_batch(rows.slice(0, 1), mapping, source_sha256=source.sha256, zone=zone, secret=secret)
                yield Block(import_id, 0, rows, batch.broken, batch.repaired, digest)

        yield from gather_blocks(import_id, protected())

    def _try(self, path: Path, mapping: Mapping | None, table: str | None, memory: Memory, zone: str) -> FileResult:
        began = time.monotonic()
        with open_source(path) as source:
            chosen = choose_mapping(source, mapping, table, memory)
            import_id = uuid.uuid4().hex
            done = _done(source, import_id, "", zone)
            result = _begun(str(path), import_id, chosen, 0.0)
            admission = Admission(self.place, chosen, source.sha256, zone)
            blocks = (admission.cleaned(block) for block in self._blocks(source, chosen, import_id, zone))
            try_import(self.place, done, chosen, blocks, memory.history, result)
        result.seconds = time.monotonic() - began
        return result

    def _load(self) -> None:
        """Load what was journalled, and complete the results."""
        began = time.monotonic()
        loaded = load_news(self.place, self.now, moved=self.moved, say=self.say)
        working = Working(self.place.lake, loaded.manifest)
        aside = working.read(QUARANTINE)
        counts, joins = _by_import(working.read(COUNTS)), _by_import(working.read(JOINS))
        history = History.read(working)
        for result in self._results:
            mine = aside.filter(pc.equal(aside["import_id"], result.import_id))
            result.rejections = shown_rejections(mine)
            result.tables = counts.get(result.import_id, [])
            result.joins = joins.get(result.import_id, [])
            if result.import_id in history.imports:
                result.warnings += replaced_warnings(result.import_id, counts, history)
            result.seconds += (time.monotonic() - began) / len(self._results)

    def _called(self, path: Path) -> Path:
        return Path(self.names.get(path, path))

    def _tell(self, what: str) -> None:
        if self.moved is not None:
            self.moved(what, None)


def _done(
    source: Source,
    import_id: str,
    mapping: str,
    zone: str,
    rows: int = 0,
    blocks: tuple[tuple[str, int], ...] = (),
    table: str = "",
) -> ImportDone:
    return ImportDone(
        import_id=import_id,
        file=str(source.path),
        source=source.path.name,
        sha256=source.sha256,
        format=source.format,
        fingerprint=source.fingerprint,
        columns=source.columns,
        mapping=mapping,
        zone=zone,
        rows=rows,
        blocks=blocks,
        table=table,
    )


def _digest(mapping: Mapping) -> str:
    return hashlib.sha256(mapping.to_json().encode()).hexdigest()


def _begun(file: str, import_id: str, mapping: Mapping, seconds: float) -> FileResult:
    """Return a result with the warnings that the mapping alone gives reason for."""
    warnings = [
        f"{file}: rows of {table} have no key, so their ids are the file's row numbers:"
        " an overlapping export would count twice."
        for table in mapping.tables_without_key
    ]
    return FileResult(file, import_id, seconds=seconds, warnings=warnings)


def _by_import(rows: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """Return rows by their import: whichever process loaded what this one journalled, they stand in the lake."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.to_pylist():
        found.setdefault(row.pop("import_id"), []).append(row)
    return found
