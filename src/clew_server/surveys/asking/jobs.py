"""Work of asking that no request waits for: starting a way out, asking after events, ending what is full."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy

from clew.errors import UsageError
from clew_server.jobs.registry import Running, job
from clew_server.surveys.asking.events.planning import plan_events
from clew_server.surveys.asking.ledger import is_full
from clew_server.surveys.asking.starting import start
from clew_server.surveys.asking.states import DELETED
from clew_server.surveys.asking.whom.changing import START
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import ENDED, EVENT, RUNNING

__all__ = ["EVENTS", "START", "begin", "look"]

EVENTS = "surveys.events"
EVERY = 60
#: So long what was deleted can be brought back.
KEPT = timedelta(days=30)


@job(START, tries=3, label=gettext_lazy("Write down who is asked, then start"), is_waited_for=True)
def begin(running: Running) -> dict[str, int]:
    """Start a way out; return how many are asked and how many are spared."""
    assert running.workspace_id is not None, "surveys are a workspace's"  # noqa: S101 - the page queues it so
    way = Distribution.objects.get(
        id=UUID(running.arguments["way"]), survey__workspace_id=running.workspace_id, survey__deleted_at=None
    )
    found = start(way, timezone.now(), running.tell)
    return {"asked": len(found.asked), "spared": sum(found.spared.values())}


@job(EVENTS, every=EVERY, label=gettext_lazy("Ask after events"))
def look(running: Running) -> dict[str, int]:
    """Plan who is asked after what has happened, end what is full, forget what was deleted long ago."""
    assert running.workspace_id is not None, "surveys are a workspace's"  # noqa: S101 - it comes back for each of them
    now = timezone.now()
    mine = Distribution.objects.filter(survey__workspace_id=running.workspace_id).select_related("survey")
    mine.filter(state=DELETED, ended_at__lt=now - KEPT).delete()
    ended = sum(end_full(way, now) for way in mine.filter(state=RUNNING))
    planned = sum(_after_events(way, now) for way in mine.filter(state=RUNNING, kind=EVENT, survey__deleted_at=None))
    return {"planned": planned, "ended": ended}


def _after_events(way: Distribution, now: datetime) -> int:
    """Return how many are planned; data that cannot tell what a rule asks for stop no other way out."""
    try:
        return plan_events(way, now).planned
    except UsageError:
        return 0


def end_full(way: Distribution, now: datetime) -> int:
    """End a way out that brought as many answers as it was to; return whether it was so."""
    if not is_full(way):
        return 0
    return Distribution.objects.filter(pk=way.pk, state=RUNNING).update(state=ENDED, ended_at=now, reason="quota")
