"""Asking after events: from messages of the tracking API to participants; once each, late or not, not of before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.clew_server.surveys.asking.conftest import NOW

from clew.customers.happening import looking
from clew.errors import ClewError, EngineError, MissingFileError
from clew.store.erasure.erased import add_erased
from clew.store.erasure.keyed import PERSON, Keyed
from clew_server.accounts.models import Workspace
from clew_server.jobs.registry import JOBS, Running
from clew_server.lakes.handles import opened
from clew_server.surveys.asking import jobs, ledger
from clew_server.surveys.asking.events import planning, reopening
from clew_server.surveys.asking.events.planning import plan_events, spare_reopened
from clew_server.surveys.asking.events.trying import try_events
from clew_server.surveys.asking.ledger import claim, may_ask
from clew_server.surveys.asking.starting import start
from clew_server.surveys.asking.whom.sampling import chance
from clew_server.surveys.models import Distribution, EventLook, Participant, Response, Suppression, Survey
from clew_server.surveys.persons import keys_of
from clew_server.surveys.sending.claiming import take
from clew_server.surveys.sending.due import Due
from clew_server.surveys.sending.exporting import export

pytestmark = pytest.mark.django_db(transaction=True)
Way = Callable[..., Distribution]
Tell = Callable[..., None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def after(wave_of: Way, tell: Tell) -> Callable[..., Distribution]:
    """A running event way out that was started at NOW, with three customers to whom things happen."""
    for number in range(3):
        tell("identify", {"userId": f"c{number}", "traits": {"email": f"c{number}@example.org", "plan": "gold"}})

    def make(rule: dict[str, str], program: str = "transactional", **settings: Any) -> Distribution:
        way = wave_of(program, "event", state="running", rule=rule, **settings)
        Distribution.objects.filter(pk=way.pk).update(started_at=NOW)
        way.refresh_from_db()
        return way

    return make


def track(name: str, who: str, at: datetime, **properties: Any) -> dict[str, Any]:
    return {"event": name, "userId": who, "timestamp": at.isoformat(), "properties": properties}


def rows(way: Distribution) -> list[Participant]:
    return list(Participant.objects.filter(distribution=way).order_by("due_at", "customer_id", "address"))


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


def test_a_ticket_that_is_open_again_is_seen_in_the_moment_before_its_message_leaves(
    after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = after({"after": "ticket_solved"}, delay_minutes=0)
    for number in range(2):
        tell("track", track("Ticket Opened", f"c{number}", NOW, ticket_id=f"t{number}"))
        tell("track", track("Ticket Solved", f"c{number}", NOW + HOUR, ticket_id=f"t{number}"))
    assert plan_events(way, NOW + 2 * HOUR).planned == 2
    read: list[Any] = []
    whole = reopening.still_solved
    monkeypatch.setattr(reopening, "still_solved", lambda *given: read.append(given[2]) or whole(*given))
    one, other = rows(way)
    assert [may_ask(one, NOW + 2 * HOUR) for _ in range(3)] == [""] * 3
    assert read == [["t0"]], "what was read is remembered"
    tell("track", track("Ticket Reopened", "c0", NOW + 2 * HOUR, ticket_id="t0"))
    assert (claim(one, NOW + 3 * HOUR), one.state, one.reason) == ("reopened", "spared", "reopened")
    assert claim(other, NOW + 3 * HOUR) == ""
    asked = Participant.objects.create(distribution=way, person="p", about={}, due_at=NOW)
    assert claim(asked, NOW + 3 * HOUR) == ""
    assert read == [["t0"], ["t0"], ["t1"]]


def test_the_data_are_read_before_anything_is_locked(
    after: Callable[..., Distribution], tell: Tell, wave_of: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer: whoever saves an answer would wait for what is read in the transaction of a message."""
    way = after({"after": "ticket_solved"}, program="product", delay_minutes=0)
    start(wave_of(whom={"kind": "customers", "filters": ["traits.plan=gold"]}), NOW)
    for number in range(3):
        tell("track", track("Ticket Opened", f"c{number}", NOW, ticket_id=f"t{number}"))
        tell("track", track("Ticket Solved", f"c{number}", NOW + HOUR, ticket_id=f"t{number}"))
    assert plan_events(way, NOW + 2 * HOUR).planned == 3
    read: list[tuple[str, bool]] = []
    for module, name in ((reopening, "still_solved"), (ledger, "complaining")):
        whole = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, name=name, whole=whole: read.append(
            (name, connection.in_atomic_block)) or whole(*given))  # fmt: skip
    first, second, third = rows(way)
    assert take(Due(first.id, 0), NOW + 2 * HOUR) is None
    first.refresh_from_db()
    assert first.reason == "outranked"
    Distribution.objects.exclude(pk=way.pk).update(state="paused")
    assert take(Due(second.id, 0), NOW + 2 * HOUR) is not None
    assert read == [("complaining", False), ("still_solved", False)] * 2
    export(way, NOW + 2 * HOUR, has_addresses=False)
    assert read == [("complaining", False), ("still_solved", False)] * 3
    third.refresh_from_db()
    assert third.state == "asked"


