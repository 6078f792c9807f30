"""What is sent is on the disk when it is acknowledged, and in the tables once, whatever order it comes in."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest

from clew.errors import DataError, UsageError
from clew.importers.tracking import UnparsableError
from clew.store import durable, open_workspace
from clew.store.delivery import RULES, Deliveries, replay_rules
from clew.store.journal import verify_journal
from clew.store.lake import compaction
from clew.store.loading.quarantine import REPEATED_REASON
from clew.store.mending.mends import Correction, journal_mends
from clew.store.mending.quarantine import list_set_aside


def test_an_event_is_in_its_table_with_what_it_means(workspace, send, track, rows_of):
    send(
        track("m1", "Order Completed", order_id="o1", total=20, currency="eur", promised_at="2026-12-01", email="a@b.c")
    )
    workspace.catch_up()
    (event,) = rows_of(workspace, "events")
    assert (event["event_id"], event["customer_id"], event["name"], event["order_id"]) == (
        "m1", "u1", "Order Completed", "o1")  # fmt: skip
    assert "a@b.c" not in event["properties"]
    (purchase,) = rows_of(workspace, "purchases")
    assert (purchase["purchase_id"], str(purchase["amount"]), purchase["currency"]) == ("o1", "20.0000", "EUR")
    (listed,) = [row for row in workspace.imports() if row["format"] == "api"]
    assert listed["tables"] == ["events", "promises", "purchases"]
    (promise,) = rows_of(workspace, "promises")
    assert (promise["promise_id"], promise["due_at"].isoformat()) == ("o1|delivery", "2026-12-01T23:59:59.999999")


def test_a_promise_told_in_two_messages_is_whole_in_either_order(another, clock, track, rows_of):
    told = [
        track("m1", "Order Completed", order_id="o1", promised_at="2026-11-25", timestamp="2026-11-20T10:00:00Z"),
        track("m2", "Order Delivered", order_id="o1", delivered_at="2026-11-24", timestamp="2026-11-24T10:00:00Z"),
    ]
    found = []
    for name, order in (("one", told), ("two", told[::-1])):
        workspace = another(name)
        deliveries = Deliveries.of(workspace, clock)
        for message in order:
            deliveries.append("track", "key", json.dumps(message).encode())
            deliveries.commit()
            workspace.catch_up()
        deliveries.close()
        (promise,) = rows_of(workspace, "promises")
        found.append({name: promise[name] for name in ("due_at", "kept_at", "made_at", "version_at", "touchpoint")})
        before = rows_of(workspace, "promises")
        workspace.rebuild()
        after = rows_of(workspace, "promises")
        assert [{k: v for k, v in row.items() if k != "journal_ref"} for row in after] == [
            {k: v for k, v in row.items() if k != "journal_ref"} for row in before]  # fmt: skip
    assert found[0] == found[1]
    assert found[0]["due_at"].isoformat() == "2026-11-25T23:59:59.999999"
    assert found[0]["kept_at"].isoformat() == "2026-11-24T00:00:00"


def test_a_message_sent_again_and_again_counts_once(workspace, clock, send, track, rows_of):
    rng = random.Random(7)  # noqa: S311 - it must repeat
    messages = [track(f"m{number}", "Order Completed", order_id=f"o{number}", total=1) for number in range(40)]
    sendings = [message for message in messages for _ in range(rng.randint(1, 5))]
    rng.shuffle(sendings)
    for start in range(0, len(sendings), 7):
        off = rng.randint(0, 90_000)  # the client's clock is a day off by then, and it stamps its words anew
        at = (clock() + timedelta(seconds=off)).isoformat()
        send(*({**message, "timestamp": at} for message in sendings[start : start + 7]), sent_at=at)
        if rng.random() < 0.4:
            workspace.catch_up()
    workspace.catch_up()
    assert sorted(row["event_id"] for row in rows_of(workspace, "events")) == sorted(m["messageId"] for m in messages)
    assert len(rows_of(workspace, "purchases")) == len(messages)
    counts = next(row for row in workspace.imports() if row["format"] == "api")
    assert counts["conflicts"] == 0
    workspace.rebuild()
    assert len(rows_of(workspace, "events")) == len(messages)


def test_the_same_id_with_other_content_is_a_conflict_and_the_first_stands(workspace, send, track, rows_of):
    send(track("m1", plan="gold"))
    workspace.catch_up()
    send(track("m1", plan="silver"), track("m1", plan="gold"))
    workspace.catch_up()
    assert [json.loads(row["properties"])["plan"] for row in rows_of(workspace, "events")] == ["gold"]
    _, aside = list_set_aside(workspace.place, reason="conflict")
    assert [(row["value"], row["column"]) for row in aside] == [("m1", "messageId")]
    workspace.rebuild()
    _, again = list_set_aside(workspace.place, reason="conflict")
    assert again == aside


def test_two_workspaces_may_have_the_same_id(another, clock, track, rows_of):
    for name in ("one", "two"):
        workspace = another(name)
        deliveries = Deliveries.of(workspace, clock)
        deliveries.append("track", "key", json.dumps(track("m1")).encode())
        deliveries.commit()
        deliveries.close()
        workspace.catch_up()
        assert len(rows_of(workspace, "events")) == 1


def test_one_bad_of_a_hundred_is_set_aside_and_mended_later(workspace, send, track, rows_of):
    messages = [track(f"m{number}") for number in range(100)]
    del messages[41]["event"]
    send(*messages)
    workspace.catch_up()
    assert len(rows_of(workspace, "events")) == 99
    _, aside = list_set_aside(workspace.place)
    assert [row["reason"] for row in aside] == ["has no event: the name of what happened"]
    mended = json.dumps({**messages[41], "event": "Opened"})
    journal_mends(workspace.place, aside[0]["import_id"], [Correction(aside[0]["row"], {"message": mended})],
                  workspace._now)  # fmt: skip
    workspace.catch_up()
    assert len(rows_of(workspace, "events")) == 100
    assert list_set_aside(workspace.place)[0] == 0


def test_what_comes_while_nothing_is_loaded_is_loaded_piece_by_piece(workspace, send, track, rows_of):
    for number in range(5):
        send(track(f"m{number}"))
        workspace.catch_up()
    assert len(rows_of(workspace, "events")) == 5
    (row,) = [row for row in workspace.imports() if row["format"] == "api"]
    assert (row["rows"], row["accepted"], row["rejected"], row["duplicates"]) == (5, 5, 0, 0)


def test_an_hour_later_another_import_begins(workspace, clock, deliveries, send, track):
    send(track("m1"))
    clock.time += timedelta(hours=2)
    send(track("m2"))
    clock.time += timedelta(hours=2)
    deliveries.rest()
    workspace.catch_up()
    assert len([row for row in workspace.imports() if row["format"] == "api"]) == 2
    assert all(segment.is_sealed for segment in workspace.place.journal.segments())


def test_an_import_of_messages_is_taken_back_like_any_other(workspace, clock, send, track, rows_of):
    send(track("m1"), track("m2", promised_at="2026-12-01", order_id="o1"))
    clock.time += timedelta(hours=2)
    send(track("m2", promised_at="2026-12-01", order_id="o1"), track("m3"))
    workspace.catch_up()
    first = next(row for row in workspace.imports() if row["format"] == "api")
    workspace.undo(first["import_id"])
    assert sorted(row["event_id"] for row in rows_of(workspace, "events")) == ["m2", "m3"]
    assert len(rows_of(workspace, "promises")) == 1


def test_a_crooked_clock_is_repaired_and_what_is_far_ahead_is_flagged(workspace, clock, send, track, rows_of):
    off = timedelta(hours=3)
    said = clock.time - timedelta(minutes=5) + off
    send(track("m1", timestamp=said.isoformat()), sent_at=(clock.time + off).isoformat())
    send(track("m2", timestamp=(clock.time + timedelta(hours=30)).isoformat()))
    send(track("m3", timestamp=(clock.time - timedelta(days=400)).isoformat()))
    workspace.catch_up()
    found = {row["event_id"]: row for row in rows_of(workspace, "events")}
    right = (clock.time - timedelta(minutes=5)).replace(tzinfo=None)
    assert abs(found["m1"]["occurred_at"] - right) < timedelta(seconds=1)
    assert json.loads(found["m1"]["properties"])["said_at"] == said.isoformat()
    assert found["m3"]["properties"] is None
    assert (clock.time.replace(tzinfo=None) - found["m3"]["occurred_at"]).days in {399, 400}
    _, aside = list_set_aside(workspace.place)
    assert [row["reason"] for row in aside] == [
        "kept: it is said to have happened more than a day after it was received"
    ]


def test_what_says_a_name_twice_counts_and_is_flagged_until_it_is_mended(workspace, deliveries, rows_of):
    event = (
        '{"type": "track", "messageId": "m1", "userId": "u1", "userId": "u2", "event": "E", "timestamp": "2099-01-01"}'
    )
    deliveries.append("batch", "key", f'{{"batch": [{{"type": "track"}}, {event}]}}'.encode())
    deliveries.append("batch", "key", f'{{"batch": [{{"x": 1, "x": 2}}, {event}], "y": "\\ud800"}}'.encode())
    deliveries.append("tickets", "key", b'{"ticket_id": "t1", "priority": "low", "priority": "high"}')
    deliveries.commit()
    workspace.catch_up()
    assert [row["customer_id"] for row in rows_of(workspace, "events")] == ["u2"]
    assert [row["priority"] for row in rows_of(workspace, "tickets")] == ["high"]
    assert {"rows": 5, "accepted": 2, "duplicates": 1, "rejected": 2}.items() <= workspace.imports()[0].items()
    flagged = [("kept", "userId"), ("set aside", "x"), ("kept", "userId"), ("kept", "priority")]

    def flags() -> list[tuple[str, str]]:
        _, aside = list_set_aside(workspace.place, column="message")
        said = [row for row in aside if REPEATED_REASON in row["reason"]]
        return [("kept" if row["reason"].startswith("kept: ") else "set aside", row["value"]) for row in said]

    assert flags() == flagged
    workspace.rebuild()
    assert flags() == flagged
    _, aside = list_set_aside(workspace.place, value="priority")
    mended = Correction(aside[0]["row"], {"message": '{"ticket_id": "t1", "priority": "low"}'})
    workspace.mend(aside[0]["import_id"], [mended])
    assert flags() == flagged[:-1]
    assert [row["priority"] for row in rows_of(workspace, "tickets")] == ["low"]


def test_anonymous_and_known_are_one_customer_until_that_is_undone(workspace, send, rows_of):
    page = {"type": "page", "messageId": "p1", "anonymousId": "a1", "name": "Pricing"}
    said = {"type": "identify", "messageId": "i1", "userId": "u1", "anonymousId": "a1", "traits": {"plan": "gold"}}
    send(page, said)
    workspace.catch_up()
    assert workspace.place.lake.current().facts["aliases"] == 1
    send({**said, "messageId": "i2", "undone": True})
    workspace.catch_up()
    assert workspace.place.lake.current().facts["aliases"] == 0


def test_traits_are_put_together(workspace, send, rows_of):
    send({"type": "identify", "messageId": "i1", "userId": "u1", "timestamp": "2026-11-20T10:00:00Z",
          "traits": {"plan": "gold", "email": "ana@example.com", "city": "Cluj"}})  # fmt: skip
    workspace.catch_up()
    send({"type": "identify", "messageId": "i2", "userId": "u1", "timestamp": "2026-11-20T11:00:00Z",
          "traits": {"plan": "silver", "city": None}})  # fmt: skip
    workspace.catch_up()
    (customer,) = rows_of(workspace, "customers")
    assert json.loads(customer["traits"]) == {"plan": "silver"}


def test_rules_hold_from_now_on_and_over_history_when_told(workspace, clock, deliveries, send, track, rows_of):
    send(track("m1", "Paid"))
    workspace.catch_up()
    rules = {"rules": [{"by": "name", "pattern": "paid", "touchpoint": "checkout", "channel": "web"}]}
    workspace.keep(*RULES, rules)
    send(track("m2", "Paid"))
    workspace.catch_up()
    assert {row["event_id"]: row["touchpoint"] for row in rows_of(workspace, "events")} == {
        "m1": "Paid",
        "m2": "checkout",
    }
    assert replay_rules(workspace.place, clock) == 1
    workspace.catch_up()
    assert {row["touchpoint"] for row in rows_of(workspace, "events")} == {"checkout"}
    workspace.rebuild()
    assert {row["touchpoint"] for row in rows_of(workspace, "events")} == {"checkout"}
    with pytest.raises(UsageError, match="by these rules already"):
        replay_rules(workspace.place, clock)


def test_a_full_disk_acknowledges_nothing_and_is_over_when_there_is_room(workspace, deliveries, send, track, rows_of,
                                                                         monkeypatch):  # fmt: skip
    send(track("m1"))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(durable, "append_durably", full)
        with pytest.raises(DataError, match="No space left"):
            send(track("m2"))
    send(track("m3"))
    workspace.place.journal.recover(now=workspace._now)
    workspace.catch_up()
    assert sorted(row["event_id"] for row in rows_of(workspace, "events")) == ["m1", "m3"]
    assert verify_journal(workspace.place.journal_folder) == []


def test_a_body_that_is_not_what_was_asked_for_is_refused_and_nothing_waits(deliveries, workspace):
    for body in (b"", b"{", b"[1]", b'"a"', b'{"batch": 7}', b"\xff", b"[" * 300):
        with pytest.raises(UnparsableError):
            deliveries.append("batch", "key", body)
    deliveries.commit()
    assert workspace.place.journal.segments() == []


def test_an_erased_person_leaves_messages_and_does_not_come_back(workspace, deliveries, send, track, rows_of, tmp_path):
    send(track("m1", user="customer-77"), track("m2", user="u2", friend="customer-77"), track("m3", user="u3"))
    deliveries.close()
    workspace.catch_up()
    workspace.erase("customer-77")
    send(track("m4", user="customer-77"), track("m5", user="u3"))
    deliveries.close()
    workspace.catch_up()
    assert sorted(row["event_id"] for row in rows_of(workspace, "events")) == ["m2", "m3", "m5"]
    workspace.rebuild()
    assert sorted(row["event_id"] for row in rows_of(workspace, "events")) == ["m2", "m3", "m5"]
    bodies = [record.body for record in workspace.place.journal.read(None) if record.body]
    assert not any(b"customer-77" in body for body in bodies)


def test_the_journal_of_messages_makes_the_same_tables_elsewhere(workspace, tmp_path, clock, send, track, rows_of):
    send(*(track(f"m{number}", "Order Completed", order_id=f"o{number}", total=number) for number in range(30)))
    workspace.catch_up()
    before = rows_of(workspace, "purchases")
    reopened = open_workspace(workspace.data, now=clock)
    reopened.rebuild()
    assert rows_of(reopened, "purchases") == before


def test_rules_that_are_none_keep_nothing_from_being_taken_in(workspace, send, track, rows_of):
    workspace.keep(*RULES, {"rules": [{"by": "weather"}]})
    send(track("m1", "Paid"))
    workspace.catch_up()
    assert [row["touchpoint"] for row in rows_of(workspace, "events")] == ["Paid"]


def test_many_small_loads_do_not_leave_as_many_files(workspace, send, track, rows_of, monkeypatch):
    monkeypatch.setattr(compaction, "CROWD", 4)
    for number in range(12):
        send(track(f"m{number}", "Order Completed", order_id="o1", promised_at="2026-12-01", n=number))
        workspace.catch_up()
    tables = workspace.place.lake.current().tables
    assert max(len(tables[name].files) for name in ("events", "_messages", "_promises_parts")) <= 5
    assert len(rows_of(workspace, "events")) == 12
    send(
        *(
            track(f"m{number}", "Order Completed", order_id="o1", promised_at="2026-12-01", n=number)
            for number in range(12)
        )
    )
    workspace.catch_up()
    assert len(rows_of(workspace, "events")) == 12
    assert len(rows_of(workspace, "promises")) == 1
