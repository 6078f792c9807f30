"""What a page reads with: the workspace's handle, its settings, and what the address asks for, anchored in the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import clew
from clew.changes import Change, read_changes
from clew.errors import UsageError
from clew.questions.question import Question
from clew.questions.timing.marks import marks_of
from clew.store import Settings, Snapshot
from clew_server.accounts.gate import MemberRequest
from clew_server.insights.asked import DEFAULT_PERIOD, Asked, asked_of
from clew_server.insights.hiding.fields import permitted
from clew_server.lakes.handles import opened
from clew_server.web.timing import asking

__all__ = ["Found", "Reading", "changes_between", "latest_time"]

#: An answer, or why the data cannot give it.
Found = clew.Answer | UsageError
Each = Callable[[int, Found], None]
#: So many things of one page are asked about at a time.
AT_ONCE = 2

#: Tables whose times are things that happened; deadlines and starts of contracts are not among them.
_HAPPENED = ("events", "feedback", "tickets", "calls", "purchases")
#: Data that ends longer ago than this anchors named spans at its end instead of today.
FRESH = timedelta(days=2)


class Reading:
    """One page's way to the data: ``handle``, ``settings``, ``asked``.

    ``now`` is the server's clock; where the data end more than two days before it, ``now`` is the data's last time and
    ``is_anchored`` is true: the page says so, or "the last 30 days" of an old export would be empty.
    """

    def __init__(self, request: MemberRequest, period: str = DEFAULT_PERIOD, now: datetime | None = None) -> None:
        self.member, self.workspace = request.member, request.workspace
        self.handle: clew.Workspace = opened(request.workspace.id)
        self.snapshot = self.handle.store.snapshot()
        self.settings = self.snapshot.settings
        clock = now or datetime.now(UTC)
        self.latest = latest_time(self.snapshot, clock)
        self.is_anchored = self.latest is not None and clock - self.latest > FRESH
        self.now = self.latest if self.is_anchored and self.latest else clock
        self.role: str = self.member.role if self.member else ""
        asked = asked_of(request.GET, self.settings, self.now, period)
        self.asked: Asked = permitted(self.role, asked) if self.role else asked

    def changes(self) -> tuple[Change, ...]:
        """Return the company's change log over the span that is asked for, for charts of time."""
        return changes_between(self.settings, self.asked.start, self.asked.last_day)

    def marks(self, periods: Sequence[str | None]) -> list[dict[str, Any]]:
        """Return what the company changed in the periods of an answer, whenever they are: one mark a period."""
        return marks_of(changes_between(self.settings, None, None), periods, self.settings.week_start)

    def ask(self, question: Question) -> clew.Answer:
        """Return the answer to a question."""
        with asking():
            return self.handle.answer(question)

    def ask_all(self, questions: Sequence[Question], each: Each = lambda _place, _found: None) -> list[Found]:
        """Return the answers to all of a page's questions, in their order; in the place of one the data refuse, why.

        Questions about one thing that differ in when are asked together, so that what they share is read once.
        ``each`` is told every answer as it comes, by its place, from whatever thread asked.
        """
        _ = self.handle.engine  # opened here, once, not by two threads at a time
        things: dict[Any, list[int]] = {}
        for place, question in enumerate(questions):
            things.setdefault((question.metric, question.statistic, question.where), []).append(place)

        def one(places: list[int]) -> dict[int, Found]:
            found = self._ask_together([questions[place] for place in places])
            told = dict(zip(places, found, strict=True))
            for place in places:
                each(place, told[place])
            return told

        with asking(), ThreadPoolExecutor(AT_ONCE, "answers") as threads:
            found = {place: each for told in threads.map(one, things.values()) for place, each in told.items()}
        return [found[place] for place in range(len(questions))]

    def _ask_together(self, questions: list[Question]) -> list[Found]:
        try:
            found = self.handle.ask_together(questions)
        except UsageError:  # one of them cannot be answered: each is asked by itself
            return [self._asked_alone(question) for question in questions]
        return [clew.Answer(self.handle, each, question) for each, question in zip(found, questions, strict=True)]

    def _asked_alone(self, question: Question) -> Found:
        try:
            return self.ask(question)
        except UsageError as error:
            return error


def changes_between(settings: Settings, start: date | None, end: date | None) -> tuple[Change, ...]:
    """Return what the company changed from ``start`` to ``end`` (days, both included; None: no border), by time."""
    return tuple(read_changes(settings.documents, start, end).values())


def latest_time(snapshot: Snapshot, clock: datetime) -> datetime | None:
    """Return the last time at which something happened, UTC, at most ``clock``; None where nothing has."""
    times = [
        entry.last
        for name in _HAPPENED
        for entry in snapshot.manifest.table(name).files
        if entry.last is not None and entry.rows > entry.dead
    ]
    limit = int(clock.timestamp() * 1_000_000)
    return datetime.fromtimestamp(min(max(times), limit) / 1_000_000, UTC) if times else None
