"""A workspace: the one handle on journal, lake and settings of one tenant."""

from __future__ import annotations

from collections.abc import Mapping as Document
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from clew.errors import UsageError
from clew.importers import Mapping
from clew.importers.preview import ROWS, SAMPLE
from clew.importers.source import Source
from clew.store.damage import Damage
from clew.store.erasure import erase_customer, person
from clew.store.export import export_tables
from clew.store.intake.choice import drift_from_remembered
from clew.store.intake.intake import Intake
from clew.store.intake.listing import list_rejections
from clew.store.intake.looking import join_rates, look_at
from clew.store.intake.memory import FORGOTTEN, forgetting, list_mappings, memory_of, remembering
from clew.store.intake.result import FileResult
from clew.store.loading.loader import Loaded, Moved, compact_lake, rebuild_lake
from clew.store.loading.records import ImportUndone
from clew.store.locks import Say
from clew.store.status import status_of
from clew.store.verify import verify
from clew.store.workspace.corrected import Corrected
from clew.store.workspace.handle import Clock
from clew.store.workspace.settled import Settled

__all__ = ["Workspace"]


class Workspace(Settled, Corrected):
    """One workspace of a data folder; any number of processes may hold one each."""

    def import_files(
        self,
        paths: Sequence[Path | str],
        mapping: Mapping | None = None,
        table: str | None = None,
        *,
        dry_run: bool = False,
        names: Document[Path, str] | None = None,
        progress: Moved | None = None,
        say: Say | None = None,
        now: Clock | None = None,
    ) -> list[FileResult]:
        """Return what became of each file; when this returns, every row is on the disk and in the tables.

        Of several files, one that cannot be imported has an ``error`` in its result and the others are imported; with
        one file that error is raised. ``names`` says how files are called whose names on the disk say nothing.

        Without ``mapping`` the remembered mapping of the header serves, else XES's own, else ``table``'s.

        Raises:
            UnreadableFileError: a file cannot be read as a whole.
            UsageError: nothing says how to read a file, or the mapping does not fit it.
            DataError: a remembered header has changed; the text says how.
        """
        intake = Intake(self.place, now or self._now, progress, say, names or {})
        return intake.run([Path(path) for path in paths], mapping, table, dry_run=dry_run)

    def rejections(self, import_id: str) -> list[dict[str, Any]]:
        """Return all rows of an import that were set aside: table, line, row, column, reason, value."""
        self._known(import_id)
        return list_rejections(self.place, import_id)

    def join_rate(self, import_id: str) -> list[dict[str, Any]]:
        """Return, per table, how many rows of an import found their customer.

        Keys: ``table``, ``rows`` (that stand from this import), ``found``, ``ambiguous``, ``unknown``, ``without``,
        ``share``. Raises UsageError where there is no such import.
        """
        self._known(import_id)
        return join_rates(self.place, self.snapshot(), import_id)

    def preview(
        self, file: Path | str | Source, mapping: Mapping, rows: int = ROWS, *, sample: int = SAMPLE
    ) -> dict[str, Any]:
        """Return what an import would make of a file (``clew.importers.preview``), with the join rate of its sample.

        Raises:
            MappingError: the mapping names a column that the file lacks.
        """
        opened = file if isinstance(file, Source) else Path(file)
        return look_at(self.place, self.snapshot(), opened, mapping, rows, sample)

    def header_drift(self, columns: Sequence[str]) -> dict[str, Any] | None:
        """Return how a header differs from the likest one that was imported; None where none is like it.

        Keys: ``file``, ``import_id``, ``fits``, and those of ``clew.importers.Drift``.
        """
        return drift_from_remembered(columns, memory_of(self.place))

    def mappings(self) -> list[dict[str, Any]]:
        """Return the mappings of the headers that came, the last used first; ``forgotten_at`` None: it is remembered.

        Keys: ``header`` (its fingerprint), ``file``, ``import_id``, ``format``, ``columns``, ``preset``, ``tables``,
        ``imports``, ``used_at``, ``forgotten_at``.
        """
        return list_mappings(self.place)

    def forget_mapping(self, header: str, *, now: Clock | None = None) -> None:
        """Forget how files with this header are read; what was imported stands, a later import is remembered anew.

        Raises:
            UsageError: no mapping of such a header is remembered.
        """
        clock = now or self._now
        self.keep(FORGOTTEN, header, forgetting(memory_of(self.place), header, clock()), now=clock)

    def remember_mapping(self, header: str, *, now: Clock | None = None) -> None:
        """Remember a forgotten mapping again, as if it had never been forgotten.

        Raises:
            UsageError: it was not forgotten.
        """
        self.keep(FORGOTTEN, header, remembering(memory_of(self.place), header), now=now)

    def undo(
        self, import_id: str, *, progress: Moved | None = None, say: Say | None = None, now: Clock | None = None
    ) -> dict[str, Any]:
        """Take an import back as if it had never been; return what its tables hold now.

        Raises:
            UsageError: there is no such import, or it is undone already.
        """
        found = self._known(import_id)
        if found["undone"]:
            raise UsageError(f"The import {import_id} is taken back already.")
        self._append("import_undone", msgspec.json.encode(ImportUndone(import_id)), now or self._now)
        loaded = self.catch_up(progress=progress, say=say, now=now)
        rows = {name: loaded.manifest.table(name).rows for name in found["tables"]}
        return {"import_id": import_id, "file": found["file"], "tables": rows, "version": loaded.manifest.version}

    def rebuild(
        self, *, progress: Moved | None = None, say: Say | None = None, now: Clock | None = None
    ) -> dict[str, Any]:
        """Make all tables again from the journal; return the new version and each table's rows."""
        return _described(rebuild_lake(self.place, now or self._now, moved=progress, say=say))

    def compact(self, *, say: Say | None = None, now: Clock | None = None) -> dict[str, Any]:
        """Merge files by month and drop superseded rows; return the new version and each table's rows."""
        return _described(compact_lake(self.place, now or self._now, say=say))

    def verify(self, *, progress: Moved | None = None) -> list[Damage]:
        """Return all damage, file by file; reads every byte that is stored and changes nothing."""
        if progress is not None:
            progress("reading every file", None)
        return verify(self.place.folder)

    def erase(self, customer: str, *, say: Say | None = None, now: Clock | None = None) -> dict[str, Any]:
        """Remove one person everywhere, for good; return how many raw rows, records and segments that touched.

        ``customer`` is an id of theirs, an e-mail or a phone.

        Raises:
            UsageError: nobody is known by that name, or several customers share it.
            DataError: another process would not let go of its segment; the erasure is finished at the next start.
        """
        return erase_customer(self.place, customer, now or self._now, say=say)

    def person(self, customer: str, out: Path | str, *, now: Clock | None = None) -> dict[str, Any]:
        """Write everything about one person into the new folder ``out``; return the files and their rows.

        Raises:
            UsageError: nobody is known by that name, several customers share it, or ``out`` is not empty.
        """
        return person(self.place, customer, Path(out), now or self._now)

    def status(self) -> dict[str, Any]:
        """Return how far the tables are behind the journal, sizes, and what is in quarantine."""
        return status_of(self.place)

    def export(self, kind: str, folder: Path | str) -> dict[str, Any]:
        """Write the canonical tables into ``folder`` as "parquet", "csv" or "delta"; return files and rows.

        Raises:
            UsageError: another kind, or the folder is not empty.
        """
        return export_tables(self.snapshot(), self.place, kind, Path(folder))


def _described(loaded: Loaded) -> dict[str, Any]:
    tables = {name: entry for name, entry in loaded.manifest.tables.items() if not name.startswith("_")}
    return {
        "version": loaded.manifest.version,
        "tables": [{"name": name, "rows": entry.rows, "files": len(entry.files)} for name, entry in tables.items()],
    }
