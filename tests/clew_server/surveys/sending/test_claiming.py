"""Who takes a message looks at everything again: what was due a moment ago may not be any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import join

from clew_server.surveys.models import Contact, Delivery, Distribution, Participant, Survey
from clew_server.surveys.models.ways import EVENT
from clew_server.surveys.sending import claiming
from clew_server.surveys.sending.claiming import take
from clew_server.surveys.sending.due import Due
from clew_server.surveys.sending.outcomes import write_down
from clew_server.surveys.sending.states import Verdict

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def one(invited):
    """Somebody who is due, of a way out with a reminder after three days."""
    invited(1, reminders=[3])
    return Participant.objects.get()


def was_asked(one, ago=4 * DAY):
    """Have the invitation handed over so long ago."""
    at = timezone.now() - ago
    Participant.objects.filter(id=one.id).update(state="asked", asked_at=at)
    return Delivery.objects.create(participant=one, number=0, state="sent", tries=1, begun_at=at, handed_at=at)


@pytest.mark.parametrize("what", ["is paused", "has ended", "is deleted with its survey"])
@pytest.mark.parametrize("asks_the_ledger", [True, False])
def test_of_a_way_that_does_not_run_nothing_is_taken(one, monkeypatch, what, asks_the_ledger):
    if not asks_the_ledger:  # which would refuse it too
        monkeypatch.setattr(claiming, "claim", lambda *_: "")
    if what == "is deleted with its survey":
        Survey.objects.update(deleted_at=timezone.now())
    else:
        Distribution.objects.update(state={"is paused": "paused", "has ended": "ended"}[what])
    assert take(Due(one.id, 0), timezone.now()) is None
    assert not Delivery.objects.exists()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("by", "text"), [("email", {}), ("sms", {"text": {"en": "{link}"}})])
def test_the_ledger_knows_what_carried_a_message_after_an_event(invited, by, text):
    invited(1, kind=EVENT, by=by, **text)
    assert take(Due(Participant.objects.get().id, 0), timezone.now()) is not None
    assert set(Contact.objects.values_list("channel", flat=True)) == {by}


def test_a_message_that_somebody_has_begun_is_not_taken_again(one):
    now = timezone.now()
    assert take(Due(one.id, 0), now) is not None
    Participant.objects.update(state="planned")
    assert take(Due(one.id, 0), now) is None
    assert Delivery.objects.count() == 1


def test_what_was_handed_over_once_is_not_handed_over_again(one):
    claimed = take(Due(one.id, 0), timezone.now())
    assert [claimed.mark_handed(), claimed.mark_handed()] == [True, False]


def test_who_comes_back_after_somebody_else_took_over_writes_nothing(one):
    first = timezone.now() - timedelta(hours=1)
    Participant.objects.update(due_at=first)
    late = take(Due(one.id, 0), first)
    taken = take(Due(one.id, 0), timezone.now())
    assert taken is not None, "who began an hour ago and handed nothing over has died"
    assert not late.mark_handed()
    write_down(late, Verdict("refused", "late"))
    assert Delivery.objects.values_list("state", "error").get() == ("sending", "")
    assert taken.mark_handed()


@pytest.mark.parametrize(
    ("days", "reminders", "is_due"), [(4, [3], True), (2, [3], False), (4, [], False), (6, [3, 5], True)]
)
def test_a_reminder_is_taken_when_its_days_are_over_and_there_is_one(one, days, reminders, is_due):
    was_asked(one, days * DAY)
    way = Distribution.objects.get()
    Distribution.objects.update(settings={**way.settings, "reminders": reminders})
    assert (take(Due(one.id, 1), timezone.now()) is not None) is is_due


@pytest.mark.parametrize("state", ["finished", "opted_out", "spared", "planned"])
def test_who_has_answered_or_was_never_asked_is_not_reminded(one, state, monkeypatch):
    was_asked(one)
    Participant.objects.update(state=state)
    monkeypatch.setattr(claiming, "may_remind", lambda *_: "")
    assert take(Due(one.id, 1), timezone.now()) is None


def test_who_is_planned_only_when_the_message_is_locked_is_taken_the_next_time(one, monkeypatch):
    """What the data say of them was not read: it would be read while all others wait."""
    monkeypatch.setattr(claiming, "_look", lambda *_: None)
    assert take(Due(one.id, 0), timezone.now()) is None
    assert not Contact.objects.exists()
    monkeypatch.undo()
    assert take(Due(one.id, 0), timezone.now()) is not None


def put_off(one, number):
    return Delivery.objects.create(
        participant=one, number=number, state="planned", tries=1, begun_at=timezone.now() - DAY,
        next_at=timezone.now() - timedelta(minutes=1),
    )  # fmt: skip


def test_a_message_that_was_put_off_ends_the_way_where_enough_have_answered(one, monkeypatch):
    put_off(one, 0)
    monkeypatch.setattr(claiming, "may_remind", lambda *_: "quota")
    assert take(Due(one.id, 0), timezone.now()) is None
    assert Distribution.objects.values_list("state", "reason").get() == ("ended", "quota")


@pytest.mark.parametrize(("number", "was"), [(0, False), (1, True)])
def test_who_got_the_invitation_was_asked_though_the_reminder_is_given_up(one, monkeypatch, number, was):
    taken_back = []
    monkeypatch.setattr(claiming, "take_back", lambda *args: taken_back.append(args))
    monkeypatch.setattr(claiming, "may_remind", lambda *_: "opted_out")
    if number:
        was_asked(one)
    found = put_off(one, number)
    assert take(Due(one.id, number), timezone.now()) is None
    found.refresh_from_db()
    assert (found.state, found.error, found.next_at) == ("refused", "opted_out", None)
    assert (taken_back == []) is was


def test_a_way_that_somebody_paused_meanwhile_is_not_ended(one):
    Distribution.objects.update(state="paused")
    claiming._end(one.distribution, "quota", timezone.now())
    assert Distribution.objects.values_list("state", "reason").get() == ("paused", "")


def test_who_is_on_no_list_any_more_is_not_taken(one):
    join(one.distribution, "other@example.org")
    Participant.objects.filter(id=one.id).delete()
    assert take(Due(one.id, 0), timezone.now()) is None
