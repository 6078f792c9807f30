"""Look through what is new in a lake for what happened: each file of a table is read once, page by page.

Files never change and their names never come back, so a list of those that were read says what is new: rows that came
since, and rows that were written anew (by compaction, or an erasure), which are read once more; whoever takes what is
told knows the names of what was told before. A file that was read is read again only when a row of it comes due whose
time had not come by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ibis
import msgspec

from clew.customers.happening.kinds import Happening, Seen, Sought, Source, instant, sources_of
from clew.customers.happening.solved import plain
from clew.engines.compile import compile_expression, ibis_type
from clew.engines.views import TableView
from clew.questions.gathering.lake import Engine, Reader, names_of, rules_of

__all__ = ["PAGE", "Look", "Mark"]

#: So much is told at a time.
PAGE = 20_000
_NEW = "new_"


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far was looked: of each file until when, and the first time in it after that (null: there is none).

    ``fit`` is made of what else decides what is found; a mark that does not fit is of no use, all is read again.
    """

    fit: str = ""
    files: dict[str, tuple[datetime, datetime | None]] = {}


@dataclass(frozen=True)
class _Part:
    """Files of a source that are to be read from the same time on."""

    files: frozenset[str]
    since: datetime
    #: Whether what happened at ``since`` itself was told already.
    is_after: bool


class Look:
    """One look at one lake version: ``pages`` tells what is new, then ``mark`` says how far that was.

    What happened before ``since`` is not told, and never will be; what happens after ``until`` is told when it has.
    """

    def __init__(self, lake: Any, engine: Engine, sought: Sought, mark: Mark, since: datetime, until: datetime) -> None:
        self._reader, self._sought = Reader(lake, engine), sought
        self._since, self._until = (plain(time).replace(tzinfo=UTC) for time in (since, until))
        fit = _fit(lake, sought)
        self._before = mark if mark.fit == fit else Mark(fit)
        self._ahead: dict[str, datetime | None] = {}

    @property
    def is_needed(self) -> bool:
        """Whether anything is there that no look has seen."""
        return any(True for source in sources_of(self._sought) for _ in self._parts(source))

    @property
    def mark(self) -> Mark:
        """How far was looked once all pages were told."""
        there = {name for source in sources_of(self._sought) for name in self._files(source)}
        read = {name: (self._until, ahead) for name, ahead in self._ahead.items()}
        known = {**self._before.files, **read}
        return Mark(self._before.fit, {name: known[name] for name in sorted(there & known.keys())})

    def pages(self) -> Iterator[list[Happening]]:
        """Yield what happened in the files that are new, of each the earliest first."""
        for source in sources_of(self._sought):
            ahead: dict[str, datetime | None] = {}
            for part in self._parts(source):
                views, seen = self._narrowed(source, part)
                for rows in self._read(source, part, seen, views):
                    yield [source.say(row) for row in rows]
                ahead |= dict.fromkeys(part.files, self._next(source, seen, views))
            self._ahead |= ahead

    def _files(self, source: Source) -> set[str]:
        views = (self._reader.lake.views.get(table) for table in source.tables)
        return {Path(path).name for view in views if view is not None for path in (*view.files, *view.dirty)}

    def _parts(self, source: Source) -> Iterator[_Part]:
        """Files that were never read; and, by when they were, those in which a row has come due since."""
        there = self._files(source)
        if unread := frozenset(there - self._before.files.keys()):
            yield _Part(unread, self._since, is_after=False)
        due: dict[datetime, set[str]] = {}
        for name in there & self._before.files.keys():
            until, ahead = self._before.files[name]
            if ahead is not None and ahead <= self._until:
                due.setdefault(until, set()).add(name)
        for until, names in sorted(due.items()):
            since = max(until, self._since)
            yield _Part(frozenset(names), since, is_after=since == until)

    def _narrowed(self, source: Source, part: _Part) -> tuple[dict[str, TableView], Seen]:
        """The tables of a source once more, under other names, with the rows of some files alone."""
        views, new = dict[str, TableView](), dict[str, Any]()
        for table in source.tables:
            view = self._reader.lake.views[table]
            files, dirty = (_of(paths, part.files) for paths in (view.files, view.dirty))
            views[_NEW + table] = replace(view, name=_NEW + table, files=files, dirty=dirty)
            new[table] = ibis.table({field.name: ibis_type(field.type) for field in view.schema}, name=_NEW + table)
        return views, Seen(new, self._reader.tables(), self._reader.lake, part.since, self._until)

    def _read(
        self, source: Source, part: _Part, seen: Seen, views: Mapping[str, TableView]
    ) -> Iterator[list[dict[str, Any]]]:
        rows, key = source.rows(seen), source.columns[0]
        first = rows["at"] > instant(part.since) if part.is_after else rows["at"] >= instant(part.since)
        within = rows.filter(first & (rows["at"] <= instant(self._until)) & rows.customer_id.notnull())
        chosen = within.filter(within[key].notnull()).select("customer_id", "at", *source.columns)
        page: list[dict[str, Any]] | None = None
        while page is None or len(page) == PAGE:
            left = chosen if page is None else chosen.filter(_follows(chosen, page[-1], key))
            ordered = left.order_by(["at", "customer_id", key]).limit(PAGE)
            page = self._reader.run(compile_expression(ordered), views).to_pylist()
            if page:
                yield page

    def _next(self, source: Source, seen: Seen, views: Mapping[str, TableView]) -> datetime | None:
        """The first time among the rows of some files that has not come yet."""
        found = []
        for time in source.times(seen):
            first = time.min(where=time > instant(self._until)).as_table()
            found += self._reader.run(compile_expression(first), views).column(0).to_pylist()
        return min((time.replace(tzinfo=UTC) for time in found if time is not None), default=None)


def _of(paths: Sequence[str], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if Path(path).name in names)


def _follows(rows: Any, last: Mapping[str, Any], key: str) -> Any:
    """Whether a row comes after the last one of a page; several may have happened at the same moment."""
    at, customer, name = instant(last["at"]), rows.customer_id, rows[key]
    later = (customer > last["customer_id"]) | ((customer == last["customer_id"]) & (name > last[key]))
    return (rows["at"] > at) | ((rows["at"] == at) & later)


def _fit(lake: Any, sought: Sought) -> str:
    """Made of what decides, besides rows, what is found: what is sought, names, rules, what links fill in."""
    tables = {table for source in sources_of(sought) for table in source.tables}
    manifest = getattr(lake, "manifest", None)
    links = [] if manifest is None else [link for link in manifest.links if link.table in tables]
    rules = rules_of(lake) if sought.after == "ticket_solved" else ""
    said = [sought, names_of(lake), rules, sorted((link.table, link.column, link.file.sha256) for link in links)]
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()
