"""Mail servers that refuse, stall, drop or are down: tried again where nothing can have arrived, else never twice."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from clew_server.insights.dashboards import kept, models, sending
from clew_server.insights.dashboards.models import Mailing, Sent
from clew_server.insights.dashboards.sending import choose, send_due
from clew_server.insights.questions.asking.query import Query

ZONE = "Europe/Warsaw"
MONDAY = datetime(2026, 11, 30, 7, 5, tzinfo=UTC)
LATER = MONDAY + timedelta(minutes=6)


class Server:
    """A mail server that does at each step what a test wants; ``taken`` are the messages it has."""

    def __init__(self):
        self.taken, self.at_rcpt, self.at_data = [], "250 OK", "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.at_rcpt == "stall":
            await asyncio.sleep(2)
        if self.at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.at_data.startswith("4"):
            return self.at_data
        self.taken.append(envelope.rcpt_tos[0])
        if self.at_data == "drop":
            server.transport.abort()
        if self.at_data == "stall":
            await asyncio.sleep(2)
        return "250 OK"


@pytest.fixture
def server(settings):
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", controller.port, 0.7
    yield handler
    controller.stop()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def due(company, people):
    """A dashboard for one person is due on Monday; gives what is sent at a moment."""
    board = kept.create(people["analyst"].memberships.get(workspace=company), "Monday", shared=True)
    kept.add_question(board, "NPS", Query(metric="nps", period="all"), "figure")
    made = Mailing.objects.create(dashboard=board, weekday=1, hour=8, is_on=True, begins_at=MONDAY - timedelta(days=3))
    choose(made, [people["owner"]])
    return lambda now: send_due(company.id, ZONE, now)


def test_a_server_that_takes_it_gets_it_once(server, due):
    assert [due(MONDAY), due(LATER)] == [1, 0]
    assert server.taken == ["owner@example.org"]
    assert Sent.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("step", "said"), [("at_rcpt", "450 Not now"), ("at_rcpt", "550 No such person"), ("at_rcpt", "stall"),
                       ("at_data", "451 Disk full")],
)  # fmt: skip
def test_what_was_surely_not_taken_is_tried_again(server, due, step, said):
    setattr(server, step, said)
    assert due(MONDAY) == 0
    mark = Sent.objects.get()
    assert (mark.tries, mark.handed_at, bool(mark.error)) == (1, None, True)
    assert mark.next_at == MONDAY + timedelta(minutes=5)
    assert due(MONDAY + timedelta(minutes=1)) == 0, "not before its pause is over"
    setattr(server, step, "250 OK")
    assert [due(LATER), due(LATER + timedelta(hours=5))] == [1, 0]
    assert server.taken == ["owner@example.org"]


def test_pauses_grow_and_it_is_given_up_when_the_week_is_over(server, due):
    server.at_rcpt = "450 Not now"
    now, pauses = MONDAY, []
    for _ in range(5):
        due(now)
        again = Sent.objects.get().next_at
        pauses.append(again - now)
        now = again
    assert pauses == [timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 240)]
    server.at_rcpt = "250 OK"
    assert due(MONDAY + timedelta(days=3)) == 0
    assert due(MONDAY + timedelta(days=7)) == 1, "the next week's"
    assert server.taken == ["owner@example.org"]


@pytest.mark.parametrize("how", ["drop", "stall"])
def test_what_broke_while_it_was_given_may_have_arrived_and_is_never_sent_again(server, due, how):
    server.at_data = how
    assert due(MONDAY) == 0
    assert Sent.objects.get().state == "unclear"
    server.at_data = "250 OK"
    assert [due(MONDAY + timedelta(hours=hours)) for hours in (1, 5, 40)] == [0, 0, 0]
    assert server.taken == ["owner@example.org"]


def test_what_was_handed_by_a_process_that_died_is_not_taken_up_again(server, due):
    """Between the mark and the word of the server: it may have arrived."""
    server.at_rcpt = "450 Not now"
    due(MONDAY)
    Sent.objects.update(handed_at=MONDAY, next_at=None, error="")
    before, server.at_rcpt = Sent.objects.values().get(), "250 OK"
    assert [due(MONDAY + timedelta(hours=hours)) for hours in (1, 5, 40)] == [0, 0, 0]
    assert Sent.objects.values().get() == before
    assert server.taken == []


def test_what_was_sent_before_there_were_such_marks_is_not_sent_again(server, due):
    due(MONDAY)
    Sent.objects.update(handed_at=None)
    assert due(MONDAY + timedelta(hours=5)) == 0
    assert server.taken == ["owner@example.org"]


def test_a_process_that_was_held_up_does_not_send_what_another_took_over(server, due, monkeypatch):
    made = sending._message
    turns = iter([lambda: due(MONDAY + sending.LEASE + timedelta(minutes=1))])

    def slowly(*given):
        message = made(*given)
        next(turns, lambda: None)()
        return message

    monkeypatch.setattr(sending, "_message", slowly)
    assert due(MONDAY) == 0, "it was the other one's by then"
    assert server.taken == ["owner@example.org"]
    assert (Sent.objects.get().state, Sent.objects.get().tries) == ("sent", 2)


def test_a_server_that_is_down_is_tried_again(server, due, settings):
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    assert due(MONDAY) == 0
    settings.EMAIL_PORT = up
    assert due(LATER) == 1
    assert server.taken == ["owner@example.org"]


def test_the_page_says_what_became_of_it(server, due, as_analyst, page, monkeypatch):
    server.at_rcpt = "450 Not now, please"
    due(MONDAY)
    address = page("dashboards:mailing", dashboard_id=Mailing.objects.get().dashboard_id)
    monkeypatch.setattr(models, "timezone", SimpleNamespace(now=lambda: LATER))
    text = as_analyst.get(address).content.decode()
    assert "Refused 1 time; tried again" in text
    assert "Not now, please" in text


def test_without_a_mail_server_nothing_is_begun_and_the_page_says_so(due, settings, as_analyst, page):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert due(MONDAY) == 0
    assert not Sent.objects.exists()
    address = page("dashboards:mailing", dashboard_id=Mailing.objects.get().dashboard_id)
    assert "no mail server yet" in as_analyst.get(address).content.decode()
