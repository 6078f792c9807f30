"""What is written down of a message, and what is not: by who has it, of who was reached, of ways that run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import join

from clew_server.surveys.models import Contact, Delivery, Distribution, Participant, Suppression
from clew_server.surveys.sending.claiming import Claimed, take
from clew_server.surveys.sending.due import Due, due_of
from clew_server.surveys.sending.outcomes import believed, bounce, settle_left, suppress, write_down
from clew_server.surveys.sending.states import AWAY_PAUSE, FAULT, LEASE, MOST_TRIES, Verdict
from clew_server.surveys.sending.statuses import advance

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(invited) -> Claimed:
    """A message that was taken, and is about to be handed over."""
    invited(1)
    found = take(Due(Participant.objects.get().id, 0), timezone.now())
    assert found is not None
    found.mark_handed()
    return found


def state():
    return Delivery.objects.values_list("state", flat=True).get()


def reason():
    return Distribution.objects.values_list("state", "reason").get()


def test_what_was_handed_over_just_now_is_not_given_up(one, company):
    now = timezone.now()
    assert settle_left(company.id, now + LEASE / 2) == 0
    assert settle_left(company.id, now + LEASE * 2) == 1
    assert state() == "unclear"


@pytest.mark.parametrize("verdict", [Verdict("sent"), Verdict("unclear"), Verdict("again"), Verdict("refused", "no")])
def test_what_came_back_meanwhile_stays_so_whatever_the_server_said(one, verdict):
    Delivery.objects.update(state="bounced")
    write_down(one, verdict)
    assert state() == "bounced"
    assert Contact.objects.exists(), "it is not taken back"


def test_what_was_given_up_as_unclear_is_sent_where_the_word_comes_after_all(one):
    Delivery.objects.update(state="unclear")
    write_down(one, Verdict("sent"))
    assert state() == "sent"


def test_a_refused_reminder_does_not_undo_that_somebody_was_asked(one):
    Delivery.objects.update(number=1)
    write_down(Claimed(one.id, 1, one.begun_at, one.participant, one.distribution), Verdict("refused", "no"))
    assert (state(), Participant.objects.get().state, Contact.objects.count()) == ("refused", "asked", 1)


@pytest.mark.parametrize("is_hard", [True, False])
def test_only_an_address_that_there_is_not_is_written_to_no_more(one, is_hard):
    write_down(one, Verdict("bounced", "550", is_hard=is_hard))
    assert (state(), Participant.objects.get().state, Contact.objects.exists()) == ("bounced", "spared", False)
    assert Suppression.objects.exists() is is_hard


def test_who_has_no_address_has_none_that_could_be_suppressed(one):
    nobody = join(one.distribution, "", customer_id="K7")
    suppress(nobody, "bounced", timezone.now())
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("kept", "is_away", "left"),
    [
        (("running", ""), True, ("running", "away")),
        (("running", "away"), False, ("running", "")),
        (("paused", "bounces"), True, ("paused", "bounces")),
        (("paused", ""), True, ("paused", "")),
        (("running", "quota"), True, ("running", "quota")),
    ],
)
def test_that_the_way_is_away_is_kept_with_one_that_runs_and_says_nothing_else(one, kept, is_away, left):
    Distribution.objects.update(state=kept[0], reason=kept[1])
    one.distribution.refresh_from_db()
    write_down(one, Verdict("again", "no route", is_away=is_away))
    assert reason() == left


def others(one, count, **more):
    """Have so many other messages of the way come to something before."""
    before = timezone.now() - timedelta(hours=1)
    for number in range(count):
        whose = join(one.distribution, f"other{number}@example.org")
        Delivery.objects.create(participant=whose, number=0, tries=1, **{"begun_at": before, **more})


@pytest.mark.parametrize(("before", "is_paused"), [(3, False), (4, True)])
@pytest.mark.parametrize(
    ("what", "more", "why"),
    [
        (Verdict("unclear", "silence"), {"state": "unclear"}, "unclear"),
        (Verdict("again", f"{FAULT}no"), {"state": "planned", "error": f"{FAULT}no"}, "fault"),
    ],
)
def test_five_in_a_row_pause_the_way_and_four_do_not(one, before, is_paused, what, more, why):
    others(one, before, **more)
    write_down(one, what)
    assert reason() == (("paused", why) if is_paused else ("running", ""))


def test_what_another_worker_is_sending_just_now_breaks_no_row_of_faults(one):
    others(one, 4, state="planned", error=f"{FAULT}no")
    at = join(one.distribution, "now@example.org")
    Delivery.objects.create(participant=at, number=0, state="sending", tries=1, begun_at=timezone.now())
    write_down(one, Verdict("again", f"{FAULT}no"))
    assert reason() == ("paused", "fault")


@pytest.mark.parametrize(
    ("back", "sent", "is_paused"), [(19, 0, True), (18, 0, False), (19, 60, True), (19, 90, False)]
)
def test_twenty_and_more_than_a_fifth_that_came_back_pause_the_way(one, back, sent, is_paused):
    others(one, back, state="bounced", told_at=timezone.now())
    before = timezone.now() - timedelta(hours=1)
    for number in range(sent):
        whose = join(one.distribution, f"sent{number}@example.org")
        Delivery.objects.create(participant=whose, number=0, state="sent", tries=1, begun_at=before)
    write_down(one, Verdict("bounced", "550"))
    assert reason() == (("paused", "bounces") if is_paused else ("running", ""))


def test_a_way_that_has_ended_is_not_paused(one):
    others(one, 4, state="unclear")
    Distribution.objects.update(state="ended", reason="quota")
    write_down(one, Verdict("unclear"))
    assert reason() == ("ended", "quota")


def test_what_comes_back_by_reports_pauses_the_way_too(one):
    others(one, 19, state="bounced", told_at=timezone.now())
    found = Delivery.objects.select_related("participant__distribution__survey").get(id=one.id)
    assert bounce(found, "full", timezone.now(), is_hard=False)
    assert reason() == ("paused", "bounces")


@pytest.mark.parametrize(
    ("state", "reminder", "is_asked"),
    [("asked", "", False), ("asked", "sent", True), ("asked", "planned", True), ("asked", "refused", False),
     ("opened", "", True), ("started", "", True), ("finished", "", True)],
)  # fmt: skip
def test_of_whose_message_comes_back_later_the_ledger_forgets_it_unless_they_were_reached_all_the_same(
    one, state, reminder, is_asked
):
    Participant.objects.update(state=state)
    if reminder:
        Delivery.objects.create(participant=one.participant, number=1, state=reminder, tries=1)
    found = Delivery.objects.select_related("participant__distribution__survey").get(id=one.id)
    assert [bounce(found, "full", timezone.now(), is_hard=False) for _ in range(2)] == [True, False]
    assert Contact.objects.exists() is is_asked
    kept = Participant.objects.get()
    assert (kept.state, kept.asked_at) == (state, one.begun_at), "the link stays good, and rates know that it was sent"


@pytest.mark.parametrize(("told", "left"), [("delivered", "delivered"), ("sent", "sent"), ("opened", "opened")])
def test_a_word_that_comes_before_the_gateways_own_reply_stays(one, told, left):
    """A receipt is quick: who hands the message over may still wait for the reply."""
    found = Delivery.objects.get(id=one.id)
    assert advance(found, told, timezone.now())
    write_down(one, Verdict("sent", message_id="g7"))
    found.refresh_from_db()
    assert (found.state, found.message_id, bool(found.sent_at)) == (left, "g7", True)


@pytest.mark.parametrize("verdict", [Verdict("unclear", "silence"), Verdict("again", "503"), Verdict("refused", "400")])
def test_what_is_delivered_is_not_sent_again_nor_taken_back_whatever_the_reply_is(one, verdict):
    advance(Delivery.objects.get(id=one.id), "delivered", timezone.now())
    write_down(one, verdict)
    assert (state(), Participant.objects.get().state) == ("delivered", "asked")


def test_what_was_put_off_and_is_told_to_be_delivered_is_not_sent_again(one):
    write_down(one, Verdict("again", "503"))
    advance(Delivery.objects.get(id=one.id), "delivered", timezone.now())
    assert due_of(one.distribution, timezone.now() + timedelta(days=9), 9) == []
    assert state() == "delivered"


def test_who_bounced_and_then_opts_out_has_opted_out_for_ever(one):
    suppress(one.participant, "bounced", timezone.now())
    suppress(one.participant, "opted_out", timezone.now())
    suppress(one.participant, "bounced", timezone.now())
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"opted_out"}


@pytest.mark.parametrize(("is_away", "left"), [(True, ("planned", MOST_TRIES - 1)), (False, ("refused", MOST_TRIES))])
def test_a_server_that_is_away_uses_up_no_tries(one, is_away, left):
    Delivery.objects.update(tries=MOST_TRIES)
    write_down(one, Verdict("again", "no route", is_away=is_away))
    assert Delivery.objects.values_list("state", "tries").get() == left


@pytest.mark.parametrize(("before", "ago", "is_believed"), [
    ("no route", timedelta(), False), ("no route", 2 * AWAY_PAUSE, True), ("no route", None, True),
    ("", timedelta(), True), ("450 greylisted", timedelta(), True),
])  # fmt: skip
def test_a_way_is_away_unless_others_leave_while_it_says_the_same_to_one_again(one, before, ago, is_believed):
    Delivery.objects.update(error=before)
    if ago is not None:
        others(one, 1, state="sent", begun_at=one.begun_at - ago)
    verdict = Verdict("again", "no route", is_away=True)
    assert believed(one, verdict) == replace(verdict, is_away=is_believed)


@pytest.mark.parametrize(("is_told", "left"), [(True, ("paused", "bounces")), (False, ("running", ""))])
def test_what_we_refused_ourselves_says_nothing_of_the_sender(one, is_told, left):
    others(one, 19, state="refused", told_at=timezone.now() if is_told else None)
    write_down(one, Verdict("bounced", "550"))
    assert reason() == left
