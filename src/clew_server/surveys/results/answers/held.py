"""Responses held by survey: a look reads those alone that changed since the last one.

What was read is compared with what the database counts. Most changes are found by their time; whatever is not (a
response that is gone, words that an erasure blanked, a row that was committed late) by comparing all revisions.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from threading import Lock
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from clew.surveys.results.returned import Returned
from clew_server.surveys.models import Response
from clew_server.surveys.results.answers.rows import CHUNK, FIELDS, Whose, Worked, worked_out

__all__ = ["KEPT", "Came", "Stand", "came_of", "forget_all", "stand_of"]

#: So many responses are held of all surveys together, those of the survey that was looked at last in any case.
KEPT = 400_000
#: Rows written so long before the newest one are looked at again: they may have been committed after it.
MARGIN = timedelta(minutes=2)
_numbers = count(1)


@dataclass(frozen=True)
class Stand:
    """How responses stand: how many, how often they were saved, which, and when last; any change of one changes it."""

    came: int = 0
    revisions: int = 0
    lots: int = 0
    last: datetime | None = None


@dataclass(frozen=True, eq=False)
class Came:
    """The responses in the order they began. ``era`` is another one whenever one has gone, or had words blanked.

    What is worked out of them is kept by the object itself, and goes with it.
    """

    all_of: Sequence[Returned]
    stand: Stand
    era: int
    languages: frozenset[str]
    versions: frozenset[int]
    ways: frozenset[str]


def stand_of(rows: QuerySet[Response]) -> tuple[Stand, int]:
    """Return how responses stand in the database, and how many are finished; an index alone is read."""
    found = rows.aggregate(
        came=Count("*"), finished=Count("revision", filter=Q(state="finished")), revisions=Sum("revision"),
        lots=Sum("lot"), last=Max("changed_at"),
    )  # fmt: skip
    return Stand(found["came"], found["revisions"] or 0, found["lots"] or 0, found["last"]), found["finished"]


class _Held:
    """The responses to one survey."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.era = next(_numbers)
        self.known: dict[str, Returned] = {}
        self.rows: dict[str, tuple[int, int]] = {}  # revision and lot
        self.stand = Stand()
        self.came: Came | None = None

    def catch_up(self, rows: QuerySet[Response], whose: Whose, stand: Stand) -> Came:
        """Return the responses as they ``stand`` in the database, or newer ones."""
        with self.lock:
            if self.came is None:
                first = rows.order_by("began_at", "id").values(*FIELDS).iterator(chunk_size=2000)
                self._take(worked_out(first, whose))
            elif self.stand == stand:
                return self.came
            else:
                self._read_changed(rows, whose)
            if self.stand != stand_of(rows)[0]:
                self._compare(rows, whose)
            self.came = self._in_order()
            return self.came

    def _take(self, found: Iterable[Worked]) -> None:
        more, lots, last = 0, 0, self.stand.last
        for each in found:
            key = each.one.key
            if key in self.known and _words(self.known[key]) - _words(each.one):
                self.era = next(_numbers)
            before = self.rows.get(key, (0, 0))
            more, lots = more + each.revision - before[0], lots + each.lot - before[1]
            self.known[key], self.rows[key] = each.one, (each.revision, each.lot)
            last = each.changed_at if last is None else max(last, each.changed_at)
        self.stand = Stand(len(self.known), self.stand.revisions + more, self.stand.lots + lots, last)

    def _read_changed(self, rows: QuerySet[Response], whose: Whose) -> None:
        since = rows.filter(changed_at__gte=self.stand.last - MARGIN) if self.stand.last else rows
        there = since.values_list("id", "revision").iterator(chunk_size=2000)
        self._read([key for key, revision in there if self._revision(key) != revision], rows, whose)

    def _read(self, keys: Sequence[UUID], rows: QuerySet[Response], whose: Whose) -> None:
        for begin in range(0, len(keys), CHUNK):
            mine = rows.filter(id__in=keys[begin : begin + CHUNK]).order_by("began_at", "id")
            self._take(worked_out(mine.values(*FIELDS), whose))

    def _compare(self, rows: QuerySet[Response], whose: Whose) -> None:
        """Look at all revisions: what is gone goes, and what changed without a time is read."""
        there: set[str] = set()
        changed, last = [], None
        for key, revision, at in rows.values_list("id", "revision", "changed_at").iterator(chunk_size=2000):
            there.add(str(key))
            last = at if last is None else max(last, at)
            if self._revision(key) != revision:
                changed.append(key)
        gone = self.rows.keys() - there
        if gone:
            self.era = next(_numbers)
        for name in gone:
            del self.known[name], self.rows[name]
        revisions, lots = (sum(column) for column in zip(*self.rows.values(), strict=True)) if self.rows else (0, 0)
        self.stand = Stand(len(self.known), revisions, lots, last)
        self._read(changed, rows, whose)

    def _revision(self, key: UUID) -> int | None:
        return self.rows.get(str(key), (None,))[0]

    def _in_order(self) -> Came:
        found = sorted(self.known.values(), key=_place)
        return Came(
            tuple(found),
            self.stand,
            self.era,
            frozenset(one.language for one in found),
            frozenset(one.version for one in found),
            frozenset(one.way for one in found),
        )


def _words(one: Returned) -> set[str]:
    return {answer.words for answer in one.given.values() if answer.words}


def _place(one: Returned) -> tuple[float, str]:
    return (one.began_at.timestamp() if one.began_at else 0.0, one.key)


_held: OrderedDict[UUID, _Held] = OrderedDict()
_lock = Lock()


def came_of(survey_id: UUID, whose: Whose, stand: Stand) -> Came:
    """Return all responses to a survey; nothing of them is read where they ``stand`` as they were held."""
    with _lock:
        mine = _held.setdefault(survey_id, _Held())
        _held.move_to_end(survey_id)
    found = mine.catch_up(Response.objects.filter(survey_id=survey_id), whose, stand)
    with _lock:
        while len(_held) > 1 and sum(len(each.known) for each in _held.values()) > KEPT:
            _held.popitem(last=False)
    return found


def forget_all() -> None:
    """Forget the responses that were worked out."""
    with _lock:
        _held.clear()
