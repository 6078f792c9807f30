"""Looks at what is new: each thing is looked at once, whoever looks, breaks off or looks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.clew_server.surveys.asking.conftest import NOW
from tests.clew_server.surveys.asking.events.conftest import rows, track

from clew.customers.happening import looking
from clew.store.erasure.erased import add_erased
from clew.store.erasure.keyed import PERSON, Keyed
from clew_server.accounts.models import Workspace
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.events import planning
from clew_server.surveys.asking.events.planning import plan_events
from clew_server.surveys.asking.whom.sampling import chance
from clew_server.surveys.models import Distribution, EventLook, Participant

pytestmark = pytest.mark.django_db(transaction=True)
Tell = Callable[..., None]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("where", "name", "was_there"), [
    (planning._Rows, "of", []), (planning, "keep_aliases", ["c0"]),
])  # fmt: skip
def test_who_is_erased_while_it_is_looked_does_not_come_back(
    after: Callable[..., Distribution], tell: Tell, shop: Workspace, monkeypatch: pytest.MonkeyPatch,
    where: Any, name: str, was_there: list[str],
) -> None:  # fmt: skip
    """Who is there may be asked at once: so nobody is written who is erased by then."""
    way, place, there = after({"after": "event", "name": "Visited"}), opened(shop.id).store.place, list[str]()
    tell("track", *(track("Visited", f"c{number}", NOW + HOUR) for number in range(2)))
    read, whole = planning.Erased, getattr(where, name)

    def erased(*given: Any) -> Any:
        there.extend(one.customer_id for one in rows(way) if one.customer_id == "c0")
        return read(*given)

    def found(*given: Any) -> Any:
        made = whole(*given)
        add_erased(place.folder, [Keyed(place.secret, frozenset()).key(PERSON, "c0")])
        return made

    monkeypatch.setattr(where, name, found)
    monkeypatch.setattr(planning, "Erased", erased)
    assert plan_events(way, NOW + 2 * HOUR).planned == 1
    assert [one.customer_id for one in rows(way)] == ["c1"]
    assert there == was_there


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
