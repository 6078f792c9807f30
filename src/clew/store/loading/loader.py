"""The loader: what is new in the journal becomes the next lake version. One at a time, in whichever process."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa

from clew.errors import DamageError
from clew.store.deriving.derive import Derived, derive
from clew.store.deriving.joins import JoinRows
from clew.store.journal import Ref
from clew.store.lake.compaction import compact_crowded, compact_table
from clew.store.loading.ahead import ahead
from clew.store.loading.blocks import Block, decode_block, read_records
from clew.store.loading.delivered.reading import read_delivered
from clew.store.loading.history import Delivery, History
from clew.store.loading.load import Load
from clew.store.loading.records import ImportDone, News, read_news
from clew.store.loading.system import COUNTS, IN_PARTS, MESSAGES, parts_of
from clew.store.loading.working import Working
from clew.store.locks import Say
from clew.store.manifest import Manifest
from clew.store.mending.corrections import mended_blocks
from clew.store.place import Place
from clew.tables import TABLES

__all__ = [
    "Loaded",
    "Moved",
    "compact_lake",
    "load_if_free",
    "load_news",
    "load_news_if_free",
    "read_blocks",
    "rebuild_held",
    "rebuild_lake",
]

#: How a disk says that it takes nothing more.
_FULL = (errno.ENOSPC, errno.EDQUOT)
_NO_ROOM = os.strerror(errno.ENOSPC)
#: Called with (what, share done or None) while work goes on.
Moved = Callable[[str, float | None], None]


@dataclass(frozen=True)
class Loaded:
    """What a run of the loader did: the version there is now, and how many raw rows it took in."""

    manifest: Manifest
    rows: int = 0


def load_news(
    place: Place, now: Callable[[], datetime], *, moved: Moved | None = None, say: Say | None = None
) -> Loaded:
    """Load what the journal has behind the current lake version; nothing to load changes nothing."""
    with place.loader_lock("loads", say):
        return _load_news(place, now, moved)


def load_if_free(place: Place, now: Callable[[], datetime]) -> bool:
    """Load what a process that died left in the journal, unless somebody is loading right now; return whether it ran.

    A reader never waits for a loader, and needs no room on the disk: it takes the version there is.
    """
    try:
        return place.is_behind() and load_news_if_free(place, now)
    except Exception as error:
        if not _needs_room(error):
            raise
        return False


def _needs_room(error: BaseException | None) -> bool:
    """Return whether it was the full disk, whoever says so: the lock, the journal, the engine, or a library."""
    while error is not None:
        if getattr(error, "errno", None) in _FULL or _NO_ROOM in str(error):
            return True
        error = error.__cause__
    return False


def load_news_if_free(place: Place, now: Callable[[], datetime]) -> bool:
    """Load what the journal has behind the current version, unless somebody is loading; return whether it ran."""
    with place.attempt_loader_lock("loads") as is_held:
        if is_held:
            _load_news(place, now, None)
        return is_held


def _load_news(place: Place, now: Callable[[], datetime], moved: Moved | None) -> Loaded:
    base = place.lake.current()
    place.lake.sweep(base)
    place.journal.recover(now=now)
    news = read_news(place.journal, base.cursor)
    if not news.records:
        return Loaded(base)
    return _Run(place, base, Working(place.lake, base), news, moved).finish(now)


def rebuild_lake(
    place: Place, now: Callable[[], datetime], *, moved: Moved | None = None, say: Say | None = None
) -> Loaded:
    """Make all tables again from the journal; the version counts on and the old files retire."""
    with place.loader_lock("rebuilds", say):
        return rebuild_held(place, now, moved=moved)


def rebuild_held(place: Place, now: Callable[[], datetime], *, moved: Moved | None = None) -> Loaded:
    """Make all tables again, for a caller that holds the loader's lock already."""
    base = place.lake.current()
    place.lake.sweep(base)
    place.journal.recover(now=now)
    empty = msgspec.structs.replace(
        base, cursor={}, tables={}, aliases=None, links=(), facts={}, settings={}, settings_version=0
    )
    return _Run(place, base, Working(place.lake, empty), read_news(place.journal, {}), moved).finish(now)


def compact_lake(place: Place, now: Callable[[], datetime], *, say: Say | None = None) -> Loaded:
    """Rewrite every table that has several files or superseded rows, by month."""
    with place.loader_lock("compacts", say):
        base = place.lake.current()
        place.lake.sweep(base)
        working = Working(place.lake, base)
        with place.bench() as (bench, _):
            for name in [name for name in base.tables if name in TABLES]:
                compact_table(working, bench, name, base.table(name).files)
        if not working.touched:
            return Loaded(base)
        new = msgspec.structs.replace(base, tables=working.entries())
        return Loaded(place.lake.commit(base, new, now()))


