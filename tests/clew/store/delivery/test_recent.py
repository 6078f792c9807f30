"""The last events are those of the tables, and what rules would make of them is what they make of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clew.importers.tracking import Rule, Rules, effect_of
from clew.store.delivery import RULES, Deliveries, Older, read_by_others, recent_events, replay_rules
from clew.store.mending.mends import Correction

CHECKOUT = {"rules": [{"by": "name", "pattern": "paid*", "touchpoint": "checkout", "channel": "web"}]}


@pytest.fixture
def ids(workspace):
    """Return the ids of the last events."""
    return lambda most=1000: [told.message_id for told in recent_events(workspace.place, most)]


def test_nothing_came(workspace):
    assert recent_events(workspace.place) == []
    assert effect_of([], Rules((Rule("name", "x", "y"),))).events == 0
    assert read_by_others(workspace.place) == Older(0, 0)


def test_the_newest_first_each_once_and_what_is_no_event_is_left_out(workspace, clock, send, track, ids):
    send(track("m1"), track("m2"), {"type": "identify", "messageId": "i1", "userId": "u1"}, {"type": "track"})
    clock.time += timedelta(seconds=9)
    send(track("m2"), track("m3"))
    workspace.catch_up()
    assert ids() == ["m3", "m2", "m1"]
    assert ids(2) == ["m3", "m2"]


def test_what_several_processes_received_at_the_same_time(workspace, clock, send, track, ids):
    send(track("m1"))
    other = Deliveries.of(workspace, clock)
    clock.time += timedelta(seconds=9)
    other.append("track", "key", b'{"messageId": "m2", "userId": "u", "event": "Opened"}')
    other.commit()
    other.close()
    clock.time += timedelta(seconds=9)
    send(track("m3"))
    workspace.catch_up()
    assert ids(2) == ["m3", "m2"]


def test_later_hours_come_before_earlier_ones_and_those_are_not_read_in_vain(workspace, clock, send, track, ids,
                                                                            monkeypatch):  # fmt: skip
    for hour in range(5):
        send(track(f"m{hour}"))
        clock.time += timedelta(hours=1, seconds=1)
    workspace.catch_up()
    from clew.store.delivery import recent  # noqa: PLC0415 - to watch what it reads

    read = []
    real = recent.records_of
    monkeypatch.setattr(recent, "records_of", lambda place, done, first: read.append(done) or real(place, done, first))
    assert ids(1) == ["m4"]
    assert len(read) < 5
    assert ids() == ["m4", "m3", "m2", "m1", "m0"]


def test_what_was_taken_back_is_gone_and_what_was_mended_is_read_as_mended(workspace, send, track, ids):
    send(track("m1"), {"type": "track", "messageId": "m2", "userId": "u1"})
    workspace.catch_up()
    assert ids() == ["m1"]
    [one] = workspace.imports()
    text = '{"type": "track", "messageId": "m2", "userId": "u1", "event": "Paid"}'
    workspace.mend(one["import_id"], [Correction(1, {"message": text})])
    assert ids() == ["m2", "m1"]
    workspace.undo(one["import_id"])
    assert ids() == []


def test_before_is_what_the_tables_say_and_after_what_a_replay_makes(workspace, clock, send, track, rows_of):
    send(track("m1", "Paid"), track("m2", "Opened"), track("m3", "Paid late"))
    workspace.catch_up()
    rules = Rules.from_json('{"rules": [{"by": "name", "pattern": "paid*", "touchpoint": "checkout"}]}')
    seen = effect_of(recent_events(workspace.place), rules)
    assert (seen.events, seen.fitting, seen.caught, seen.uncaught, seen.changed) == (3, (2,), (2,), 1, 2)
    assert {(one.name, one.touchpoint) for one in seen.examples} == {
        ("Paid", ("Paid", "checkout")), ("Paid late", ("Paid late", "checkout")), ("Opened", ("Opened", "Opened")),
    }  # fmt: skip
    workspace.keep(*RULES, {"rules": [{"by": "name", "pattern": "paid*", "touchpoint": "checkout"}]})
    assert read_by_others(workspace.place) == Older(1, 3)
    assert effect_of(recent_events(workspace.place), rules).changed == 2
    replay_rules(workspace.place, clock)
    workspace.catch_up()
    assert read_by_others(workspace.place) == Older(0, 0)
    assert effect_of(recent_events(workspace.place), rules).changed == 0
    assert {row["touchpoint"] for row in rows_of(workspace, "events")} == {"checkout", "Opened"}
