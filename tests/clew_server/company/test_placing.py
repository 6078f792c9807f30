"""Touchpoint rules: rows are edited without JavaScript, tried on what came, kept, replayed, taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count

import pyarrow.parquet as pq
import pytest

from clew.store.delivery import RULES, Deliveries, read_by_others, read_rules
from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = count()
FORM = {
    "by": ["path", "property"],
    "property": ["left over", "kind"],
    "pattern": ["/shop/*", "*<shoes>*"],
    "touchpoint": ["shop", ""],
    "channel": ["web", "app"],
}


@pytest.fixture
def came(store):
    """Have events come and be loaded, of these names."""

    def send(*names, **properties):
        way = Deliveries.of(store, lambda: datetime.now(UTC))
        for name in names:
            said = {"userId": "u1", "messageId": f"m{next(NUMBER)}", "event": name, "properties": properties}
            way.append("track", "key", json.dumps(said).encode())
        way.commit()
        way.close()
        store.catch_up()

    return send


@pytest.fixture
def do_jobs(monkeypatch):
    monkeypatch.setattr("clew_server.jobs.worker._beat", lambda *_: None)

    def done():
        while run_one():
            pass
        assert not Job.objects.filter(state="failed").values_list("error", flat=True)

    return done


def touchpoints_of(store):
    lake, manifest = store.place.lake, store.place.lake.current()
    tables = [pq.read_table(lake.path(entry)) for entry in manifest.table("events").files]
    return sorted(row["touchpoint"] for table in tables for row in table.to_pylist())


def kept(store):
    return [(rule.by, rule.property, rule.pattern, rule.touchpoint, rule.channel)
            for rule in read_rules(store.settings).rules]  # fmt: skip


def test_rules_are_kept_in_their_order_and_taken_back(as_analyst, store, address, undo):
    shown = as_analyst.post(address("company:touchpoints"), {**FORM, "do": "save"}, follow=True)
    assert kept(store) == [("path", "", "/shop/*", "shop", "web"), ("property", "kind", "*<shoes>*", "", "app")]
    assert "Touchpoint rules were set." in shown.content.decode()
    assert "*<shoes>*" not in shown.content.decode()
    undo(as_analyst, shown)
    assert kept(store) == []
    assert store.settings.documents["touchpoints"] == {}


@pytest.mark.parametrize(
    ("do", "order"),
    [("up:1", ["*&lt;shoes&gt;*", "/shop/*"]), ("down:0", ["*&lt;shoes&gt;*", "/shop/*"]), ("up:0", ["/shop/*"]),
     ("away:0", ["*&lt;shoes&gt;*"]), ("away:9", ["/shop/*", "*&lt;shoes&gt;*"]), ("up:x", ["/shop/*"])],
)  # fmt: skip
def test_rows_move_and_go_without_javascript_and_nothing_is_saved(as_analyst, store, address, do, order):
    text = as_analyst.post(address("company:touchpoints"), {**FORM, "do": do}).content.decode()
    places = [text.index(f'value="{pattern}"') for pattern in order]
    assert places == sorted(places)
    assert (do == "away:0") == ('value="/shop/*"' not in text)
    assert kept(store) == []


def test_a_row_is_added_below(as_analyst, address):
    text = as_analyst.post(address("company:touchpoints"), {**FORM, "do": "add"}).content.decode()
    assert text.count('class="placing-rule"') == 3


def test_what_is_not_whole_is_told_at_its_row_kept_as_typed_and_not_saved(as_analyst, store, address):
    half = {**FORM, "touchpoint": ["", ""], "channel": ["", "app"], "do": "save"}
    shown = as_analyst.post(address("company:touchpoints"), half)
    text = shown.content.decode()
    assert shown.status_code == 422
    assert "Say which touchpoint or channel it means." in text
    assert 'value="/shop/*"' in text
    assert kept(store) == []


def test_a_draft_is_tried_on_what_came_before_and_after(as_analyst, store, address, came):
    came("Paid", "Paid", "Left", kind="red <shoes>")
    form = {"by": "name", "property": "", "pattern": "paid", "touchpoint": "checkout", "channel": "", "do": "look"}
    text = as_analyst.post(address("company:touchpoints"), form).content.decode()
    assert "What they make of the last 3 events" in text
    assert "2 of them would have another touchpoint" in text
    assert "<b>checkout</b>" in text
    assert '<option value="Left">' in text
    assert kept(store) == []
    text = as_analyst.post(address("company:touchpoints"), {**FORM, "do": "look"}).content.decode()
    assert "red &lt;shoes&gt;" in text
    assert "red <shoes>" not in text


def test_from_now_on_leaves_what_came_as_it_is_until_it_is_read_again(as_analyst, store, address, came, do_jobs):
    came("Paid")
    form = {"by": "name", "property": "", "pattern": "paid", "touchpoint": "checkout", "channel": ""}
    text = as_analyst.post(address("company:touchpoints"), {**form, "do": "save"}, follow=True).content.decode()
    do_jobs()
    assert touchpoints_of(store) == ["Paid"]
    assert "1 message that came before is still read by other rules" in text
    came("Paid")
    assert touchpoints_of(store) == ["Paid", "checkout"]
    as_analyst.post(address("company:touchpoints"), {"do": "replay"})
    do_jobs()
    assert touchpoints_of(store) == ["checkout", "checkout"]
    text = as_analyst.get(address("company:touchpoints")).content.decode()
    assert "still read by other rules" not in text


def test_over_history_too_and_back_again(as_analyst, store, address, came, do_jobs, undo):
    came("Paid", "Left")
    form = {"by": "name", "property": "", "pattern": "paid", "touchpoint": "checkout", "channel": ""}
    shown = as_analyst.post(address("company:touchpoints"), {**form, "do": "everything"}, follow=True)
    do_jobs()
    assert touchpoints_of(store) == ["Left", "checkout"]
    job = Job.objects.get(kind="company.replay")
    assert job.result == {"imports": 1, "messages": 2}
    text = as_analyst.get(address("company:touchpoints")).content.decode()
    assert "2 messages were read again" in text
    undo(as_analyst, shown)
    assert read_by_others(store.place).messages == 2
    as_analyst.post(address("company:touchpoints"), {"do": "replay"})
    do_jobs()
    assert touchpoints_of(store) == ["Left", "Paid"]


def test_nothing_to_replay_is_no_failure(as_analyst, address, do_jobs):
    as_analyst.post(address("company:touchpoints"), {"do": "replay"})
    do_jobs()
    assert Job.objects.get(kind="company.replay").result == {"imports": 0, "messages": 0}


def test_nobody_has_sent_anything_yet(as_analyst, address):
    text = as_analyst.get(address("company:touchpoints")).content.decode()
    assert "No events have come through the tracking API yet." in text
    assert "/v1/track" in text


def test_somebody_else_was_first(as_owner, as_analyst, store, address):
    shown = as_analyst.get(address("company:touchpoints")).content.decode()
    assert 'name="seen" value="{}"' in shown
    as_owner.post(address("company:touchpoints"), {**FORM, "do": "save"})
    mine = {**FORM, "touchpoint": ["mine", ""], "seen": '{"rules": "old"}', "do": "save"}
    told = as_analyst.post(address("company:touchpoints"), mine)
    assert told.status_code == 422
    assert "Somebody changed this while you were at it" in told.content.decode()
    assert kept(store)[0][3] == "shop"


def test_only_owners_and_analysts(as_viewer, as_stranger, client_of, address):
    for client, status in ((as_viewer, 403), (client_of("agent"), 403), (as_stranger, 404)):
        assert client.get(address("company:touchpoints")).status_code == status
        assert client.post(address("company:touchpoints"), {**FORM, "do": "save"}).status_code == status


def test_rules_are_those_the_library_reads(as_analyst, store, address):
    as_analyst.post(address("company:touchpoints"), {**FORM, "do": "save"})
    kind, name = RULES
    assert store.settings.documents[kind][name]["rules"][0] == {
        "by": "path", "pattern": "/shop/*", "touchpoint": "shop", "channel": "web",
    }  # fmt: skip
