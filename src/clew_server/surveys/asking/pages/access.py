"""What these pages share: which way out it is, its words, its counts, the pages that other rooms have for it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from clew_server.accounts.gate import MemberRequest
from clew_server.configuration import configuration
from clew_server.policy import POLICY, may
from clew_server.surveys.asking.reasons import reason_label
from clew_server.surveys.asking.settings import carrier_of, settings_of
from clew_server.surveys.asking.states import DELETED
from clew_server.surveys.frame import access_survey
from clew_server.surveys.models import Distribution, Gateway, Response, Survey
from clew_server.surveys.models.ways import EMAIL, ENDED, EVENT, FILE, LINK, PAUSED, PLANNED, RUNNING, SMS, WIDGET
from clew_server.surveys.results.asked.gathered import finished_of

__all__ = ["KIND_ABOUT", "KIND_LABELS", "STATE_LABELS", "access_way", "counted", "finished_by", "gateway_names",
           "links_of", "quota_of", "said_state"]  # fmt: skip

KIND_LABELS: dict[str, str | Promise] = {
    EMAIL: gettext_lazy("E-mail"),
    EVENT: gettext_lazy("After an event"),
    LINK: gettext_lazy("Link and QR code"),
    WIDGET: gettext_lazy("Widget on your pages"),
    SMS: gettext_lazy("SMS"),
    FILE: gettext_lazy("Personal links as a file"),
}
KIND_ABOUT: dict[str, str | Promise] = {
    EMAIL: gettext_lazy(
        "Invitations to a list or a segment, with reminders. The first question is in the e-mail: one click answers it."
    ),
    EVENT: gettext_lazy(
        "An invitation to whoever lives through something, by e-mail or text message: a ticket is solved, an "
        "order delivered, any event."
    ),
    LINK: gettext_lazy(
        "One address for everybody: on receipts, posters, in an app. Nobody knows who was asked, so there is no rate."
    ),
    WIDGET: gettext_lazy(
        "A small window on pages of yours, for a share of the visitors. It is a take rate, not a response rate."
    ),
    SMS: gettext_lazy("A short message with a personal link, sent through a gateway of yours."),
    FILE: gettext_lazy("A personal link for each person, for a sender of your own; what it says of them is read back."),
}
STATE_LABELS: dict[str, str | Promise] = {
    PLANNED: pgettext_lazy("state of a way out", "not started"),
    RUNNING: pgettext_lazy("state of a way out", "running"),
    PAUSED: pgettext_lazy("state of a way out", "paused"),
    ENDED: pgettext_lazy("state of a way out", "ended"),
    DELETED: pgettext_lazy("state of a way out", "deleted"),
}
#: Pages of other rooms for a way out, by kind: shown where they exist and the reader may open them.
_ELSEWHERE: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "surveys:link": (gettext_lazy("Address and QR code"), (LINK,)),
    "surveys:widget": (gettext_lazy("Script and look of the widget"), (WIDGET,)),
    "surveys:letters": (gettext_lazy("How the e-mail looks, and a test"), (EMAIL, EVENT)),
    "surveys:letter": (gettext_lazy("How the e-mail looks, and a test"), (EMAIL, EVENT)),
    "surveys:sending": (gettext_lazy("What was sent"), (EMAIL, EVENT, SMS)),
    "surveys:deliveries": (gettext_lazy("What was sent"), (EMAIL, EVENT, SMS)),
    "surveys:links": (gettext_lazy("Personal links as a file, and what came back"), (FILE,)),
}

_OF_LETTERS = ("surveys:letters", "surveys:letter")


def access_way(request: MemberRequest, survey_id: UUID, way_id: UUID) -> tuple[Survey, Distribution]:
    """Return a survey of the request's workspace and its way out of that id; Http404 where there is none."""
    survey = access_survey(request, survey_id)
    way = Distribution.objects.filter(survey=survey, id=way_id).first()
    if way is None:
        raise Http404
    way.survey = survey
    return survey, way


def said_state(way: Distribution) -> str:
    """Return the state of a way out in words, with why where it came to it by itself."""
    said = str(STATE_LABELS.get(way.state, way.state))
    return f"{said}: {reason_label(way.reason)}" if way.reason and way.state in {PAUSED, ENDED} else said


def links_of(request: MemberRequest, way: Distribution) -> list[tuple[str, str | Promise]]:
    """Return address and label of each page that another room has for a way out."""
    found = []
    for route, (label, kinds) in _ELSEWHERE.items():
        if way.kind not in kinds or route not in POLICY or not may(request.member.role, route):
            continue
        if route in _OF_LETTERS and carrier_of(way) != EMAIL:
            continue
        try:
            address = reverse(route, args=[request.workspace.id, way.survey_id, way.id])
        except NoReverseMatch:
            continue
        found.append((address, label))
    return found


def gateway_names(workspace_id: UUID) -> list[str]:
    """Return the names of the gateways for text messages that a workspace has."""
    return list(Gateway.objects.filter(workspace_id=workspace_id).order_by("name").values_list("name", flat=True))


def counted(ways: Iterable[Distribution]) -> dict[UUID, dict[str, int]]:
    """Return of each way out how many people are in each state."""
    ids = [way.id for way in ways]
    asked = ("asked", "opened", "started", "finished")
    counts = {
        "people": Count("participants"),
        "planned": Count("participants", filter=Q(participants__state="planned")),
        "spared": Count("participants", filter=Q(participants__state="spared")),
        "asked": Count("participants", filter=Q(participants__state__in=asked)),
        "opted_out": Count("participants", filter=Q(participants__state="opted_out")),
    }
    rows = Distribution.objects.filter(id__in=ids).annotate(**counts)
    return {row.id: {name: getattr(row, name) for name in counts} for row in rows}


def finished_by(survey: Survey, ways: Iterable[Distribution]) -> dict[UUID, int]:
    """Return how many finished responses ways out of a survey brought; of an anonymous one in steps.

    So nobody is known by a count that moves.
    """
    ids = [way.id for way in ways]
    if survey.is_anonymous:
        return {one: finished_of([one], configuration().smallest_group, timezone.now()) for one in ids}
    found = Response.objects.filter(distribution__in=ids, state="finished").values_list("distribution")
    return {**dict.fromkeys(ids, 0), **dict(found.annotate(n=Count("id")))}


def quota_of(way: Distribution) -> int | None:
    """Return how many finished responses a way out is to bring."""
    return settings_of(way).quota
