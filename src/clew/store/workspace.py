"""A workspace: the one handle on journal, lake and settings of one tenant."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Document
from datetime import UTC, datetime
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
from clew.store.intake.listing import list_imports, list_rejections
from clew.store.intake.looking import join_rates, look_at
from clew.store.intake.memory import FORGOTTEN, forgetting, list_mappings, memory_of, remembering
from clew.store.intake.result import FileResult
from clew.store.loading.loader import Loaded, Moved, compact_lake, load_if_free, load_news, rebuild_lake
from clew.store.loading.records import ImportUndone, Mend
from clew.store.locks import Say
from clew.store.mending.mends import Correction, journal_mends, journal_undone_mend, list_mends
from clew.store.mending.quarantine import count_reasons, list_set_aside
from clew.store.mending.raw import raw_rows, standing_import
from clew.store.mending.remapping import journal_remap, with_meaning
from clew.store.naming.listing import list_names
from clew.store.naming.renames import Rename, checked_rename
from clew.store.place import Place
from clew.store.settings import Settings, checked_changes, document_change, unset_changes
from clew.store.snapshot import Snapshot
from clew.store.status import status_of
from clew.store.verify import verify

__all__ = ["Workspace", "wall_clock"]

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Return the time now, UTC: for when something was received, never for what an answer says."""
    return datetime.now(UTC)


