"""Files that go out and come in: personal links, delivery statuses, reports of mail servers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clew.errors import ClewError
from clew_server.accounts.gate import MemberRequest
from clew_server.surveys.frame import framed
from clew_server.surveys.masking import sees_addresses
from clew_server.surveys.models import Delivery, Distribution, Participant, Survey
from clew_server.surveys.models.ways import EMAIL, EVENT, FILE, RUNNING, SMS
from clew_server.surveys.sending.bounces import take_reports
from clew_server.surveys.sending.exporting import export
from clew_server.surveys.sending.pages.access import access_way, told_address
from clew_server.surveys.sending.pages.shown import funnel_of
from clew_server.surveys.sending.statuses import LARGEST, MOST_TOLD, Taken, take_statuses

__all__ = ["links", "links_file", "reports", "statuses"]

MOST_NAME = 40


def links(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Show the personal links of a way out: how many, a file of them, and what came back."""
    survey, way = access_way(request, survey_id, way_id, EMAIL, EVENT, SMS, FILE)
    if way.kind != FILE:
        return redirect("surveys:sending", request.workspace.id, survey.id, way.id)
    return _links(request, survey, way)


def links_file(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Return the links as a file; whose link leaves is asked by that. Addresses are for who sees them."""
    survey, way = access_way(request, survey_id, way_id, FILE)
    has_addresses = "addresses" in request.POST
    if has_addresses and not sees_addresses(request.member.role):
        raise PermissionDenied
    if way.state != RUNNING:
        messages.error(request, gettext("Start it first: then the links are good."))
        return redirect("surveys:links", request.workspace.id, survey.id, way.id)
    content = export(way, timezone.now(), has_addresses=has_addresses)
    name = f"links-{survey.name[:MOST_NAME]}-{timezone.now():%Y-%m-%d}.csv"
    return HttpResponse(
        content,
        headers={"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'},
    )


def statuses(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Take a file of statuses, and say what it came to."""
    survey, way = access_way(request, survey_id, way_id, EMAIL, EVENT, SMS, FILE)
    return _taken(request, survey, way, lambda content: take_statuses(way, content))


def reports(request: MemberRequest, survey_id: UUID, way_id: UUID) -> HttpResponse:
    """Take reports of mail servers, and say what they came to."""
    survey, way = access_way(request, survey_id, way_id, EMAIL, EVENT)
    return _taken(request, survey, way, lambda content: take_reports(request.workspace.id, content))


def _links(request: MemberRequest, survey: Survey, way: Distribution) -> HttpResponse:
    context = {
        "way": way,
        "sees_addresses": sees_addresses(request.member.role),
        "steps": funnel_of(way),
        "is_running": way.state == RUNNING,
        "planned": Participant.objects.filter(distribution=way, state="planned").count(),
        "told_address": told_address(way),
        "given": Delivery.objects.filter(participant__distribution=way, number=0).count(),
    }
    return framed(request, "surveys/sending/links.html", survey, context, tab="surveys:ways")


def _taken(request: MemberRequest, survey: Survey, way: Distribution, take: Callable[[bytes], Taken]) -> HttpResponse:
    """Take the file of a form. What was wrong is listed; what was right counts already."""
    back = "surveys:links" if way.kind == FILE else "surveys:sending"
    file = request.FILES.get("file")
    try:
        taken = take(file.read() if file is not None and (file.size or 0) <= LARGEST else b"")
    except ClewError as error:
        messages.error(request, str(error))
        return redirect(back, request.workspace.id, survey.id, way.id)
    if not taken.wrong:
        messages.success(request, _said(taken))
        return redirect(back, request.workspace.id, survey.id, way.id)
    context = {"way": way, "said": _said(taken), "wrong": taken.wrong[:MOST_TOLD], "count": len(taken.wrong),
               "back": back}  # fmt: skip
    return framed(request, "surveys/sending/taken.html", survey, context, tab="surveys:ways")


def _said(taken: Taken) -> str:
    new = ngettext("%(n)s row said something new", "%(n)s rows said something new", taken.new) % {"n": taken.new}
    known = ngettext("%(n)s said what was known", "%(n)s said what was known", taken.known) % {"n": taken.known}
    return f"{new}; {known}."
