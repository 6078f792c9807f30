"""Invitations leave once: to whom may be asked, in their window, at their pace, never after somebody said no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import join

from clew_server.surveys.asking import planning
from clew_server.surveys.asking.reasons import reason_label
from clew_server.surveys.models import Contact, Delivery, Distribution, Participant, Suppression, Survey
from clew_server.surveys.persons import person_of
from clew_server.surveys.sending import mailing, pace, running

pytestmark = pytest.mark.django_db


def test_everybody_gets_one_and_the_ledger_knows(server, invited, send):
    made = invited(3)
    assert [send(), send()] == [3, 0]
    assert server.recipients == ["p0@example.org", "p1@example.org", "p2@example.org"]
    assert set(Delivery.objects.values_list("state", "number", "tries")) == {("sent", 0, 1)}
    assert set(Participant.objects.values_list("state", flat=True)) == {"asked"}
    assert Contact.objects.filter(distribution=made).count() == 3


def test_who_is_not_due_or_whose_way_does_not_run_waits(server, invited, send):
    made = invited(1)
    Participant.objects.update(due_at=timezone.now() + timedelta(hours=1))
    assert send() == 0
    Participant.objects.update(due_at=timezone.now() - timedelta(hours=1))
    Distribution.objects.update(state="paused")
    assert send() == 0
    Distribution.objects.update(state="running")
    made.survey.state = "closed"
    made.survey.save()
    assert send() == 0
    assert not Delivery.objects.exists()


def test_who_opted_out_gets_nothing_under_any_of_their_names(server, company, invited, send):
    made = invited(0)
    join(made, "ann@example.org", customer_id="K1")
    Suppression.objects.create(
        workspace=company, person=person_of(company.id, "", "Ann@Example.org"), reason="opted_out"
    )
    assert send() == 0
    one = Participant.objects.get()
    assert (one.state, one.reason) == ("spared", "opted_out")
    assert not Contact.objects.exists()


@pytest.mark.parametrize("what", ["opts out", "opts out elsewhere", "answers", "is paused", "is deleted"])
def test_what_changes_between_taking_and_handing_over_still_counts(server, company, invited, send, monkeypatch, what):
    made = invited(1)
    mark = running.Claimed.mark_handed

    def late(claimed):
        if what == "opts out":
            Participant.objects.update(state="opted_out")
        elif what == "opts out elsewhere":
            key = person_of(company.id, "", "p0@example.org")
            Suppression.objects.create(workspace=company, person=key, reason="opted_out")
        elif what == "answers":
            Participant.objects.update(state="finished")
        elif what == "is paused":
            Distribution.objects.update(state="paused")
        else:
            Survey.objects.update(deleted_at=timezone.now())
        return mark(claimed)

    monkeypatch.setattr(running.Claimed, "mark_handed", late)
    assert send() == 0
    assert server.taken == []
    one = Delivery.objects.get(participant__distribution=made)
    assert (one.state, one.handed_at) == ("planned", None)


def test_the_window_is_kept_by_the_clock_of_the_workspace(server, invited, send):
    invited(1, window={"days": [0], "from": "09:00", "to": "18:00"})
    sunday = timezone.now().replace(year=2026, month=11, day=29, hour=12)
    assert send(sunday) == 0
    Participant.objects.update(due_at=sunday)
    assert send(sunday + timedelta(days=1)) == 1


def test_so_many_an_hour_leave_and_no_more_of_one_way_or_along_the_server(server, invited, send, monkeypatch):
    invited(5, per_hour=2)
    assert [send(), send()] == [2, 0]
    assert Participant.objects.filter(state="planned").count() == 3
    assert Contact.objects.count() == 2, "who waits was not asked"
    hour = running.time.time() + 3600
    monkeypatch.setattr("clew_server.accounts.limits.time.time", lambda: hour)
    assert send() == 2


def test_all_ways_by_e_mail_share_what_the_mail_server_may_take_in_an_hour(server, invited, send, monkeypatch):
    monkeypatch.setattr(pace, "configuration", lambda: type("Told", (), {"email_per_hour": 3}))
    first = invited(2)
    second = Distribution.objects.create(survey=first.survey, kind="email", name="b", slug="b" * 16, state="running",
                                         settings=first.settings)  # fmt: skip
    for number in range(2):
        join(second, f"q{number}@example.org")
    assert [send(), send()] == [3, 0]
    assert Participant.objects.filter(state="planned").count() == 1


@pytest.mark.parametrize(("own", "of_server", "is_anonymous"), [(9, 0, True), (50, 9, True), (9, 9, False)])
def test_an_anonymous_survey_that_would_ask_few_an_hour_asks_nobody_and_says_why(
    server, invited, send, published, monkeypatch, own, of_server, is_anonymous
):
    for room in (pace, planning):
        monkeypatch.setattr(room, "configuration", lambda: type("Told", (), {"email_per_hour": of_server}))
    made = invited(2, survey=published(is_anonymous=is_anonymous), per_hour=own)
    assert send() == (0 if is_anonymous else 2)
    made.refresh_from_db()
    assert (made.state, made.reason) == (("paused", "slow") if is_anonymous else ("running", ""))
    assert Contact.objects.exists() is not is_anonymous
    assert reason_label("slow") != "slow"


def test_a_fault_of_ours_once_the_text_was_handed_over_leaves_it_unclear(server, invited, send, monkeypatch):
    made = invited(1)

    def give(_courier, _message, told):
        told()
        raise ZeroDivisionError("after the text")

    monkeypatch.setattr(mailing.Courier, "give", give)
    assert [send(), send(timezone.now() + timedelta(days=2))] == [0, 0]
    assert Delivery.objects.values_list("state", "tries").get() == ("unclear", 1), "it may have arrived"
    made.refresh_from_db()
    assert made.state == "running"


def test_the_way_ends_when_enough_have_answered(server, invited, send, monkeypatch):
    made = invited(2, quota=1)
    monkeypatch.setattr("clew_server.surveys.asking.ledger.is_full", lambda _way: True)
    assert send() == 0
    made.refresh_from_db()
    assert (made.state, made.reason) == ("ended", "quota")
    assert server.taken == []


def test_somebody_who_is_in_two_ways_is_asked_by_one(server, company, invited, send, published):
    first = invited(1)
    join(Distribution.objects.create(survey=first.survey, kind="email", name="b", slug="b" * 16, state="running",
                                     settings=first.settings), "p0@example.org")  # fmt: skip
    assert send() == 1
    assert sorted(Participant.objects.values_list("state", "reason")) == [("asked", ""), ("spared", "asked_lately")]


def breaks_for(monkeypatch, *addresses):
    """Have letters to some addresses (to all, without any) raise what no letter should."""
    made = mailing.letter_for

    def letter(asked, settings, whom, *args, **more):
        if not addresses or whom.address in addresses:
            raise ZeroDivisionError("a text of ours")
        return made(asked, settings, whom, *args, **more)

    monkeypatch.setattr(mailing, "letter_for", letter)


def test_a_fault_of_ours_at_every_letter_pauses_the_way_after_five_and_they_go_out_once_it_is_mended(
    server, invited, send, monkeypatch
):
    made = invited(7)
    with monkeypatch.context() as broken:
        breaks_for(broken)
        assert send() == 0
    made.refresh_from_db()
    assert (made.state, made.reason) == ("paused", "fault")
    assert Delivery.objects.filter(state="planned", error="Clew: ZeroDivisionError: a text of ours").count() == 5
    assert Participant.objects.filter(state="planned").count() == 2, "the others were not tried"
    Distribution.objects.update(state="running", reason="")
    assert send(timezone.now() + timedelta(minutes=10)) == 7
    assert server.recipients == [f"p{number}@example.org" for number in range(7)]


def test_a_fault_at_some_letters_holds_nobody_else_up(server, invited, send, monkeypatch):
    made = invited(9)
    breaks_for(monkeypatch, *(f"p{number}@example.org" for number in range(4)))
    assert send() == 5
    made.refresh_from_db()
    assert (made.state, made.reason) == ("running", "")


def test_a_no_for_now_of_the_mail_server_is_no_fault_of_ours(server, invited, send):
    made = invited(6)
    server.does["RCPT"] = "450 4.2.1 later"
    assert send() == 0
    made.refresh_from_db()
    assert made.state == "running"
    assert Delivery.objects.filter(state="planned").count() == 6


def test_four_faults_before_one_that_went_well_do_not_count_with_the_next(server, invited, send, monkeypatch):
    made = invited(4)
    with monkeypatch.context() as broken:
        breaks_for(broken)
        send()
    join(made, "good@example.org")
    assert send() == 1
    join(made, "bad@example.org")
    breaks_for(monkeypatch)
    assert send() == 0
    made.refresh_from_db()
    assert made.state == "running"