class Workspace:
    """One workspace of a data folder; any number of processes may hold one each.

    ``now`` tells when something is received; answers never depend on it.
    """

    def __init__(self, data: Path, place: Place, name: str, now: Clock = wall_clock) -> None:
        self.data, self.place, self.name, self._now = data, place, name, now

    def __repr__(self) -> str:
        return f"Workspace({self.name!r} in {str(self.data)!r})"

    @property
    def id(self) -> str:
        """The workspace's id: random, never repeated, also the name of its folder."""
        return self.place.workspace_id

    @property
    def settings(self) -> Settings:
        """Zone, week start, currency and languages as of the current lake version."""
        return Settings.of(self.place.lake.current().settings)

    def set(self, *, now: Clock | None = None, **changes: str | Sequence[str] | None) -> Settings:
        """Change settings and return all of them; they are journalled, and hold for imports from now on.

        Raises:
            UsageError: a name or value that cannot be.
        """
        checked = checked_changes(changes)
        if checked:
            self._append("setting", msgspec.json.encode(checked), now or self._now)
            self.catch_up(now=now)
        return self.settings

    def unset(self, *names: str, now: Clock | None = None) -> Settings:
        """Take settings ("zone", "currency", ...) back to what holds where nobody said them; return all of them.

        Raises:
            UsageError: there is no such setting.
        """
        changes = unset_changes(names)
        if changes:
            self._append("setting", msgspec.json.encode(changes), now or self._now)
            self.catch_up(now=now)
        return self.settings

    def keep(self, kind: str, name: str, document: Document[str, Any] | None, *, now: Clock | None = None) -> Settings:
        """Keep a document (a calendar, a rule, what is said of a finding) by name; None takes it away.

        It is journalled like every setting; the settings' ``documents`` have it by kind and name.

        Raises:
            UsageError: a kind that is not known, or a name that is empty.
        """
        self._append("setting", msgspec.json.encode(document_change(kind, name, document)), now or self._now)
        self.catch_up(now=now)
        return self.settings

    def rename(self, column: str, old: str, new: str, *, now: Clock | None = None) -> Rename:
        """State that ``old`` is to be read as ``new`` (column "touchpoint" or "channel"); return the fact, with its id.

        Rows keep the names they came with. Several olds with one new name are one name from then on.

        Raises:
            UsageError: a column without names of its own, a name that is renamed already, or a circle.
        """
        old, new = checked_rename(self.settings.renames, column, old, new)
        at = (now or self._now)().isoformat()
        fact = Rename(id=uuid.uuid4().hex, column=column, old=old, new=new, stated_at=at)
        self._append("rename", msgspec.json.encode(fact), now or self._now)
        self.catch_up(now=now)
        return fact

    def renames(self) -> tuple[Rename, ...]:
        """Return every rename that was ever stated, the undone too, in the order in which they were."""
        return self.settings.renames

    def undo_rename(self, rename_id: str, *, now: Clock | None = None) -> Rename:
        """Take a rename back as if it had never been; return it.

        Raises:
            UsageError: there is no such rename, or it is undone already.
        """
        known = {fact.id: fact for fact in self.settings.renames}
        if rename_id not in known:
            raise UsageError.unknown("rename", rename_id, known)
        if known[rename_id].undone_at is not None:
            raise UsageError(f"The rename {rename_id} is undone already.")
        at = (now or self._now)().isoformat()
        self._append("rename", msgspec.json.encode({"undone": rename_id, "at": at}), now or self._now)
        self.catch_up(now=now)
        return msgspec.structs.replace(known[rename_id], undone_at=at)

    def names(self, column: str) -> list[dict[str, Any]]:
        """Return the names the rows came with in "touchpoint" or "channel": name, shown_as, rows.

        Raises:
            UsageError: a column without names of its own.
        """
        return list_names(self.place, self.snapshot(), column)

    def snapshot(self) -> Snapshot:
        """Return the current lake version, after loading what a process that died left in the journal."""
        load_if_free(self.place, self._now)
        return Snapshot(self.place, self.place.lake.current())

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

    def catch_up(self, *, progress: Moved | None = None, say: Say | None = None, now: Clock | None = None) -> Loaded:
        """Load what the journal has and the tables do not; return what that did."""
        return load_news(self.place, now or self._now, moved=progress, say=say)

    def imports(self) -> list[dict[str, Any]]:
        """Return what came when, the undone included: one dictionary an import, in journal order."""
        return list_imports(self.place)

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

    def quarantine(self, value: str | None = None) -> list[dict[str, Any]]:
        """Return why rows are set aside: import_id, file, table, reason, column, count; the most first.

        ``value`` counts only what was set aside for one value. A reason that begins with "kept:" is of a cell that was
        mended by itself in a row that is in its table.
        """
        return count_reasons(self.place, value)

    def set_aside(
        self,
        *,
        import_id: str | None = None,
        table: str | None = None,
        reason: str | None = None,
        column: str | None = None,
        value: str | None = None,
        offset: int = 0,
        limit: int = 100,
    ) -> dict[str, Any]:
        """Return ``total``, and ``rows``: a page of what is set aside for that import, table, reason, column, value."""
        chosen = {"import_id": import_id, "table": table, "reason": reason, "column": column, "value": value}
        total, rows = list_set_aside(self.place, offset=offset, limit=limit, **chosen)
        return {"total": total, "rows": rows}

    def raw_rows(self, import_id: str, *, offset: int = 0, limit: int = 20) -> list[dict[str, Any]]:
        """Return raw rows of an import as the journal keeps them and people corrected them, with _row and _line.

        Raises:
            UsageError: there is no such import, or it is undone.
        """
        return raw_rows(self.place, import_id, offset=offset, limit=limit)

    def mapping(self, import_id: str) -> Mapping:
        """Return the mapping by which an import is read.

        Raises:
            UsageError: there is no such import, or it is undone.
        """
        history, done = standing_import(self.place, import_id)
        return history.mapping(done.mapping)

    def remap(
        self,
        import_id: str,
        mapping: Mapping | None,
        *,
        progress: Moved | None = None,
        say: Say | None = None,
        now: Clock | None = None,
    ) -> dict[str, Any]:
        """Read the rows of an import by another mapping from now on, from the journal; return the import as it is now.

        It keeps its id and its place among the imports. None: the mapping it came with.

        Raises:
            UsageError: no such import, the mapping it has already, one that does not fit or changes what is private.
            DataError: by that mapping rows would belong to people who were erased.
        """
        journal_remap(self.place, import_id, mapping, now or self._now)
        self.catch_up(progress=progress, say=say, now=now)
        return self._known(import_id)

    def remap_value(
        self, import_id: str, column: str, value: str, means: str, *, now: Clock | None = None
    ) -> dict[str, Any]:
        """Have ``value`` in ``column`` (the file's name of it, or Clew's) mean ``means`` in all rows of an import.

        "" means no answer. It is a remap with one more line under ``values`` or ``missing``; raises what that raises.
        """
        return self.remap(import_id, with_meaning(self.mapping(import_id), column, value, means), now=now)

    def mend(self, import_id: str, corrections: Sequence[Correction], *, now: Clock | None = None) -> list[Mend]:
        """Correct cells of rows that were set aside and load them again; return one fact a row, with its id.

        The rows that came stay in the journal beside them.

        Raises:
            UsageError: no such import, row or column, or a row that is not set aside.
            DataError: a row would belong to somebody who was erased.
        """
        facts = journal_mends(self.place, import_id, corrections, now or self._now)
        self.catch_up(now=now)
        return facts

    def mends(self, import_id: str) -> list[dict[str, Any]]:
        """Return what was mended of an import, the undone too: id, row, columns, at, undone_at.

        Raises:
            UsageError: there is no such import, or it is undone.
        """
        return list_mends(standing_import(self.place, import_id)[1])

    def undo_mend(self, import_id: str, mend_id: str, *, now: Clock | None = None) -> Mend:
        """Take a mend back as if it had never been; return it.

        Raises:
            UsageError: there is no such mend, or it is undone already.
        """
        mend = journal_undone_mend(self.place, import_id, mend_id, now or self._now)
        self.catch_up(now=now)
        return mend

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

    def _append(self, kind: str, body: bytes, now: Clock) -> None:
        with self.place.journal.writer(now=now) as writer:
            writer.append(kind, body)

    def _known(self, import_id: str) -> dict[str, Any]:
        found = {row["import_id"]: row for row in self.imports()}
        if import_id not in found:
            raise UsageError.unknown("import", import_id, found)
        return found[import_id]


def _described(loaded: Loaded) -> dict[str, Any]:
    tables = {name: entry for name, entry in loaded.manifest.tables.items() if not name.startswith("_")}
    return {
        "version": loaded.manifest.version,
        "tables": [{"name": name, "rows": entry.rows, "files": len(entry.files)} for name, entry in tables.items()],
    }
