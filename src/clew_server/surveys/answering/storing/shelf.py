"""Where answer pages look: responses and who is asked, read and written for many requests at a time."""

from __future__ import annotations

import asyncio
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from clew_server.surveys.answering.storing.grouped import Grouped
from clew_server.surveys.models import Distribution, Participant, Response
from clew_server.surveys.models.ways import ENDED

__all__ = ["UNUSED", "Keep", "UsedError", "keep", "note_opened", "participant", "response"]

#: States of a participant who has not answered anything yet.
UNUSED = ("planned", "asked", "opened")
#: What a later page changes of a response.
CHANGED = ("language", "answers", "state", "revision", "changed_at", "finished_at", "seconds", "flags", "by_click")


class UsedError(Exception):
    """The personal link was used already."""


@dataclass(frozen=True)
class Keep:
    """A response to be kept; ``uses`` is the participant whose link it uses up, of an anonymous survey.

    ``quota`` is the number of finished responses with which its distribution ends.
    """

    response: Response
    now: datetime
    uses: UUID | None = None
    quota: int = 0


class _Shelf:
    """The groups of one event loop."""

    def __init__(self) -> None:
        self.responses = Grouped[UUID, Response | None](_responses)
        self.participants = Grouped[UUID, Participant | None](_participants)
        self.keeping = Grouped[Keep, None](_keep_all)
        self.opened = Grouped[tuple[UUID, datetime], None](_open_all)


_shelves: WeakKeyDictionary[asyncio.AbstractEventLoop, _Shelf] = WeakKeyDictionary()


def _shelf() -> _Shelf:
    loop = asyncio.get_running_loop()
    if loop not in _shelves:
        _shelves[loop] = _Shelf()
    return _shelves[loop]


async def response(response_id: UUID) -> Response | None:
    """Return the response of an id, None where there is none (any more)."""
    return await _shelf().responses.of(response_id)


async def participant(participant_id: UUID) -> Participant | None:
    """Return the participant of an id, None where there is none (any more)."""
    return await _shelf().participants.of(participant_id)


async def keep(one: Keep) -> None:
    """Return once a response is in the database, and what follows from it: states of who answered, quotas.

    Raises:
        UsedError: the link was used already; nothing is kept.
    """
    await _shelf().keeping.of(one)


async def note_opened(participant_id: UUID, now: datetime) -> None:
    """Keep that a participant opened the survey, the first time."""
    await _shelf().opened.of((participant_id, now))


def _responses(ids: list[UUID]) -> list[Response | Exception | None]:
    there = Response.objects.in_bulk(set(ids))
    return [copy(there.get(one)) for one in ids]  # each request has its own, to change


def _participants(ids: list[UUID]) -> list[Participant | Exception | None]:
    there = Participant.objects.in_bulk(set(ids))
    return [there.get(one) for one in ids]


def _keep_all(group: list[Keep]) -> list[Exception | None]:
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


def _keep_together(group: list[Keep]) -> list[Exception | None]:
    with transaction.atomic():
        used = _use([one.uses for one in group if one.uses is not None])
        good = [one for one in group if one.uses is None or one.uses in used]
        Response.objects.bulk_create(
            [one.response for one in good], update_conflicts=True, unique_fields=["id"], update_fields=CHANGED
        )
        _advance(good)
        _end_full(good)
    return [None if one.uses is None or one.uses in used else UsedError() for one in group]


def _use(ids: list[UUID]) -> set[UUID]:
    """Use up the links that were not, and return whose they are."""
    if not ids:
        return set()
    unused = Participant.objects.select_for_update().filter(id__in=ids, state__in=UNUSED)
    found = set(unused.values_list("id", flat=True))
    Participant.objects.filter(id__in=found).update(state="started")
    return found


def _advance(group: list[Keep]) -> None:
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


def _end_full(group: list[Keep]) -> None:
    """End distributions that have as many finished responses as they want."""
    wanted = {one.response.distribution_id: one.quota for one in group if one.response.state == "finished"}
    for distribution_id, quota in wanted.items():
        if distribution_id is None or not quota:
            continue
        if Response.objects.filter(distribution_id=distribution_id, state="finished").count() >= quota:
            going_on = Distribution.objects.filter(id=distribution_id).exclude(state=ENDED)
            going_on.update(state=ENDED, reason="quota", ended_at=group[0].now)


def _open_all(group: list[tuple[UUID, datetime]]) -> list[Exception | None]:
    new = Participant.objects.filter(id__in=[one for one, _ in group], state__in=("planned", "asked"))
    new.update(state="opened", opened_at=group[0][1])
    return [None] * len(group)
