"""The first page: at a public link, or at somebody's own; nothing is written by opening a public one."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from clew_server.collect.replies import Reply
from clew_server.surveys.answering import clicking, replies
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.going_on import go_on, post_on, says_the_same, thanked
from clew_server.surveys.answering.posting import lock_of, take_page
from clew_server.surveys.answering.rendered import Place, language_for, question, thanks
from clew_server.surveys.answering.sealing import another_id, new_id, opened_time, response_of, said_id
from clew_server.surveys.answering.standing import clicked, first_page
from clew_server.surveys.answering.storing import known, shelf
from clew_server.surveys.answering.storing.known import Way
from clew_server.surveys.answering.storing.saving import begun, fields_of
from clew_server.surveys.links import participant_of
from clew_server.surveys.models import Participant
from clew_server.surveys.used.links import Link

__all__ = ["open_link", "post_link"]

_SLUG, _TOKEN = 16, 43
_YES_OPTED_OUT = "opted_out"


async def open_link(asked: Asked) -> Reply:
    """Return the first page of a link, or where its reader had come to."""
    link, now = asked.names["link"], datetime.now(UTC)
    if len(link) == _SLUG:
        way = await known.way_by_slug(link)
        return _told(asked, way, now) or _first(asked, way, new_id(), now)
    who, way = await _whose(link)
    if who is None or way is None:
        return replies.told("gone", asked)
    if way.live.is_anonymous:
        is_used = await shelf.is_used(_link(way, who))
        return _told(asked, way, now, who, is_used=is_used) or _first(asked, way, new_id(), now)
    return await _open_own(asked, way, who, now)


async def post_link(asked: Asked) -> Reply:
    """Begin a response with its first page; the same form sent again is the same response."""
    link, now = asked.names["link"], datetime.now(UTC)
    seed = said_id(next(iter(asked.form.get("seed", ())), ""))
    if len(link) == _SLUG:
        way = await known.way_by_slug(link)
        if way is None:
            return replies.told("gone", asked)
        return await _begin(asked, way, seed, now)
    who, way = await _whose(link)
    if who is None or way is None:
        return replies.told("gone", asked)
    if not way.live.is_anonymous:
        return await _begin(asked, way, response_of(who.id), now, who)
    async with lock_of(who.id):
        return await _begin(asked, way, seed, now, await shelf.participant(who.id))


async def _begin(asked: Asked, way: Way, response_id: UUID, now: datetime, who: Participant | None = None) -> Reply:
    async with lock_of(response_id):
        response = await shelf.response(response_id, opened_time(next(iter(asked.form.get("began", ())), "")))
        own = who if not way.live.is_anonymous else None  # nothing of an anonymous response is theirs
        if response is None:
            return await _begin_new(asked, way, response_id, now, who, own)
        if (response.distribution_id, response.participant) != (way.id, own.id if own else None):
            return replies.told("wrong", asked, way)
        if who is not None and own is None:
            await shelf.use(_link(way, who))  # whatever broke off between the response and this
        is_over = who is None and response.state == "finished"
        if not is_over or await says_the_same(asked, response):
            return await post_on(asked, response, now)
    return await _begin(asked, way, another_id(response_id, _said(asked)), now)


async def _begin_new(
    asked: Asked, way: Way, response_id: UUID, now: datetime, who: Participant | None, own: Participant | None
) -> Reply:
    """Save the first page of a new response; ``who`` uses a link, ``own`` is who is known with the answers."""
    uses = _link(way, who) if who is not None and own is None else None
    if refusal := _told(asked, way, now, who, is_used=uses is not None and await shelf.is_used(uses)):
        return refusal
    language, fields = language_for(asked, way, who=own), fields_of(way, own)
    route = first_page(way.live.asked, {}, fields)
    if route.page is None:
        return thanks(asked, way, language, {}, fields)
    place = Place(asked, way, asked.along(f"/s/{asked.names['link']}"), response_id, language, fields)
    return await take_page(place, begun(way, response_id, language, now, own), route, now, uses)


def _link(way: Way, who: Participant) -> Link:
    return Link(way.live.workspace_id, who.distribution_id, who.id)


def _said(asked: Asked) -> str:
    """What a form answers: who comes back to a page that somebody else has sent says something else with it."""
    return repr(sorted((name, values) for name, values in asked.form.items() if name.startswith("q.")))


async def _whose(token: str) -> tuple[Participant | None, Way | None]:
    participant_id = participant_of(token) if len(token) == _TOKEN else None
    who = await shelf.participant(participant_id) if participant_id is not None else None
    return who, await known.way_by_id(who.distribution_id) if who is not None else None


async def _open_own(asked: Asked, way: Way, who: Participant, now: datetime) -> Reply:
    """The link of somebody who is known: where they had come to; a click in an e-mail is kept."""
    response_id = response_of(who.id)
    async with lock_of(response_id):
        response = await shelf.response(response_id)
        if response is not None and response.state == "finished":
            return thanked(asked, await known.questions_of(way, response.version), response)
        if refusal := _told(asked, way, now, has_begun=response is not None):
            return refusal
        if asked.may_write:
            if kept := await clicking.keep_click(asked, way, who, response, now):
                return kept
            if response is None:
                await shelf.note_opened(who.id, now)
    if response is not None:
        return await go_on(asked, response)
    return _first(asked, way, response_id, now, who)


def _first(asked: Asked, way: Way | None, response_id: UUID, now: datetime, who: Participant | None = None) -> Reply:
    """The first page, with what the address answers chosen beforehand."""
    assert way is not None, "who calls has told otherwise"  # noqa: S101
    language, fields = language_for(asked, way, who=who), fields_of(way, who)
    route = first_page(way.live.asked, {}, fields)
    if route.page is None:
        return thanks(asked, way, language, {}, fields)
    chosen = clicked(route, asked.query)
    place = Place(asked, way, asked.along(f"/s/{asked.names['link']}"), response_id, language, fields)
    kept = replies.TO_GO_BACK_TO if who is None else b"no-store"
    return question(place, first_page(way.live.asked, chosen, fields), chosen, now, kept=kept)


def _told(
    asked: Asked,
    way: Way | None,
    now: datetime,
    who: Participant | None = None,
    *,
    has_begun: bool = False,
    is_used: bool = False,
) -> Reply | None:
    """What is told instead of the first page: nothing is there, it is over, or the anonymous link was used."""
    if way is None:
        return replies.told("gone", asked)
    if shut := way.shut(now, has_begun=has_begun):
        return replies.told(shut, asked, way)
    if who is not None and way.live.is_anonymous and (is_used or who.state not in shelf.UNUSED):
        return replies.told("gone" if who.state == _YES_OPTED_OUT else "used", asked, way)
    return None
