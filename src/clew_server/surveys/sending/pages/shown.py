"""How far a way out is: how many were sent, what is unclear, what came back, who answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clew_server.accounts.gate import MemberRequest
from clew_server.channels.handing import can_send
from clew_server.configuration import configuration
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.reasons import REASONS
from clew_server.surveys.asking.settings import Window, carrier_of, settings_of
from clew_server.surveys.frame import framed
from clew_server.surveys.masking import masked, sees_addresses, without_address
from clew_server.surveys.models import Delivery, Distribution, Participant
from clew_server.surveys.models.ways import EMAIL, EVENT, FILE, PAUSED, RUNNING, SMS
from clew_server.surveys.results.answers.rows import CHUNK
from clew_server.surveys.results.asked.gathered import begun_told, finished_of
from clew_server.surveys.results.words import in_steps
from clew_server.surveys.sending.due import AWAY
from clew_server.surveys.sending.pages.access import access_way, told_address
from clew_server.surveys.sending.sms.texting import gateway_of
from clew_server.surveys.sending.states import BOUNCED, DELIVERED, OPENED, PLANNED, REFUSED, SENDING, SENT, UNCLEAR
from clew_server.surveys.sending.window import is_open, opens_at
from clew_server.surveys.used.links import used_of

__all__ = ["Step", "funnel_of", "sending"]

MOST_SHOWN = 200
#: A participant in one of these states was asked; and in the later ones also opened, began, finished.
_STATES = ("asked", "opened", "started", "finished")


@dataclass(frozen=True)
class Step:
    """One step of the way from invitation to answer."""

    label: str | Promise
    count: int
    hint: str | Promise = ""
    is_trouble: bool = False


@dataclass(frozen=True)
class Listed:
    """A message of which something is to be said: to whom, when it was begun, and when it is tried again."""

    to: str
    begun_at: datetime | None
    said: str
    next_at: datetime | None


def sending(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show how far a way out is."""
    survey, way = access_way(request, survey_id, way_id, EMAIL, EVENT, SMS, FILE)
    now, zone = timezone.now(), ZoneInfo(opened(request.workspace.id).store.settings.zone)
    window = getattr(settings_of(way), "window", Window())
    mine = Delivery.objects.filter(participant__distribution=way).select_related("participant")
    whole = sees_addresses(request.member.role)
    context: dict[str, Any] = {
        "way": way,
        "steps": funnel_of(way),
        "reminders": mine.filter(number__gt=0, sent_at__isnull=False).count(),
        "has_names": not survey.is_anonymous,
        "unclear": _listed(mine, UNCLEAR, whole=whole),
        "back": _listed(mine, REFUSED, BOUNCED, whole=whole),
        "put_off": _listed(mine, PLANNED, whole=whole),
        "is_away": way.reason == AWAY,
        "can_send": _can_send(way),
        "opens_at": None if way.kind == FILE or is_open(window, zone, now) else opens_at(window, zone, now),
        "is_running": way.state == RUNNING,
        "step": {RUNNING: "pause", PAUSED: "resume"}.get(way.state, ""),
        "is_text": carrier_of(way) == SMS,
        "told_address": told_address(way),
        "is_mail": carrier_of(way) == EMAIL,
    }
    return framed(request, "surveys/sending/sent.html", survey, context, tab="surveys:ways")


def funnel_of(way: Distribution) -> list[Step]:
    """Return the steps from who is to be asked to who has finished; an opened survey counts as one that arrived."""
    people = _people(way)
    sent = _by_state(Delivery.objects.filter(distribution=way, number=0))
    out = sum(sent[state] for state in (SENT, DELIVERED, OPENED))
    later = [sum(people[state] for state in _STATES[at:]) for at in range(len(_STATES))]
    k = configuration().smallest_group
    if way.survey.is_anonymous:
        later[1:] = _told(way, later[2], k)
    return [
        Step(gettext_lazy("To be sent"), people["planned"] + sent[PLANNED] + sent[SENDING]),
        Step(gettext_lazy("Sent"), out),
        Step(gettext_lazy("Unclear"), sent[UNCLEAR], gettext_lazy("may have arrived; not sent again"), is_trouble=True),
        Step(gettext_lazy("Came back or refused"), sent[BOUNCED] + sent[REFUSED], is_trouble=True),
        Step(gettext_lazy("Opened the survey"), later[1]),
        Step(gettext_lazy("Began"), later[2], in_steps(k) if way.survey.is_anonymous else ""),
        *_finished(way, later[3]),
        Step(gettext_lazy("Never again"), people["opted_out"]),
    ]


def _people(way: Distribution) -> Counter[str]:
    """Return how many are in each state; of an anonymous survey files know who began, and no row does."""
    people = _by_state(Participant.objects.filter(distribution=way))
    used = list(used_of(way.survey.workspace_id, way.id)) if way.survey.is_anonymous else []
    for begin in range(0, len(used), CHUNK):
        some = _by_state(Participant.objects.filter(distribution=way, id__in=used[begin : begin + CHUNK]))
        people.subtract(some)
        people["started"] += some.total()
    return people


def _by_state(rows: QuerySet[Participant] | QuerySet[Delivery]) -> Counter[str]:
    return Counter(dict(rows.values_list("state").annotate(n=Count("*")).order_by()))


def _told(way: Distribution, began: int, k: int) -> list[int]:
    """Return how many opened, began and finished an anonymous survey, as far as it is told: in steps of several.

    Only responses say who finished, and nothing says who opened it before they began.
    """
    finished = finished_of([way.id], k, timezone.now())
    told = begun_told(began, finished, k)
    return [told, told, finished]


def _finished(way: Distribution, known: int) -> list[Step]:
    """Return the last step; none where too few finished an anonymous survey to be told of."""
    return [Step(gettext_lazy("Finished"), known)] if known or not way.survey.is_anonymous else []


def _listed(mine: QuerySet[Delivery], *states: str, whole: bool) -> list[Listed]:
    rows = mine.filter(state__in=states).order_by(F("begun_at").desc(nulls_last=True))[:MOST_SHOWN]
    return [_row(one, one.participant, whole=whole) for one in rows]


def _row(one: Delivery, who: Participant, *, whole: bool) -> Listed:
    address = who.address if whole else masked(who.address)
    said = one.error if whole else without_address(one.error, who.address)
    return Listed(address or who.customer_id, one.begun_at, str(REASONS.get(one.error, said)), one.next_at)


def _can_send(way: Distribution) -> bool:
    if carrier_of(way) == SMS:
        return gateway_of(way) is not None
    return way.kind == FILE or can_send()
