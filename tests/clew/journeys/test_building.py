"""Contacts into paths: cutting, the documented order, what is left out and said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clew.errors import UsageError

START = datetime(2026, 1, 1)  # noqa: DTZ001 - times of the lake are UTC without a zone


def contact(name, hour, **given):
    return {"name": name, "occurred_at": START + timedelta(hours=hour), **given}


def test_paths_are_cut_by_run_where_any_contact_has_one(lake, asked):
    lake.walks(one="abc", two="ab")
    paths = asked()
    assert paths.definition.by == "run"
    assert asked.spell(paths) == {"one": ["a b c"], "two": ["a b"]}
    assert (len(paths), paths.events, paths.names) == (2, 5, ("a", "b", "c"))
    assert paths.path.tolist() == [0, 0, 0, 1, 1]
    assert not paths.warnings


def test_without_runs_a_customer_is_one_path(lake, asked):
    lake.write("events", [contact("b", 5, customer_id="x"), contact("a", 1, customer_id="x"), contact("c", 9 * 24)])
    paths = asked()
    assert paths.definition.by == "customer"
    assert asked.spell(paths) == {"x": ["a b"]}
    assert paths.left_out == {"without customer_id": 1}
    assert paths.warnings == ("1 contact without customer_id: left out",)


def test_a_gap_is_a_wait_of_more_than_so_many_days(lake, asked):
    hours = [0, 48, 96.001, 97]
    lake.write("events", [contact(n, h, customer_id="x") for n, h in zip("abcd", hours, strict=True)])
    assert asked.spelled(gap=2) == {"x": ["a b", "c d"]}
    assert asked.spelled(gap=1) == {"x": ["a", "b", "c d"]}
    assert asked.spelled(gap=0) == {"x": ["a", "b", "c", "d"]}
    assert asked.spelled(gap=3) == {"x": ["a b c d"]}


def test_ties_are_ordered_by_ordinal_then_id_and_no_ordinal_comes_first(lake, asked):
    tied = [
        contact("third", 0, journey_run_id="r", ordinal=2, event_id="a"),
        contact("second", 0, journey_run_id="r", ordinal=1, event_id="z"),
        contact("fifth", 0, journey_run_id="r", ordinal=3, event_id="k"),
        contact("fourth", 0, journey_run_id="r", ordinal=3, event_id="b"),
        contact("first", 0, journey_run_id="r", event_id="y"),
        contact("sixth", 1, journey_run_id="r", ordinal=0, event_id="0"),
        contact("other", 0, journey_run_id="q", ordinal=3, event_id="a"),
    ]
    lake.write("events", tied)
    assert asked.spelled() == {"r": ["first second third fourth fifth sixth"], "q": ["other"]}


def test_calls_and_opened_tickets_are_contacts_too(lake, asked):
    lake.write("events", [contact("visit", 0, customer_id="x", touchpoint="web")])
    lake.write("calls", [{"customer_id": "x", "queued_at": START + timedelta(hours=1)}])
    opened = {"customer_id": "x", "touchpoint": "care"}
    lake.write("tickets", [{**opened, "opened_at": START + timedelta(hours=2), "channel": "e-mail"},
                           {**opened, "opened_at": START + timedelta(hours=3)}, opened])  # fmt: skip
    assert asked.spelled() == {"x": ["visit call e-mail ticket"]}
    assert asked.spelled(names="touchpoint") == {"x": ["web call care care"]}
    assert asked.spelled(tables="calls,tickets") == {"x": ["call e-mail ticket"]}
    with pytest.raises(UsageError, match="table of contacts 'feedback'"):
        asked(tables="feedback")


def test_contacts_without_a_name_are_counted(lake, asked):
    rows = [contact("a", 0, customer_id="x", touchpoint="web"), contact("b", 1, customer_id="x"), contact("c", 2)]
    lake.write("events", rows)
    paths = asked(names="touchpoint")
    assert asked.spell(paths) == {"x": ["web"]}
    assert paths.left_out == {"without customer_id": 1, "without touchpoint": 1}


def test_filters_choose_contacts_and_tables_without_the_field_are_said(lake, asked):
    rows = [contact("a", 0, customer_id="x", device="phone"), contact("b", 1, customer_id="x", device="web")]
    lake.write("events", rows).write("calls", [{"customer_id": "x", "queued_at": START}])
    paths = asked(where=["device=phone"])
    assert asked.spell(paths) == {"x": ["a"]}
    assert paths.warnings == ("calls have no field 'device': left out",)
    with pytest.raises(UsageError, match="no field of events 'colour'"):
        asked(where=["colour=red"])


def test_filters_reach_other_tables(lake, asked):
    rows = [contact("a", 0, customer_id="x"), contact("a", 0, customer_id="y")]
    lake.write("events", rows).write("customers", [{"customer_id": "x", "country": "PL"}, {"customer_id": "y"}])
    assert asked.spelled(where=["customers.country=PL"]) == {"x": ["a"]}


def test_the_period_chooses_contacts_and_says_that_paths_are_cut(lake, asked):
    lake.walks(r=[("a", 0), ("b", 24), ("c", 48)])
    paths = asked(start="2026-01-02", end="2026-01-03")
    assert asked.spell(paths) == {"r": ["b"]}
    assert paths.warnings == ("paths are cut where the period begins and ends",)


def test_what_happened_after_as_of_is_not_known(lake, asked):
    lake.walks(r=[("a", 0), ("b", 24), ("c", 48)])
    assert asked.spelled(as_of="2026-01-02") == {"r": ["a b"]}
    assert asked().definition.as_of == START + timedelta(hours=48)


def test_unfinished_paths_had_their_last_contact_within_the_gap_of_as_of(lake, asked):
    lake.walks(old=[("a", 0)], edge=[("a", 24)], new=[("a", 31 * 24)])
    assert dict(zip(asked().keys.to_pylist(), asked().unfinished, strict=True)) == {
        "old": False, "edge": True, "new": True,
    }  # fmt: skip
    assert asked(gap=1).unfinished.tolist() == [False, False, True]


def test_customers_of_runs(lake, asked):
    rows = [contact("a", 0, journey_run_id="r", customer_id="x"), contact("b", 1, journey_run_id="r")]
    lake.write("events", [*rows, contact("b", 1, journey_run_id="q")])
    paths = asked()
    assert dict(zip(paths.keys.to_pylist(), paths.customers().to_pylist(), strict=True)) == {"r": "x", "q": None}
    assert asked(by="customer").customers().to_pylist() == ["x"]


def test_a_lake_without_contacts_has_no_paths(lake, asked):
    paths = asked()
    assert (len(paths), paths.events, paths.names, paths.starts.tolist()) == (0, 0, (), [0])
    assert paths.customers().to_pylist() == []
    lake.write("events", [contact("a", 0)])
    assert (len(asked()), asked().left_out) == (0, {"without customer_id": 1})


def test_times_go_in_as_the_workspaces_zone_says(lake, asked):
    lake.write("events", [contact("a", 0, customer_id="x"), contact("b", 23.5, customer_id="x")])
    assert asked.spelled(start="2026-01-02", zone="Europe/Warsaw") == {"x": ["b"]}
    assert asked(end=datetime(2026, 1, 1, 12), zone="UTC").events == 1  # noqa: DTZ001


def test_a_mistyped_date_is_no_now_and_is_told(lake, asked):
    lake.received_at = START + timedelta(days=100)
    lake.walks(one=[("a", 0), ("b", 1)], two=[("a", 95 * 24)], three=[("a", 2), ("b", 973 * 8766)])
    paths = asked()
    assert paths.definition.as_of == START + timedelta(days=95), "not the year 2999"
    assert dict(zip(paths.keys.to_pylist(), paths.unfinished.tolist(), strict=True)) == {
        "one": False, "two": True, "three": False,
    }  # fmt: skip
    said = "1 row of events after 2026-04-12 00:00, a day after the last import: its date may be wrong"
    assert paths.warnings == (said,)
    given = asked(as_of=(START + timedelta(days=50)).isoformat())
    assert given.warnings == (), "who says when now is leaves out what lies after it"
    lake.received_at = None
    assert asked().definition.as_of > START + timedelta(days=100)
