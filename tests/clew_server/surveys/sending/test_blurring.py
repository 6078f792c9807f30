"""Times at which people were asked anonymously: exact while the day lasts, then those of the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clew_server.surveys.models import Contact, Delivery, Participant
from clew_server.surveys.sending.blurring import blur

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 27, 14, 37, 12, 345, UTC)
DAY, NEXT = datetime(2026, 11, 27, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
def asked(company, published, invited):
    """Give what was sent to one person of a survey, and the ledger's row."""

    def made(*, is_anonymous: bool, state: str = "sent"):
        way = invited(1, survey=published(is_anonymous=is_anonymous))
        who = Participant.objects.get()
        Participant.objects.update(asked_at=AT, state="asked")
        Contact.objects.create(
            workspace=company, person=who.person, program="none", channel="email", distribution=way, at=AT
        )
        return Delivery.objects.create(
            participant=who, state=state, begun_at=AT, handed_at=AT, sent_at=AT, told_at=AT + timedelta(minutes=3)
        )

    return made


def times() -> set[datetime]:
    sent = Delivery.objects.values_list("begun_at", "handed_at", "sent_at", "told_at").get()
    return {*sent, Contact.objects.get().at, Participant.objects.get().asked_at}


def test_once_the_day_is_over_the_times_are_those_of_the_day(company, asked):
    asked(is_anonymous=True)
    before = times()
    assert blur(company.id, AT + timedelta(hours=9)) == 0
    assert times() == before
    assert blur(company.id, NEXT + timedelta(minutes=1)) == 6
    assert set(Delivery.objects.values_list("begun_at", "handed_at", "sent_at", "told_at").get()) == {DAY}
    assert {Contact.objects.get().at, Participant.objects.get().asked_at} == {NEXT}, "no gap becomes shorter"
    assert blur(company.id, NEXT + timedelta(days=3)) == 0


def test_of_other_surveys_the_times_stay(company, asked):
    asked(is_anonymous=False)
    before = times()
    assert blur(company.id, NEXT + timedelta(days=3)) == 0
    assert times() == before


@pytest.mark.parametrize("state", ["planned", "sending"])
def test_what_is_being_sent_keeps_its_times(company, asked, state):
    asked(is_anonymous=True, state=state)
    blur(company.id, NEXT + timedelta(days=3))
    assert Delivery.objects.get().begun_at == AT
