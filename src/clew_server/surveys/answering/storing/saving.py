"""An answer page is saved: durable in the journal, then on the shelf, and only then acknowledged."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from clew.surveys.running import Answer, Route, feedback_rows, route
from clew.surveys.running.rows import OWN
from clew.tables import TABLES
from clew_server.collect.intake import acknowledge_own
from clew_server.surveys.answering.standing import ends, on_the_way
from clew_server.surveys.answering.storing import shelf
from clew_server.surveys.answering.storing.known import Way
from clew_server.surveys.models import Participant, Response
from clew_server.surveys.models.ways import EMAIL, FILE, LINK, SMS, WIDGET
from clew_server.surveys.used.links import Link

__all__ = ["Saved", "answers_of", "begun", "changed", "fields_of", "save", "version_of"]

#: The channel that answers come by, where the participant's own word is missing.
CHANNELS = {LINK: "web", WIDGET: "web", EMAIL: "email", FILE: "email", SMS: "sms"}
_COLUMNS = frozenset(TABLES["feedback"].mappable) - OWN
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Saved:
    """What a page brings: the answers kept so far with its own, seconds that it took, what looked odd.

    ``is_half``: the page was not left, it is shown again, or the one before it; so nothing is finished by it.
    """

    answers: Mapping[str, Answer]
    language: str
    page: str = ""
    seconds: int | None = None
    flags: tuple[str, ...] = ()
    by_click: bool = False
    is_half: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether something of the page is still to come."""
        return self.by_click or self.is_half


def answers_of(response: Response | None) -> dict[str, Answer]:
    """Return the answers that are kept of a response."""
    return msgspec.convert(response.answers, dict[str, Answer]) if response is not None else {}


def begun(way: Way, response_id: UUID, language: str, now: datetime, who: Participant | None = None) -> Response:
    """Return a new response; of an anonymous survey, or to a public link, nothing says whose it is."""
    live = way.live
    known = who if not live.is_anonymous else None
    began = _hour(now) if live.is_anonymous else now
    return Response(
        id=response_id, survey_id=live.id, distribution_id=way.id, version=live.version, language=language,
        began_at=began, changed_at=began, participant=known.id if known else None,
        fields=fields_of(way, known), about=_about(known, now) if known else {},
    )  # fmt: skip


def fields_of(way: Way, who: Participant | None) -> dict[str, str]:
    """Return what texts and conditions of the survey may use of a participant."""
    if who is None or way.live.is_anonymous:
        return {}
    return {name: str(who.fields[name]) for name in way.live.asked.fields if who.fields.get(name) is not None}


async def save(way: Way, response: Response, saved: Saved, now: datetime, uses: Link | None = None) -> Route:
    """Return where the answers lead, once they are durable; ``uses``: the link that an anonymous response uses up.

    Raises:
        RefusedError: the journal does not take it now (503).
    """
    live = way.live
    led = route(live.asked, saved.answers, response.fields)
    _change(way, response, saved, led, now)
    texts = [_encode({"messageId": uuid.uuid4().hex, **row}).decode() for row in _rows(way, response, saved, led)]
    await acknowledge_own(live.workspace_id, "feedback", f"survey:{live.name}", texts, is_hourly=live.is_anonymous)
    told = response.changed_at if live.is_anonymous else now
    await shelf.keep(shelf.Keep(live.workspace_id, response, told, uses, way.quota))
    return led


def changed(way: Way, response: Response, now: datetime) -> datetime:
    """Return when a response is changed, as it is kept: of an anonymous survey the hour. It never goes back."""
    if way.live.is_anonymous:
        return max(_hour(now), response.changed_at)
    return max(now, response.changed_at + _MICROSECOND)


def version_of(way: Way, response: Response) -> datetime:
    """Return the time by which a later state of a response wins: within an hour each revision is a microsecond."""
    return response.changed_at + (response.revision * _MICROSECOND if way.live.is_anonymous else timedelta(0))


def _change(way: Way, response: Response, saved: Saved, led: Route, now: datetime) -> None:
    """Bring a response to its next revision; its time never goes back."""
    is_finished = not saved.is_partial and ends(led, saved.page)
    answers = on_the_way(led) if is_finished else saved.answers
    response.answers = msgspec.to_builtins(answers)
    response.changed_at = changed(way, response, now)
    response.revision += 1
    response.language, response.by_click, response.flags = saved.language, saved.by_click, list(saved.flags)
    if is_finished:
        response.state, response.finished_at = "finished", response.changed_at
    if saved.seconds is not None:
        response.seconds = {**response.seconds, saved.page: response.seconds.get(saved.page, 0) + saved.seconds}


def _rows(way: Way, response: Response, saved: Saved, led: Route) -> list[dict[str, Any]]:
    live, more = way.live, response.about.get("properties", {})
    own = {"survey": live.name, "version": live.version, "distribution": str(way.id) if way.id else None,
           "flags": response.flags, "anonymous": live.is_anonymous}  # fmt: skip
    about = {
        "channel": CHANNELS.get(way.carrier or way.kind),
        "asked_at": _said(response.began_at),
        **response.about,
        "answered_at": _said(response.changed_at),
        "version_at": _said(version_of(way, response)),
        "properties": {**more, **{name: value for name, value in own.items() if value}},
    }
    rows = feedback_rows(
        live.asked, saved.answers, response_id=str(response.id), language=response.language,
        fields=response.fields, about={name: value for name, value in about.items() if value is not None}, way=led,
    )  # fmt: skip
    return [{**row, "complete": response.state == "finished"} for row in rows]


def _about(who: Participant, now: datetime) -> dict[str, Any]:
    """What becomes part of every row of a participant's answers; columns that feedback has not are properties."""
    columns = {name: value for name, value in who.about.items() if name in _COLUMNS and name != "properties"}
    more = who.about.get("properties")
    others = {name: value for name, value in who.about.items() if name not in _COLUMNS}
    return {
        "asked_at": _said(who.asked_at or now),
        "invitation_id": str(who.id),
        **({"customer_id": who.customer_id} if who.customer_id else {}),
        **({"weight": 1 / who.probability} if who.probability > 0 else {}),
        **columns,
        "properties": {**others, **(more if isinstance(more, dict) else {})},
    }


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


_encode = msgspec.json.encode
