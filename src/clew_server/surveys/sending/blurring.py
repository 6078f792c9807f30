"""When somebody was asked anonymously is kept to the day once the day is over: beside the hour of an answer it tells.

While it lasts the exact times are needed: by workers that take messages from each other, and by what pauses a way out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDay
from django.utils import timezone

from clew_server.jobs.registry import tick
from clew_server.surveys.models import Contact, Delivery, Participant
from clew_server.surveys.sending.states import PLANNED, SENDING

__all__ = ["blur", "look"]

TIMES = ("begun_at", "handed_at", "sent_at", "told_at")
DAY = timedelta(days=1)


@tick("surveys.blur", seconds=3600)
def look(workspace_id: UUID) -> int:
    """Return how many times of days that are over were made coarser."""
    return blur(workspace_id, timezone.now())


def blur(workspace_id: UUID, now: datetime) -> int:
    """Return how many times became those of their day (UTC): of messages its beginning, of the ledger its end.

    So reminders keep their day, and no gap between two surveys is shorter than the rules say.
    """
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    of_survey = Q(participant__distribution__survey__is_anonymous=True)
    sent = Delivery.objects.filter(of_survey, participant__distribution__survey__workspace_id=workspace_id)
    settled = sent.exclude(state__in=(PLANNED, SENDING))
    changed = sum(_begin(settled, name, today) for name in TIMES)
    mine = {"distribution__survey__is_anonymous": True, "distribution__survey__workspace_id": workspace_id}
    changed += _end(Contact.objects.filter(**mine), "at", today)
    return changed + _end(Participant.objects.filter(**mine), "asked_at", today)


def _begin(rows: QuerySet[Delivery], name: str, today: datetime) -> int:
    day = TruncDay(name, tzinfo=UTC)
    return rows.filter(**{f"{name}__lt": today}).exclude(**{name: day}).update(**{name: day})


def _end(rows: QuerySet[Contact] | QuerySet[Participant], name: str, today: datetime) -> int:
    exact = rows.filter(**{f"{name}__lt": today}).exclude(**{name: TruncDay(name, tzinfo=UTC)})
    return exact.update(**{name: TruncDay(F(name) + DAY, tzinfo=UTC)})
