"""A page of a survey as one person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clew.surveys.running import Answers, Flaw, Route
from clew_server.collect.replies import Headers, Reply
from clew_server.surveys.answering import pages, replies
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.known import Way
from clew_server.surveys.answering.languages import language_of
from clew_server.surveys.answering.sealing import seal_time
from clew_server.surveys.answering.standing import page_before
from clew_server.surveys.models import Participant, Response

__all__ = ["Place", "done_address", "language_for", "page_address", "question", "thanks"]


@dataclass(frozen=True)
class Place:
    """Where a page stands: to where it is posted, whose response it is part of, or will be; ``fields`` of who reads."""

    asked: Asked
    way: Way
    action: str
    response_id: UUID
    language: str
    fields: Mapping[str, str]
    has_begun: bool = False


def page_address(asked: Asked, response_id: UUID, page: str) -> str:
    """Return the address of a page of a response."""
    return asked.along(f"/s/r/{response_id}/{page}")


def done_address(asked: Asked, response_id: UUID) -> str:
    """Return the address at which a finished response is thanked for."""
    return page_address(asked, response_id, "done")


def language_for(asked: Asked, way: Way, response: Response | None = None, who: Participant | None = None) -> str:
    """Return the language in which somebody reads a survey."""
    known = response.language if response is not None else who.language if who is not None else ""
    return language_of(way.live.asked.languages, asked.language, known, accepted=asked.accepted, otherwise=way.language)


def question(
    place: Place, route: Route, answers: Answers, now: datetime, *,
    flaws: tuple[Flaw, ...] = (), status: int = 200, kept: bytes = b"no-store", more: Headers = (),
) -> Reply:  # fmt: skip
    """Return a page with its answers filled in, and with what was posted where that had flaws."""
    asked, before = place.asked, page_before(route) if place.has_begun else ""
    shown = pages.Shown(
        live=place.way.live, language=place.language, route=route, answers=answers, flaws=flaws, action=place.action,
        back=page_address(asked, place.response_id, before) if before else "",
        began=next(iter(asked.form.get("began", ())), "") or seal_time(now), seed=str(place.response_id),
        is_framed=asked.is_framed, sent=asked.form,
    )  # fmt: skip
    return replies.shown(pages.question_page(shown), place.way.live, status, kept, more)


def thanks(asked: Asked, way: Way, language: str) -> Reply:
    """Return the last page."""
    return replies.shown(pages.thanks_page(way.live, language, way.redirect, asked.is_framed), way.live)
