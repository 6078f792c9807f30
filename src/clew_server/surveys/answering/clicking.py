"""One click in an e-mail answers its question: kept as a partial answer until the page is sent.

Programs that look through mail open every link of it: where several answers of one person come within seconds and no
page was sent, the response is marked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from clew_server.collect.replies import Reply
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.rendered import Place, language_for, page_address, question
from clew_server.surveys.answering.sealing import response_of
from clew_server.surveys.answering.standing import clicked, first_page
from clew_server.surveys.answering.storing.known import Way, questions_of
from clew_server.surveys.answering.storing.saving import Saved, answers_of, begun, fields_of, save
from clew_server.surveys.models import Participant, Response

__all__ = ["CLICKS", "SCANNED", "keep_click"]

#: The flag of a response for which several answers were clicked within so much time.
CLICKS, SCANNED = "clicks", timedelta(seconds=10)


async def keep_click(
    asked: Asked, way: Way, who: Participant, response: Response | None, now: datetime
) -> Reply | None:
    """Return the first page with what was clicked, which is kept; None where nothing was, or a page was sent before.

    The caller holds the response's lock.
    """
    if response is not None:
        if not response.by_click:
            return None
        way = await questions_of(way, response.version)
    fields = fields_of(way, who)
    chosen = clicked(first_page(way.live.asked, {}, fields), asked.query)
    if not chosen:
        return None
    language = language_for(asked, way, response, who)
    kept = answers_of(response)
    if response is None or kept != {**kept, **chosen}:
        flags = _flags(response, now)
        response = response or begun(way, response_of(who.id), language, now, who)
        await save(way, response, Saved({**kept, **chosen}, language, flags=flags, by_click=True), now)
    route = first_page(way.live.asked, {**kept, **chosen}, fields)
    assert route.page is not None, "a question of it was answered"  # noqa: S101
    place = Place(
        asked, way, page_address(asked, response.id, route.page.id), response.id, language, fields, has_begun=True
    )
    return question(place, route, {**kept, **chosen}, now)


def _flags(response: Response | None, now: datetime) -> tuple[str, ...]:
    if response is None:
        return ()
    is_scan = now - response.changed_at < SCANNED and CLICKS not in response.flags
    return (*response.flags, CLICKS) if is_scan else tuple(response.flags)
