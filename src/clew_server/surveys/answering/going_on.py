"""Going on with a response: each of its pages has an address of its own, and going back shows what was answered."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from clew.surveys.running import read_form
from clew.surveys.running import route as route_of
from clew_server.collect.replies import Reply
from clew_server.surveys.answering import replies
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.posting import lock_of, take_page
from clew_server.surveys.answering.rendered import (
    Place,
    done_address,
    language_for,
    page_address,
    question,
    thanks,
)
from clew_server.surveys.answering.sealing import opened_id
from clew_server.surveys.answering.standing import at_page
from clew_server.surveys.answering.storing import known, shelf
from clew_server.surveys.answering.storing.known import Way
from clew_server.surveys.answering.storing.saving import answers_of
from clew_server.surveys.models import Response

__all__ = ["go_on", "open_done", "open_page", "open_response", "post_on", "post_page", "says_the_same", "thanked"]


async def open_response(asked: Asked) -> Reply:
    """Return the way to the page at which a response stands."""
    response, way = await _kept(asked)
    if response is None or way is None:
        return replies.told("gone", asked)
    return await go_on(asked, response)


async def open_page(asked: Asked) -> Reply:
    """Return a page with its kept answers; the way to where the response stands where it is none of its pages."""
    response, way = await _kept(asked)
    if response is None or way is None:
        return replies.told("gone", asked)
    if response.state == "finished":
        return replies.led(done_address(asked, response.id))
    now = datetime.now(UTC)
    if shut := way.shut(now, has_begun=True):
        return replies.told(shut, asked, way)
    answers = answers_of(response)
    route = at_page(way.live.asked, asked.names["page"], answers, response.fields)
    if route is None:
        return await go_on(asked, response)
    return question(_place(asked, way, response, asked.names["page"]), route, answers, now)


async def post_page(asked: Asked) -> Reply:
    """Save a page of a response."""
    response_id = _id(asked)
    if response_id is None:
        return replies.told("gone", asked)
    async with lock_of(response_id):
        response = await shelf.response(response_id)
        if response is None:
            return replies.told("gone", asked)
        return await post_on(asked, response, datetime.now(UTC), asked.names["page"])


async def open_done(asked: Asked) -> Reply:
    """Thank for a finished response; one that is not leads to where it stands."""
    response, way = await _kept(asked)
    if response is None or way is None:
        return replies.told("gone", asked)
    if response.state != "finished":
        return await go_on(asked, response)
    return thanked(asked, way, response)


def thanked(asked: Asked, way: Way, response: Response) -> Reply:
    """Return the thanks for a finished response."""
    return thanks(asked, way, language_for(asked, way, response), answers_of(response), response.fields)


async def go_on(asked: Asked, response: Response) -> Reply:
    """Return the way to the page at which a response stands."""
    way = await _way(response)
    if way is None:
        return replies.told("gone", asked)
    if response.state == "finished":
        return replies.led(done_address(asked, response.id))
    at = route_of(way.live.asked, answers_of(response), response.fields)
    # all may be answered, and was not sent yet: by a click in an e-mail, or by a page that was sent with a flaw
    page = at.page or (at.passed[-1].page if at.passed else None)
    return replies.led(page_address(asked, response.id, page.id)) if page else replies.told("gone", asked, way)


async def post_on(asked: Asked, response: Response, now: datetime, page: str = "") -> Reply:
    """Save a page of a response (the first, without a name); what is finished stays as it is.

    The caller holds the response's lock.
    """
    way = await _way(response)
    if way is None:
        return replies.told("gone", asked)
    if response.state == "finished":
        is_same = await says_the_same(asked, response, page)
        return replies.led(done_address(asked, response.id)) if is_same else replies.told("finished", asked, way)
    if shut := way.shut(now, has_begun=True):
        return replies.told(shut, asked, way)
    name = page or _first_of(way, response)
    route = at_page(way.live.asked, name, answers_of(response), response.fields)
    if route is None or route.page is None:
        return await go_on(asked, response)
    return await take_page(_place(asked, way, response, name), response, route, now)


async def says_the_same(asked: Asked, response: Response, page: str = "") -> bool:
    """Return whether a page that is posted (the first, without a name) says what is kept: it was sent twice."""
    way, kept = await _way(response), answers_of(response)
    if way is None:
        return False
    route = at_page(way.live.asked, page or _first_of(way, response), kept, response.fields)
    if route is None or route.page is None:
        return False
    posted = read_form(route.page, asked.form, route.known, kept)
    return not posted.flaws and kept == {**kept, **posted.answers}


def _first_of(way: Way, response: Response) -> str:
    page = route_of(way.live.asked, {}, response.fields).page
    return page.id if page is not None else ""


def _place(asked: Asked, way: Way, response: Response, page: str) -> Place:
    return Place(
        asked, way, page_address(asked, response.id, page), response.id, language_for(asked, way, response),
        response.fields, has_begun=True,
    )  # fmt: skip


async def _kept(asked: Asked) -> tuple[Response | None, Way | None]:
    response_id = _id(asked)
    response = await shelf.response(response_id) if response_id is not None else None
    return response, await _way(response) if response is not None else None


async def _way(response: Response) -> Way | None:
    """The way by which a response came, with the questions of its version."""
    way = await known.way_of_survey(response.survey_id, response.distribution_id)
    return await known.questions_of(way, response.version) if way is not None else None


def _id(asked: Asked) -> UUID | None:
    return opened_id(asked.names["response"])
