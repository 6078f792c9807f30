"""Whose histories a file of changes holds: so that a file of today leaves what is known of last month as it is.

Of each file of tickets the ids (hashed, sorted) with when they were opened and the last time of their row; of each file
of changes the ids of tickets whose status changed, with when it first and last did.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clew.engines.compile import canonical_tables
from clew.engines.texts import text_of
from clew.questions.extracts.extract import Extract, Ints
from clew.questions.extracts.keeping import Keeper
from clew.questions.extracts.parts import Part, parts_of
from clew.questions.gathering.lake import Reader
from clew.questions.keeping.content import AHEAD
from clew.tables import TABLES

__all__ = ["DAY", "Reached", "histories_of", "unmatched_tickets"]

DAY = 86_400_000_000
_NEVER = int(np.iinfo(np.int64).min)
_NONE = np.zeros(0, dtype=np.int64)
#: A day (its number since 1970) with a first and a last time.
_Ends = tuple[int, int, int]


@dataclass(frozen=True)
class Reached:
    """What the rows of a day (of opening, UTC) are made of: the parts of both tables, and their last time.

    ``since`` is the first time of a change, None where there is none or one has no time.
    """

    tickets: tuple[Part, ...]
    changes: tuple[Part, ...]
    last: int
    since: int | None


class Histories:
    """The files of tickets and of their changes in one lake version."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._keeper = Keeper.of(reader.lake, ("tickets", "ticket_changes"))
        self.tickets, self.changes = (tuple(self._parts(name)) for name in ("tickets", "ticket_changes"))

    def _parts(self, table: str) -> Iterator[Part]:
        view = self._reader.views.get(table)
        yield from parts_of(view, whole=self._keeper.is_in_memory) if view else ()

    def _of(self, table: str, part: Part) -> Extract:
        """Return the ids of one file."""
        names = f"histories {table}", part.content
        return self._keeper.get(*names) or self._keeper.put(*names, self._read(table, part))

    def _read(self, table: str, part: Part) -> Extract:
        text = text_of(f"histories {table}", (), lambda _: _EXPRESSIONS[table](), self._reader.texts)
        rows = self._reader.engine.read(text, {**self._reader.views, table: part.view})
        unit = rows["unit"].to_numpy()
        order = np.argsort(unit)
        at, last = (_times(rows[name])[order] for name in ("at", "last"))
        return Extract(at=at, unit=unit[order], blank_at=last, groups=())

    def days(self) -> dict[int, Reached] | None:
        """Return of each day (its number since 1970) on which a ticket was opened what its rows are made of."""
        tickets: dict[int, list[Part]] = {}
        changes: dict[int, list[Part]] = {}
        since: dict[int, int] = {}
        last: dict[int, int] = {}
        for part in self.tickets:
            for day, _, latest in self._opened(part):
                tickets.setdefault(day, []).append(part)
                last[day] = max(last.get(day, _NEVER), latest)
        if _NEVER // DAY in tickets:
            return None
        for part in self.changes:
            for day, earliest, latest in (found for other in self.tickets for found in self._reached(part, other)):
                known = changes.setdefault(day, [])
                if not known or known[-1] is not part:
                    known.append(part)
                since[day] = min(since.get(day, earliest), earliest)
                last[day] = max(last[day], latest)
        return {
            day: Reached(
                tuple(found),
                tuple(changes.get(day, ())),
                last[day],
                None if since.get(day, _NEVER) == _NEVER else since[day],
            )
            for day, found in tickets.items()
        }

    def _opened(self, part: Part) -> Iterable[_Ends]:
        """Return the days on which tickets of a file were opened, with the first and last time of a row of each."""

        def find() -> tuple[Ints, Ints, Ints]:
            tickets = self._of("tickets", part)
            return _ends(tickets.at // DAY, tickets.blank_at, tickets.blank_at)

        return self._kept("opened", part.content, find)

    def _reached(self, part: Part, other: Part) -> Iterable[_Ends]:
        """Return the days on which tickets of ``other`` were opened that change in ``part``, with the ends of these."""

        def find() -> tuple[Ints, Ints, Ints]:
            changes, tickets = self._of("ticket_changes", part), self._of("tickets", other)
            places, met = _found(changes.unit, tickets.unit)
            return _ends(tickets.at[places[met]] // DAY, changes.at[met], changes.blank_at[met])

        return self._kept("reached", f"{part.content}\nof {other.content}", find)

    def _kept(self, shape: str, of: str, find: Callable[[], tuple[Ints, Ints, Ints]]) -> Iterable[_Ends]:
        known = self._keeper.get(shape, of) or self._keeper.put(shape, of, Extract(*find(), groups=()))
        return zip(known.at.tolist(), known.unit.tolist(), known.blank_at.tolist(), strict=True)

    def without_ticket(self) -> int:
        """Return of how many tickets a change of status is there, but no row."""
        there = {hashlib.sha256(part.content.encode()).hexdigest(): part for part in self.tickets}
        return len(np.unique(np.concatenate([_NONE, *(self._alone(part, there) for part in self.changes)])))

    def _alone(self, part: Part, there: Mapping[str, Part]) -> Ints:
        """Return the ids of a file of changes that none of the files of tickets has.

        What was found in some of them stays found as long as these are there: then only the others are looked through.
        """
        kept = self._keeper.get("without ticket", part.content)
        looked = {str(name) for (name,) in kept.groups} if kept else set()
        if kept is None or not looked <= there.keys():
            kept, looked = None, set()
        rest = self._of("ticket_changes", part).unit if kept is None else kept.unit
        for name in [name for name in there if name not in looked]:
            if not len(rest):
                break
            rest, kept = rest[~_found(rest, self._of("tickets", there[name]).unit)[1]], None
            looked.add(name)
        if kept is None:
            groups = tuple((name,) for name in sorted(looked))
            self._keeper.put("without ticket", part.content, Extract(_NONE, rest, _NONE, groups=groups))
        return rest


def _found(units: Ints, known: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return where in ``known``, which is sorted, each of ``units`` would be, and whether it is there."""
    if not len(known):
        return np.zeros(len(units), dtype=np.int64), np.zeros(len(units), dtype=bool)
    places = np.searchsorted(known, units)
    places[places == len(known)] = 0
    return places, known[places] == units


def _ends(days: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """Return each of ``days`` once with the smallest of its ``first`` and the largest of its ``last`` times."""
    if not len(days):
        return _NONE, _NONE, _NONE
    order = np.argsort(days, kind="stable")
    ordered = days[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts], np.minimum.reduceat(first[order], starts), np.maximum.reduceat(last[order], starts)


def _times(column: pa.ChunkedArray) -> Ints:
    """Return times as microseconds; one that is not known lies before all others."""
    times: Ints = column.cast(pa.int64()).fill_null(_NEVER).to_numpy()
    return times


def _tickets() -> Any:
    rows = canonical_tables()["tickets"]
    times = [rows[name] for name in TABLES["tickets"].times if name not in AHEAD]
    last = reduce(lambda a, b: ibis.ifelse(a.isnull() | (b > a), ibis.coalesce(b, a), a), times)
    return rows.filter(rows.ticket_id.notnull()).select(unit=rows.ticket_id.hash(), at=rows.opened_at, last=last)


def _changes() -> Any:
    rows = canonical_tables()["ticket_changes"]
    rows = rows.filter((rows.what == "status") & rows.ticket_id.notnull())
    never = rows.changed_at.isnull()
    ends = rows.group_by("ticket_id").aggregate(
        at=ibis.cases((never.any(), ibis.null("timestamp(6)")), else_=rows.changed_at.min()), last=rows.changed_at.max()
    )
    return ends.select(unit=ends.ticket_id.hash(), at=ends["at"], last=ends["last"])


_EXPRESSIONS = {"tickets": _tickets, "ticket_changes": _changes}
_KNOWN: OrderedDict[Any, Any] = OrderedDict()
_KEPT = 8


def _remembered(key: Any, find: Any) -> Any:
    if key not in _KNOWN:
        found = find()
        _KNOWN[key] = found
        while len(_KNOWN) > _KEPT:
            _KNOWN.popitem(last=False)
        return found
    return _KNOWN[key]


def _views(reader: Reader) -> tuple[Any, ...]:
    return tuple(reader.views.get(name) for name in ("tickets", "ticket_changes"))


def histories_of(reader: Reader) -> dict[int, Reached] | None:
    """Return of each day on which a ticket was opened what its rows are made of; remembered for a lake version.

    None where it is not known of every ticket when it was opened.
    """
    found: dict[int, Reached] | None = _remembered((_views(reader), "days"), lambda: Histories(reader).days())
    return found


def unmatched_tickets(reader: Reader) -> int:
    """Return of how many tickets only the history is there; remembered for a lake version."""
    count: int = _remembered((_views(reader), "without"), lambda: Histories(reader).without_ticket())
    return count
