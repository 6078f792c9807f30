"""Responses are written into the database, many at a time, with what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from clew_server.surveys.answering.storing import thread
from clew_server.surveys.models import Distribution, Participant, Response
from clew_server.surveys.models.ways import ENDED, PAUSED, RUNNING
from clew_server.surveys.used.links import Link

__all__ = ["UNUSED", "Keep", "keep_all"]

#: States of a participant who has not answered anything yet.
UNUSED = ("planned", "asked", "opened")
#: What a later page changes of a response.
CHANGED = ("language", "answers", "state", "revision", "changed_at", "finished_at", "seconds", "flags", "by_click")


@dataclass(frozen=True)
class Keep:
    """A response of a workspace to be kept; ``uses`` is the link that it uses up, of an anonymous survey.

    ``quota`` is the number of finished responses with which its distribution ends.
    """

    workspace_id: UUID
    response: Response
    now: datetime
    uses: Link | None = None
    quota: int = 0


@thread.writes
def keep_all(group: Sequence[Keep]) -> list[Exception | None]:
    """Keep all, and return an error for each that cannot be; where none can, it is raised."""
    try:
        return _keep_together(group)
    except IntegrityError:
        if len(group) == 1:
            raise
        return [outcome for one in group for outcome in _keep_alone(one)]


def _keep_alone(one: Keep) -> list[Exception | None]:
    try:
        return _keep_together([one])
    except IntegrityError as error:
        return [error]


def _keep_together(group: Sequence[Keep]) -> list[Exception | None]:
    with transaction.atomic():
        Response.objects.bulk_create(
            [one.response for one in group], update_conflicts=True, unique_fields=["id"], update_fields=CHANGED
        )
        _advance(group)
        _end_full(group)
    return [None] * len(group)


def _advance(group: Sequence[Keep]) -> None:
    """Keep of identified participants that they began, or finished, and when."""
    whose = {one.response.participant: one.response.state for one in group if one.response.participant is not None}
    if not whose:
        return
    now = Value(group[0].now)
    times = {"opened_at": Coalesce("opened_at", now), "started_at": Coalesce("started_at", now)}
    began = [one for one, state in whose.items() if state != "finished"]
    Participant.objects.filter(id__in=began, state__in=UNUSED).update(state="started", **times)
    if done := [one for one, state in whose.items() if state == "finished"]:
        unfinished = Participant.objects.filter(id__in=done, state__in=(*UNUSED, "started"))
        unfinished.update(state="finished", finished_at=now, **times)


def _end_full(group: Sequence[Keep]) -> None:
    """End distributions that have as many finished responses as they want."""
    wanted = {one.response.distribution_id: (one.quota, one.now) for one in group if one.response.state == "finished"}
    for distribution_id, (quota, now) in wanted.items():
        if distribution_id is None or not quota:
            continue
        if Response.objects.filter(distribution_id=distribution_id, state="finished").count() >= quota:
            going_on = Distribution.objects.filter(id=distribution_id, state__in=(RUNNING, PAUSED))
            going_on.update(state=ENDED, reason="quota", ended_at=now)
