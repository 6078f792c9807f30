"""What is due: nothing before its time, no reminder twice or of an invitation that never arrived, whoever takes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import join

from clew_server.surveys.models import Delivery, Distribution, Participant, Survey
from clew_server.surveys.models.ways import EVENT, FILE
from clew_server.surveys.sending.due import Due, due_of, gap_before, running_of

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(invited):
    """A way out with reminders after three and seven days; its one participant was asked four days ago."""
    made, at = invited(1, reminders=[3, 7]), timezone.now() - 4 * DAY
    one = Participant.objects.get()
    Participant.objects.update(state="asked", asked_at=at)
    Delivery.objects.create(participant=one, number=0, state="sent", tries=1, begun_at=at, handed_at=at)
    return made, one


def test_who_is_not_due_is_not_listed(invited):
    made, now = invited(1), timezone.now()
    later = join(made, "later@example.org")
    Participant.objects.filter(id=later.id).update(due_at=now + HOUR)
    assert len(due_of(made, now, 10)) == 1
    assert Due(later.id, 0) in due_of(made, now + 2 * HOUR, 10)


@pytest.mark.parametrize("state", ["spared", "asked", "opted_out"])
def test_who_is_not_to_be_invited_is_not_listed(invited, state):
    made = invited(1)
    Participant.objects.update(state=state)
    assert due_of(made, timezone.now(), 10) == []


def test_a_reminder_is_listed_when_its_days_are_over_and_once(asked):
    made, one = asked
    now = timezone.now()
    assert due_of(made, now - 2 * DAY, 10) == []
    assert due_of(made, now, 10) == [Due(one.id, 1)]
    Delivery.objects.create(participant=one, number=1, state="sent", tries=1, begun_at=now, handed_at=now)
    assert due_of(made, now, 10) == []
    assert due_of(made, now + 3 * DAY, 10) == []
    assert due_of(made, now + 4 * DAY, 10) == [Due(one.id, 2)], "four days after the first"


@pytest.mark.parametrize("state", ["refused", "bounced", "sending"])
def test_of_an_invitation_that_did_not_arrive_nobody_is_reminded(asked, state):
    Delivery.objects.update(state=state)
    assert due_of(asked[0], timezone.now(), 10) == []


@pytest.mark.parametrize("state", ["finished", "opted_out", "spared"])
def test_who_has_answered_or_said_no_is_not_reminded(asked, state):
    Participant.objects.update(state=state)
    assert due_of(asked[0], timezone.now(), 10) == []


def test_there_are_as_many_gaps_as_reminders(asked):
    assert [gap_before(asked[0], number) for number in range(4)] == [None, 3 * DAY, 4 * DAY, None]


def test_who_gets_text_messages_is_not_reminded(asked):
    made, _ = asked
    made.kind, made.settings = EVENT, {**made.settings, "by": "sms"}
    assert gap_before(made, 1) is None
    assert due_of(made, timezone.now(), 10) == []


@pytest.mark.parametrize("what", ["", "is paused", "is of a deleted survey", "gives its links away"])
def test_ways_that_send_are_those_that_run(company, asked, what):
    if what == "is paused":
        Distribution.objects.update(state="paused")
    elif what == "is of a deleted survey":
        Survey.objects.update(deleted_at=timezone.now())
    elif what:
        Distribution.objects.update(kind=FILE)
    assert running_of(company.id).exists() is (what == "")
