"""Where answer pages look: responses and who is asked, read and written for many requests at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from clew_server.surveys.answering.storing.grouped import Grouped
from clew_server.surveys.models import Distribution, Participant, Response
from clew_server.surveys.models.ways import ENDED
from clew_server.surveys.used import links
from clew_server.surveys.used.links import Link

__all__ = ["UNUSED", "Keep", "is_used", "keep", "note_opened", "participant", "response", "use"]

#: States of a participant who has not answered anything yet.
UNUSED = ("planned", "asked", "opened")
#: What a later page changes of a response.
CHANGED = ("language", "answers", "state", "revision", "changed_at", "finished_at", "seconds", "flags", "by_click")


@dataclass(frozen=True)
class Keep:
    """A response to be kept; ``uses`` is the link that it uses up, of an anonymous survey.

    ``quota`` is the number of finished responses with which its distribution ends.
    """

    response: Response
    now: datetime
    uses: Link | None = None
    quota: int = 0


class _Shelf:
    """The groups of one event loop."""

    def __init__(self) -> None:
        self.responses = Grouped[UUID, Response | None](_responses)
        self.participants = Grouped[UUID, Participant | None](_participants)
        self.keeping = Grouped[Keep, None](_keep_all)
        self.opened = Grouped[tuple[UUID, datetime], None](_open_all)
        self.using = Grouped[Link, None](_use_all)
        self.used = Grouped[Link, bool](_are_used)


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

    Then the link that it uses up is used: who sends the same form again after anything broke off in between goes on.
    """
    await _shelf().keeping.of(one)
    if one.uses is not None:
        await use(one.uses)


async def use(link: Link) -> None:
    """Return once an anonymous link is used up; it may be used already."""
    await _shelf().using.of(link)


async def is_used(link: Link) -> bool:
    """Return whether an anonymous link was used."""
    return await _shelf().used.of(link)


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
        Response.objects.bulk_create(
            [one.response for one in group], update_conflicts=True, unique_fields=["id"], update_fields=CHANGED
        )
        _advance(group)
        _end_full(group)
    return [None] * len(group)


def _use_all(group: list[Link]) -> list[Exception | None]:
    try:
        links.use(group, datetime.now(UTC))
    except Exception as error:  # noqa: BLE001 - a file that is damaged stops its own distribution alone
        return [error] if len(group) == 1 else [outcome for one in group for outcome in _use_all([one])]
    return [None] * len(group)


def _are_used(group: list[Link]) -> Sequence[bool | Exception]:
    return [_is_used(one) for one in group]


def _is_used(link: Link) -> bool | Exception:
    try:
        return links.is_used(link)
    except Exception as error:  # noqa: BLE001 - who asked is told
        return error


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
