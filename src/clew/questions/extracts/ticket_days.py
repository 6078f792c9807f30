"""Cells of spans from extracts of days, for rows that are made of one ticket and its history each.

A day of openings is read anew where a file came whose changes are of its tickets, or where something of them had not
happened when it was read. What is open goes on growing meanwhile: by as much for every ticket.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from clew.engines.views import TableView
from clew.metrics.rows.working import is_working
from clew.questions.extracts.days import Days, Settling, reached_days
from clew.questions.extracts.extract import EPOCH, Extract, micros
from clew.questions.extracts.histories import DAY, Reached, histories_of
from clew.questions.extracts.parts import Part, together
from clew.questions.extracts.statement import elapsed_text
from clew.questions.gathering.lake import Reader
from clew.questions.gathering.rows import Span, Window, stating_of
from clew.questions.keeping.content import content_hash
from clew.questions.plan import Plan
from clew.questions.spans.shape import is_of_one_table, shape_of

__all__ = ["TicketDays", "has_ticket_days"]

#: Families whose rows an extract holds.
FAMILIES = frozenset({"within", "survival_quantile", "restricted_mean", "count"})
_SECOND = 1_000_000
_NOTHING = Extract(*(np.zeros(0, dtype=np.int64),) * 3, groups=())


def has_ticket_days(reader: Reader, plan: Plan) -> bool:
    """Return whether figures of ``plan`` can be folded from days of openings."""
    return bool(
        plan.metric.by_ticket
        and not plan.dimensions
        and plan.statistic.family in FAMILIES
        and is_of_one_table(plan)
        and histories_of(reader) is not None
    )


class TicketDays(Days):
    """Folds the cells of spans of one plan from the days on which tickets were opened."""

    def __init__(self, reader: Reader, plan: Plan, as_of: datetime, splits: Iterable[int], settling: Settling) -> None:
        super().__init__(reader, plan, as_of, splits, settling)
        self.now = as_of
        self.shape = shape_of(reader, self.plan, "ticket days")
        self.histories: Mapping[int, Reached] = histories_of(reader) or {}
        self.common = [*(named for named, first in stating_of(reader, plan) or () if first <= as_of), _calendar(reader)]

    def _known(self, day: datetime, names: tuple[str, str]) -> Extract | None:
        """Return the extract of a day as of now: what was open when it was made is open for longer."""
        reached = self.histories.get(micros(day) // DAY)
        if reached is None:
            return _NOTHING
        found = self.keeper.get(*names)
        if found is None or found.until is None:
            return None
        now = micros(self.now)
        return self._aged(found) if found.until == now or reached.last <= found.until < now else None

    def _keep(self, day: datetime, names: tuple[str, str], extract: Extract) -> None:
        del day
        self.keeper.put(*names, replace(extract, until=micros(self.now)))

    def _names(self, day: datetime) -> tuple[str, str]:
        reached = self.histories.get(micros(day) // DAY)
        parts = [part.content for part in (*reached.tickets, *reached.changes)] if reached else []
        text = "\n".join([day.isoformat(), *parts, *self.common])
        return self.shape, hashlib.sha256(text.encode()).hexdigest()

    def _grouped(self, runs: Sequence[Span]) -> list[list[Span]]:
        """Return the runs that have a file of changes in common: others read neither's, though nearly the same days."""
        groups: list[tuple[list[Span], set[str]]] = []
        for run in runs:
            files = {part.content for part in self._changes(reached_days(run))}
            if groups and (not files or not groups[-1][1] or files & groups[-1][1]):
                groups[-1][0].append(run)
                groups[-1][1].update(files)
            else:
                groups.append(([run], files))
        return [some for group, _ in groups for some in super(TicketDays, self)._grouped(group)]

    def _window(self, window: Window, days: Sequence[datetime]) -> Window:
        """Return ``window`` with the times between which all changes of tickets opened on ``days`` lie."""
        known = [self.histories[micros(day) // DAY] for day in days if micros(day) // DAY in self.histories]
        reached = [each for each in known if each.changes]
        if not reached or any(each.since is None for each in reached):
            return window
        ends = min(each.since or 0 for each in reached), max(each.last for each in reached)
        first, last = (EPOCH + timedelta(microseconds=end) for end in ends)
        return replace(window, changed_from=first, changed_to=last)

    def _changes(self, days: Sequence[datetime]) -> list[Part]:
        known = (self.histories.get(micros(day) // DAY) for day in days)
        parts: dict[str, Part] = {part.content: part for reached in known if reached for part in reached.changes}
        return list(parts.values())

    def _views(self, days: Sequence[datetime]) -> Mapping[str, TableView]:
        """Return the views with the changes alone that are of tickets opened on ``days``."""
        parts, changes = self._changes(days), self.reader.views["ticket_changes"]
        found = together([part.view for part in parts]) if parts else None
        fewer = replace(found, aliases=changes.aliases) if found else replace(changes, files=(), dirty=(), dead=None)
        return {**self.reader.views, "ticket_changes": fewer}

    def _aged(self, extract: Extract) -> Extract:
        if extract.ended is None or extract.until is None or extract.until == micros(self.now):
            return extract
        y = np.ones(len(extract.at)) if extract.y is None else extract.y
        return replace(extract, y=np.where(extract.ended, y, y + self._elapsed(extract.until)))

    def _elapsed(self, since: int) -> float:
        """Return the seconds from ``since`` until now, of working time where that is asked for."""
        if not is_working(self.plan.parameters):
            return float(micros(self.now) // _SECOND - since // _SECOND)
        text = elapsed_text(self.reader, self.plan, EPOCH + timedelta(microseconds=since), self.now)
        return float(self.reader.engine.read(text, self.reader.views)["seconds"][0].as_py())


def _calendar(reader: Reader) -> str:
    return "" if reader.days is None else content_hash({reader.days.name: reader.days}, [reader.days.name])
