"""What can be answered now, and by which way: asked of the database every second or two, never at every request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from django.db import Error

from clew.surveys import Survey as Questions
from clew_server.surveys import keeping
from clew_server.surveys.answering.storing import thread
from clew_server.surveys.asking.settings import carrier_of
from clew_server.surveys.keeping import Live
from clew_server.surveys.look import origin_of, origins_of
from clew_server.surveys.models import Distribution, Version
from clew_server.surveys.models.kept import OPEN
from clew_server.surveys.models.ways import EMAIL, ENDED, EVENT, FILE, LINK, PAUSED, RUNNING, SMS, WIDGET

__all__ = ["Way", "forget_all", "questions_of", "way_by_id", "way_by_slug", "way_of_survey"]

#: Seconds for which an answer of the database is taken for true; and while it cannot be asked.
TRUST, TRUST_ALONE = 1.5, 3600.0
MOST = 10_000
#: Kinds whose links were sent to somebody, and states in which they ask nobody else: who was asked may answer.
SENT, ASKED_BEFORE = (EMAIL, SMS, FILE, EVENT), (PAUSED, ENDED)
_known: dict[tuple[str, object], tuple[float, Way | None]] = {}
_asking: dict[tuple[str, object], asyncio.Future[Way | None]] = {}
_questions: dict[tuple[UUID, int], Questions] = {}


@dataclass(frozen=True)
class Way:
    """A survey as it is answered now, and the distribution by which somebody came: ``id`` None where it is gone."""

    live: Live
    origins: tuple[str, ...]
    id: UUID | None = None
    kind: str = ""
    #: What carries its messages: of one after an event what its settings say.
    carrier: str = ""
    state: str = RUNNING
    reason: str = ""
    quota: int = 0
    language: str = ""

    def shut(self, now: datetime, *, has_begun: bool = False) -> str:
        """Return why nobody may answer: "closed" or "full"; "" where they may.

        Who ``has_begun`` may finish; who was sent a link may answer as long as the survey is open, unless it is full.
        """
        if self.live.state != OPEN or _is_past(self.live.look.closes_at, now):
            return "closed"
        if has_begun or self.state == RUNNING:
            return ""
        if (self.state, self.reason) == (ENDED, "quota"):
            return "full"
        return "" if self.kind in SENT and self.state in ASKED_BEFORE else "closed"

    @property
    def redirect(self) -> str:
        """Where people are led in the end; "" unless an owner listed the origin."""
        address = self.live.look.redirect
        origin = origin_of(address)
        return address if origin and origin in self.origins else ""


async def way_by_slug(slug: str) -> Way | None:
    """Return the way that a public address opens, None where there is none."""
    return await _way(("slug", slug), lambda: _read(slug=slug, kind__in=(LINK, WIDGET)))


async def way_by_id(distribution_id: UUID) -> Way | None:
    """Return a distribution's way."""
    return await _way(("id", distribution_id), lambda: _read(id=distribution_id))


async def way_of_survey(survey_id: UUID, distribution_id: UUID | None) -> Way | None:
    """Return the way of a response, also where its distribution is gone."""
    if distribution_id is not None and (found := await way_by_id(distribution_id)) is not None:
        return found
    return await _way(("survey", survey_id), lambda: _whole(survey_id))


async def questions_of(way: Way, version: int) -> Way:
    """Return the same way with the questions of a version: who began with it goes on with it."""
    live = way.live
    if version == live.version:
        return way
    key = (live.id, version)
    if key not in _questions:
        if len(_questions) > MOST:
            _questions.clear()
        _questions[key] = await thread.in_thread(_questions_of, live.id, version)
    return replace(way, live=replace(live, version=version, asked=_questions[key]))


def forget_all() -> None:
    """Ask the database anew about everything."""
    _known.clear()
    _questions.clear()


async def _way(key: tuple[str, object], read: Callable[[], Way | None]) -> Way | None:
    found = _known.get(key)
    if found is not None and time.monotonic() - found[0] <= TRUST:
        return found[1]
    asking = _asking.get(key)
    if asking is None or asking.get_loop() is not asyncio.get_running_loop():
        asking = _asking[key] = asyncio.ensure_future(_asked(key, read))
        asking.add_done_callback(lambda _: _asking.pop(key, None))
    return await asyncio.shield(asking)


async def _asked(key: tuple[str, object], read: Callable[[], Way | None]) -> Way | None:
    began = time.monotonic()
    try:
        way = await thread.in_thread(read)
    except Error:
        said = _known.get(key)
        if said is None or began - said[0] > TRUST_ALONE:
            raise
        return said[1]
    if len(_known) > MOST:
        _known.clear()
    _known[key] = (began, way)
    if way is not None and way.id is not None:  # by whatever address somebody came, going on asks for it by id
        _known["id", way.id] = (began, way)
    return way


def _read(**which: object) -> Way | None:
    found = Distribution.objects.filter(**which).first()
    whole = _whole(found.survey_id) if found is not None else None
    if found is None or whole is None:
        return None
    quota, language = found.settings.get("quota"), found.settings.get("language")
    return replace(
        whole, id=found.id, kind=found.kind, carrier=carrier_of(found), state=found.state, reason=found.reason,
        quota=quota if isinstance(quota, int) else 0, language=language if isinstance(language, str) else "",
    )  # fmt: skip


def _whole(survey_id: UUID) -> Way | None:
    live = keeping.live(survey_id)
    return Way(live, origins_of(live.workspace_id)) if live is not None else None


def _questions_of(survey_id: UUID, number: int) -> Questions:
    return keeping.asked_in(Version.objects.get(survey_id=survey_id, number=number))


def _is_past(moment: str, now: datetime) -> bool:
    try:
        ends = datetime.fromisoformat(moment)
    except ValueError:
        return False
    return now >= (ends if ends.tzinfo else ends.replace(tzinfo=UTC))
