"""Mail servers that refuse, stall or drop at each step: tried again where nothing can have arrived, else never."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import free_port, join

from clew_server.surveys.asking.pages.access import said_state
from clew_server.surveys.models import Contact, Delivery, Distribution, Participant, Suppression
from clew_server.surveys.sending import running
from clew_server.surveys.sending.due import MOST_TRIED, due_of
from clew_server.surveys.sending.mailing import Mail
from clew_server.surveys.sending.states import AWAY_PAUSE, LEASE, MOST_TRIES, PAUSES

pytestmark = pytest.mark.django_db


def later(**more):
    return timezone.now() + timedelta(**more)


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT"])
@pytest.mark.parametrize("how", ["450 Not now", "stall", "drop"])
def test_what_broke_before_the_text_is_tried_again_and_arrives_once(server, invited, send, step, how):
    invited(1)
    server.does[step] = how
    assert send() == 0
    one = Delivery.objects.get()
    tries = int((step, how) == ("RCPT", "450 Not now"))
    assert (one.state, one.handed_at, one.tries) == ("planned", None, tries), "only a no to the recipient counts"
    assert one.error
    assert send(later(minutes=1)) == 0, "not before its pause is over"
    assert Delivery.objects.get().begun_at == one.begun_at
    server.does.clear()
    assert [send(later(minutes=6)), send(later(hours=9))] == [1, 0]
    assert server.recipients == ["p0@example.org"]
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("how", ["stall", "drop"])
def test_what_broke_while_it_was_given_may_have_arrived_and_is_shown_not_sent_again(server, invited, send, how):
    invited(1)
    server.does["DATA"] = how
    assert send() == 0
    one = Delivery.objects.get()
    assert (one.state, bool(one.handed_at), bool(one.error)) == ("unclear", True, True)
    server.does.clear()
    assert [send(later(hours=hours)) for hours in (1, 5, 40)] == [0, 0, 0]
    assert server.recipients == ["p0@example.org"]
    assert Participant.objects.get().state == "asked", "the ledger counts it: it may have arrived"


def test_a_server_that_hangs_up_after_its_250_has_taken_it(server, invited, send):
    invited(2)
    server.does["QUIT"] = "drop"
    assert send() == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_no_for_now_after_the_text_is_a_no(server, invited, send):
    invited(1)
    server.does["DATA"] = "451 Disk full"
    assert send() == 0
    server.does.clear()
    assert send(later(minutes=6)) == 1
    assert len(server.taken) == 1


def test_a_recipient_who_does_not_exist_bounces_is_not_asked_and_never_again(server, company, invited, send):
    made = invited(1)
    server.does["RCPT"] = "550 5.1.1 No such user"
    assert send() == 0
    assert Delivery.objects.get().state == "bounced"
    one = Participant.objects.get()
    assert (one.state, one.reason, one.asked_at) == ("spared", "bounced", None)
    assert not Contact.objects.exists()
    assert Suppression.objects.get(person=one.person).reason == "bounced"
    server.does.clear()
    again = Distribution.objects.create(
        survey=made.survey, kind="email", name="b", slug="b" * 16, state="running", settings=made.settings
    )
    join(again, "p0@example.org")
    assert send(later(days=200)) == 0
    assert server.taken == []


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_no_for_good_that_is_not_the_addresss_fault_suppresses_nobody(server, invited, send, step):
    invited(1)
    server.does[step] = "550 5.7.1 We do not like you"
    assert [send(), send(later(days=1))] == [0, 0]
    assert Delivery.objects.get().state == ("bounced" if step == "RCPT" else "refused")
    assert not Suppression.objects.exists()
    assert Delivery.objects.get().tries == 1


def test_pauses_grow_and_it_is_given_up(server, invited, send):
    invited(1)
    server.does["RCPT"] = "450 Not now"
    now, pauses = timezone.now(), []
    for _ in range(MOST_TRIES - 1):
        send(now)
        again = Delivery.objects.get().next_at
        pauses.append(again - now)
        now = again
    assert pauses == [*PAUSES, *[PAUSES[-1]] * (MOST_TRIES - 1 - len(PAUSES))]
    send(now)
    assert Delivery.objects.get().state == "refused"
    assert Participant.objects.get().state == "spared"
    assert send(now + timedelta(days=9)) == 0


def test_a_server_that_is_away_costs_nobody_their_place(server, invited, send, settings):
    """One message at a time is tried until the server is back, however often it is looked; most wait untouched."""
    made = invited(MOST_TRIED + 2)
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    for tried, minutes in [(1, 0), (1, 1), (2, 6), (2, 7), (3, 12), (4, 18), (5, 24), (5, 30), (5, 36)]:
        assert (send(later(minutes=minutes)), Delivery.objects.count()) == (0, tried)
    made.refresh_from_db()
    assert (made.state, made.reason) == ("running", "away")
    settings.EMAIL_PORT = up
    assert send(later(hours=8)) == MOST_TRIED + 2
    made.refresh_from_db()
    assert made.reason == ""
    assert server.recipients == [f"p{n}@example.org" for n in range(MOST_TRIED + 2)]


def test_after_a_day_without_the_server_everything_leaves_within_five_minutes_and_no_try_was_used_up(
    server, invited, send, settings
):
    invited(3)
    up, settings.EMAIL_PORT, now = settings.EMAIL_PORT, free_port(), timezone.now()
    for _ in range(3 * MOST_TRIES):
        assert send(now) == 0
        now += AWAY_PAUSE
    settings.EMAIL_PORT = up
    server.does["RCPT"] = "451 4.7.1 Greylisted"
    assert send(now) == 0
    assert set(Delivery.objects.values_list("state", "tries")) == {("planned", 1)}
    assert {one.next_at - now for one in Delivery.objects.all()} == {PAUSES[0]}
    server.does.clear()
    assert send(now + PAUSES[0]) == 3


def test_what_a_recipient_put_off_for_hours_is_not_waited_for_when_the_server_is_back(server, invited, send, settings):
    made = invited(2)
    first, second = Participant.objects.order_by("address")
    now = timezone.now()
    Participant.objects.filter(id=first.id).update(state="asked", asked_at=now)
    Delivery.objects.create(participant=first, number=0, state="planned", tries=4, next_at=later(hours=4))
    Distribution.objects.filter(id=made.id).update(reason="away")
    assert send() == 1
    assert server.recipients == [second.address]


@pytest.mark.parametrize("reason", ["by_hand", "bounced", "opted_out"])
def test_who_may_not_be_asked_any_more_while_the_server_is_away_holds_up_nobody(
    server, company, invited, send, settings, reason
):
    made = invited(3)
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    assert send() == 0
    held = Delivery.objects.get().participant
    Suppression.objects.create(workspace=company, person=held.person, reason=reason)
    settings.EMAIL_PORT = up
    assert [send(later(minutes=6)), send(later(minutes=7)), send(later(hours=1))] == [2, 0, 0]
    assert due_of(Distribution.objects.get(), later(days=9), 9) == [], "nothing is queued for ever"
    held.refresh_from_db()
    assert (held.state, held.reason, held.asked_at) == ("spared", reason, None)
    assert Delivery.objects.get(participant=held).state == "refused"
    assert Contact.objects.filter(distribution=made).count() == 2, "whom nothing reached was not asked"


def test_what_we_refuse_ourselves_pauses_no_way(server, company, invited, send):
    made = invited(25)
    server.does["RCPT"] = "450 Not now"
    assert send() == 0
    for one in Participant.objects.all():
        Suppression.objects.create(workspace=company, person=one.person, reason="by_hand")
    join(made, "last@example.org")
    server.does["RCPT"] = "550 5.7.1 We do not like you"
    assert send(later(minutes=6)) == 0
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["bounced", *["refused"] * 25]
    made.refresh_from_db()
    assert made.state == "running"


def test_a_wrong_password_is_the_servers_affair_not_the_recipients(server, invited, send, settings):
    invited(1)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "clew", "wrong"
    assert send() == 0
    assert Delivery.objects.get().state == "planned"
    assert Participant.objects.get().state == "asked"


class CrashError(BaseException):
    """The process dies."""


def crash(*_, **__):
    raise CrashError


def test_who_died_before_handing_over_is_followed_by_another_once_nobody_can_be_at_it(
    server, invited, send, monkeypatch
):
    invited(1)
    with monkeypatch.context() as patched:
        patched.setattr("clew_server.surveys.sending.mailing.Mail._message", crash)
        with pytest.raises(CrashError):
            send()
    assert Delivery.objects.get().state == "sending"
    assert send() == 0
    assert send(timezone.now() + LEASE + timedelta(minutes=1)) == 1
    assert server.recipients == ["p0@example.org"]
    assert Contact.objects.count() == 1


def test_who_died_after_the_text_was_given_leaves_it_unclear(server, invited, send, monkeypatch):
    invited(1)
    with monkeypatch.context() as patched:
        patched.setattr(running, "write_down", crash)
        with pytest.raises(CrashError):
            send()
    assert Delivery.objects.get().state == "sending"
    assert due_of(Distribution.objects.get(), timezone.now() + LEASE + timedelta(minutes=1), 9) == []
    assert send(timezone.now() + LEASE + timedelta(minutes=1)) == 0
    assert Delivery.objects.get().state == "unclear"
    assert server.recipients == ["p0@example.org"]


def test_a_process_that_was_held_up_does_not_send_what_another_took_over(server, invited, send, monkeypatch):
    invited(1)
    made, turns = Mail._message, [0]

    def slowly(self, claimed):
        message = made(self, claimed)
        turns[0] += 1
        if turns[0] == 1:
            assert send(timezone.now() + LEASE + timedelta(minutes=1)) == 1
        return message

    monkeypatch.setattr(Mail, "_message", slowly)
    assert send() == 0, "it was the other one's by then"
    assert server.recipients == ["p0@example.org"]
    assert (Delivery.objects.get().state, Delivery.objects.get().tries) == ("sent", 2)


def test_an_address_that_is_none_is_refused_in_words_and_nobody_was_asked(server, invited, send):
    made = invited(0)
    join(made, "ann@example.org,bob@example.org")
    assert send() == 0
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == ("refused", "This is no e-mail address.")
    assert not Contact.objects.exists()
    assert server.taken == []


def test_a_way_pauses_when_many_come_back(server, invited, send):
    made = invited(25)
    server.does["RCPT"] = "550 5.1.1 No such user"
    assert send() == 0
    made.refresh_from_db()
    assert (made.state, made.reason) == ("paused", "bounces")
    assert Delivery.objects.count() == 20


def test_a_way_pauses_when_of_five_in_a_row_nobody_knows_whether_they_arrived(server, invited, send):
    made = invited(9)
    server.does["DATA"] = "drop"
    assert send() == 0
    made.refresh_from_db()
    assert (made.state, made.reason) == ("paused", "unclear")
    assert list(Delivery.objects.values_list("state", flat=True)) == ["unclear"] * 5
    assert Participant.objects.filter(state="planned").count() == 4
    assert said_state(made) != "Paused: unclear", "it is said in words"


def test_a_letter_that_cannot_be_made_holds_up_nobody_else_and_is_given_up(server, invited, send, monkeypatch):
    invited(3)
    made = Mail._message

    def breaks(self, claimed):
        if claimed.participant.address == "p1@example.org":
            raise ZeroDivisionError
        return made(self, claimed)

    monkeypatch.setattr(Mail, "_message", breaks)
    assert send() == 2
    assert server.recipients == ["p0@example.org", "p2@example.org"]
    for hour in range(MOST_TRIES):
        send(later(hours=5 * (hour + 1)))
    one = Delivery.objects.get(participant__address="p1@example.org")
    assert (one.state, one.tries, "ZeroDivisionError" in one.error) == ("refused", MOST_TRIES, True)
    assert Contact.objects.count() == 2
