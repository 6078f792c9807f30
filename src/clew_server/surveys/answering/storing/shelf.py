"""Where answer pages look: responses and who is asked, read and written for many requests at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from clew_server.surveys.answering.storing import backlog, thread
from clew_server.surveys.answering.storing.grouped import Grouped
from clew_server.surveys.answering.storing.recent import Recent, UnknownError
from clew_server.surveys.answering.storing.writing import UNUSED, Keep, keep_all
from clew_server.surveys.models import Participant, Response
from clew_server.surveys.used import links
from clew_server.surveys.used.links import Link

__all__ = ["UNUSED", "Keep", "forget_all", "is_used", "keep", "note_opened", "participant", "response", "use"]

Found = TypeVar("Found")


class _Shelf:
    """The groups of one event loop."""

    def __init__(self) -> None:
        self.responses = Grouped[UUID, Response | None](_responses)
        self.participants = Grouped[UUID, Participant | None](_participants)
        self.keeping = Grouped[Keep, None](keep_all)
        self.waiting = Grouped[Keep, None](backlog.add_all)
        self.opened = Grouped[tuple[UUID, datetime], None](_open_all)
        self.using = Grouped[Link, None](_use_all)
        self.used = Grouped[Link, bool](_are_used)


#: What people who answer now need to go on; so many that it is theirs.
LATE = 10_000
_responses_of_late, _participants_of_late = Recent[Response](LATE), Recent[Participant](LATE)
_shelves: WeakKeyDictionary[asyncio.AbstractEventLoop, _Shelf] = WeakKeyDictionary()


def _shelf() -> _Shelf:
    loop = asyncio.get_running_loop()
    if loop not in _shelves:
        _shelves[loop] = _Shelf()
    return _shelves[loop]


async def response(response_id: UUID, made_at: datetime | None = None) -> Response | None:
    """Return the response of an id, None where there is none (any more); ``made_at`` is when the id was made.

    While the database cannot be asked it is what was read or written of late.
    """
    if (waits := backlog.response(response_id)) is not None:
        return waits
    try:
        found = await _shelf().responses.of(response_id)
    except thread.AWAY as error:
        return copy(_recalled(_responses_of_late, response_id, error, made_at))
    _responses_of_late.note(response_id, found)
    return copy(found)  # each request has its own, to change


async def participant(participant_id: UUID) -> Participant | None:
    """Return the participant of an id, None where there is none (any more), as far as can be told."""
    try:
        found = await _shelf().participants.of(participant_id)
    except thread.AWAY as error:
        return _recalled(_participants_of_late, participant_id, error)
    _participants_of_late.note(participant_id, found)
    return found


async def keep(one: Keep) -> None:
    """Return once a response is in the database, and what follows from it: states of who answered, quotas.

    While the database cannot be asked it waits in a file, and follows in time. Then the link that it uses up is used:
    who sends the same form again after anything broke off in between goes on.
    """
    try:
        await _shelf().keeping.of(one)
        backlog.pass_by(one.response)
    except thread.AWAY:
        await _shelf().waiting.of(one)
    _responses_of_late.note(one.response.id, copy(one.response))
    if one.uses is not None:
        await use(one.uses)


async def use(link: Link) -> None:
    """Return once an anonymous link is used up; it may be used already."""
    await _shelf().using.of(link)


async def is_used(link: Link) -> bool:
    """Return whether an anonymous link was used."""
    return await _shelf().used.of(link)


async def note_opened(participant_id: UUID, now: datetime) -> None:
    """Keep that a participant opened the survey, the first time; it is let be while the database cannot be asked."""
    with suppress(*thread.AWAY):
        await _shelf().opened.of((participant_id, now))


def forget_all() -> None:
    """Have nothing of late in mind any more."""
    _responses_of_late.forget_all()
    _participants_of_late.forget_all()


def _recalled(late: Recent[Found], which: UUID, error: Exception, made_at: datetime | None = None) -> Found | None:
    try:
        return late.of(which, made_at)
    except UnknownError:
        raise error from None


def _responses(ids: list[UUID]) -> list[Response | Exception | None]:
    there = Response.objects.in_bulk(set(ids))
    return [there.get(one) for one in ids]


def _participants(ids: list[UUID]) -> list[Participant | Exception | None]:
    there = Participant.objects.in_bulk(set(ids))
    return [there.get(one) for one in ids]


@thread.asks_no_database
def _use_all(group: list[Link]) -> list[Exception | None]:
    try:
        links.use(group, datetime.now(UTC))
    except Exception as error:  # noqa: BLE001 - a file that is damaged stops its own distribution alone
        return [error] if len(group) == 1 else [outcome for one in group for outcome in _use_all([one])]
    return [None] * len(group)


@thread.asks_no_database
def _are_used(group: list[Link]) -> Sequence[bool | Exception]:
    return [_is_used(one) for one in group]


def _is_used(link: Link) -> bool | Exception:
    try:
        return links.is_used(link)
    except Exception as error:  # noqa: BLE001 - who asked is told
        return error


@thread.writes
def _open_all(group: list[tuple[UUID, datetime]]) -> list[Exception | None]:
    new = Participant.objects.filter(id__in=[one for one, _ in group], state__in=("planned", "asked"))
    new.update(state="opened", opened_at=group[0][1])
    return [None] * len(group)
