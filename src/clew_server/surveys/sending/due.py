"""What is to be sent now: what was put off, invitations, reminders; who takes one looks at it again under a lock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clew_server.surveys.asking.settings import EmailSettings, carrier_of, settings_of
from clew_server.surveys.models import Delivery, Distribution, Participant
from clew_server.surveys.models.ways import EMAIL, EVENT, RUNNING, SMS
from clew_server.surveys.sending.states import ARRIVED, AWAY_PAUSE, LEASE, PLANNED, REMINDED, SENDING

__all__ = ["AWAY", "MOST_TRIED", "SENT_BY_US", "Due", "due_of", "free", "gap_before", "running_of"]

SENT_BY_US = (EMAIL, EVENT, SMS)
#: The reason of a way out that runs, but cannot send now.
AWAY = "away"
#: So many messages are tried in turn while it is so: it may be one recipient for whom the way says no to everything.
MOST_TRIED = 5


class Due(NamedTuple):
    """One message: whose, and which of theirs (0 the invitation)."""

    participant_id: UUID
    number: int


def running_of(workspace_id: UUID) -> QuerySet[Distribution]:
    """Return the ways out of a workspace that send by themselves and are running."""
    found = Distribution.objects.select_related("survey").filter(
        survey__workspace_id=workspace_id, survey__deleted_at=None, state=RUNNING, kind__in=SENT_BY_US
    )
    return found.order_by("started_at", "id")


def due_of(distribution: Distribution, now: datetime, most: int) -> list[Due]:
    """Return at most so many messages that are due, what was put off first, then invitations, then reminders.

    While the way is away (a mail server that does not answer), one is tried after each pause: one that never was, as
    long as few are tried, else the one that was tried longest ago.
    """
    found = [Due(*one) for one in _put_off(distribution, now).values_list("participant_id", "number")[:most]]
    if distribution.reason == AWAY and (tried := _tried(distribution, now)):
        if tried[0] > now:  # the last one waits for its pause
            return []
        new = _new(distribution, now, 1) if len(tried) < MOST_TRIED else []
        return [*new, *found][:most]
    return found + _new(distribution, now, most - len(found))


def _new(distribution: Distribution, now: datetime, most: int) -> list[Due]:
    """Return at most so many messages that are due and were never tried."""
    planned = _invitations(distribution, now).values_list("id", flat=True)
    found = [Due(one, 0) for one in planned[:most]]
    for number in range(1, len(_reminders(distribution)) + 1):
        if len(found) < most:
            left = _reminded(distribution, number, now).values_list("participant_id", flat=True)
            found += [Due(one, number) for one in left[: most - len(found)]]
    return found


def free(now: datetime) -> Q:
    """Return which deliveries anybody may take: put off until now, or begun by a process that died before handing."""
    return Q(state=PLANNED, next_at__lte=now) | Q(state=SENDING, handed_at=None, begun_at__lt=now - LEASE)


def gap_before(distribution: Distribution, number: int) -> timedelta | None:
    """Return how long after the message before a reminder comes; None where there is no such reminder."""
    days = _reminders(distribution)
    if not 1 <= number <= len(days):
        return None
    return timedelta(days=days[number - 1] - (days[number - 2] if number > 1 else 0))


def _tried(distribution: Distribution, now: datetime) -> list[datetime]:
    """Return when those are tried again that say whether the way is back: not what a recipient put off for hours."""
    soon = Q(state=PLANNED, next_at__lte=now + AWAY_PAUSE)
    mine = Delivery.objects.filter(soon, participant__distribution=distribution).order_by("-next_at")
    return [at for at in mine.values_list("next_at", flat=True)[:MOST_TRIED] if at is not None]


def _put_off(distribution: Distribution, now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(free(now), participant__distribution=distribution).order_by("begun_at")


def _invitations(distribution: Distribution, now: datetime) -> QuerySet[Participant]:
    planned = Participant.objects.filter(distribution=distribution, state="planned", due_at__lte=now)
    return planned.order_by("due_at", "id")


def _reminded(distribution: Distribution, number: int, now: datetime) -> QuerySet[Delivery]:
    gap = gap_before(distribution, number)
    assert gap is not None, "only reminders that are set are looked for"  # noqa: S101 - the caller counts them
    later = Delivery.objects.filter(participant=OuterRef("participant"), number=number)
    long_ago = Q(handed_at__lte=now - gap)
    before = Delivery.objects.filter(
        long_ago, participant__distribution=distribution, number=number - 1, state__in=ARRIVED,
        participant__state__in=REMINDED,
    )  # fmt: skip
    return before.filter(~Exists(later)).order_by("handed_at")


def _reminders(distribution: Distribution) -> list[int]:
    settings = settings_of(distribution)
    if not isinstance(settings, EmailSettings) or carrier_of(distribution) != EMAIL:
        return []
    return sorted(set(settings.reminders))
