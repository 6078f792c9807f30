"""Asking after events: from messages of the tracking API to participants; late or not, not of before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.clew_server.surveys.asking.conftest import NOW
from tests.clew_server.surveys.asking.events.conftest import rows, track

from clew_server.accounts.models import Workspace
from clew_server.jobs.registry import JOBS, Running
from clew_server.surveys.asking import jobs
from clew_server.surveys.asking.events import planning
from clew_server.surveys.asking.events.planning import plan_events, spare_reopened
from clew_server.surveys.asking.events.trying import try_events
from clew_server.surveys.asking.ledger import claim
from clew_server.surveys.models import Distribution, EventLook, Participant, Response, Suppression, Survey
from clew_server.surveys.persons import keys_of

pytestmark = pytest.mark.django_db(transaction=True)
Tell = Callable[..., None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_after_a_ticket_is_solved(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "ticket_solved"}, delay_minutes=90)
    tell("track", track("Ticket Opened", "c0", NOW, ticket_id="t0", channel="chat"))
    tell("track", track("Ticket Solved", "c0", NOW + HOUR, ticket_id="t0"))
    tell("track", track("Ticket Opened", "c1", NOW, ticket_id="t1"))
    found = plan_events(way, NOW + 2 * HOUR)
    assert (found.happened, found.planned, found.spared) == (1, 1, 0)
    (one,) = rows(way)
    assert (one.customer_id, one.address, one.state) == ("c0", "c0@example.org", "planned")
    assert one.due_at == NOW + HOUR + timedelta(minutes=90)
    assert (one.about["ticket_id"], one.fields) == ("t0", {"plan": "gold"})
    assert plan_events(way, NOW + 2 * HOUR).happened == 0, "looked at once"
    tell("track", track("Ticket Reopened", "c0", NOW + 2 * HOUR, ticket_id="t0"))
    assert spare_reopened(way, NOW + 3 * HOUR) == 1
    one.refresh_from_db()
    assert (one.state, one.reason) == ("spared", "reopened")
    tell("track", track("Ticket Solved", "c0", NOW + 4 * HOUR, ticket_id="t0"))
    assert plan_events(way, NOW + 5 * HOUR).planned == 1, "solved again, it is asked about"
    assert spare_reopened(way, NOW + 5 * HOUR) == 0


def test_whoever_lives_through_it_is_known_by_every_address(
    after: Callable[..., Distribution], tell: Tell, shop: Workspace
) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("identify", {"userId": "c0", "traits": {"phone": "+48601234567"}})
    tell("track", track("Visited", "c0", NOW + HOUR))
    plan_events(way, NOW + 2 * HOUR)
    (one,) = rows(way)
    Suppression.objects.create(workspace=shop, person=keys_of(shop.id, "", "+48601234567")[0], reason="opted_out")
    assert claim(one, NOW + 3 * HOUR) == "opted_out"


def test_an_anonymous_survey_asks_after_no_event_though_its_way_out_runs(
    after: Callable[..., Distribution], tell: Tell
) -> None:
    way = after({"after": "ticket_solved"})
    Survey.objects.filter(pk=way.survey_id).update(is_anonymous=True)
    tell("track", track("Ticket Opened", "c0", NOW, ticket_id="t0"))
    tell("track", track("Ticket Solved", "c0", NOW + HOUR, ticket_id="t0"))
    assert plan_events(Distribution.objects.get(pk=way.pk), NOW + 2 * HOUR).happened == 0
    assert rows(way) == []
    Survey.objects.filter(pk=way.survey_id).update(is_anonymous=False)
    assert plan_events(Distribution.objects.get(pk=way.pk), NOW + 2 * HOUR).happened == 1, "there was something"


def test_after_an_order_is_delivered_by_promise_or_by_event_once(
    after: Callable[..., Distribution], tell: Tell
) -> None:
    way = after({"after": "order_delivered"}, share=1.0)
    tell("track", track(
        "Order Completed", "c0", NOW + HOUR, order_id="o1", promised_at=(NOW + DAY).isoformat(),
        delivered_at=(NOW + HOUR).isoformat(),
    ))  # fmt: skip
    tell("track", track("Order Delivered", "c0", NOW + HOUR, order_id="o1"))
    tell("track", track("Order Delivered", "c1", NOW + HOUR, order_id="o2"))
    assert plan_events(way, NOW + 2 * HOUR).planned == 2
    assert sorted((one.customer_id, one.about["order_id"]) for one in rows(way)) == [("c0", "o1"), ("c1", "o2")]


def test_after_any_event_by_name_touchpoint_and_property(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "event", "name": "Visited", "property": "shop", "value": "north"})
    tell("track", track("Visited", "c0", NOW + HOUR, shop="north"), track("Visited", "c1", NOW + HOUR, shop="south"),
         track("Called", "c2", NOW + HOUR, shop="north"))  # fmt: skip
    plan_events(way, NOW + 2 * HOUR)
    assert [one.customer_id for one in rows(way)] == ["c0"]
    assert plan_events(after({"after": "event"}, "product"), NOW + 2 * HOUR).happened == 0, "a rule must say something"


def test_history_is_not_asked_about_but_late_news_are(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("track", track("Visited", "c0", NOW - HOUR))
    assert plan_events(way, NOW + HOUR).happened == 0
    plan_events(way, NOW + 2 * DAY)
    tell("track", track("Visited", "c1", NOW + HOUR), track("Visited", "c2", NOW + 9 * DAY), received=NOW + 10 * DAY)
    plan_events(way, NOW + HOUR + planning.LATEST)
    assert [one.customer_id for one in rows(way)] == ["c1"]
    plan_events(way, NOW + 10 * DAY)
    assert [one.customer_id for one in rows(way)] == ["c1", "c2"]


def test_who_has_become_one_with_another_is_asked_once_in_the_cooldown(
    after: Callable[..., Distribution], tell: Tell
) -> None:
    way = after({"after": "event", "name": "Visited"}, cooldown_days=50)
    tell("track", track("Visited", "c0", NOW, n=1))
    assert plan_events(way, NOW).planned == 1
    tell("alias", {"previousId": "c0", "userId": "a9"})
    tell("track", track("Visited", "a9", NOW + DAY), track("Visited", "c1", NOW + DAY), received=NOW + DAY)
    assert plan_events(way, NOW + DAY).planned == 1
    assert [(one.customer_id, one.reason) for one in rows(way)] == [("c0", ""), ("a9", "asked_lately"), ("c1", "")]


def test_a_person_is_asked_once_in_the_cooldown(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "event", "name": "Visited"}, cooldown_days=5)
    tell("track", *(track("Visited", "c0", NOW + n * DAY) for n in (1, 2, 6)), received=NOW + 6 * DAY)
    plan_events(way, NOW + 2 * DAY)
    plan_events(way, NOW + 7 * DAY)
    assert [(one.state, one.reason) for one in rows(way)] == [
        ("planned", ""), ("spared", "asked_lately"), ("planned", ""),
    ]  # fmt: skip


def test_a_share_of_what_happens_is_asked_about_always_the_same(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "event", "name": "Visited"}, share=0.5, cooldown_days=1, delay_minutes=0)
    messages = [{**track("Visited", f"v{n}", NOW + HOUR), "messageId": f"m{n}"} for n in range(200)]
    tell("track", *messages)
    plan_events(way, NOW + 2 * HOUR)
    first = {one.occasion for one in rows(way)}
    assert 60 < len(first) < 140
    assert {one.probability for one in rows(way)} == {0.5}
    assert {one.reason for one in rows(way)} == {"no_address"}
    Participant.objects.filter(distribution=way).delete()
    EventLook.objects.filter(distribution=way).delete()
    plan_events(way, NOW + 2 * HOUR)
    assert {one.occasion for one in rows(way)} == first


@pytest.mark.parametrize("state", ["planned", "paused", "ended"])
def test_only_what_runs_asks(after: Callable[..., Distribution], tell: Tell, state: str) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("track", track("Visited", "c0", NOW + HOUR))
    Distribution.objects.filter(pk=way.pk).update(state=state)
    way.refresh_from_db()
    assert plan_events(way, NOW + 2 * HOUR).planned == 0


def test_the_job_asks_ends_what_is_full_and_forgets(
    shop: Workspace, after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, full = (
        after({"after": "event", "name": "Visited"}),
        after({"after": "event", "name": "None"}, "product", quota=1),
    )
    Response.objects.create(
        survey=full.survey, distribution=full, version=1, language="en", state="finished", began_at=NOW, changed_at=NOW
    )
    gone = after({"after": "event"}, "none")
    Distribution.objects.filter(pk=gone.pk).update(state="deleted", ended_at=NOW - 31 * DAY)
    tell("track", track("Visited", "c0", NOW + HOUR))
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOW + 2 * HOUR)
    running = Running(way.id, shop.id, {}, lambda *_: None)
    assert JOBS[jobs.EVENTS].work(running) == {"planned": 1, "ended": 1}
    full.refresh_from_db()
    assert (full.state, full.reason) == ("ended", "quota")
    assert not Distribution.objects.filter(pk=gone.pk).exists()


def test_by_text_message_who_has_a_number_is_asked(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "event", "name": "Visited"}, by="sms")
    tell("identify", {"userId": "c0", "traits": {"phone": "+48601234567"}})
    tell("track", track("Visited", "c0", NOW + HOUR), track("Visited", "c1", NOW + HOUR))
    plan_events(way, NOW + 2 * HOUR)
    told = {one.customer_id: (one.address, one.state, one.reason) for one in rows(way)}
    assert told == {"c0": ("+48601234567", "planned", ""), "c1": ("", "spared", "no_address")}


@pytest.mark.parametrize(("by", "reachable"), [("email", 3), ("sms", 1)])
def test_a_trial_counts_what_happened_lately_and_who_could_be_reached(
    after: Callable[..., Distribution], tell: Tell, by: str, reachable: int
) -> None:
    way = after({"after": "event", "name": "Visited"}, by=by)
    tell("identify", {"userId": "c0", "traits": {"phone": "+48601234567"}})
    tell("track", *(track("Visited", f"c{n}", NOW + HOUR) for n in (0, 0, 1, 2)), track("Visited", "c0", NOW - 8 * DAY))
    found = try_events(way, NOW + 2 * HOUR)
    assert (found.happened, found.customers, found.reachable, found.silent) == (4, 3, reachable, 0)
    assert not Participant.objects.filter(distribution=way).exists()
    assert not EventLook.objects.filter(distribution=way).exists()
    address = "c0@example.org" if by == "email" else "+48601234567"
    Suppression.objects.create(
        workspace=way.survey.workspace, person=keys_of(way.survey.workspace_id, "", address)[0], reason="bounced"
    )
    found = try_events(way, NOW + 2 * HOUR)
    assert (found.reachable, found.silent) == (reachable - 1, 1)


def test_what_becomes_known_more_than_seven_days_later_is_not_asked_about(
    after: Callable[..., Distribution], tell: Tell
) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("track", track("Visited", "c0", NOW + HOUR), track("Visited", "c1", NOW + 3 * HOUR), received=NOW + 7 * DAY)
    plan_events(way, NOW + 7 * DAY + 2 * HOUR)
    assert [one.customer_id for one in rows(way)] == ["c1"]