@pytest.mark.parametrize("error", [EngineError, MissingFileError])
def test_a_message_of_which_the_data_cannot_be_read_waits_and_others_go_on(
    after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch, error: type[ClewError]
) -> None:
    way = after({"after": "ticket_solved"}, delay_minutes=0)
    for number in range(2):
        tell("track", track("Ticket Opened", f"c{number}", NOW, ticket_id=f"t{number}"))
        tell("track", track("Ticket Solved", f"c{number}", NOW + HOUR, ticket_id=f"t{number}"))
    plan_events(way, NOW + 2 * HOUR)
    whole = reopening.still_solved

    def broken(lake: Any, engine: Any, tickets: list[str], now: datetime) -> Any:
        if tickets == ["t0"]:
            raise error("the data are away")
        return whole(lake, engine, tickets, now)

    monkeypatch.setattr(reopening, "still_solved", broken)
    one, other = rows(way)
    assert take(Due(one.id, 0), NOW + 2 * HOUR) is None
    assert take(Due(other.id, 0), NOW + 2 * HOUR) is not None
    one.refresh_from_db()
    assert one.state == "planned"
    monkeypatch.setattr(reopening, "still_solved", whole)
    assert take(Due(one.id, 0), NOW + 2 * HOUR) is not None


def test_who_is_erased_while_it_is_looked_does_not_come_back(
    after: Callable[..., Distribution], tell: Tell, shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, whole, place = after({"after": "event", "name": "Visited"}), planning._Rows.of, opened(shop.id).store.place
    tell("track", *(track("Visited", f"c{number}", NOW + HOUR) for number in range(2)))

    def of(*given: Any) -> Any:
        found = whole(*given)
        add_erased(place.folder, [Keyed(place.secret, frozenset()).key(PERSON, "c0")])
        return found

    monkeypatch.setattr(planning._Rows, "of", of)
    assert plan_events(way, NOW + 2 * HOUR).planned == 1
    assert [one.customer_id for one in rows(way)] == ["c1"]


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


def test_nobody_is_there_to_be_asked_without_all_their_keys(
    after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opted out by another address would be asked: by whoever sends meanwhile, or where the process dies then."""
    way, whole = after({"after": "event", "name": "Visited"}), planning.keep_aliases

    def dies(made: Any) -> None:
        assert made
        raise OSError("the power is off")

    tell("track", track("Visited", "c0", NOW))
    monkeypatch.setattr(planning, "keep_aliases", dies)
    with pytest.raises(OSError, match="power"):
        plan_events(way, NOW)
    assert not rows(way)
    monkeypatch.setattr(planning, "keep_aliases", whole)
    assert plan_events(way, NOW).planned == 1
    assert rows(way)[0].aliases.exists()


def test_a_look_that_broke_off_plans_nobody_twice(
    after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("track", *(track("Visited", f"c{n}", NOW + HOUR) for n in range(3)))
    monkeypatch.setattr(looking, "PAGE", 1)
    planned, left = planning._planned, iter([True, True])
    monkeypatch.setattr(planning, "_planned", lambda *args: next(left) and planned(*args))
    with pytest.raises(StopIteration):
        plan_events(way, NOW + 2 * HOUR)
    assert len(rows(way)) == 2
    assert not EventLook.objects.filter(distribution=way).exists()
    monkeypatch.setattr(planning, "_planned", planned)
    assert plan_events(way, NOW + 2 * HOUR).planned == 1, "what was planned is known"
    assert sorted(one.customer_id for one in rows(way)) == ["c0", "c1", "c2"]


def test_two_looks_at_once_plan_nobody_twice(
    after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("track", *(track("Visited", f"c{n}", NOW + HOUR) for n in range(3)))
    monkeypatch.setattr(planning, "_new", lambda _way, found: found)
    plan_events(way, NOW + 2 * HOUR)
    Participant.objects.filter(distribution=way, customer_id="c1").delete()
    EventLook.objects.filter(distribution=way).delete()
    plan_events(way, NOW + 2 * HOUR)
    assert sorted(one.customer_id for one in rows(way)) == ["c0", "c1", "c2"]


def test_all_of_very_many_events_are_looked_at_and_once(
    shop: Workspace, after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, share = 120_000, 0.001
    way = after({"after": "event", "name": "Visited"}, share=share)
    tell("track", *({**track("Visited", f"v{n}", NOW + HOUR), "messageId": f"m{n}"} for n in range(many)))
    told: list[str] = []
    monkeypatch.setattr(planning, "chance", lambda seed, name: told.append(name) or chance(seed, name))
    found = plan_events(way, NOW + 2 * HOUR)
    assert len(told) == len(set(told)) == many
    drawn = sum(chance(way.id.hex, name) < share for name in told)
    assert found.happened == len(rows(way)) == drawn > 60
    told.clear()
    taken = spied(shop, monkeypatch)
    plan_events(way, NOW + 3 * HOUR)
    assert (told, taken) == ([], [])
    tell("track", track("Visited", "c0", NOW + 2 * HOUR))
    plan_events(way, NOW + 3 * HOUR)
    assert (len(told), sum(taken) < 10) == (1, True)


def spied(shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by how many rows each question took from the engine."""
    taken: list[int] = []
    engine = opened(shop.id).engine
    read = engine.read

    def spy(sql: str, views: Any, **options: Any) -> Any:
        found = read(sql, views, **options)
        taken.append(found.num_rows)
        return found

    monkeypatch.setattr(engine, "read", spy)
    return taken


def test_who_is_another_customer_by_now_is_not_asked_again(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("identify", {"userId": "a1", "traits": {"email": "a@example.org"}})
    tell("track", track("Visited", "a1", NOW + HOUR))
    assert plan_events(way, NOW + 2 * HOUR).planned == 1
    tell("alias", {"userId": "c0", "previousId": "a1"})
    EventLook.objects.filter(distribution=way).delete()
    assert plan_events(way, NOW + 3 * HOUR).happened == 0, "all is read again, under another name"
    tell("track", track("Visited", "a1", NOW + 2 * HOUR))
    plan_events(way, NOW + 3 * HOUR)
    assert {one.customer_id for one in rows(way)} & {"a1", "c0"}


def test_an_erasure_writes_files_anew_and_asks_nobody_again(
    shop: Workspace, after: Callable[..., Distribution], tell: Tell
) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("track", *(track("Visited", f"c{n}", NOW + HOUR) for n in range(3)))
    plan_events(way, NOW + 2 * HOUR)
    before = EventLook.objects.get(distribution=way).mark["files"]
    opened(shop.id).store.erase("c1")
    Participant.objects.filter(distribution=way, customer_id="c1").delete()
    assert plan_events(way, NOW + 3 * HOUR).happened == 0
    after_it = EventLook.objects.get(distribution=way).mark["files"]
    assert not before.keys() & after_it.keys(), "files were written anew, else this shows nothing"
    assert sorted(one.customer_id for one in rows(way)) == ["c0", "c2"]


def test_a_mark_that_cannot_be_read_is_as_good_as_none(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "event", "name": "Visited"})
    EventLook.objects.create(distribution=way, mark={"files": ["crooked"]})
    tell("track", track("Visited", "c0", NOW + HOUR))
    assert plan_events(way, NOW + 2 * HOUR).planned == 1


def test_a_rule_that_changed_is_looked_for_from_the_start(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "event", "name": "Visited"})
    tell("track", track("Visited", "c0", NOW + HOUR), track("Called", "c1", NOW + HOUR))
    plan_events(way, NOW + 2 * HOUR)
    Distribution.objects.filter(pk=way.pk).update(
        settings={**way.settings, "rule": {"after": "event", "name": "Called"}}
    )
    way.refresh_from_db()
    plan_events(way, NOW + 2 * HOUR)
    assert [one.customer_id for one in rows(way)] == ["c0", "c1"]


def test_what_is_new_of_a_ticket_spares_who_waits_for_a_letter(after: Callable[..., Distribution], tell: Tell) -> None:
    way = after({"after": "ticket_solved"}, delay_minutes=600)
    tell(
        "track",
        track("Ticket Opened", "c0", NOW, ticket_id="t0"),
        track("Ticket Solved", "c0", NOW + HOUR, ticket_id="t0"),
    )
    assert plan_events(way, NOW + 2 * HOUR).planned == 1
    tell("track", track("Ticket Reopened", "c0", NOW + 2 * HOUR, ticket_id="t0"))
    plan_events(way, NOW + 3 * HOUR)
    assert [(one.state, one.reason) for one in rows(way)] == [("spared", "reopened")]


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


def test_where_nothing_new_came_nothing_is_asked_of_the_data_not_even_of_those_who_wait(
    shop: Workspace, after: Callable[..., Distribution], tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = after({"after": "ticket_solved"}, delay_minutes=600)
    tell("track", track("Ticket Opened", "c0", NOW, ticket_id="t0"))
    tell("track", track("Ticket Solved", "c0", NOW + HOUR, ticket_id="t0"))
    assert plan_events(way, NOW + 2 * HOUR).planned == 1
    taken = spied(shop, monkeypatch)
    plan_events(way, NOW + 3 * HOUR)
    assert taken == []
