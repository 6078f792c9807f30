"""What is new since the reader's last visit, and how fresh each source is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clew_server.insights.pulse.models import Told
from clew_server.insights.reading import Reading

__all__ = ["Fresh", "News", "freshness_of", "imports_of", "imports_since", "keep_told", "news_of"]

#: Tables people know as sources, in the order in which they are told.
NAMES: dict[str, str | Promise] = {
    "feedback": gettext_lazy("Answers and opinions"),
    "events": gettext_lazy("Contacts and steps"),
    "calls": gettext_lazy("Calls and chats"),
    "tickets": gettext_lazy("Tickets"),
    "promises": gettext_lazy("Promises"),
    "purchases": gettext_lazy("Purchases"),
    "subscriptions": gettext_lazy("Contracts"),
    "customers": gettext_lazy("Customers"),
}
#: With imports on fewer days nobody knows how often a source comes.
FEWEST_DAYS = 3
#: A source is late when it has not come for this many times its usual gap.
LATE = 2.0
#: At most so many lines of each kind of news.
MOST = 12
_imports: dict[UUID, tuple[int, list[dict[str, Any]]]] = {}


@dataclass(frozen=True)
class News:
    """What happened since ``since``, None at a first visit."""

    since: datetime | None
    imports: tuple[dict[str, Any], ...] = ()
    findings: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.imports or self.findings or self.gone or self.scores)


@dataclass(frozen=True)
class Fresh:
    """One source: its last time, how many days ago that is, and whether it came later than is usual."""

    table: str
    last: datetime | None
    days: int
    imported_at: datetime | None
    is_late: bool
    usual_days: int | None

    @property
    def name(self) -> str:
        """What the source is called."""
        return str(NAMES[self.table])


@transaction.atomic
def keep_told(workspace_id: UUID, kind: str, titles: Mapping[str, Mapping[str, str]], now: datetime) -> None:
    """Keep what is told now: what was not told before is new, what is told no more is gone, what came back is new."""
    known = {told.key: told for told in Told.objects.filter(workspace_id=workspace_id, kind=kind)}
    for key, title in titles.items():
        told = known.get(key)
        if told is None:
            Told.objects.create(workspace_id=workspace_id, kind=kind, key=key, titles=dict(title), first_at=now)
            continue
        if told.gone_at is not None:
            told.first_at, told.gone_at = now, None
        told.titles = dict(title)
        told.save()
    for key, told in known.items():
        if key not in titles and told.gone_at is None:
            Told.objects.filter(id=told.pk).update(gone_at=now)


def news_of(reading: Reading, language: str, since: datetime | None, imports: list[dict[str, Any]]) -> News:
    """Return what happened in the reader's workspace since the last visit."""
    if since is None:
        return News(None)
    told = Told.objects.filter(workspace=reading.workspace)
    new = told.filter(first_at__gt=since, gone_at=None).order_by("-first_at")
    gone = told.filter(gone_at__gt=since, first_at__lte=since, kind=Told.FINDING).order_by("-gone_at")
    came = [each for each in imports if not each["undone"] and _at(each) > since]
    return News(
        since=since,
        imports=tuple({**each, "name": each["file"].rpartition("/")[2]} for each in reversed(came[-MOST:])),
        findings=tuple(each.title(language) for each in new.filter(kind=Told.FINDING)[:MOST]),
        gone=tuple(each.title(language) for each in gone[:MOST]),
        scores=tuple(each.title(language) for each in new.filter(kind=Told.SCORE)[:MOST]),
    )


def imports_of(reading: Reading) -> list[dict[str, Any]]:
    """Return the imports of the workspace, read once a lake version."""
    store, version = reading.handle.store, reading.snapshot.version
    kept = _imports.get(reading.workspace.id)
    if kept is None or kept[0] != version:
        _imports[reading.workspace.id] = kept = (version, store.imports())
    return kept[1]


def imports_since(imports: list[dict[str, Any]], moment: datetime) -> int:
    """Return how many imports that stand came after ``moment``."""
    return sum(not each["undone"] and _at(each) > moment for each in imports)


def freshness_of(reading: Reading, imports: list[dict[str, Any]], now: datetime) -> list[Fresh]:
    """Return how fresh each source with rows is, by the last time in it and by when it is usually imported."""
    found = []
    for table in NAMES:
        files = [entry for entry in reading.snapshot.manifest.table(table).files if entry.rows > entry.dead]
        if not files:
            continue
        times = [entry.last for entry in files if entry.last is not None]
        last = datetime.fromtimestamp(min(max(times), int(now.timestamp() * 1e6)) / 1e6, UTC) if times else None
        came = sorted(_at(each) for each in imports if table in each["tables"] and not each["undone"])
        usual = _usual_gap([moment.date().toordinal() for moment in came])
        late = bool(usual and came and now - came[-1] > timedelta(days=LATE * usual))
        days = (now - last).days if last else 0
        found.append(Fresh(table, last, days, came[-1] if came else None, late, usual))
    return found


def _usual_gap(days: list[int]) -> int | None:
    """Return the usual number of days between imports; None where there were too few days to tell.

    >>> _usual_gap([1, 1, 8, 15]), _usual_gap([1, 2])
    (7, None)
    """
    own = sorted(set(days))
    if len(own) < FEWEST_DAYS:
        return None
    return max(1, round(median(after - before for before, after in itertools.pairwise(own))))


def _at(each: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(each["imported_at"])
