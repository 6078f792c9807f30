"""Reminders: to who has not answered, at most as many as set, the same link, never after somebody said no."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from clew_server.surveys.asking.reasons import reason_label
from clew_server.surveys.models import Contact, Delivery, Participant, Suppression
from clew_server.surveys.sending import running
from clew_server.surveys.sending.due import due_of
from clew_server.surveys.sending.letters.texts import thanks_already
from clew_server.surveys.sending.outcomes import suppress
from clew_server.surveys.sending.pages.shown import _listed, funnel_of
from clew_server.surveys.used.links import Link, use

pytestmark = pytest.mark.django_db


def after(days):
    return timezone.now() + timedelta(days=days, minutes=5)


def test_as_many_as_set_each_at_its_day_with_the_same_link(server, invited, send):
    invited(1, reminders=[3, 7])
    assert [send(after(day)) for day in (0, 2, 3)] == [1, 0, 1]
    Delivery.objects.filter(number=1).update(handed_at=after(3))
    assert [send(after(day)) for day in (4, 6, 7, 8, 30, 300)] == [0, 0, 1, 0, 0, 0]
    assert sorted(Delivery.objects.values_list("number", "state")) == [(0, "sent"), (1, "sent"), (2, "sent")]
    texts = [message.get_body(("plain",)).get_content() for message in server.messages]
    assert len({re.search(r"/s/([\w-]{43})\?", text)[1] for text in texts}) == 1
    assert Contact.objects.count() == 1, "to be reminded is not to be asked again"
    assert "reminder" in server.messages[1]["Subject"].lower()


@pytest.mark.parametrize(
    ("state", "is_anonymous", "reminded"),
    [("asked", False, 1), ("opened", False, 1), ("started", False, 1), ("finished", False, 0), ("opted_out", False, 0),
     ("spared", False, 0), ("asked", True, 1), ("opened", True, 1), ("started", True, 1), ("opted_out", True, 0)],
)  # fmt: skip
def test_who_has_answered_or_said_no_is_left_in_peace(server, published, invited, send, state, is_anonymous, reminded):
    invited(1, survey=published(is_anonymous=is_anonymous), reminders=[3])
    send()
    Participant.objects.update(state=state)
    assert send(after(3)) == reminded


def test_a_reminder_of_an_anonymous_survey_goes_to_everybody_and_thanks_who_has_answered(
    server, published, invited, send
):
    """Who is left out has answered before that day, for whoever reads what was sent."""
    own = {"en": "Please think of us: {link}"}
    way = invited(3, survey=published(is_anonymous=True), reminders=[3], reminder_text=own)
    send()
    one = Participant.objects.first()
    use([Link(way.survey.workspace_id, way.id, one.id)], timezone.now())
    assert send(after(3)) == 3
    texts = [message.get_body(("plain",)).get_content() for message in server.messages]
    assert [thanks_already("en") in text.replace("\n", " ") for text in texts] == [False] * 3 + [True] * 3
    assert all("Please think of us" in text for text in texts[3:])


def test_a_reminder_of_another_survey_says_nothing_of_it(server, invited, send):
    invited(1, reminders=[3])
    send()
    send(after(3))
    assert thanks_already("en") not in server.messages[1].get_body(("plain",)).get_content().replace("\n", " ")


def test_who_is_suppressed_meanwhile_is_not_reminded(server, invited, send):
    invited(1, reminders=[3])
    send()
    suppress(Participant.objects.select_related("distribution__survey").get(), "opted_out", timezone.now())
    assert send(after(3)) == 0


@pytest.mark.parametrize("reason", ["opted_out", "bounced", "by_hand"])
@pytest.mark.parametrize("state", ["asked", "started"])
def test_who_may_not_be_reminded_any_more_holds_up_nobody_and_queues_nothing_for_ever(
    server, company, invited, send, monkeypatch, state, reason
):
    """Somebody who is put onto the list by another way out stays asked here, and who opts out later has begun."""
    monkeypatch.setattr(running, "BATCH", 2)
    made = invited(4, reminders=[3])
    send()
    for one in Participant.objects.filter(address__in=("p0@example.org", "p1@example.org")):
        Suppression.objects.create(workspace=company, person=one.person, reason=reason)
        Delivery.objects.filter(participant=one).update(handed_at=timezone.now() - timedelta(days=1))
    Participant.objects.update(state=state)
    assert [send(after(3)), send(after(3))] == [0, 2], "two at a time"
    assert due_of(made, after(3), 9) == []
    held = Delivery.objects.filter(number=1, state="refused")
    assert sorted(held.values_list("participant__address", "error", "told_at", "tries")) == [
        ("p0@example.org", reason, None, 0), ("p1@example.org", reason, None, 0)
    ]  # fmt: skip
    assert Contact.objects.count() == 4, "all were asked"
    assert {str(step.label): step.count for step in funnel_of(made)}["Came back or refused"] == 0
    assert set(Participant.objects.values_list("state", flat=True)) == {state}


def test_reminders_that_are_given_up_break_no_row_of_unclear_ones(server, company, invited, send, monkeypatch):
    monkeypatch.setattr(running.random, "shuffle", lambda _batch: None)
    made = invited(8, reminders=[3])
    send()
    for one in Participant.objects.exclude(address="p7@example.org"):
        Suppression.objects.create(workspace=company, person=one.person, reason="by_hand")
    server.does["DATA"] = "drop"
    some = [f"p{n}@example.org" for n in range(4)]
    Delivery.objects.filter(participant__address__in=some).update(state="unclear", begun_at=after(2))
    Delivery.objects.filter(participant__address="p7@example.org").update(handed_at=timezone.now())
    assert send(after(3)) == 0
    made.refresh_from_db()
    assert Delivery.objects.filter(number=1, state="refused").count() == 7
    listed = _listed(Delivery.objects.all(), "refused", whole=False)
    assert {one.said for one in listed} == {reason_label("by_hand")}, "people read words"
    assert (made.state, made.reason) == ("paused", "unclear"), "four before, and the reminder that dropped"


def test_what_bounced_is_not_followed_by_a_reminder(server, invited, send):
    invited(1, reminders=[3])
    send()
    Delivery.objects.update(state="bounced")
    assert send(after(3)) == 0
