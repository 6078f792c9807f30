"""Who gets a dashboard by e-mail and when; and the way out for those who get it."""

from __future__ import annotations

from uuid import UUID

from babel.dates import get_day_names
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from clew_server.accounts.gate import MemberRequest
from clew_server.accounts.selectors import members_of
from clew_server.channels.handing import can_send
from clew_server.insights.dashboards import kept
from clew_server.insights.dashboards.models import Mailing, Recipient, Sent
from clew_server.insights.dashboards.sending import choose
from clew_server.insights.dashboards.sending import unsubscribe as leave
from clew_server.insights.dashboards.views.showing import found_or_404
from clew_server.insights.questions.showing.figures import locale

__all__ = ["mailing", "unsubscribe"]

HOURS, DAYS = range(24), range(1, 8)


def mailing(request: MemberRequest, dashboard_id: UUID) -> HttpResponse:
    """Show and set the weekday, the hour and the recipients of a dashboard's weekly e-mail."""
    found = found_or_404(request, dashboard_id)
    if not kept.may_change(request.member, found):
        raise PermissionDenied
    mine, _ = Mailing.objects.get_or_create(dashboard=found)
    members = members_of(request.workspace)
    if request.method == "POST":
        wanted = set(request.POST.getlist("member"))
        mine.weekday = _within(request.POST.get("weekday", ""), DAYS, mine.weekday)
        mine.hour = _within(request.POST.get("hour", ""), HOURS, mine.hour)
        mine.is_on = "on" in request.POST
        mine.begins_at = timezone.now()
        mine.save()
        choose(mine, [member.user for member in members if str(member.id) in wanted])
        messages.success(request, gettext("The weekly e-mail is set."))
        return HttpResponseRedirect(reverse("dashboards:mailing", args=[request.workspace.id, found.id]))
    recipients = {recipient.user_id: recipient for recipient in mine.recipients.all()}
    context = {
        "dashboard": found,
        "mailing": mine,
        "can_send": can_send(),
        "days": [(number, _weekday(number), number == mine.weekday) for number in DAYS],
        "hours": [(hour, f"{hour:02}:00", hour == mine.hour) for hour in HOURS],
        "members": [(member, recipients.get(member.user_id)) for member in members],
        "sent": Sent.objects.filter(recipient__mailing=mine)
        .select_related("recipient__user")
        .order_by("-begun_at")[:10],
    }
    return render(request, "dashboards/mailing.html", context)


@csrf_exempt
def unsubscribe(request: HttpRequest, recipient_token: UUID) -> HttpResponse:
    """Show the way out of a mailing, or take it: mail programs post here by themselves (RFC 8058).

    Whoever holds the address learns nothing from it, not even which dashboard it is of.
    """
    if request.method == "POST":
        if not leave(recipient_token):
            raise Http404
        return render(request, "dashboards/unsubscribe.html", {"is_out": True})
    found = Recipient.objects.filter(token=recipient_token).first()
    if found is None:
        raise Http404
    return render(request, "dashboards/unsubscribe.html", {"is_out": found.unsubscribed_at is not None})


def _weekday(number: int) -> str:
    return str(get_day_names("wide", context="stand-alone", locale=locale())[number - 1])


def _within(text: str, choices: range, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < len("100") and int(text) in choices else default
