"""The documents of the views over a lake: their shape, and what they say when something lacks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clew.errors import UsageError
from clew.journeys.telling.views import VIEWS, Told, told

START = datetime(2026, 1, 1)  # noqa: DTZ001 - times of the lake are UTC without a zone


def walk(run, names, teams=None, channel="web", day=0):
    return [
        {"journey_run_id": run, "customer_id": run, "name": name, "channel": channel,
         "occurred_at": START + timedelta(days=day, hours=hour), "team": teams[hour] if teams else None}
        for hour, name in enumerate(names)
    ]  # fmt: skip


@pytest.fixture
def paths(lake, asked):
    rows = walk("a", ("invoice", "call", "e-mail", "call", "paid"), "XYXYY")
    rows += walk("b", ("invoice", "call", "call"), "ZZZ", channel="shop") + walk("c", ("invoice",), "X", day=40)
    lake.write("events", rows)
    return asked()


def test_circles(paths):
    found = told("circles", paths, Told())
    costs = {"times": 1, "paths": 1, "customers": 1, "extra_events": 2, "extra_seconds": 7200}
    assert found["rows"] == [{"circle": ["call", "e-mail", "call"], "after": "invoice", **costs}]
    assert found["total"] == costs
    assert found["other"]["times"] == found["longer"]["times"] == 0
    assert (found["rework"]["extra_events"], found["rework"]["repeats"], found["rework"]["returns"]) == (2, 1, 1)
    assert found["back_and_forth"]["actor"] is None
    team = found["back_and_forth"]["team"]
    assert (team["hand_overs"], team["times"], team["paths"], team["of_paths"]) == (3, 2, 1, 3)
    assert [(pair["first"], pair["second"]) for pair in team["pairs"]] == [("X", "Y"), ("Y", "X")]


def test_around(paths):
    found = told("around", paths, Told(name="call"))
    assert found["around"] == {"name": "call", "visits": 4, "paths": 2, "within": 3}
    for side in ("before", "after"):
        assert sum(row["share"] for row in found[side]) == pytest.approx(1)
    assert found["after"][-1]["kind"] == "still open"
    assert found["drop_off"]["within_seconds"] == 30 * 86_400
    assert found["drop_off"]["value"] == pytest.approx(0.25)
    assert "small n" in found["drop_off"]["warnings"]


def test_the_gap_is_the_patience(lake, asked):
    lake.write("events", walk("a", ("call",)) + walk("b", ("call",), day=6))
    found = told("around", asked(by="customer", gap=5), Told(name="call"))
    assert found["drop_off"]["within_seconds"] == 5 * 86_400
    assert found["after"] == [
        {"kind": kind, "name": None, "visits": 1, "share": 0.5, "paths": 1, "nearby": 1,
         "median_seconds": None, "median_lo": None, "median_hi": None}
        for kind in ("ended", "still open")
    ]  # fmt: skip


def test_goal(paths):
    found = told("goal", paths, Told(name="paid", shortest=2))
    assert found["goal"] == {"name": "paid", "paths": 3, "reached": 1, "ended_without": 1, "still_open": 1}
    assert (found["contacts"]["value"], found["steps"]["value"], found["seconds"]["value"]) == (4, 4, 4 * 3600)
    assert (found["lostness"]["shortest"], found["lostness"]["is_given"]) == (2, True)
    assert found["share"]["method"] == "aalen_johansen"


def test_compare(lake, asked):
    rows = []
    for number in range(20):
        rows += walk(f"w{number:02}", ("call", "e-mail", "call")) + walk(
            f"s{number:02}", ("call", "e-mail"), channel="shop"
        )
    lake.write("events", rows)
    found = told("compare", asked(), Told(groups="channel=web"))
    assert found["groups"] == [{"name": "channel=web", "paths": 20}, {"name": "all others", "paths": 20}]
    assert (found["tested"], found["beyond_chance"], found["not_tested"], found["in_no_group"]) == (3, 2, 0, 0)
    assert [row["names"] for row in found["rows"][:2]] == [["call", "e-mail", "call"], ["e-mail", "call"]]
    assert found["rows"][0]["counts"] == [20, 0]
    assert told("compare", asked(), Told(groups="channel", limit=1))["groups"][0]["name"] == "channel=shop"


@pytest.mark.parametrize(
    ("view", "said"), [("around", "Around what"), ("compare", "Compare what"), ("goal", "Which goal")]
)
def test_what_a_view_lacks_is_said(paths, view, said):
    with pytest.raises(UsageError, match=said):
        told(view, paths, Told())


def test_no_contacts_at_all(asked):
    found = told("circles", asked(), Told())
    assert (found["rows"], found["total"]["times"], found["rework"]["events"]) == ([], 0, 0)
    for view in ("around", "goal"):
        with pytest.raises(UsageError, match="no contact 'call'"):
            told(view, asked(), Told(name="call"))
    with pytest.raises(UsageError, match="no contacts to compare"):
        told("compare", asked(), Told(groups="channel=web"))


def test_every_view_is_there():
    assert set(VIEWS) == {"circles", "around", "compare", "goal"}
