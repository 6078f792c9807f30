"""A page of a survey as one person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clew.surveys.running import Answers, Flaw, Route
from clew.surveys.running import route as route_of
from clew_server.collect.replies import Headers, Reply
from clew_server.surveys.answering import pages, replies
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.languages import HOUSE, language_of
from clew_server.surveys.answering.sealing import seal_id, seal_time
from clew_server.surveys.answering.standing import page_before
from clew_server.surveys.answering.storing.known import Way
from clew_server.surveys.models import Participant, Response

__all__ = ["Place", "done_address", "language_for", "page_address", "question", "thanks"]

#: The status of a page that comes back because it could not be saved, and what it then says. Not yet reviewed by
#: native speakers.
BUSY = 503
UNSAVED = {
    "en": "Your answers on this page have not been saved yet: the fault is ours. Please send it again in a moment.",
    "pl": "Odpowiedzi z tej strony nie zostały jeszcze zapisane, z naszej winy. Proszę za chwilę wysłać ją ponownie.",
    "ro": "Răspunsurile de pe această pagină nu au fost încă salvate, din vina noastră. Vă rugăm să o trimiteți din nou"
    " peste o clipă.",
    "ru": "Ответы на этой странице ещё не сохранены, по нашей вине. Пожалуйста, отправьте её ещё раз через минуту.",
}


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
    return asked.along(f"/s/r/{seal_id(response_id)}/{page}")


def done_address(asked: Asked, response_id: UUID) -> str:
    """Return the address at which a finished response is thanked for."""
    return page_address(asked, response_id, "done")


def language_for(asked: Asked, way: Way, response: Response | None = None, who: Participant | None = None) -> str:
    """Return the language in which somebody reads a survey."""
    known = response.language if response is not None else who.language if who is not None else ""
    return language_of(way.live.asked.languages, asked.language, known, accepted=asked.accepted, otherwise=way.language)


def question(
    place: Place, route: Route, answers: Answers, now: datetime, *,
    flaws: tuple[Flaw, ...] = (), unread: frozenset[str] = frozenset(), status: int = 200, kept: bytes = b"no-store",
    more: Headers = (),
) -> Reply:  # fmt: skip
    """Return a page with its answers filled in, and with what was posted where that had flaws, or is ``unread``."""
    asked = place.asked
    shown = pages.Shown(
        live=place.way.live, language=place.language, route=route, answers=answers, flaws=flaws, action=place.action,
        goes_back=place.has_begun and bool(page_before(route)),
        began=next(iter(asked.form.get("began", ())), "") or seal_time(now),
        seed=str(place.response_id), sealed=seal_id(place.response_id),
        is_framed=asked.is_framed, sent=asked.form, unread=unread,
    )  # fmt: skip
    page = pages.question_page(shown)
    if status == BUSY:
        page = page.replace(b"<form", _unsaved(place.language) + b"<form", 1)
    return replies.shown(page, place.way.live, status, kept, more)


def _unsaved(language: str) -> bytes:
    own = language_of(HOUSE, language)
    return f'<div class="wrong" role="alert" lang="{own}"><p>{UNSAVED[own]}</p></div>'.encode()


def thanks(asked: Asked, way: Way, language: str, answers: Answers, fields: Mapping[str, str]) -> Reply:
    """Return the last page; its text may hold some of the answers, and fields of who gave them."""
    end = route_of(way.live.asked, answers, fields)
    return replies.shown(pages.thanks_page(way.live, language, way.redirect, asked.is_framed, end), way.live)
