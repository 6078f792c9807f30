"""The weekly e-mail: by the workspace's clock, once a week and recipient, also after a crash and around the changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from clew_server.insights.dashboards import kept, sending
from clew_server.insights.dashboards.models import Mailing, Sent
from clew_server.insights.dashboards.sending import choose, due_at, send_due, week_of
from clew_server.insights.questions.asking.query import Query

ZONE = "Europe/Warsaw"
MONDAY = datetime(2026, 11, 30, 7, 5, tzinfo=UTC)  # 8:05 in Warsaw


@pytest.fixture
def mailing(company, people):
    board = kept.create(people["analyst"].memberships.get(workspace=company), "Monday", shared=True)
    kept.add_question(board, "NPS", Query(metric="nps", period="all"), "figure")
    made = Mailing.objects.create(dashboard=board, weekday=1, hour=8, is_on=True, begins_at=MONDAY - timedelta(days=3))
    choose(made, [people["owner"], people["viewer"]])
    return made


def test_it_goes_out_once_to_each_recipient(mailing, company):
    assert send_due(company.id, ZONE, MONDAY) == 2
    assert send_due(company.id, ZONE, MONDAY + timedelta(minutes=5)) == 0
    assert sorted(message.to[0] for message in mail.outbox) == ["owner@example.org", "viewer@example.org"]
    message = mail.outbox[0]
    name, body, kind = message.attachments[0]
    assert (name, kind) == ("dashboard.pdf", "application/pdf")
    assert body.startswith(b"%PDF")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_and_again_a_week_later(mailing, company):
    assert [send_due(company.id, ZONE, MONDAY + timedelta(days=days)) for days in (0, 1, 6, 7, 8)] == [2, 0, 0, 2, 0]


def test_not_before_its_hour_and_not_for_what_was_due_before_it_was_set(mailing, company):
    assert send_due(company.id, ZONE, MONDAY - timedelta(minutes=10)) == 0
    Mailing.objects.update(begins_at=MONDAY + timedelta(minutes=1))
    assert send_due(company.id, ZONE, MONDAY + timedelta(minutes=2)) == 0


class CrashError(BaseException):
    """The process dies."""


def crash(*_):
    raise CrashError


def test_after_a_crash_while_it_was_handed_over_nobody_gets_a_second_one(mailing, company, monkeypatch):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", crash)
    with pytest.raises(CrashError):
        send_due(company.id, ZONE, MONDAY)
    monkeypatch.undo()
    assert Sent.objects.get().handed_at
    assert send_due(company.id, ZONE, MONDAY + timedelta(minutes=5)) == 1, "the other one still gets theirs"
    assert [send_due(company.id, ZONE, MONDAY + timedelta(hours=hours)) for hours in (1, 2, 40)] == [0, 0, 0]
    assert len(mail.outbox) == 1


def test_after_a_crash_before_that_it_is_made_anew_once_nobody_can_be_at_it(mailing, company, monkeypatch):
    monkeypatch.setattr(sending, "_message", crash)
    with pytest.raises(CrashError):
        send_due(company.id, ZONE, MONDAY)
    monkeypatch.undo()
    assert send_due(company.id, ZONE, MONDAY + timedelta(minutes=5)) == 1
    assert send_due(company.id, ZONE, MONDAY + timedelta(minutes=45)) == 1
    assert send_due(company.id, ZONE, MONDAY + timedelta(hours=2)) == 0
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("weekday", "hour", "sunday"),
    [(7, 2, datetime(2026, 3, 29, tzinfo=UTC)), (7, 2, datetime(2026, 10, 25, tzinfo=UTC))],
)
def test_once_on_the_days_the_clock_changes(mailing, company, weekday, hour, sunday):
    """On the 29th of March there is no half past two, on the 25th of October there are two of them."""
    Mailing.objects.update(weekday=weekday, hour=hour, begins_at=sunday - timedelta(days=1))
    sent = [send_due(company.id, ZONE, sunday + timedelta(minutes=15 * step)) for step in range(16)]
    assert sum(sent) == 2
    assert len(mail.outbox) == 2


def test_due_by_the_clock_of_the_zone():
    made = Mailing(weekday=1, hour=8)
    assert due_at(made, MONDAY, ZONE) == datetime(2026, 11, 30, 7, tzinfo=UTC)
    assert due_at(made, datetime(2026, 7, 8, 12, tzinfo=UTC), ZONE) == datetime(2026, 7, 6, 6, tzinfo=UTC)
    assert week_of(MONDAY, ZONE) == "2026-W49"


def test_who_unsubscribed_gets_no_more(mailing, company):
    send_due(company.id, ZONE, MONDAY)
    out = re.search(r"No more of these: http://[^/]+(\S+)", mail.outbox[0].body)[1]
    anybody = Client(enforce_csrf_checks=True)
    assert anybody.get(out).status_code == 200
    assert anybody.post(out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert send_due(company.id, ZONE, MONDAY + timedelta(days=7)) == 1
    assert anybody.post(out.replace(out.rstrip("/").rsplit("/", 1)[1], str(uuid4()))).status_code == 404


def test_who_left_the_workspace_gets_no_more(mailing, company, people):
    people["viewer"].memberships.get(workspace=company).delete()
    assert send_due(company.id, ZONE, MONDAY) == 1


def test_set_on_the_page(mailing, company, people, as_analyst, page):
    address = page("dashboards:mailing", dashboard_id=mailing.dashboard_id)
    assert as_analyst.get(address).status_code == 200
    wanted = people["agent"].memberships.get(workspace=company)
    as_analyst.post(address, {"on": "yes", "weekday": "5", "hour": "17", "member": str(wanted.id)})
    mailing.refresh_from_db()
    assert (mailing.weekday, mailing.hour, mailing.is_on) == (5, 17, True)
    chosen = mailing.recipients.filter(is_chosen=True)
    assert [recipient.user.email for recipient in chosen] == ["agent@example.org"]
