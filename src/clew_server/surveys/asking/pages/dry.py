"""The dry run: who would be asked, who is spared and why, how long it takes; nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.utils import timezone

from clew.errors import ClewError
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys.asking.days import zone_of
from clew_server.surveys.asking.events.trying import try_events
from clew_server.surveys.asking.pages.access import KIND_LABELS, access_way
from clew_server.surveys.asking.planning import Decision, plan, why_not_anonymous
from clew_server.surveys.asking.reasons import FINAL, reason_label
from clew_server.surveys.asking.settings import EmailSettings, SmsSettings, carrier_of, settings_of
from clew_server.surveys.frame import framed
from clew_server.surveys.masking import masked, sees_addresses
from clew_server.surveys.models import Distribution, Participant, Response, Survey
from clew_server.surveys.models.ways import EVENT, PLANNED, SMS
from clew_server.surveys.sending.pace import HOUR, per_hour_of
from clew_server.surveys.sending.window import is_open, opens_at
from clew_server.web.timing import asking

__all__ = ["dry", "per_day"]

#: So many of those who would be asked, or are spared for a reason, are shown.
SHOWN, DAYS = 20, 30
#: After that nobody reads.
LONGEST = timedelta(days=1000)
#: From so many asked on their share of answers says what to expect.
ENOUGH = 30


@dataclass(frozen=True)
class Row:
    """Somebody as the page shows them."""

    customer_id: str
    address: str
    language: str
    probability: float


def dry(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show what starting now would do; ``?reason=`` opens who is spared for it."""
    survey, way = access_way(request, survey_id, way_id)
    shared: dict[str, Any] = {
        "way": way,
        "kind": KIND_LABELS.get(way.kind, way.kind),
        "is_planned": way.state == PLANNED,
    }
    if way.kind == EVENT:
        return _after_events(request, survey, way)
    try:
        with asking():
            found = plan(way, timezone.now())
    except ClewError as error:
        context = {**shared, "problem": str(error)}
        return framed(request, "surveys/asking/dry.html", survey, context, tab="surveys:ways", wrong=True)
    wanted = request.GET.get("reason", "")
    rows = found.of(wanted) if wanted in FINAL else found.asked
    context = {
        **shared,
        "plan": found,
        "why_not": why_not_anonymous(way, len(found.asked)),
        "total": len(found.decisions),
        "reasons": [(reason, reason_label(reason), count) for reason, count in found.spared.most_common()],
        "wanted": wanted if wanted in FINAL else "",
        "wanted_label": reason_label(wanted) if wanted in FINAL else "",
        "rows": [_row(one, whole=sees_addresses(request.member.role)) for one in rows[:SHOWN]],
        "more": max(0, len(rows) - SHOWN),
        "days": (days := per_day(way, len(found.asked), timezone.now()))[:DAYS],
        "days_more": max(0, len(days) - DAYS),
        "expected": _expected(way, len(found.asked)),
        "strata": _strata(found.asked, found.sampling.by) if found.sampling.by else [],
    }
    return framed(request, "surveys/asking/dry.html", survey, context, tab="surveys:ways")


def _after_events(request: MemberRequest, survey: Survey, way: Distribution) -> HttpResponse:
    """Show what a way out that asks after events would have found in the last days."""
    context: dict[str, Any] = {"way": way, "settings": settings_of(way), "is_text": carrier_of(way) == SMS}
    try:
        with asking():
            context["tried"] = try_events(way, timezone.now())
    except ClewError as error:
        context["problem"] = str(error)
    wrong = "problem" in context
    return framed(request, "surveys/asking/after.html", survey, context, tab="surveys:ways", wrong=wrong)


def _row(one: Decision, *, whole: bool) -> Row:
    person = one.person
    address = person.address if whole else masked(person.address)
    return Row(person.customer_id, address, person.language, one.probability)


def per_day(way: Distribution, count: int, now: datetime) -> list[tuple[date, int]]:
    """Return how many messages leave on which day at the soonest, by the window and both hourly limits, from now on.

    An hour is counted as sending counts it: by the clock, whole where the window is open for a part of it alone.
    """
    settings = settings_of(way)
    if not isinstance(settings, EmailSettings | SmsSettings):
        return []
    zone, window = zone_of(way.survey.workspace_id), settings.window
    most, found, at, until = per_hour_of(way), Counter[date](), now, now + LONGEST
    while count > 0 and at < until:
        at = opens_at(window, zone, at)
        if is_open(window, zone, at):
            leaving = min(count, most or count)
            found[at.astimezone(zone).date()] += leaving
            count -= leaving
        at = _next_hour(at)
    return sorted(found.items())


def _next_hour(at: datetime) -> datetime:
    return datetime.fromtimestamp((at.timestamp() // HOUR + 1) * HOUR, UTC)


def _expected(way: Distribution, count: int) -> tuple[int, float] | None:
    """Return how many answers to expect, and the share of answers that says so: of those this survey asked before."""
    asked = Participant.objects.filter(distribution__survey_id=way.survey_id, asked_at__isnull=False)
    before = asked.count()
    if before < ENOUGH:
        return None
    ways = asked.values("distribution").annotate(n=Count("id")).values_list("distribution", flat=True)
    finished = Response.objects.filter(distribution__in=list(ways), state="finished").count()
    share = min(1.0, finished / before)
    return round(share * count), share


def _strata(asked: list[Decision], by: str) -> list[tuple[str, int, float]]:
    """Return of each stratum how many are asked and with which probability."""
    counts = Counter(one.person.fields.get(by, "") for one in asked)
    shares = {one.person.fields.get(by, ""): one.probability * one.sharing for one in asked}
    return [(name, count, shares[name]) for name, count in counts.most_common(SHOWN)]