def read_blocks(place: Place, refs: Sequence[Ref]) -> Iterator[tuple[Ref, Block]]:
    """Yield the blocks at ``refs``, in order; those an erasure emptied are left out."""
    count = 0
    for record in read_records(place.journal_folder, place.workspace_id, refs):
        count += 1
        if record.body is not None:
            yield record.ref, decode_block(record.body)
    if count != len(refs):
        raise DamageError(f"{place.journal_folder} is damaged: {len(refs) - count} blocks of an import are gone.")


@dataclass
class _Run:
    """One run under the loader's lock, from what is new to the commit."""

    place: Place
    base: Manifest
    working: Working
    news: News
    moved: Moved | None

    def finish(self, now: Callable[[], datetime]) -> Loaded:
        history = History.read(self.working)
        fresh, undone = history.take(self.news)
        delivered = history.deliver(self.news)
        with self.place.bench() as (bench, scratch):
            joins = JoinRows(scratch)
            load = self._load(history, bench, joins=joins)
            self._take_all(load, history, fresh, delivered)
            counts = load.tally.merged_into(self.working.read(COUNTS), None)
            again = load.late | history.tables_of(undone | history.corrected, counts) | history.tables_corrected()
            again |= history.tables_delivered() if MESSAGES in again else set()
            if again:
                counts = self._load_again(history, bench, frozenset(again), undone, counts, joins)
            derived = derive(self.working, bench, history.mappings_in_use(), load.seen)
            compact_crowded(self.working, bench)
            found = joins.counts(derived, bench)
        history.write(self.working, counts)
        history.write_joins(self.working, found)
        manifest = self.place.lake.commit(self.base, self._manifest(derived), now())
        self.place.lake.sweep(manifest)  # files written on the way that were compacted, or made anew, before the commit
        return Loaded(manifest, sum(done.rows for done in fresh))

    def _load(self, history: History, bench: Any, **options: Any) -> Load:
        return Load(self.working, bench, self.place.secret, history.order, **options)

    def _take_all(
        self, load: Load, history: History, imports: Iterable[ImportDone], delivered: Iterable[Delivery]
    ) -> None:
        """Load imports and deliveries, in journal order."""
        imports = [done for done in imports if not done.is_delivered]
        total, taken = sum(done.rows for done in imports) or 1, 0

        def step(rows: int) -> None:
            nonlocal taken
            taken += rows
            if self.moved is not None:
                self.moved("loading", min(taken / total, 1.0))

        first = {one.done.import_id: one.first for one in delivered}
        coming = [history.imports[name] for name in first]
        for done in sorted([*imports, *coming], key=lambda done: done.place):
            mapping = history.mapping(done.mapping)
            if done.is_delivered:
                pieces = ahead(read_delivered(self.place, done, first[done.import_id]))
                load.take_delivered(done, mapping, history.rules_of(done), pieces)
            else:
                load.take(done, mapping, self._blocks(done), step)
        load.flush()

    def _blocks(self, done: ImportDone) -> Iterator[tuple[Ref, Block]]:
        return ahead(mended_blocks(self.place, done, read_blocks(self.place, done.refs)))

    def _load_again(
        self,
        history: History,
        bench: Any,
        tables: frozenset[str],
        undone: set[str],
        counts: pa.Table,
        joins: JoinRows,
    ) -> pa.Table:
        """Make some tables again from the journal, in strict journal order, corrected and without what is undone."""
        for name in tables:
            self.working.clear(name)
            if name in IN_PARTS:
                self.working.clear(parts_of(name))
        history.forget_rows(self.working, tables, undone | history.corrected)
        load = self._load(history, bench, only=tables, anew=frozenset(history.corrected), joins=joins)
        filling = [done for done in history.standing() if history.fills(done, tables)]
        delivered = [Delivery(done, done.record + 1) for done in filling if done.is_delivered]
        self._take_all(load, history, filling, delivered)
        return load.tally.merged_into(counts, set(tables))

    def _manifest(self, derived: Derived) -> Manifest:
        before = self.working.base
        settings = dict(before.settings)
        for change in self.news.settings:
            settings.update(change)
        return msgspec.structs.replace(
            before,
            cursor=self.news.cursor,
            settings=settings,
            settings_version=before.settings_version + len(self.news.settings),
            tables=self.working.entries(),
            aliases=derived.aliases,
            links=derived.links,
            facts=derived.facts,
            retired=self.base.retired,
        )
