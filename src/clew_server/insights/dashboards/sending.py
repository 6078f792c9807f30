"""The weekly e-mail: who gets it, when it is due, and that nobody gets it twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from clew.errors import ClewError
from clew.questions.timing.times import utc_of, zone_of
from clew_server.accounts.selectors import find_member
from clew_server.channels.handing import LostError, can_send, hand_over, is_refusal
from clew_server.configuration import configuration
from clew_server.insights.dashboards import kept
from clew_server.insights.dashboards.filled import fill
from clew_server.insights.dashboards.models import Dashboard, Mailing, Recipient, Sent
from clew_server.insights.dashboards.paper.pdf import dashboard_pdf
from clew_server.insights.questions.answering import Reader

if TYPE_CHECKING:
    from clew_server.accounts.models import User

__all__ = ["choose", "due_at", "send_due", "unsubscribe", "week_of"]

DAYS_OF_WEEK = 7
#: A server that was away longer than this does not make up for what it missed.
LATEST = timedelta(days=2)
#: After the first, second, ... refusal; the last one for all that follow.
PAUSES = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
#: What was begun so long ago and not handed over was left by a process that died.
LEASE = timedelta(minutes=30)
LONGEST_ERROR = 500


def due_at(mailing: Mailing, now: datetime, zone: str) -> datetime:
    """Return the last moment (UTC) at or before ``now`` at which a mailing was due, by the clock of ``zone``.

    An hour that the clock leaves out is the one after it, one that comes twice is the first.
    """
    local = now.astimezone(zone_of(zone))
    days = (local.isoweekday() - mailing.weekday) % DAYS_OF_WEEK
    for back in (days, days + DAYS_OF_WEEK):
        wall = datetime(local.year, local.month, local.day, mailing.hour) - timedelta(days=back)  # noqa: DTZ001
        moment = utc_of(wall, zone).replace(tzinfo=UTC)
        if moment <= now:
            return moment
    return moment


def week_of(moment: datetime, zone: str) -> str:
    """Return the name of the week in which ``moment`` lies on the clock of ``zone``.

    >>> week_of(datetime(2026, 11, 30, 0, 30, tzinfo=UTC), "Europe/Warsaw")
    '2026-W49'
    """
    year, week, _ = moment.astimezone(zone_of(zone)).isocalendar()
    return f"{year}-W{week:02}"


def send_due(workspace_id: UUID, zone: str, now: datetime | None = None) -> int:
    """Send what is due in a workspace; return how many e-mails went out. Each recipient gets one a week at most."""
    now, sent = now or timezone.now(), 0
    if not can_send():
        return 0
    mailings = Mailing.objects.select_related("dashboard").filter(
        is_on=True, dashboard__workspace_id=workspace_id, dashboard__deleted_at=None
    )
    for mailing in mailings:
        due = due_at(mailing, now, zone)
        if due < mailing.begins_at or now - due > LATEST:
            continue
        for recipient in mailing.recipients.select_related("user").filter(is_chosen=True, unsubscribed_at=None):
            sent += _send_once(mailing.dashboard, recipient, week_of(due, zone), now)
    return sent


def choose(mailing: Mailing, users: list[User]) -> None:
    """Let these people get the dashboard, and no others; who unsubscribed is asked by nobody but themselves."""
    wanted = {user.pk for user in users}
    for user in users:
        Recipient.objects.update_or_create(mailing=mailing, user=user, defaults={"is_chosen": True})
    mailing.recipients.exclude(user_id__in=wanted).update(is_chosen=False)


def unsubscribe(token: UUID) -> bool:
    """Return whether ``token`` is a recipient's; that one gets no more of it."""
    found = Recipient.objects.filter(token=token)
    found.filter(unsubscribed_at=None).update(unsubscribed_at=timezone.now())
    return found.exists()


def _send_once(dashboard: Dashboard, recipient: Recipient, week: str, now: datetime) -> int:
    """Return 1 where an e-mail went out. What is written first decides: after a crash nobody gets a second one."""
    member = find_member(recipient.user, dashboard.workspace_id)
    if member is None or not recipient.user.is_active or kept.find(member, dashboard.id) is None:
        return 0
    mark = _claimed(recipient, week, now)
    if mark is None:
        return 0
    mine = Sent.objects.filter(id=mark.id, begun_at=mark.begun_at)
    try:
        hand_over(_message(dashboard, recipient, member), lambda: _mark_handed(mine))
    except LostError:
        return 0
    except (OSError, ClewError) as error:  # the mail server is away, or refuses: tried again, and said on the page
        was_handed = mine.filter(handed_at__isnull=False).exists()
        if was_handed and not is_refusal(error):
            mine.update(error=str(error)[:LONGEST_ERROR])  # it may have arrived: never a second one
        else:
            pause = PAUSES[min(mark.tries, len(PAUSES)) - 1]
            mine.update(error=str(error)[:LONGEST_ERROR], handed_at=None, next_at=now + pause)
        return 0
    mine.update(sent_at=timezone.now(), error="")
    return 1


def _claimed(recipient: Recipient, week: str, now: datetime) -> Sent | None:
    """Return the mark of this week's e-mail where it is this process's to send now; else None."""
    try:
        with transaction.atomic():
            return Sent.objects.create(recipient=recipient, week=week, begun_at=now)
    except IntegrityError:
        pass
    free = Q(next_at__lte=now) | Q(next_at=None, error="", begun_at__lt=now - LEASE)
    open_still = Sent.objects.filter(free, recipient=recipient, week=week, sent_at=None, handed_at=None)
    if not open_still.update(begun_at=now, next_at=None, tries=F("tries") + 1):
        return None
    return Sent.objects.get(recipient=recipient, week=week)


def _mark_handed(mine: QuerySet[Sent]) -> None:
    if not mine.filter(handed_at=None).update(handed_at=timezone.now()):
        raise LostError


def _message(dashboard: Dashboard, recipient: Recipient, member: Any) -> EmailMessage:
    base = configuration().address
    with translation.override(recipient.user.language or "en"):
        reader = Reader(member, member.workspace, QueryDict())
        body = dashboard_pdf(dashboard.name, member.workspace.name, fill(reader, dashboard, {}))
        page = base + reverse("dashboards:dashboard", args=[dashboard.workspace_id, dashboard.id])
        out = base + reverse("weekly:unsubscribe", args=[recipient.token])
        text = gettext(
            "Your weekly “%(name)s” is attached.\n\nThe same with today's data: %(page)s\n\nNo more of these: %(out)s\n"
        ) % {"name": dashboard.name, "page": page, "out": out}
        message = EmailMessage(
            " ".join(dashboard.name.split()), text, None, [recipient.user.email],
            headers={"List-Unsubscribe": f"<{out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )  # fmt: skip
    message.attach("dashboard.pdf", body, "application/pdf")
    return message
