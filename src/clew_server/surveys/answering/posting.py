"""A page that was posted: read, saved, and the way on; what cannot be saved now is shown again as it was typed."""

from __future__ import annotations

import asyncio
import logging
import traceback
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from weakref import WeakValueDictionary

from clew.surveys.running import Answer, Answers, Flaw, Posted, Route, read_form
from clew.surveys.running.answer import MISSING, READ
from clew_server.collect.replies import RefusedError, Reply
from clew_server.surveys.answering import replies, standing
from clew_server.surveys.answering.asked import HONEYPOT
from clew_server.surveys.answering.rendered import Place, done_address, page_address, question
from clew_server.surveys.answering.sealing import seconds_since
from clew_server.surveys.answering.storing.saving import Saved, answers_of, save
from clew_server.surveys.models import Response
from clew_server.surveys.used.links import Link

__all__ = ["lock_of", "log_fault", "take_page"]

#: The status of a page that is shown again because of what was posted.
FLAWED = 422
_log = logging.getLogger(__name__)
_locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()


def lock_of(whose: UUID) -> asyncio.Lock:
    """Return the lock of a response, or of a participant: one request at a time."""
    lock = _locks.get(whose)
    if lock is None:
        lock = _locks[whose] = asyncio.Lock()
    return lock


def log_fault(what: str, error: BaseException) -> None:
    """Write down a fault of ours: where it happened, and nothing of whom it concerned."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s: %s\n%s", what, type(error).__name__, where)


async def take_page(place: Place, response: Response, route: Route, now: datetime, uses: Link | None = None) -> Reply:
    """Return the way from a page that was posted, once it is saved; the page again where it has flaws (422).

    Then its good answers are saved all the same, and also where the page is only wanted in another language, or the
    one before it: what is blank keeps nobody from going back, what was typed and cannot be kept is told first. Where
    it cannot be saved now, the page comes back with all that was typed, and says when to send it again (503).
    """
    assert route.page is not None, "a page was posted"  # noqa: S101 - the caller's promise
    answers = answers_of(response)
    posted = read_form(route.page, place.asked.form, route.known, answers)
    typed = {**answers, **posted.answers}
    before = standing.page_before(route) if place.asked.goes_back else ""
    told = posted.losing if before else posted.flaws
    if place.asked.turns_to or told:
        if uses is None:  # half a page uses up no link
            await _save_half(place, response, route.page.id, posted.answers, now)
        return _again(place, response, route, typed, now, told=told, unread=_unread(posted))
    said = _given(answers, posted.answers) if before else typed
    saved = replace(_saved(place, response, route.page.id, said, now), is_half=bool(before))
    led = await _led(place, response, saved, now, uses)
    if led is None:
        more = ((b"retry-after", str(replies.LATER).encode()),)
        return question(place, route, typed, now, unread=_unread(posted), status=503, more=more)
    if before:
        return replies.led(page_address(place.asked, response.id, before))
    return replies.led(_next(place, response, route.page.id, led))


async def _led(place: Place, response: Response, saved: Saved, now: datetime, uses: Link | None) -> Route | None:
    """Return where the answers lead, once they are saved; None where they cannot be."""
    try:
        return await save(place.way, response, saved, now, uses)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours, and what was typed is not lost
        if not isinstance(error, RefusedError):
            log_fault("an answer could not be saved", error)
        return None


def _given(kept: Answers, posted: Answers) -> dict[str, Answer]:
    """What is kept, with what a page that is not left answers: what is blank on it was not left blank yet."""
    return {**kept, **{name: one for name, one in posted.items() if name in kept or one not in (MISSING, READ)}}


async def _save_half(place: Place, response: Response, page: str, posted: Answers, now: datetime) -> None:
    """Save the good answers of a page that is shown again, if there are new ones; what fails is saved with the rest."""
    kept = answers_of(response)
    said = _given(kept, posted)
    if said == kept:
        return
    half = replace(_saved(place, response, page, said, now), seconds=None, is_half=True)
    try:
        await save(place.way, response, half, now)
    except RefusedError:
        pass
    except Exception as error:  # noqa: BLE001 - nothing was acknowledged, and the page is not left
        log_fault("good answers of a page could not be saved", error)


def _again(
    place: Place, response: Response, route: Route, typed: dict[str, Answer], now: datetime, *,
    told: tuple[Flaw, ...], unread: frozenset[str],
) -> Reply:  # fmt: skip
    """Return the page with what was typed, right or wrong; who wants another language is told of nothing wrong."""
    assert route.page is not None, "a page was posted"  # noqa: S101 - the caller's promise
    at = standing.at_page(place.way.live.asked, route.page.id, typed, response.fields) or route
    if place.asked.turns_to:
        return question(place, at, typed, now, unread=unread)
    return question(place, at, typed, now, flaws=told, unread=unread, status=FLAWED)


def _unread(posted: Posted) -> frozenset[str]:
    """Return the questions that are shown as they were sent, not as they are kept."""
    return frozenset(flaw.question for flaw in posted.flaws)


def _saved(place: Place, response: Response, page: str, answers: dict[str, Answer], now: datetime) -> Saved:
    form = place.asked.form
    flags = [flag for flag in response.flags if flag != "clicks"]  # a page that is sent says what was meant
    if any(value.strip() for value in form.get(HONEYPOT, ())) and "honeypot" not in flags:
        flags.append("honeypot")
    took = seconds_since(next(iter(form.get("began", ())), ""), now)
    return Saved(answers, place.language, page, took, tuple(flags))


def _next(place: Place, response: Response, page: str, led: Route) -> str:
    following = standing.following(led, page)
    if not following:
        return done_address(place.asked, response.id)
    return page_address(place.asked, response.id, following)
